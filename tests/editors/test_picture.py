"""The picture of an editor shows what the server answers now."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.command import ROOT
from tests.editors.picture import PICTURE, PROGRAM, ROWS, made

TEXT = "{http://www.w3.org/2000/svg}text"


def test_it_is_what_the_server_answers() -> None:
    assert PICTURE.read_text(encoding="utf-8") == made(), "run `python -m tests.editors.picture`"


def test_it_can_be_read() -> None:
    """It is well-formed and holds all of the rows that it shows; README has it."""
    words = "".join(str(each.text) for each in ElementTree.parse(PICTURE).iter(TEXT)).replace(" ", "")
    rows = PROGRAM.read_text(encoding="utf-8").splitlines()
    plain = [rows[number - 1].replace(" ", "") for number in ROWS if "sentence =" not in rows[number - 1]]
    assert [row for row in plain if row not in words and "output," not in row] == []
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in (ROOT / "README.md").read_text(encoding="utf-8")
