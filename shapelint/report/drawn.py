"""A line of code as it is shown: tabs as spaces, no character that does more than be seen, wide ones counted twice."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from shapelint.frozen import dataclass

TAB = 4


@dataclass(frozen=True)
class Drawn:
    """What is shown for each character of a line, and for each (and the end) the display column where it begins."""

    pieces: tuple[str, ...]
    offsets: tuple[int, ...]

    @cached_property
    def text(self) -> str:
        """The line as it appears."""
        return "".join(self.pieces)

    def column(self, column: int) -> int:
        """The display column of a 1-based column."""
        return self.offsets[min(max(column - 1, 0), len(self.offsets) - 1)]


def draw(line: str) -> Drawn:
    """Tabs become spaces; characters that would move the cursor or do worse become their pictures."""
    if line.isascii() and line.isprintable():
        return Drawn(tuple(line), tuple(range(len(line) + 1)))
    pieces: list[str] = []
    offsets = [0]
    for char in line:
        piece = " " * (TAB - offsets[-1] % TAB) if char == "\t" else visible(char)
        pieces.append(piece)
        offsets.append(offsets[-1] + (len(piece) if char == "\t" else _width(piece)))
    return Drawn(tuple(pieces), tuple(offsets))


def visible(char: str) -> str:
    """The character, or its picture where it would move the cursor, turn the direction of text or not be seen."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return "\N{REPLACEMENT CHARACTER}"
    return char


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
