"""For people: every finding with its code, the related places marked in the same frame, and a summary."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Fix
from shapelint.report import Report, shown_place
from shapelint.report.frame import frame, marks_of
from shapelint.report.painting import painted
from shapelint.report.pictures import Pictures
from shapelint.report.style import Style
from shapelint.source import Source

if TYPE_CHECKING:
    from shapelint.picture.diagram import Picture

MARGIN = "    "
"""Before the lines of a picture."""


def render(report: Report) -> Iterator[str]:
    """Every diagnostic as a paragraph, with its picture where these are wanted, then one line that sums up."""
    for filename, found in groupby(report.diagnostics, key=lambda each: each.filename):
        source = report.source_of(filename)
        pictures = Pictures(report, filename, source)
        for diagnostic in found:
            yield from (f"{line}\n" for line in _paragraph(diagnostic, source, report.style))
            if report.has_pictures:
                yield from _drawn(pictures.of(diagnostic), report.style)
            yield "\n"
    if not report.quiet:
        yield report.style.paint(summary(report), "bold", *(() if report.diagnostics else ("green",))) + "\n"


def _drawn(picture: Picture | None, style: Style) -> Iterator[str]:
    """The picture of a finding, where it marks something."""
    if picture is not None and picture.is_marked:
        from shapelint.picture.text import WIDTH, as_text

        text = as_text(picture, is_ascii=style.is_ascii, width=WIDTH - len(MARGIN))
        yield f"\n{textwrap.indent(painted(text, style), MARGIN)}"


def _paragraph(diagnostic: Diagnostic, source: Source | None, style: Style) -> Iterator[str]:
    severity = diagnostic.severity.value
    color = "red" if severity == "error" else "yellow"
    doubt = ", possible" if diagnostic.certainty is Certainty.POSSIBLE else ""
    head = style.paint(f"{severity}[{diagnostic.code}{doubt}]", "bold", color)
    yield f"{head}: {style.paint(diagnostic.message, 'bold')}"
    places = [diagnostic.location, diagnostic.end_location, *(each.end_location for each in diagnostic.related)]
    gutter = len(str(max(place.row for place in places) + 1))
    bar = style.paint(f"{'':>{gutter}} |", "bold", "blue")
    yield f"{style.paint(f'{chr(32) * gutter}-->', 'bold', 'blue')} {shown_place(diagnostic)}"
    if source is not None:
        yield bar
        yield from _frames(diagnostic, source, style, gutter)
        yield bar
    explained = f"{diagnostic.name}: `shapelint rule {diagnostic.code}` explains it"
    note = style.paint(f"{'':>{gutter}} =", "bold", "blue")
    yield f"{note} {explained}"
    if diagnostic.fix is not None:
        yield f"{note} {_offered(diagnostic.fix)}"


def _offered(fix: Fix) -> str:
    """What the fix does and how it is had."""
    is_safe = fix.applicability is Applicability.SAFE
    how = "applied by --fix" if is_safe else "unsafe, applied by --fix --unsafe-fixes"
    return f"fix: {fix.message} ({how})"


def _frames(diagnostic: Diagnostic, source: Source, style: Style, gutter: int) -> Iterator[str]:
    """One frame, or for a notebook one per cell that has a place to show, the finding's own cell first."""
    for cell in dict.fromkeys([diagnostic.cell, *(each.cell for each in diagnostic.related)]):
        lines = _lines(source, cell)
        marks = []
        if cell == diagnostic.cell:
            marks += marks_of(diagnostic.location, diagnostic.end_location, None, lines)
        else:
            yield f"{style.paint(f'{chr(32) * gutter}:::', 'bold', 'blue')} cell {cell}"
        for related in diagnostic.related:
            if related.cell == cell:
                marks += marks_of(related.location, related.end_location, related.message, lines)
        yield from frame(lines, marks, style, gutter)


@lru_cache(maxsize=2)
def _lines(source: Source, cell: int | None) -> list[str]:
    """Lines that the findings of one file share."""
    return source.lines(cell)


def summary(report: Report) -> str:
    """How many findings in how many files, as a sentence."""
    files = "1 file" if report.checked == 1 else f"{report.checked} files"
    if not report.diagnostics:
        return f"Nothing found in {files}."
    count = len(report.diagnostics)
    findings = "1 finding" if count == 1 else f"{count} findings"
    where = len({each.filename for each in report.diagnostics})
    return f"{findings} in {where} of {files}." if report.checked != 1 else f"{findings} in 1 file."
