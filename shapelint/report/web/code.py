"""Lines of code as elements: row numbers that are not copied with it, marked ranges, highlighted syntax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from shapelint.report.drawn import MORE, Drawn, draw
from shapelint.report.frame import WIDEST, Mark, Row
from shapelint.report.web.elements import Child, element, prose
from shapelint.report.web.highlighting import Span, highlighted

PRIMARY, RELATED = "primary", "related"


def row_of_frame(row: Row, spans: Sequence[Span], indent: int) -> list[Element]:
    """A row, and below it the labels of its marks, each where its mark begins.

    The first `indent` characters, white space in all rows, are left out where the page is narrow.
    """
    length = len(row.drawn.pieces)
    kinds = _by_character(length, [(span.start - row.cut, span.end - row.cut, span.kind) for span in spans])
    marks = _by_character(
        length, [(mark.start - 1 - row.cut, mark.end - 1 - row.cut, _mark(mark)) for mark in reversed(row.marks)]
    )
    at_end = next((_mark(mark) for mark in row.marks if mark.start - 1 - row.cut >= length), None)
    after = element("mark", " ", class_=at_end) if at_end else None
    pieces = list(_runs(row.drawn, kinds, marks, indent))
    margin = element("span", "".join(row.drawn.pieces[:indent]), class_="indent") if indent else None
    line = line_of(row.number, [margin, row.lead, *pieces, after])
    return [line, *(_note(row.column(mark.start), mark) for mark in row.marks if mark.label)]


def plain_row(number: int | None, line: str, spans: Sequence[Span] = (), kind: str | None = None) -> Element:
    """A row without marks. `kind` is that of a changed row: `removed` or `added`."""
    drawn = draw(line)
    kinds = _by_character(len(drawn.pieces), [(span.start, span.end, span.kind) for span in spans])
    return line_of(number, _runs(drawn, kinds, [None] * len(drawn.pieces), 0), kind)


def block(text: str, *, is_python: bool) -> Element:
    """A block of code without row numbers."""
    spans = highlighted(text) if is_python else {}
    lines = text.rstrip("\n").split("\n")
    rows = (plain_row(None, line, spans.get(row, ())) for row, line in enumerate(lines, 1))
    return element("div", *rows, class_="code")


def gap() -> Element:
    """Rows that are left out."""
    return element("div", class_="gap", aria_hidden="true")


def line_of(number: int | None, pieces: Iterable[Child], kind: str | None = None) -> Element:
    """A line; a changed one is told apart by its element as well."""
    wrapped = {"removed": "del", "added": "ins"}.get(kind or "")
    code = element("code", *([element(wrapped, *pieces)] if wrapped else pieces))
    shown = None if number is None else str(number)
    return element("div", code, class_=f"line {kind}" if kind else "line", data_row=shown)


def _note(column: int, mark: Mark) -> Element:
    indent = element("span", " " * column, class_="indent", aria_hidden="true")
    return element("div", indent, element("span", *prose(mark.label), class_="label"), class_=f"note {_mark(mark)}")


def _mark(mark: Mark) -> str:
    return PRIMARY if mark.is_primary else RELATED


def _by_character(length: int, ranges: Iterable[tuple[int, int, str]]) -> list[str | None]:
    """What each character of a line is; later ranges lie on top."""
    found: list[str | None] = [None] * length
    for start, end, kind in ranges:
        begin = min(max(start, 0), length)
        found[begin : max(end, begin)] = [kind] * (min(max(end, begin), length) - begin)
    return found


def _runs(drawn: Drawn, kinds: Sequence[str | None], marks: Sequence[str | None], first: int) -> Iterable[Child]:
    """The characters of a line from `first` on, those that are alike in one element."""
    shown = range(first, min(len(drawn.pieces), WIDEST))
    for mark, marked in groupby(shown, lambda at: marks[at]):
        pieces: list[Child] = []
        for kind, alike in groupby(marked, lambda at: kinds[at]):
            text = "".join(drawn.pieces[at] for at in alike)
            pieces.append(element("span", text, class_=kind) if kind and text.strip() else text)
        yield from pieces if mark is None else [element("mark", *pieces, class_=mark)]
    if len(drawn.pieces) > WIDEST:
        yield MORE
