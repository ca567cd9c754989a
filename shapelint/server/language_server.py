"""The server itself: which message goes to which module.

pygls would keep the documents as well, but counts form feeds as line ends; so its own handlers of documents are taken
out, and `shapelint.server.documents` has them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from shapelint import __version__
from shapelint.server import code_actions, diagnostics, documents, hover, inlay_hints
from shapelint.server.client import Client, client_of, wants_hints
from shapelint.server.program import Program
from shapelint.server.publishing import Publisher
from shapelint.server.session import Session
from shapelint.server.workspace_diagnostics import Workspace

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook(types.NotebookDocumentFilterNotebookType("jupyter-notebook"))], save=True
)
WATCHED = ("**/pyproject.toml", "**/shapelint.toml", "**/.gitignore", "**/*.py", "**/*.pyi", "**/*.ipynb")

log = logging.getLogger("shapelint.server")


def build(rules: tuple[str, ...] = ()) -> LanguageServer:
    """A server for one client, with the rules of these folders. Raises shapelint.rule.RuleError for a broken one."""
    server = LanguageServer("shapelint", __version__, notebook_document_sync=NOTEBOOKS)
    _Talk(server, rules).register()
    return server


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Logs what goes wrong with something that is shown, so that it is not shown."""
    try:
        yield
    except Exception:  # an editor would show the error to somebody who has only moved the mouse
        log.exception("%s could not be shown", what)


class _Talk:
    """Everything that one client says."""

    def __init__(self, server: LanguageServer, rules: tuple[str, ...]) -> None:
        self.server = server
        self.session = Session(self.complain, self.folders, rules)
        self.publisher = Publisher(server, self.session)
        self.workspace = Workspace(self.session)
        self.client: Client = client_of(types.ClientCapabilities())

    def register(self) -> None:
        handlers: dict[str, Callable[..., Any]] = {
            types.INITIALIZE: self.initialize,
            types.INITIALIZED: self.initialized,
            types.TEXT_DOCUMENT_DID_OPEN: self.did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self.did_change,
            types.TEXT_DOCUMENT_DID_SAVE: self.did_save,
            types.TEXT_DOCUMENT_DID_CLOSE: self.did_close,
            types.NOTEBOOK_DOCUMENT_DID_OPEN: self.did_open_notebook,
            types.NOTEBOOK_DOCUMENT_DID_CHANGE: self.did_change_notebook,
            types.NOTEBOOK_DOCUMENT_DID_SAVE: self.did_save_notebook,
            types.NOTEBOOK_DOCUMENT_DID_CLOSE: self.did_close_notebook,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self.did_change_files,
            types.WORKSPACE_DID_CHANGE_CONFIGURATION: self.did_change_configuration,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: self.did_change_folders,
            types.TEXT_DOCUMENT_HOVER: self.hover,
            types.TEXT_DOCUMENT_INLAY_HINT: self.inlay_hints,
            types.INLAY_HINT_RESOLVE: self.resolve_hint,
            types.WORKSPACE_DIAGNOSTIC: self.pull_workspace,
        }
        # pygls marks what it is given, which a bound method does not allow: hence `partial`
        for method, handler in handlers.items():
            if "ocument/did" in method:
                self.server.protocol.fm.builtin_features.pop(method, None)
            self.server.feature(method)(partial(handler))
        options = types.DiagnosticOptions(True, True, "shapelint")
        self.server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(partial(self.pull))
        kinds = types.CodeActionOptions(code_actions.KINDS)
        self.server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(partial(self.code_actions))
        self.server.command(code_actions.OPEN_PAGE)(partial(self.open_page))

    def complain(self, message: str) -> None:
        self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"shapelint: {message}"))

    def folders(self) -> list[str]:
        """The folders that the client has opened."""
        folders = [to_fs_path(each.uri) for each in self.server.workspace.folders.values()]
        return [each for each in folders or [self.server.workspace.root_path] if each is not None]

    def initialize(self, params: types.InitializeParams) -> None:
        encoding = self.server.workspace.position_encoding
        self.session.encoding = str(getattr(encoding, "value", encoding))
        self.client = client_of(params.capabilities)
        self.publisher.client_pulls = self.client.pulls
        self._set(params.initialization_options)

    def initialized(self, params: types.InitializedParams) -> None:
        if self.client.watches_files:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("files", method, options)
            self.server.client_register_capability(types.RegistrationParams([registration]))

    def did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        if (program := documents.opened(self.session, params.text_document)) is not None:
            self._changed(program, delay=0)

    def did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        if (program := documents.edited(self.session, params)) is not None:
            self._changed(program)

    def did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        documents.saved(self.session, params.text_document.uri)
        self._refresh()

    def did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._closed(params.text_document.uri)

    def did_open_notebook(self, params: types.DidOpenNotebookDocumentParams) -> None:
        self._changed(documents.opened_notebook(self.session, params), delay=0)

    def did_change_notebook(self, params: types.DidChangeNotebookDocumentParams) -> None:
        before = self.session.programs.get(params.notebook_document.uri)
        program = documents.edited_notebook(self.session, params)
        if before is not None and program is not None and before is not program:
            shown = {cell.uri for number, cell in program.cells.items() if number not in program.others}
            self.publisher.clear(before, {cell.uri for cell in before.cells.values()} - shown)
            self._changed(program)

    def did_save_notebook(self, params: types.DidSaveNotebookDocumentParams) -> None:
        documents.saved(self.session, params.notebook_document.uri)
        self._refresh()

    def did_close_notebook(self, params: types.DidCloseNotebookDocumentParams) -> None:
        self._closed(params.notebook_document.uri)

    def did_change_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        self.session.forget()
        self._refresh()

    def did_change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        self._set(params.settings)
        self.session.forget()
        self._refresh()

    def did_change_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        self.workspace.changed()

    async def pull(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        return await diagnostics.pull(self.session, params)

    async def pull_workspace(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        return await self.workspace.pull(self.folders, params, waits=self.client.watches_files)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        with _logged("hover"):
            return await hover.hover(self.session, params, markdown=self.client.hover_markdown)
        return None

    async def inlay_hints(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        markdown, asks = self.client.hover_markdown, self.client.asks_for_tooltips
        with _logged("inlay hints"):
            return await inlay_hints.inlay_hints(self.session, params, markdown=markdown, with_tooltips=not asks)
        return []

    async def resolve_hint(self, hint: types.InlayHint) -> types.InlayHint:
        with _logged("the tooltip of a hint"):
            return await inlay_hints.resolved(self.session, hint, markdown=self.client.hover_markdown)
        return hint

    async def code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        return await code_actions.code_actions(self.session, params, versioned=self.client.edits_versions)

    def open_page(self, code: str) -> None:
        """Show a rule's page in the editor; where it cannot, its one line."""
        loaded = self.session.catalogue.find(code)
        if loaded is None:
            return
        page = diagnostics.page_of(self.session.catalogue, code)
        if page is not None and self.client.shows_documents:
            self.server.window_show_document(types.ShowDocumentParams(page))
        else:
            text = f"{loaded.rule.code} {loaded.rule.name}: {loaded.rule.summary}"
            self.server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    def _set(self, options: object) -> None:
        wanted = wants_hints(options)
        if wanted is not None and wanted != self.session.hints:
            self.session.hints = wanted

    def _changed(self, program: Program, delay: float | None = None) -> None:
        """Look at a program soon, and at those that import it."""
        self.workspace.changed()
        if delay is None:
            self.publisher.soon(program.uri)
        else:
            self.publisher.soon(program.uri, delay)
        for uri in self.session.forget_users(program.filename):
            self.publisher.soon(uri)

    def _closed(self, uri: str) -> None:
        program = self.session.programs.get(uri)
        if program is not None:
            self.workspace.changed()
            self.session.close(uri)
            self.publisher.clear(program)
            for other in self.session.forget_users(program.filename):
                self.publisher.soon(other)

    def _refresh(self) -> None:
        """Everything may be another now."""
        self.workspace.changed()
        for uri in self.session.programs:
            self.publisher.soon(uri)
        if self.client.pulls and self.client.refreshes_diagnostics:
            self.server.workspace_diagnostic_refresh(None)
        if self.client.refreshes_hints:
            self.server.workspace_inlay_hint_refresh(None)
