"""An editor for tests: pygls' own client, talking to `shapelint server` over pipes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

from tests.command import ROOT, environment

PATIENCE = 30
"""Seconds; the machine may be busy."""

FULL = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
    ),
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
    window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
    notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities()),
)


def converter() -> Any:
    """That of pygls, but a code action that has a command stays a code action."""
    made = default_converter()

    def action(given: Any, _: type) -> types.CodeAction | types.Command:
        is_command = isinstance(given.get("command"), str)
        return made.structure(given, types.Command if is_command else types.CodeAction)

    made.register_structure_hook(Union[types.Command, types.CodeAction], action)  # noqa: UP007
    return made


class Editor(LanguageClient):
    """A client that remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__("editor", "1", converter_factory=converter)
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.shown: list[str] = []
        self.watched: list[types.Registration] = []
        self.refreshed: list[str] = []
        self.arrived = asyncio.Event()
        self.answer: types.InitializeResult
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._diagnostics))
        self.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))
        self.feature(types.WINDOW_SHOW_DOCUMENT)(partial(self._show))
        self.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: self.watched.extend(params.registrations))
        for method in (types.WORKSPACE_DIAGNOSTIC_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH):
            self.feature(method)(partial(self._refresh, method))

    def _diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self.arrived.set()

    def _refresh(self, method: str, *_: object) -> None:
        self.refreshed.append(method)

    def _show(self, params: types.ShowDocumentParams) -> types.ShowDocumentResult:
        self.shown.append(params.uri)
        return types.ShowDocumentResult(True)

    async def until(self, holds: Callable[[types.PublishDiagnosticsParams], bool]) -> types.PublishDiagnosticsParams:
        """The first diagnostics, published already or to come, that these words are true of."""
        async with asyncio.timeout(PATIENCE) if sys.version_info >= (3, 11) else contextlib.nullcontext():
            seen = 0
            while True:
                for each in self.published[seen:]:
                    seen += 1
                    if holds(each):
                        return each
                self.arrived.clear()
                await self.arrived.wait()

    async def of_version(self, uri: str, version: int) -> list[types.Diagnostic]:
        """What is published for this version of a document."""
        found = await self.until(lambda each: each.uri == uri and each.version == version)
        return list(found.diagnostics)

    def open(self, path: Path, text: str, version: int = 1) -> str:
        """Open a document with this text, whatever is on disk."""
        uri = path.as_uri()
        item = types.TextDocumentItem(uri, "python", version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def replace(self, uri: str, version: int, *changes: tuple[types.Range | None, str]) -> None:
        """Change a document; a change without a range is all of its text."""
        made: list[types.TextDocumentContentChangeEvent] = [
            types.TextDocumentContentChangeWholeDocument(text)
            if place is None
            else types.TextDocumentContentChangePartial(place, text)
            for place, text in changes
        ]
        which = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(which, made))

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def hover(self, uri: str, line: int, character: int) -> str | None:
        """The words of a hover, without the frame of a code block and without the picture below them."""
        blocks = await self.hover_blocks(uri, line, character)
        return blocks[0] if blocks else None

    async def hover_blocks(self, uri: str, line: int, character: int) -> list[str]:
        """The code blocks of a hover, or all that it says."""
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        found = await self.text_document_hover_async(params)
        if found is None:
            return []
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value.removeprefix("```text\n").removesuffix("\n```").split("\n```\n\n```text\n")

    async def hints(self, uri: str, lines: tuple[int, int] = (0, 1000)) -> list[tuple[int, int, str]]:
        """Line, character and label of the hints in a range of lines."""
        place = types.Range(types.Position(lines[0], 0), types.Position(lines[1], 0))
        params = types.InlayHintParams(types.TextDocumentIdentifier(uri), place)
        found = await self.text_document_inlay_hint_async(params) or []
        return [(each.position.line, each.position.character, str(each.label)) for each in found]

    async def actions(
        self, uri: str, place: types.Range, only: Sequence[types.CodeActionKind | str] | None = None
    ) -> dict[str, types.CodeAction]:
        """The code actions of a range by title; no diagnostic is sent along."""
        context = types.CodeActionContext([], only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        found = await self.text_document_code_action_async(params) or []
        return {each.title: each for each in found if isinstance(each, types.CodeAction)}


def line(number: int, begin: int = 0, end: int | None = None) -> types.Range:
    """A stretch of one line, both counted from 0; one place without an end."""
    return types.Range(types.Position(number, begin), types.Position(number, begin if end is None else end))


def edited(text: str, action: types.CodeAction, uri: str) -> str:
    """A text of characters that are one unit each, after the edits of an action."""
    assert action.edit is not None
    edits: list[Any] = []
    for each in action.edit.document_changes or ():
        assert isinstance(each, types.TextDocumentEdit)
        edits += each.edits if each.text_document.uri == uri else []
    edits += (action.edit.changes or {}).get(uri, [])
    starts = [0]
    for part in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(part))
    for each in sorted(edits, key=lambda each: each.range.start, reverse=True):
        begin = starts[each.range.start.line] + each.range.start.character
        end = starts[each.range.end.line] + each.range.end.character
        text = text[:begin] + each.new_text + text[end:]
    return text


@contextlib.asynccontextmanager
async def editor(
    folder: Path,
    capabilities: types.ClientCapabilities = FULL,
    options: object = None,
    command: Sequence[str] = ("-m", "shapelint", "server"),
) -> AsyncIterator[Editor]:
    """A server started in a folder, and its client."""
    client = Editor()
    await client.start_io(sys.executable, *command, cwd=folder, env=environment())
    params = types.InitializeParams(
        capabilities,
        root_uri=folder.as_uri(),
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        initialization_options=options,
    )
    try:
        client.answer = await asyncio.wait_for(client.initialize_async(params), PATIENCE)
        client.initialized(types.InitializedParams())
        yield client
        await asyncio.wait_for(client.shutdown_async(None), PATIENCE)
        client.exit(None)
        assert client._server is not None
        await asyncio.wait_for(client._server.wait(), PATIENCE)
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        await client.stop()


class Talk:
    """One server that many tests talk to, each with documents of its own."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._context = editor(folder)
        self.editor = self._loop.run_until_complete(self._context.__aenter__())

    def __call__(self, conversation: Coroutine[Any, Any, Any]) -> Any:
        """Run one test's part of the talk."""
        return self._loop.run_until_complete(asyncio.wait_for(conversation, PATIENCE))

    def end(self) -> None:
        self._loop.run_until_complete(self._context.__aexit__(None, None, None))
        self._loop.close()


def talk(folder: Path) -> Iterator[Talk]:
    """A talk that ends with the fixture."""
    it = Talk(folder)
    yield it
    it.end()


__all__ = ["ROOT", "Editor", "Talk", "edited", "editor", "line", "talk"]
