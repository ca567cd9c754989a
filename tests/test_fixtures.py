"""The fixtures: every rule over every program, findings on the marked lines and nowhere else, with their messages.

A line that must be reported ends in `# SHP101` (several codes are separated by commas); every other line is bare. Next
to a program with findings lies their full text, written anew by `pytest --update-snapshots`. Those in `possible` are
checked at that level, all others at the default one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shapelint import Diagnostic, Settings, check_source
from shapelint.diagnostic import Certainty

FOLDER = Path(__file__).parent / "fixtures"
PROGRAMS = sorted(FOLDER.glob("*/*.py"))
MARKER = re.compile(r"# (SHP\d+(?:, SHP\d+)*)$")


def name_of(path: Path) -> str:
    """A program's folder and name."""
    return path.relative_to(FOLDER).as_posix()


def marked(text: str) -> list[tuple[int, str]]:
    """Line and code of each marker."""
    found = []
    for row, line in enumerate(text.splitlines(), 1):
        marker = MARKER.search(line)
        if marker is not None:
            found += [(row, code) for code in marker[1].split(", ")]
    return sorted(found)


def findings_in(path: Path) -> list[Diagnostic]:
    """What is found in a program."""
    settings = Settings(certainty=Certainty.POSSIBLE) if path.parent.name == "possible" else Settings()
    return check_source(path.read_text(encoding="utf-8"), filename=path.name, settings=settings)


def in_full(diagnostic: Diagnostic) -> str:
    """A finding with everything that it says, related places indented."""
    place = diagnostic.location
    lines = [f"{place.row}:{place.column} {diagnostic.code} {diagnostic.certainty.value}: {diagnostic.message}"]
    lines += [f"    {each.location.row}:{each.location.column} {each.message}" for each in diagnostic.related]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", PROGRAMS, ids=name_of)
def test_reports_the_marked_lines(path: Path) -> None:
    found = [(each.location.row, each.code) for each in findings_in(path)]
    assert sorted(found) == marked(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PROGRAMS, ids=name_of)
def test_says_what_the_snapshot_says(path: Path, request: pytest.FixtureRequest) -> None:
    text, snapshot = "".join(map(in_full, findings_in(path))), path.with_suffix(".txt")
    if request.config.getoption("--update-snapshots"):
        snapshot.unlink(missing_ok=True)
        if text:
            snapshot.write_text(text, encoding="utf-8")
    assert text == (snapshot.read_text(encoding="utf-8") if snapshot.exists() else "")


@pytest.mark.parametrize("path", PROGRAMS, ids=name_of)
def test_messages_are_in_the_house_style(path: Path) -> None:
    for each in findings_in(path):
        assert re.match(r"[a-z`]", each.message), each.message
        assert not each.message.endswith("."), each.message


def test_no_snapshot_is_left_over() -> None:
    assert not [path for path in FOLDER.glob("*/*.txt") if not path.with_suffix(".py").exists()]
