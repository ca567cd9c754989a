"""Code frames: lines of the program with marks below them, aligned whatever the characters' widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapelint.diagnostic import Location
from shapelint.report.style import Style

TAB = 4
WIDEST = 160
"""Columns of a line that are shown; a longer one is cut around its first mark."""
LEAD = 20


@dataclass(frozen=True)
class Mark:
    """Columns of one row to underline, 1-based, `end` exclusive."""

    row: int
    start: int
    end: int
    label: str
    is_primary: bool


@dataclass(frozen=True)
class _Drawn:
    """A line as it appears: its text, and for each character (and the end) the display column where it begins."""

    text: str
    offsets: tuple[int, ...]

    def column(self, column: int) -> int:
        """The display column of a 1-based column."""
        return self.offsets[min(max(column - 1, 0), len(self.offsets) - 1)]


def marks_of(start: Location, end: Location, label: str | None, lines: Sequence[str]) -> list[Mark]:
    """The marks of a span: one, or for a span over several rows one below its first and one below its last row.

    A label of None makes them primary.
    """
    primary, text = label is None, label or ""
    if start.row == end.row:
        return [Mark(start.row, start.column, max(end.column, start.column + 1), text, primary)]
    first, last = _line(lines, start.row), _line(lines, end.row)
    indent = len(last) - len(last.lstrip()) + 1
    return [
        Mark(start.row, start.column, max(len(first.rstrip()) + 1, start.column + 1), "", primary),
        Mark(end.row, min(indent, max(end.column - 1, 1)), max(end.column, 2), text, primary),
    ]


def frame(lines: Sequence[str], marks: Sequence[Mark], style: Style, gutter: int) -> Iterator[str]:
    """The marked rows, with a row of context around the primary mark."""
    before = 0
    for row in _rows_shown(lines, marks):
        if before and row > before + 1:
            yield style.paint("." * max(gutter, 3), "blue")
        here = [mark for mark in marks if mark.row == row]
        cut = _cut(_line(lines, row), here)
        drawn = _draw(_line(lines, row)[cut:])
        bar = style.paint(f"{row:>{gutter}} |", "bold", "blue")
        yield f"{bar} {_fit(drawn.text)}".rstrip()
        for mark in sorted(here, key=lambda mark: not mark.is_primary):
            yield _underline(drawn, mark, cut, style, gutter)
        before = row


def _rows_shown(lines: Sequence[str], marks: Sequence[Mark]) -> list[int]:
    """Rows with a mark, a row of context around the primary ones, and single rows between two of these."""
    rows = {mark.row for mark in marks}
    for mark in marks:
        if mark.is_primary:
            rows.update(
                row for row in (mark.row - 1, mark.row + 1) if 1 <= row <= len(lines) and _line(lines, row).strip()
            )
    rows.update(row + 1 for row in list(rows) if row + 2 in rows)
    return sorted(rows)


def _underline(drawn: _Drawn, mark: Mark, cut: int, style: Style, gutter: int) -> str:
    start = drawn.column(mark.start - cut)
    end = min(max(drawn.column(mark.end - cut), start + 1), WIDEST + LEAD)
    color = "red" if mark.is_primary else "cyan"
    text = ("^" if mark.is_primary else "-") * max(end - start, 1)
    label = f" {mark.label}" if mark.label else ""
    bar = style.paint(f"{'':>{gutter}} |", "bold", "blue")
    return f"{bar} {' ' * start}{style.paint(text + label, 'bold', color)}"


def _line(lines: Sequence[str], row: int) -> str:
    return lines[row - 1] if 1 <= row <= len(lines) else ""


def _cut(line: str, marks: Sequence[Mark]) -> int:
    """How many characters to leave out at the beginning of a line that is too long."""
    if len(line) <= WIDEST or not marks:
        return 0
    return max(min(mark.start for mark in marks) - 1 - LEAD, 0)


def _fit(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."


def _draw(line: str) -> _Drawn:
    """Tabs become spaces; characters that would move the cursor or do worse become their pictures."""
    pieces: list[str] = []
    offsets = [0]
    for char in line:
        piece = " " * (TAB - offsets[-1] % TAB) if char == "\t" else _picture(char)
        pieces.append(piece)
        offsets.append(offsets[-1] + (len(piece) if char == "\t" else _width(piece)))
    return _Drawn("".join(pieces), tuple(offsets))


def _picture(char: str) -> str:
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
