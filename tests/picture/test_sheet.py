"""What is written where on a sheet, whatever the characters are."""

from __future__ import annotations

import pytest

from shapelint.commands.terminal import DRAWN
from shapelint.picture.places import picture_at
from shapelint.picture.program import Program
from shapelint.picture.sheet import Sheet, columns, cut
from shapelint.picture.text import ASCII, as_text

WIDE = """\
import torch
from torch import nn

网络 = nn.GRU(4, 6)
输出, 状态 = 网络(torch.randn(5, 2, 4))
最后 = 输出[-1]
"""
TURNED = """\
import torch
from torch import nn

gru = nn.GRU(4, 6)
output, state = gru(torch.randn(3, 2, 4))
last = output[{"a\u202e\x1b[31mb": -1}["a\u202e\x1b[31mb"]]
"""


def test_writing() -> None:
    sheet = Sheet()
    sheet.put(1, 2, "ab")
    sheet.put(1, 3, "c")
    sheet.centred(0, 0, 6, "xyz")
    assert sheet.lines(80) == [" xyz", "  ac"]


def test_wide_and_combining_characters_keep_the_columns() -> None:
    sheet = Sheet()
    sheet.put(0, 0, "输e\u0301|")
    sheet.put(0, 5, "|")
    assert sheet.lines(80) == ["输e\u0301| |"]
    assert columns("输e\u0301|") == 4


@pytest.mark.parametrize(
    ("content", "most", "kept"), [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc..."), ("输出输出", 7, "输出...")]
)
def test_what_has_no_room(content: str, most: int, kept: str) -> None:
    assert cut(content, most) == kept


def test_a_picture_with_wide_names() -> None:
    lines = as_text(picture_at(Program.of(WIDE), 6)).splitlines()
    over, cells = next(line for line in lines if "输出" in line), next(line for line in lines if "┌───┐" in line)
    assert columns(over.rstrip("┐")) == columns(cells[: cells.rindex("┐  ")])


def test_nothing_that_a_terminal_would_obey() -> None:
    text = as_text(picture_at(Program.of(TURNED), 6))
    assert all(char.isprintable() or char == "\n" for char in text)


def test_terminals_are_asked_for_all_that_is_drawn() -> None:
    assert set(map(chr, ASCII)) == set(DRAWN)
