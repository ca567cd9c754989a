"""Code frames: lines of the program with marks below them, aligned whatever the characters' widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapelint.diagnostic import Location
from shapelint.frozen import dataclass
from shapelint.report.drawn import MORE, Drawn, draw
from shapelint.report.style import Style

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
class Row:
    """A row that is shown, without its first `cut` characters, and its marks, the primary ones first."""

    number: int
    drawn: Drawn
    marks: tuple[Mark, ...]
    cut: int
    is_after_gap: bool

    @property
    def lead(self) -> str:
        """What stands for the characters that are left out."""
        return MORE if self.cut else ""

    def column(self, column: int) -> int:
        """The display column of a 1-based column of the line."""
        return len(self.lead) + self.drawn.column(column - self.cut)


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
    for row in rows(lines, marks, style.encoding):
        if row.is_after_gap:
            yield style.paint("." * max(gutter, 3), "blue")
        bar = style.paint(f"{row.number:>{gutter}} |", "bold", "blue")
        yield f"{bar} {row.lead}{row.drawn.fitted(WIDEST - len(row.lead))}".rstrip()
        for mark in row.marks:
            yield _underline(row, mark, style, gutter)


def rows(lines: Sequence[str], marks: Sequence[Mark], encoding: str = "utf-8") -> Iterator[Row]:
    """The rows of a frame, ascending."""
    before = 0
    for number in _rows_shown(lines, marks):
        here = [mark for mark in marks if mark.row == number]
        cut = _cut(_line(lines, number), here, encoding)
        ordered = tuple(sorted(here, key=lambda mark: not mark.is_primary))
        yield Row(number, draw(_line(lines, number)[cut:], encoding), ordered, cut, 0 < before < number - 1)
        before = number


def _rows_shown(lines: Sequence[str], marks: Sequence[Mark]) -> list[int]:
    """Rows with a mark, a row of context around the primary ones, and single rows between two of these."""
    shown = {mark.row for mark in marks}
    for mark in marks:
        if mark.is_primary:
            shown.update(
                row for row in (mark.row - 1, mark.row + 1) if 1 <= row <= len(lines) and _line(lines, row).strip()
            )
    shown.update(row + 1 for row in list(shown) if row + 2 in shown)
    return sorted(shown)


def _underline(row: Row, mark: Mark, style: Style, gutter: int) -> str:
    start = min(row.column(mark.start), WIDEST - 1)
    end = min(max(row.column(mark.end), start + 1), WIDEST)
    color = "red" if mark.is_primary else "cyan"
    text = ("^" if mark.is_primary else "-") * max(end - start, 1)
    label = f" {mark.label}" if mark.label else ""
    bar = style.paint(f"{'':>{gutter}} |", "bold", "blue")
    return f"{bar} {' ' * start}{style.paint(text + label, 'bold', color)}"


def _line(lines: Sequence[str], row: int) -> str:
    return lines[row - 1] if 1 <= row <= len(lines) else ""


def _cut(line: str, marks: Sequence[Mark], encoding: str) -> int:
    """How many characters to leave out at the beginning of a line that is too long."""
    if not marks or draw(line, encoding).offsets[-1] <= WIDEST:
        return 0
    return max(min(mark.start for mark in marks) - 1 - LEAD, 0)
