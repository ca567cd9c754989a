"""Colours on terminals: signs alone have one, and without colours nothing is another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shapelint.picture.diagram import Picture
from shapelint.picture.text import as_text
from shapelint.report.painting import painted
from shapelint.report.style import PLAIN, Style
from tests.command import DEFECT, environment, shapelint
from tests.picture.test_text import each_picture
from tests.picture.text_cells import expected

COLORED = re.compile(r"\x1b\[1;(34|33|32)m([^\x1b]*)\x1b\[0m")
KINDS = {"34": r"\d+", "33": r"[a-z]", "32": r"[✓v]\d+"}


@each_picture
@pytest.mark.parametrize("is_ascii", [False, True])
def test_signs_alone_are_painted(picture: Picture, is_ascii: bool) -> None:
    text = as_text(picture, is_ascii=is_ascii)
    colored = painted(text, Style(has_color=True))
    assert COLORED.sub(lambda found: found[2], colored) == text
    assert painted(text, PLAIN) is text
    assert all(re.fullmatch(KINDS[color], sign) for color, sign in COLORED.findall(colored))
    for line, plain in zip(colored.splitlines(), text.splitlines(), strict=True):
        if COLORED.search(line):
            assert re.match(r" {4}\S", plain) or re.search(r"[│|].*[│|]", plain)


@each_picture
def test_every_mark_in_a_cell_is_painted(picture: Picture) -> None:
    calls = [expected(diagram, call) for diagram in picture.diagrams for call in diagram.calls]
    wanted = sum(len([sign for sign in text.split() if "…" not in sign]) for each in calls for text in each.values())
    colored = painted(as_text(picture), Style(has_color=True))
    cells = [line for line in colored.splitlines() if "│" in line]
    in_gaps = sum(len(COLORED.findall(gap)) for line in cells for gap in re.findall(r"\.(\x1b[^.]*)\.", line))
    assert sum(len(COLORED.findall(line)) for line in cells) - in_gaps == wanted


def test_where_colours_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    colorful = environment(FORCE_COLOR="1")
    for arguments in (["picture", "a.py:6", "--format", "text"], ["check", "--pictures", "a.py"], ["rule", "SHP101"]):
        assert "│\x1b[1;32m✓2\x1b[0m │" in shapelint(*arguments, cwd=tmp_path, env=colorful).stdout
        assert "\x1b" not in shapelint(*arguments, cwd=tmp_path).stdout
    shapelint("picture", "a.py:6", "--format", "text", "-o", "a.txt", cwd=tmp_path, env=colorful)
    assert "\x1b" not in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "\x1b" not in shapelint("picture", "a.py:6", cwd=tmp_path, env=colorful).stdout
