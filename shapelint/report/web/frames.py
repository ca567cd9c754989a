"""The code behind a finding: its range, the related places with what they are, a row of context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from xml.etree.ElementTree import Element

from shapelint.diagnostic import Diagnostic, Location
from shapelint.report.drawn import TAB
from shapelint.report.frame import Mark, Row, marks_of, rows
from shapelint.report.web.code import gap, row_of_frame
from shapelint.report.web.elements import element
from shapelint.report.web.highlighting import Spans
from shapelint.source import Source

MOST_ROWS = 8
"""A range over more rows is marked on its first and last one."""


def frames(diagnostic: Diagnostic, source: Source, spans: Spans) -> Iterator[Element]:
    """One figure, or for a notebook one for each cell that has a place to show, the finding's own cell first."""
    for cell in dict.fromkeys([diagnostic.cell, *(each.cell for each in diagnostic.related)]):
        lines = source.lines(cell)
        marks = list(_marks(diagnostic, cell, lines))
        inside = []
        first = source.program_row(cell, 1) - 1
        shown = list(rows(lines, marks))
        indent = _common_indent(shown)
        for row in shown:
            inside += [gap()] if row.is_after_gap else []
            inside += row_of_frame(row, spans.get(first + row.number, ()), indent)
        caption = None if cell is None else element("figcaption", f"Cell {cell}")
        yield element("figure", caption, element("div", *inside, class_="code"), class_="frame")


def _common_indent(shown: Sequence[Row]) -> int:
    """How many characters of white space all rows begin with, in front of every mark."""
    heads = [row.drawn.pieces for row in shown if row.drawn.text.strip()]
    marked = [mark.start - 1 - row.cut for row in shown for mark in row.marks]
    alike = takewhile(lambda pieces: set(pieces) in ({" "}, {" " * TAB}), zip(*heads, strict=False))
    return max(min([len(list(alike)), *marked]), 0)


def _marks(diagnostic: Diagnostic, cell: int | None, lines: Sequence[str]) -> Iterator[Mark]:
    if cell == diagnostic.cell:
        yield from _every_row(diagnostic.location, diagnostic.end_location, None, lines)
    for related in diagnostic.related:
        if related.cell == cell:
            yield from _every_row(related.location, related.end_location, related.message, lines)


def _every_row(start: Location, end: Location, label: str | None, lines: Sequence[str]) -> Iterator[Mark]:
    """The marks of a span on each of its rows, the label on the last one."""
    ends = marks_of(start, end, label, lines)
    yield ends[0]
    if len(ends) == 1:
        return
    if end.row - start.row < MOST_ROWS:
        for row in range(start.row + 1, min(end.row, len(lines) + 1)):
            line = lines[row - 1]
            if text := line.strip():
                indent = len(line) - len(line.lstrip())
                yield Mark(row, indent + 1, indent + len(text) + 1, "", label is None)
    yield ends[-1]
