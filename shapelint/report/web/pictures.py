"""The picture of what a finding takes and what it should take; a file is interpreted once for all its findings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

from shapelint.diagnostic import Diagnostic
from shapelint.report import Report
from shapelint.report.web.elements import element
from shapelint.rule import LoadedRule
from shapelint.source import Source

if TYPE_CHECKING:
    from shapelint.picture.program import Program

_NAMESPACE = "{http://www.w3.org/2000/svg}"


class Pictures:
    """The pictures of one file's findings."""

    def __init__(self, report: Report, filename: str, source: Source | None) -> None:
        """Nothing is interpreted before a picture is asked for."""
        self._report = report
        self._filename = filename
        self._source = source

    def of(self, diagnostic: Diagnostic, prefix: str) -> Element | None:
        """A finding's picture, with `prefix` before its ids; None where there is nothing to draw."""
        rule = self._report.catalogue.find(diagnostic.code)
        if self._source is None or rule is None or rule.check is None or self._program is None:
            return None
        svg = _drawn(self._program, diagnostic, self._source, rule, prefix)
        return None if svg is None else element("figure", _without_namespace(svg), class_="picture")

    @cached_property
    def _program(self) -> Program | None:
        """The file's program; None where it cannot be followed (any more)."""
        from libcst import ParserSyntaxError

        from shapelint.picture.program import Program
        from shapelint.project import ProjectFiles

        assert self._source is not None
        is_file = not self._filename.startswith("<")
        files = ProjectFiles(self._filename, self._report.settings) if is_file else None
        try:
            return Program.of(self._source.text, files)
        except (ParserSyntaxError, RecursionError):
            return None


def _drawn(program: Program, diagnostic: Diagnostic, source: Source, rule: LoadedRule, prefix: str) -> Element | None:
    from shapelint.picture.places import NoPicture, picture_at
    from shapelint.picture.svg import as_svg

    row = source.program_row(diagnostic.cell, diagnostic.location.row)
    try:
        picture = picture_at(program, row, diagnostic.location.column, (rule,), rule.rule.code)
    except (NoPicture, RecursionError):
        return None
    return fromstring(as_svg(picture, prefix=prefix, standalone=False))


def _without_namespace(svg: Element) -> Element:
    """The same for a page, where `<svg>` says by itself what is inside."""
    for each in svg.iter():
        each.tag = each.tag.removeprefix(_NAMESPACE)
    return svg
