"""The pictures of the findings in a report."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shapelint.diagnostic import Diagnostic
from shapelint.report import Report
from shapelint.source import Source

if TYPE_CHECKING:
    from shapelint.picture.diagram import Picture
    from shapelint.picture.program import Program


class Pictures:
    """The pictures of one file's findings. The file is interpreted once, for the first of them."""

    def __init__(self, report: Report, filename: str, source: Source | None) -> None:
        """Nothing is interpreted before a picture is asked for."""
        self._report = report
        self._filename = filename
        self._source = source

    def of(self, diagnostic: Diagnostic) -> Picture | None:
        """A finding's picture; None where there is nothing to draw."""
        rule = self._report.catalogue.find(diagnostic.code)
        if self._source is None or rule is None or rule.check is None or self._program is None:
            return None
        from shapelint.picture.findings import of_finding

        row = self._source.program_row(diagnostic.cell, diagnostic.location.row)
        return of_finding(self._program, row, diagnostic.location.column, rule)

    @cached_property
    def _program(self) -> Program | None:
        from shapelint.picture.findings import followed
        from shapelint.project import ProjectFiles

        assert self._source is not None
        name = self._filename
        files = None if name.startswith("<") else ProjectFiles(name, self._report.settings_of(name))
        return followed(self._source.text, files)
