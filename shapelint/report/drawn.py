"""A line of code as it is shown: tabs as spaces, no character that does more than be seen, wide ones counted twice."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cached_property

from shapelint.frozen import dataclass

TAB = 4
MORE = "..."
"""Where a line is cut."""


@dataclass(frozen=True)
class Drawn:
    """What is shown for each character of a line, and for each (and the end) the display column where it begins."""

    pieces: tuple[str, ...]
    offsets: tuple[int, ...]

    @cached_property
    def text(self) -> str:
        """The line as it appears."""
        return "".join(self.pieces)

    def fitted(self, widest: int) -> str:
        """The line as far as so many columns go, with `...` at the end where it goes on."""
        if self.offsets[-1] <= widest:
            return self.text
        return "".join(self.pieces[: bisect_right(self.offsets, widest - len(MORE)) - 1]) + MORE

    def column(self, column: int) -> int:
        """The display column of a 1-based column."""
        return self.offsets[min(max(column - 1, 0), len(self.offsets) - 1)]


def draw(line: str, encoding: str = "utf-8") -> Drawn:
    """Tabs become spaces, characters that would move the cursor or do worse their pictures.

    What the encoding lacks becomes the escape that is written in its place.
    """
    if line.isascii() and line.isprintable():
        return Drawn(tuple(line), tuple(range(len(line) + 1)))
    pieces: list[str] = []
    offsets = [0]
    for char in line:
        piece = " " * (TAB - offsets[-1] % TAB) if char == "\t" else _written(visible(char), encoding)
        pieces.append(piece)
        offsets.append(offsets[-1] + (_width(piece) if len(piece) == 1 else len(piece)))
    return Drawn(tuple(pieces), tuple(offsets))


def visible(char: str) -> str:
    """The character, or its picture where it would move the cursor, turn the direction of text or not be seen."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return "\N{REPLACEMENT CHARACTER}"
    return char


def _written(char: str, encoding: str) -> str:
    return char.encode(encoding, "backslashreplace").decode(encoding)


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
