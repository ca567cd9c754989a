"""On a terminal: the progress bar, when it shows and what it leaves behind."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shapelint.commands import progress
from shapelint.commands.progress import PATIENCE, Bar
from tests.command import DEFECT, environment

pty = pytest.importorskip("pty", reason="this system has no terminals of this kind")


class Terminal(io.StringIO):
    """A terminal that keeps what is written."""

    def isatty(self) -> bool:
        return True


def drawn(*seconds: float) -> str:
    """What a bar writes whose run takes so long for each of its files."""
    terminal = Terminal()
    times = iter([0.0, *seconds])
    now = [0.0]

    def clock() -> float:
        now[0] += next(times)
        return now[0]

    bar = Bar(terminal, clock)
    for done in range(1, len(seconds) + 1):
        bar(done, len(seconds))
    bar.close()
    return terminal.getvalue()


def test_a_short_run_shows_nothing() -> None:
    assert drawn(*[PATIENCE / 20] * 10) == ""
    assert drawn(PATIENCE * 3) == "", "the last file is no progress to wait for"


def test_a_long_run_shows_how_far_it_is_and_wipes_it_away() -> None:
    text = drawn(*[PATIENCE / 2] * 4)
    assert "checking" in text and "2/4" in text and "4/4" in text
    assert text.endswith("\x1b[2K")


@pytest.mark.parametrize("wide", [100, 50, 35, 34, 20, 3])
def test_the_bar_fits_the_terminal(wide: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "columns", lambda _: wide)
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[\?*[0-9]*[a-zA-Z]", "", drawn(*[PATIENCE / 2] * 1000)))
    assert max(map(len, lines)) < wide
    assert any("500/1000" in line for line in lines) == (wide > 34)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for number in range(120):
        (folder / f"m{number}.py").write_text(DEFECT * 4)
    return folder


def on_a_terminal(project: Path, *options: str, is_stdout: bool = False, **variables: str) -> tuple[str, str]:
    """Standard output and error of a run of which the latter (or both) is a terminal."""
    own, theirs = pty.openpty()
    command = [sys.executable, "-m", "shapelint", "check", "--isolated", "--no-cache", "--jobs", "1", *options]
    stdout = theirs if is_stdout else subprocess.PIPE
    env = environment(**{"TERM": "xterm", "COLUMNS": "100", **variables})
    chunks = []
    with subprocess.Popen(command, cwd=project, stdout=stdout, stderr=theirs, env=env) as process:
        os.close(theirs)
        if process.stdout is not None:
            chunks.append(process.stdout.read())
        shown = []
        while True:
            try:
                shown.append(os.read(own, 65536))
            except OSError:  # how a terminal says that nobody holds it any more
                break
            if not shown[-1]:
                break
    os.close(own)
    return b"".join(chunks).decode(), b"".join(shown).decode()


def test_the_bar_of_a_run(project: Path) -> None:
    report, shown = on_a_terminal(project, "--output-format", "concise")
    assert "checking" in shown and "/120" in shown
    assert "checking" not in report
    assert len(report.splitlines()) == 120 * 4


@pytest.mark.parametrize(
    "options", [("--quiet",), ("--output-format", "json", "is_stdout"), ("--show-files",)], ids=lambda each: each[-1]
)
def test_no_bar(project: Path, options: tuple[str, ...]) -> None:
    _, shown = on_a_terminal(
        project, *(each for each in options if each != "is_stdout"), is_stdout="is_stdout" in options
    )
    assert "checking" not in shown


def test_no_bar_on_a_terminal_that_cannot_draw(project: Path) -> None:
    _, shown = on_a_terminal(project, TERM="dumb")
    assert shown == ""


def test_colors_on_a_terminal(project: Path) -> None:
    def colored(**variables: str) -> bool:
        _, shown = on_a_terminal(project, "m0.py", is_stdout=True, **variables)
        return "\x1b[1;31m" in shown

    assert colored()
    assert not colored(NO_COLOR="1")
    assert not colored(TERM="dumb")
