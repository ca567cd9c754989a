"""A fix as a small diff of the file, or of the cells that it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from xml.etree.ElementTree import Element

from shapelint.diagnostic import Applicability, Diagnostic, Fix
from shapelint.document import Document
from shapelint.fixes import applied
from shapelint.lines import split_lines
from shapelint.report.web.code import gap, plain_row
from shapelint.report.web.elements import element, prose
from shapelint.source import Source

CONTEXT = 1


def offered(diagnostic: Diagnostic, source: Source | None) -> Element | None:
    """What the fix does, how it is had and what it changes; None for a finding without one."""
    fix = diagnostic.fix
    if fix is None:
        return None
    figures = [] if source is None else list(_diffs(diagnostic, source))
    summary = element("summary", element("span", "Fix", class_="kind"), " ", *prose(fix.message))
    return element("details", summary, element("p", *prose(_how(fix)), class_="how"), *figures, class_="fix")


def _how(fix: Fix) -> str:
    if fix.applicability is Applicability.SAFE:
        return "Safe: the program computes the same afterwards. Applied by `shapelint check --fix`."
    return "Unsafe: the program computes something else afterwards. Applied by `shapelint check --fix --unsafe-fixes`."


def _diffs(diagnostic: Diagnostic, source: Source) -> Iterator[Element]:
    before = _document(source)
    after = applied(before, [diagnostic])
    for cell, text in before.cells.items():
        if after.cells[cell] != text:
            caption = None if cell is None else element("figcaption", f"Cell {cell}")
            changed = _diff(split_lines(text), split_lines(after.cells[cell]))
            yield element("figure", caption, element("div", *changed, class_="code"), class_="diff")


def _document(source: Source) -> Document:
    """The source as a fix sees it, in whatever encoding its file is."""
    if source.notebook is None:
        return Document(source.filename, b"", "utf-8", source.text, {None: source.text})
    from shapelint.notebook import code_pieces

    pieces = code_pieces(source.notebook)
    cells: dict[int | None, str] = {number: "".join(text for _, text in pieces[number]) for number in pieces}
    return Document(source.filename, b"", "utf-8", source.notebook, cells)


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[Element]:
    """Removed rows with their old numbers, added and kept ones with their new."""
    groups = SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT)
    for number, group in enumerate(groups):
        if number:
            yield gap()
        for kind, first, last, new_first, new_last in group:
            if kind != "equal":
                for row in range(first, last):
                    yield plain_row(row + 1, before[row], kind="removed")
            for row in range(new_first, new_last):
                yield plain_row(row + 1, after[row], kind="added" if kind != "equal" else None)
