"""A picture as SVG: a title and a description for those who hear it, every text as text, every cell with its place."""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.picture import cells
from shapelint.picture.diagram import Diagram, Picture, Role, Selection
from shapelint.picture.elements import element, escaped, rect, spans, text
from shapelint.picture.layout import LINE
from shapelint.picture.lettering import MONO, PLAIN, wrapped
from shapelint.picture.panel import Panel
from shapelint.picture.style import STYLE
from shapelint.picture.words import condition_words, description

MARGIN = 12
LEAST_WIDTH = 380
INDENT = 44
"""Of what is said of a selection: before it stands a sample of its cells."""

VERBS = {Role.TAKEN: "takes", Role.OTHER: "with", Role.RIGHT: "should take"}


def as_svg(picture: Picture, *, prefix: str = "", standalone: bool = True) -> str:
    """One `<svg>` element with all of a picture.

    `prefix` stands before its ids, so that several have room in a page. One that is not standalone brings no style:
    the page has `STYLE` once.
    """
    drawn, width, height = _drawn(picture)
    style = element("style", STYLE) if standalone else ""
    title = element("title", escaped(picture.title), id=f"{prefix}title")
    told = element("desc", escaped(description(picture)), id=f"{prefix}desc")
    paper = rect(0, 0, width, height, "paper", 6)
    return element(
        "svg",
        f"{title}{told}{style}{paper}{drawn}",
        xmlns="http://www.w3.org/2000/svg",
        class_="shapelint-picture",
        role="img",
        aria_labelledby=f"{prefix}title {prefix}desc",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
    )


def _drawn(picture: Picture) -> tuple[str, float, float]:
    """The diagrams one below the other, with the size of all."""
    widest = max(Panel(call, each).width for each in picture.diagrams for call in each.calls)
    width = max(widest, LEAST_WIDTH)
    parts: list[str] = []
    y = 0.0
    for number, diagram in enumerate(picture.diagrams):
        y += LINE if number else 0
        inner, bottom = _diagram(diagram, width, y)
        parts.append(element("g", inner, data_diagram=number, data_under=diagram.under or None))
        y = bottom
    whole = element("g", "".join(parts), transform=f"translate({MARGIN} {MARGIN})")
    return whole, round(width + 2 * MARGIN), round(y + 2 * MARGIN)


def _diagram(diagram: Diagram, width: float, top: float) -> tuple[str, float]:
    """A diagram from `top` on, and where it ends."""
    y = top
    parts: list[str] = []
    if diagram.under:
        parts.append(text(0, y + 11, condition_words(diagram), "name"))
        y += LINE + 4
    panels: list[str] = []
    for call in reversed(diagram.calls):
        for number, part in enumerate(wrapped(f"{call.name} = {call.words}", int(width / MONO))):
            parts.append(text(0 if not number else 12, y + 11, part, "mono name" if not number else "mono"))
            y += LINE
        drawn, y = _one(diagram, call.number, y + 4)
        panels.append(drawn)
        y += 8
    compares = any(selection.role is Role.OTHER for selection in diagram.selections)
    for selection in diagram.selections:
        verb = "compares" if compares and selection.role is Role.TAKEN else VERBS[selection.role]
        legend, y = _legend(selection, verb, width, y)
        parts += legend
    for note in diagram.notes:
        parts.append(text(0, y + 11, note, "faint"))
        y += LINE
    return "".join([*parts, *panels]), y


def _one(diagram: Diagram, number: int, top: float) -> tuple[str, float]:
    panel = Panel(diagram.calls[number], diagram, top)
    return panel.drawn(), top + panel.height


def _legend(selection: Selection, verb: str, width: float, top: float) -> tuple[list[str], float]:
    """What an expression takes: a sample of its marks, its text, what each of its blocks is."""
    y = top + 6
    first = selection.marks[0] if selection.marks else None
    sample = "1" if first is None else cells.sign(first)
    box = "".join(cells.box(4, y, 30, 20, {selection.role} if first else ()))
    parts = [box, text(19, y + 14, sample if first else "-", "sign", "middle")]
    lines = wrapped(f"{selection.text}", max(20, int((width - INDENT - (len(verb) + 1) * PLAIN) / MONO)))
    for number, part in enumerate(lines):
        parts.append(spans(INDENT, y + 14, [("faint", "" if number else f"{verb} "), ("mono name", part)]))
        y += LINE
    y += 2
    for part in _said(selection, int((width - INDENT) / PLAIN)):
        parts.append(part_at(y, part))
        y += LINE
    return parts, y + 2


def part_at(y: float, content: str) -> str:
    """A line of a legend."""
    return text(INDENT, y + 12, content, "small" if content.startswith("(") else "")


def _said(selection: Selection, most: int) -> Iterator[str]:
    signs = {mark.block: cells.sign(mark) for mark in selection.marks}
    for number, words in enumerate(selection.blocks, 1):
        yield from wrapped(f"{signs.get(number, '-')}: {words}", most)
    for note in selection.notes:
        yield from wrapped(f"{note}", most)
