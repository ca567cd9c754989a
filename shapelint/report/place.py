"""Where a finding is for another program: a path relative to the project, and rows of the file itself.

shapelint counts a notebook's rows inside a cell, as people see them; a service that shows the notebook's file needs
the rows of its JSON text. Columns mean nothing there and are left out.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from shapelint.diagnostic import Diagnostic, Location
from shapelint.frozen import dataclass
from shapelint.paths import inside
from shapelint.report import Report
from shapelint.source import Source, SourceError


@dataclass(frozen=True)
class Region:
    """Rows and columns of a file, 1-based, the end column exclusive; no columns where they would mislead."""

    row: int
    end_row: int
    column: int | None = None
    end_column: int | None = None


class Places:
    """The places of one report's findings."""

    def __init__(self, report: Report) -> None:
        """Places relative to the report's root."""
        self._root = os.path.abspath(report.root or os.curdir)
        self._source_of = lru_cache(maxsize=8)(report.source_of)
        self._rows_of: Callable[[str], dict[int, tuple[int, ...]]] = lru_cache(maxsize=8)(self._file_rows)

    def path(self, filename: str) -> str:
        """The file relative to the root with forward slashes; absolute where it lies elsewhere, `<stdin>` as it is."""
        if filename.startswith("<"):
            return filename
        return (inside(filename, self._root) or os.path.abspath(filename)).replace(os.sep, "/")

    def uri(self, filename: str) -> str:
        """The same as a URI reference; a file elsewhere with its scheme."""
        path = self.path(filename)
        quoted = quote(os.fsencode(path))
        return f"file://{quoted if quoted.startswith('/') else f'/{quoted}'}" if os.path.isabs(path) else quoted

    def region(self, filename: str, cell: int | None, start: Location, end: Location) -> Region:
        """Where a span of a file, or of a notebook's cell, is in the file."""
        if cell is None:
            return Region(start.row, end.row, start.column, end.column)
        rows = self._rows_of(filename).get(cell, ())
        first, last = (rows[row - 1] if 0 < row <= len(rows) else 1 for row in (start.row, end.row))
        return Region(first, max(first, last))

    def text(self, diagnostic: Diagnostic) -> str:
        """The rows that a finding covers, without their indentation; empty where the file cannot be had again."""
        source: Source | None = self._source_of(diagnostic.filename)
        if source is None:
            return ""
        lines = source.lines(diagnostic.cell)[diagnostic.location.row - 1 : diagnostic.end_location.row]
        return "\n".join(line.strip() for line in lines)

    def _file_rows(self, filename: str) -> dict[int, tuple[int, ...]]:
        source: Source | None = self._source_of(filename)
        if source is None or source.notebook is None:
            return {}
        from shapelint.notebook import file_rows

        try:
            return file_rows(source.notebook)
        except SourceError:
            return {}
