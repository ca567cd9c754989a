"""Completion in the shell, which click writes and answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


def test_the_readme_names_the_variable() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"_SHAPELINT_COMPLETE=bash_source shapelint", readme)
