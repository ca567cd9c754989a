"""README's pictures are those of the programs beside them, and what these compare is the same under torch."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from shapelint import check_source
from shapelint.picture.diagram import Cell, Diagram, Picture, Role
from shapelint.picture.places import picture_at
from shapelint.picture.program import Program
from shapelint.picture.svg import as_svg
from tests.command import ROOT

INPUT = "x = torch.randn(4, 3, 10)"
HEAD = f"import torch\nfrom torch import nn\n\n{INPUT}\n"
FOLDER = ROOT / "examples" / "pictures"
ROW = re.compile(
    r'<tr><td>\n\n(?P<title>[^\n]+)\n\n```python\n(?P<code>[^`]+)```\n\n</td><td>\n\n'
    r'<img src="(?P<path>[^"]+)" alt="(?P<alt>[^"]+)">\n\n</td></tr>'
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = list(ROW.finditer(README))

each_row = pytest.mark.parametrize("row", ROWS, ids=[row["title"] for row in ROWS])


def drawn(row: re.Match[str]) -> Picture:
    """The picture of the last line."""
    text = HEAD + row["code"]
    return picture_at(Program.of(text), len(text.splitlines()))


def sides(diagram: Diagram) -> dict[Role, list[Cell]]:
    return {each.role: [mark.cell for mark in each.marks] for each in diagram.selections}


def test_all_five_snippets_are_there() -> None:
    titles = [row["title"] for row in ROWS]
    expected = ["One layer", "Two layers", "Two layers, two directions", "A GRU with three layers", "Batch first"]
    assert titles == expected
    assert f"`{INPUT}`" in README
    assert {ROOT / row["path"] for row in ROWS} == set(FOLDER.iterdir())


@each_row
def test_the_picture_is_that_of_the_program(row: re.Match[str], request: pytest.FixtureRequest) -> None:
    path, made = Path(ROOT / row["path"]), as_svg(drawn(row)) + "\n"
    if request.config.getoption("--update-snapshots"):
        path.write_text(made, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == made, "run `python -m pytest tests/picture --update-snapshots`"


@each_row
def test_both_sides_are_the_same_cells(row: re.Match[str]) -> None:
    (diagram,) = drawn(row).diagrams
    marked = sides(diagram)
    assert set(marked) == {Role.TAKEN, Role.OTHER}
    assert marked[Role.TAKEN] == marked[Role.OTHER] != []
    assert all(each.text in row["alt"] for each in diagram.selections), "those who hear it hear what is compared"


@each_row
def test_it_runs_and_nothing_is_found_in_it(row: re.Match[str]) -> None:
    torch.manual_seed(0)
    exec(HEAD + row["code"], {})
    assert check_source(HEAD + row["code"], filename="a.py") == []
