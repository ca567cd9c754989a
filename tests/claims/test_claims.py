"""Every statement about recurrent layers: under torch, in the shape engine and on the command line.

A program's assertions are the statement under torch. `SHOWN` is what the engine makes of its expressions; every shape
that the engine gives is torch's. Lines that get the statement wrong are marked and reported, and no others.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shapelint.cli import main
from tests.claims.side_by_side import FOLDER, PROGRAMS, listed, marked, run, shapes_under_torch
from tests.command import shapelint

ROWS = 22
PUBLISHED = {
    "a": ("shp802", "SHP802"), "b": ("shp801", "SHP801"), "c": ("shp106", "SHP106"), "d": ("shp801", "SHP802"),
    "e": ("shp603", "SHP603"), "f": ("shp001", "SHP001"), "g": ("shp405", "SHP405"), "h": ("shp104", "SHP104"),
    "i": ("shp801", "SHP801"),
}  # fmt: skip
FIXTURES = Path(__file__).parent.parent / "fixtures"

each_program = pytest.mark.parametrize("program", PROGRAMS, ids=[program.stem for program in PROGRAMS])


def test_every_row_has_a_program() -> None:
    assert [program.stem[:3] for program in PROGRAMS] == [f"c{row:02}" for row in range(1, ROWS + 1)]


@each_program
def test_engine_agrees_with_torch(program: Path) -> None:
    names = run(program)
    found = listed(program)
    for text, rows in found.items():
        shapes = [row.shape or "" for row in rows]
        if not any(letter.isalpha() for letter in "".join(shapes)):
            assert shapes_under_torch(text, names) in (shapes, None), text
    shown = names["SHOWN"]
    assert isinstance(shown, dict) and shown
    for text, words in shown.items():
        assert any(f"{row.shape} {row.blocks}".startswith(words) for row in found[text]), found[text]


@pytest.fixture(scope="module")
def reported() -> dict[str, list[tuple[int, str]]]:
    """Row and code of everything that one run over all programs reports, by program."""
    done = shapelint("check", "--no-cache", "--output-format", "json", ".", cwd=FOLDER)
    found: dict[str, list[tuple[int, str]]] = {}
    for each in json.loads(done.stdout):
        found.setdefault(Path(each["filename"]).stem, []).append((each["location"]["row"], each["code"]))
    return found


@each_program
def test_command_line_reports_what_is_wrong(program: Path, reported: dict[str, list[tuple[int, str]]]) -> None:
    assert reported[program.stem] == marked(program)


@each_program
def test_command_line_shows_what_the_engine_knows(program: Path) -> None:
    done = CliRunner().invoke(main, ["shapes", "--output-format", "json", str(program)])
    given = {(each["expression"], each["shape"], each["blocks"]) for each in json.loads(done.stdout)}
    assert given >= {(row.text, row.shape, row.blocks) for rows in listed(program).values() for row in rows}


@pytest.mark.parametrize("letter", PUBLISHED)
def test_published_mistake(letter: str) -> None:
    folder, code = PUBLISHED[letter]
    text = (FIXTURES / folder / "published.py").read_text(encoding="utf-8")
    assert f"# {code}" in text
