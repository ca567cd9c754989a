"""Completion in the shell, which click writes and answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from shapelint.cli import main
from tests.command import ROOT, environment, shapelint


def completed(tmp_path: Path, words: str, at: int) -> list[str]:
    """What the shell is offered for the last of some words."""
    env = environment(_SHAPELINT_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at))
    done = shapelint(cwd=tmp_path, env=env)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("shell", "words"), [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --no")])
def test_scripts(tmp_path: Path, shell: str, words: str) -> None:
    done = shapelint(cwd=tmp_path, env=environment(_SHAPELINT_COMPLETE=f"{shell}_source"))
    assert words in done.stdout and "_SHAPELINT_COMPLETE" in done.stdout
    assert done.stderr == ""


def test_what_is_offered(tmp_path: Path) -> None:
    assert {"check", "config", "rule", "shapes"} <= set(completed(tmp_path, "shapelint ", 1))
    assert completed(tmp_path, "shapelint check --output-f", 2) == ["--output-format", "--output-file"]
    assert completed(tmp_path, "shapelint check --pic", 2) == ["--pictures"]
    assert completed(tmp_path, "shapelint check --output-format s", 3) == ["sarif"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        *((f"shapelint {words} a", "a") for words in ("check", "check --baseline", "clean", "picture -o", "shapes")),
        ("shapelint check --rules a", "a"),
        ("shapelint rule shp80", "SHP801 SHP802 SHP803 SHP804"),
        ("shapelint rule state-b", "state-batch-first"),
        ("shapelint check --select SHP1,SHP601,shp70", "SHP1,SHP601,SHP701 SHP1,SHP601,SHP702"),
        ("shapelint config per", "per-file-ignores"),
    ],
)
def test_words_of_parameters(words: str, offered: str) -> None:
    *given, last = words.split()[1:]
    complete = ShellComplete(main, {}, "shapelint", "_SHAPELINT_COMPLETE")
    found = [each.value for each in complete.get_completions(given, last)]
    assert found[: len(offered.split())] == offered.split()


def test_files_are_completed_by_the_shell(tmp_path: Path) -> None:
    env = environment(_SHAPELINT_COMPLETE="bash_complete", COMP_WORDS="shapelint check --output-file a", COMP_CWORD="3")
    assert shapelint(cwd=tmp_path, env=env).stdout == "file,a\n"


def test_the_readme_names_the_variable() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"_SHAPELINT_COMPLETE=bash_source shapelint", readme)
