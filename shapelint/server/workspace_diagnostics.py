"""`workspace/diagnostic`: every file below the client's folders, the open ones as they are in the editor.

What is found in a notebook that is not open is told of the rows of its file, since its cells have no addresses yet.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from lsprotocol import types
from pygls.uris import from_fs_path

from shapelint.config import Settings
from shapelint.diagnostic import Diagnostic, Location, Related
from shapelint.document import opened
from shapelint.engine import AnalysisError
from shapelint.files import Unreadable, discover, read_bytes
from shapelint.frozen import dataclass
from shapelint.interpreted import Edited
from shapelint.lines import split_lines
from shapelint.notebook import file_rows
from shapelint.server import diagnostics
from shapelint.server.analysis import Analysis
from shapelint.server.configurations import Stamp, stamp
from shapelint.server.diagnostics import Report
from shapelint.server.program import Program, View
from shapelint.server.session import Session, log
from shapelint.server.texts import Text

PAUSE = 2.0
"""Seconds without a change before all files are looked at again for a client that waits for news."""

T = TypeVar("T", Diagnostic, Related)
Items = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


@dataclass(frozen=True)
class _Known:
    """What was found in a file of which this was the state."""

    stamp: Stamp
    settings: Settings
    imports: tuple[tuple[str, Stamp | str | None], ...]
    items: list[types.Diagnostic]


class Workspace:
    """The folders of the client, and what is known of the files that are not open."""

    def __init__(self, session: Session) -> None:
        """A workspace of which nothing is known."""
        self._session = session
        self._known: dict[str, _Known] = {}
        self._news = asyncio.Event()

    def changed(self) -> None:
        """Something was changed: who waits for news may get some."""
        self._news.set()
        self._news = asyncio.Event()

    async def pull(
        self, folders: Callable[[], Iterable[str]], params: types.WorkspaceDiagnosticParams, *, waits: bool
    ) -> types.WorkspaceDiagnosticReport:
        """The report on all files that `check` would check there; to open notebooks it is published, cell by cell.

        Editors ask again as soon as they are answered. `waits`: one that knows everything gets its answer when there is
        something new, so that nothing is done in between.
        """
        previous = {each.uri: each.value for each in params.previous_result_ids}
        while True:
            news = self._news
            items = await self._items(folders(), previous)
            is_new = any(isinstance(each, types.WorkspaceFullDocumentDiagnosticReport) for each in items)
            if is_new or not previous or not waits:
                return types.WorkspaceDiagnosticReport(items)
            await news.wait()
            await self._quiet()

    async def _quiet(self) -> None:
        """Until nothing has changed for a while."""
        try:
            while True:
                await asyncio.wait_for(self._news.wait(), PAUSE)
        except asyncio.TimeoutError:
            return

    async def _items(self, folders: Iterable[str], previous: dict[str, str]) -> list[Items]:
        """The reports on all files, and on those that have gone."""
        by_path = {each.filename: each for each in self._session.programs.values()}
        items: list[Items] = []
        found_in = [(each, await self._session.settings(each)) for each in folders]
        for path in await self._session.work(_files, found_in):
            program = by_path.get(path)
            uri, version, found = str(from_fs_path(path)), None, []
            if program is None:
                settings = await self._session.settings(path)
                found = await self._session.work(self._on_disk, path, uri, settings, self._session.unsaved())
            elif not program.is_notebook:
                uri, version = program.uri, program.cells[None].version
                found = [each for _, each in await diagnostics.shown(self._session, program)]
            items.append(_report(uri, version, found, previous))
        gone = previous.keys() - {each.uri for each in items}
        return items + [_report(uri, None, [], previous) for uri in sorted(gone) if self._session.find(uri) is None]

    def _on_disk(self, path: str, uri: str, settings: Settings, unsaved: dict[str, str]) -> list[types.Diagnostic]:
        """The diagnostics of a file that is not open; those that are known as long as nothing has changed."""
        now = stamp(path)
        known = self._known.get(path)
        if known is not None and known.stamp == now and known.settings == settings:
            if all(unsaved.get(each, stamp(each)) == before for each, before in known.imports):
                return known.items
        data = read_bytes(path)
        document = None if isinstance(data, Unreadable) else opened(data, path)
        if document is None or now is None:
            return []
        program = Program(uri, path, {None: Text(uri, None, document.text, self._session.encoding)})
        try:
            result = Analysis(program, settings, unsaved, lambda: True, Edited()).check()
        except AnalysisError as error:
            log.warning("%s", error)
            return []
        found = list(in_file(result.found, document.text) if path.endswith(".ipynb") else result.found)
        items = [each for _, each in diagnostics.placed(found, View(program, program), self._session.catalogue)]
        imports = tuple((each, unsaved.get(each, stamp(each))) for each in sorted(result.consulted))
        self._known[path] = _Known(now, settings, imports, items)
        return items


def in_file(found: Iterable[Diagnostic], notebook: str) -> Iterator[Diagnostic]:
    """Diagnostics of cells at the rows of the notebook's own text; related places only where they are in the cell."""
    rows = file_rows(notebook)
    lines = split_lines(notebook)

    def placed(at: T, cell: int | None) -> T:
        if cell is None or at.location.row > len(rows.get(cell, ())):
            return replace(at, location=Location(1, 1), end_location=Location(1, 1), cell=None)
        row = rows[cell][at.location.row - 1]
        return replace(at, location=Location(row, 1), end_location=Location(row, len(lines[row - 1]) + 1), cell=None)

    for each in found:
        related = tuple(placed(other, other.cell) for other in each.related)
        message = each.message if each.cell is None else f"{each.message} (cell {each.cell})"
        yield replace(placed(each, each.cell), message=message, related=related)


def _files(folders: Iterable[tuple[str, Settings]]) -> list[str]:
    """What `check` would check in these folders."""
    found: dict[str, None] = {}
    for folder, settings in folders:
        listed = discover([folder], settings).files
        found.update(dict.fromkeys(os.path.abspath(path) for path in listed))
    return list(found)


def _report(uri: str, version: int | None, items: list[types.Diagnostic], previous: dict[str, str]) -> Items:
    report = Report(items)
    if previous.get(uri) == report.result_id:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.result_id, version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=report.result_id)
