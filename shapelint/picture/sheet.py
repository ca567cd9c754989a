"""A sheet of characters to write on at any place: rows and columns of a terminal, in which wide characters take two."""

from __future__ import annotations

import unicodedata

CUT = "..."
"""Stands for what has no room."""


def columns(content: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_width, content))


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def plain(content: str) -> str:
    """A text without characters that a terminal would obey, or turn the direction of the others."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in content)


def cut(content: str, most: int) -> str:
    """As much of a text as has room in so many columns."""
    if columns(content) <= most:
        return content
    kept = ""
    for char in content:
        if columns(kept + char) > most - len(CUT):
            break
        kept += char
    return kept + CUT


class Sheet:
    """Text that is written piece by piece; what is written later covers what was there."""

    def __init__(self) -> None:
        """Empty, and as large as it has to be."""
        self._rows: list[list[str]] = []

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def put(self, row: int, column: int, content: str) -> None:
        """Write a text from a place on, both counted from 0."""
        while len(self._rows) <= row:
            self._rows.append([])
        cells = self._rows[row]
        content = plain(content)
        cells += [" "] * (column + columns(content) - len(cells))
        for char in content:
            width = _width(char)
            if width == 0 and column:
                cells[column - 1] += char
            elif width:
                cells[column : column + width] = [char, *[""] * (width - 1)]
            column += width

    def centred(self, row: int, column: int, width: int, content: str) -> None:
        """Write a text into the middle of some columns, the odd one left on its right."""
        self.put(row, column + max(0, (width - columns(content)) // 2), content)

    def lines(self, width: int) -> list[str]:
        """The rows, without blanks at their ends, cut off where they are too wide."""
        return [cut("".join(row).rstrip(), width) for row in self._rows]
