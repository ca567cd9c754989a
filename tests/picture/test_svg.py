"""SVG that everyone can read: valid, with words for screen readers, and with nothing told by colour alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from shapelint.picture.diagram import Picture
from shapelint.picture.places import picture_at
from shapelint.picture.program import Program
from shapelint.picture.style import STYLE
from shapelint.picture.svg import as_svg
from shapelint.rule import load_rules
from tests.command import ROOT

SVG = "{http://www.w3.org/2000/svg}"
EXAMPLES = [
    (path, row)
    for path in sorted((ROOT / "examples").glob("*.py"))
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    if re.search("expect: SHP[12]", line)
]


@pytest.fixture(scope="module", params=EXAMPLES, ids=[f"{path.name}:{row}" for path, row in EXAMPLES])
def picture(request: pytest.FixtureRequest) -> Picture:
    path, row = request.param
    return picture_at(Program.of(path.read_text(encoding="utf-8")), row, None, load_rules().rules)


def test_it_has_a_title_and_a_description(picture: Picture) -> None:
    root = ElementTree.fromstring(as_svg(picture, prefix="p7-"))
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}" == "p7-title p7-desc"
    assert title.text == picture.title
    assert told.text is not None
    assert told.text.startswith(picture.finding)
    for diagram in picture.diagrams:
        for selection in diagram.selections:
            assert all(words in told.text for words in selection.blocks)


def test_sides_are_told_apart_without_colour(picture: Picture) -> None:
    root = ElementTree.fromstring(as_svg(picture))
    for cell in (group for group in root.iter(f"{SVG}g") if group.get("class") == "cell"):
        sides = set(cell.get("data-side", "").split())
        text = "".join(cell.findtext(f"{SVG}text") or "")
        drawn = {each.get("class") for each in cell}
        assert ("right" in sides) is ("✓" in text)
        assert ("taken" in sides) is ("fill-taken" in drawn) is bool(re.search(r"(^| )\d", text))
        assert ("other" in sides) is ("fill-other" in drawn) is bool(re.search(r"(^| )[abd-z]", text))


def test_nothing_is_loaded_and_ids_can_differ(picture: Picture) -> None:
    text = as_svg(picture, prefix="p7-", standalone=False)
    assert "url(" not in text
    assert "href" not in text
    assert "<style" not in text
    assert set(re.findall(r'\bid="([^"]*)"', text)) == {"p7-title", "p7-desc"}


def test_every_text_is_inside(picture: Picture) -> None:
    """As far as that can be told without a font: nothing begins left of the picture or below it."""
    root = ElementTree.fromstring(as_svg(picture))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for each in root.iter(f"{SVG}text"):
        assert 0 <= float(each.attrib["x"]) <= width - 24
        assert 0 <= float(each.attrib["y"]) <= height - 24


def test_the_style_is_about_pictures_only() -> None:
    plain = re.sub(r"@media[^{]*\{(.*?\})\}", r"\1", STYLE, flags=re.DOTALL)
    selectors = [each.strip() for block in re.findall(r"([^{}]*)\{", plain) for each in block.split(",")]
    assert len(selectors) > 15
    assert all(each.startswith(".shapelint-picture") for each in selectors)
    assert "prefers-color-scheme:dark" in STYLE
    assert "@media screen" in STYLE, "paper is white"


def test_a_text_that_xml_cannot_hold() -> None:
    text = (
        "from torch import nn\nlstm = nn.LSTM(4, 6)\n"
        "out, h = lstm(x['\x01 <&\"> \ud800 😀'])\nlast = out[-1]\n"
    )
    svg = as_svg(picture_at(Program.of(text.replace("\ud800", "")), 4))
    assert "&lt;&amp;" in svg
    ElementTree.fromstring(svg.encode())
