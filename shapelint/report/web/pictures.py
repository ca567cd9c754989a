"""Pictures of what code takes and what it should take: of a finding's code, and of the example on a rule's page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

from shapelint.diagnostic import Diagnostic
from shapelint.report import Report
from shapelint.report.web.elements import element
from shapelint.rule import LoadedRule
from shapelint.source import Source, split_lines

if TYPE_CHECKING:
    from shapelint.picture.diagram import Picture
    from shapelint.picture.program import Program
    from shapelint.project import ProjectFiles

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Pictures:
    """The pictures of one file's findings. The file is interpreted once, for the first of them."""

    def __init__(self, report: Report, filename: str, source: Source | None) -> None:
        """Nothing is interpreted before a picture is asked for."""
        self._report = report
        self._filename = filename
        self._source = source

    def of(self, diagnostic: Diagnostic, prefix: str) -> Element | None:
        """A finding's picture, with `prefix` before its ids; None where there is nothing to draw.

        A layer in which nothing is marked is shown on demand.
        """
        rule = self._report.catalogue.find(diagnostic.code)
        if self._source is None or rule is None or rule.check is None or self._program is None:
            return None
        row = self._source.program_row(diagnostic.cell, diagnostic.location.row)
        picture = _picture(self._program, row, diagnostic.location.column, rule)
        if picture is None:
            return None
        figure = _figure(picture, prefix)
        if any(each.selections for each in picture.diagrams):
            return figure
        return element("details", element("summary", "Picture of the layer"), figure, class_="layer")

    @cached_property
    def _program(self) -> Program | None:
        from shapelint.project import ProjectFiles

        assert self._source is not None
        is_file = not self._filename.startswith("<")
        return _followed(self._source.text, ProjectFiles(self._filename, self._report.settings) if is_file else None)


def of_example(loaded: LoadedRule) -> Element | None:
    """The picture of the row on a rule's page that is marked as its finding; None where there is nothing to draw."""
    marker = f"# {loaded.rule.code}"
    for found in _FENCE.finditer(loaded.page) if loaded.check is not None else ():
        rows = [row for row, line in enumerate(split_lines(found[1]), 1) if line.endswith(marker)]
        program = _followed(found[1], None) if rows else None
        if program is not None:
            picture = _picture(program, rows[0], None, loaded)
            return None if picture is None else _figure(picture, f"{loaded.rule.code}-")
    return None


def _followed(text: str, files: ProjectFiles | None) -> Program | None:
    """The program of a text; None where it cannot be followed (any more)."""
    from libcst import ParserSyntaxError

    from shapelint.picture.program import Program

    try:
        return Program.of(text, files)
    except (ParserSyntaxError, RecursionError):
        return None


def _picture(program: Program, row: int, column: int | None, rule: LoadedRule) -> Picture | None:
    """What a rule's finding at a place takes; None also where only what stands there can be drawn.

    So it is for what is possible only: it holds in some cases, and the picture would show them all.
    """
    from shapelint.picture.places import NoPicture, picture_at

    try:
        picture = picture_at(program, row, column, (rule,), rule.rule.code)
    except (NoPicture, RecursionError):
        return None
    return picture if picture.finding else None


def _figure(picture: Picture, prefix: str) -> Element:
    from shapelint.picture.svg import as_svg

    svg = fromstring(as_svg(picture, prefix=prefix, standalone=False))
    return element("figure", _without_namespace(svg), class_="picture")


def _without_namespace(svg: Element) -> Element:
    """The same for a page, where `<svg>` says by itself what is inside."""
    for each in svg.iter():
        each.tag = each.tag.removeprefix(_NAMESPACE)
    return svg
