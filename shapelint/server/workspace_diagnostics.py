"""`workspace/diagnostic`: every file below the client's folders, the open ones as they are in the editor."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from lsprotocol import types
from pygls.uris import from_fs_path

from shapelint.config import Settings
from shapelint.document import opened
from shapelint.engine import AnalysisError
from shapelint.files import Unreadable, discover, read_bytes
from shapelint.server import diagnostics
from shapelint.server.analysis import check
from shapelint.server.diagnostics import Report
from shapelint.server.program import Program, View
from shapelint.server.session import Session, log
from shapelint.server.texts import Text

Items = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


@dataclass(frozen=True)
class _Known:
    """What was found in a file of which this was the state."""

    stamp: tuple[int, int]
    settings: Settings
    imports: tuple[tuple[str, tuple[int, int] | str | None], ...]
    items: list[types.Diagnostic]


class Workspace:
    """The folders of the client, and what is known of the files that are not open."""

    def __init__(self, session: Session) -> None:
        """A workspace of which nothing is known."""
        self._session = session
        self._known: dict[str, _Known] = {}

    async def pull(
        self, folders: Iterable[str], params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        """The report on all files that `check` would check there; notebooks only while they are open (published)."""
        previous = {each.uri: each.value for each in params.previous_result_ids}
        by_path = {each.filename: each for each in self._session.programs.values()}
        items: list[Items] = []
        found_in = [(each, await self._session.settings(each)) for each in folders]
        for path in await self._session.work(_files, found_in):
            program = by_path.get(path)
            if program is not None and not program.is_notebook:
                found = [each for _, each in await diagnostics.shown(self._session, program)]
                items.append(_report(program.uri, program.cells[None].version, found, previous))
            elif program is None and not path.endswith(".ipynb"):
                settings = await self._session.settings(path)
                uri = str(from_fs_path(path))
                found = await self._session.work(self._on_disk, path, uri, settings, self._session.unsaved())
                items.append(_report(uri, None, found, previous))
        return types.WorkspaceDiagnosticReport(items)

    def _on_disk(self, path: str, uri: str, settings: Settings, unsaved: dict[str, str]) -> list[types.Diagnostic]:
        """The diagnostics of a file that is not open; those that are known as long as nothing has changed."""
        stamp = _stamp(path)
        known = self._known.get(path)
        if known is not None and known.stamp == stamp and known.settings == settings:
            if all(unsaved.get(each, _stamp(each)) == before for each, before in known.imports):
                return known.items
        data = read_bytes(path)
        document = None if isinstance(data, Unreadable) else opened(data, path)
        if document is None or stamp is None:
            return []
        program = Program(uri, path, {None: Text(uri, None, document.text, self._session.encoding)})
        try:
            result = check(program, settings, unsaved)
        except AnalysisError as error:
            log.warning("%s", error)
            return []
        items = [each for _, each in diagnostics.placed(result.found, View(program, program))]
        imports = tuple((each, unsaved.get(each, _stamp(each))) for each in sorted(result.consulted))
        self._known[path] = _Known(stamp, settings, imports, items)
        return items


def _files(folders: Iterable[tuple[str, Settings]]) -> list[str]:
    """What `check` would check in these folders."""
    found: dict[str, None] = {}
    for folder, settings in folders:
        listed = discover([folder], settings).files
        found.update(dict.fromkeys(os.path.abspath(path) for path in listed))
    return list(found)


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _report(uri: str, version: int | None, items: list[types.Diagnostic], previous: dict[str, str]) -> Items:
    report = Report(items)
    if previous.get(uri) == report.result_id:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.result_id, version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=report.result_id)
