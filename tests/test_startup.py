"""What is imported when: LibCST costs more than checking most files, so it must stay out until a candidate needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import DEFECT, ROOT, environment

PROBE = """
import sys
sys.argv = ["shapelint", *{arguments}]
from shapelint.cli import run
try:
    run()
except SystemExit as exit:
    code = exit.code
heavy = ("libcst", "torch", "rich", "pygls", "lsprotocol", "markdown_it")
print(code, *(name for name in heavy if name in sys.modules), file=sys.stderr)
"""


def imported(*arguments: str, cwd: Path) -> str:
    """Exit code and which of the heavy packages were imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=list(arguments))],
        cwd=cwd,
        capture_output=True,
        env=environment(),
        timeout=60,
        check=True,
        text=True,
    )
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("text", ["import torch\n", "LSTM = 1\n", "", "print 'LSTM'\n", "import numpy\n" * 1000])
def test_a_file_that_is_no_candidate(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    assert imported("check", cwd=tmp_path) == "0"


def test_a_page_without_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import torch\n")
    assert imported("check", "--output-format", "html", cwd=tmp_path) == "0"


def test_a_page_with_a_finding_that_has_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import torch\nprint 'LSTM'\n")
    assert imported("check", "--output-format", "html", cwd=tmp_path) == "1 markdown_it"


def test_a_candidate(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    assert imported("check", cwd=tmp_path) == "1 libcst"


def test_a_candidate_that_does_not_parse(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import torch\nprint 'LSTM'\n")
    assert imported("check", cwd=tmp_path) == "1"


@pytest.mark.parametrize("arguments", [["--version"], ["rule", "SHP001"], ["--help"], ["check", "--help"]])
def test_commands_about_nothing_but_themselves(tmp_path: Path, arguments: list[str]) -> None:
    assert imported(*arguments, cwd=tmp_path) == "0"


def test_the_package_alone() -> None:
    program = "import sys; before = set(sys.modules); import shapelint; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert "shapelint.engine" not in done.stdout
    assert "libcst" not in done.stdout
