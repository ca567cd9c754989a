"""Diagnostics pushed to the client: a moment after the last change, with the version that they are of."""

from __future__ import annotations

import asyncio
import logging

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from shapelint.server import diagnostics
from shapelint.server.program import Program
from shapelint.server.session import Session

DEBOUNCE = 0.15
"""Seconds without a change before diagnostics are computed."""

log = logging.getLogger("shapelint.server")


class Publisher:
    """Publishes the diagnostics of programs, unless the client asks for them itself."""

    def __init__(self, server: LanguageServer, session: Session) -> None:
        """A publisher that nothing was asked of yet."""
        self.client_pulls = False
        self._server = server
        self._session = session
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, uri: str, delay: float = DEBOUNCE) -> None:
        """Publish a program's diagnostics after a while in which nothing else is asked for it."""
        self.stop(uri)
        self._waiting[uri] = asyncio.get_running_loop().call_later(delay, self._start, uri)

    def stop(self, uri: str) -> None:
        """Publish nothing of a program for now."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def clear(self, program: Program, uris: set[str] | None = None) -> None:
        """Take back what was published of a program, or of some of its documents."""
        self.stop(program.uri)
        for text in program.cells.values():
            if uris is None or text.uri in uris:
                self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(text.uri, []))

    def _start(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        task = asyncio.ensure_future(self._publish(uri))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, uri: str) -> None:
        program = self._session.programs.get(uri)
        if program is None or (self.client_pulls and not program.is_notebook):
            return
        try:
            found = await diagnostics.shown(self._session, program)
        except Exception:  # whatever goes wrong with one program, the others are still looked at
            log.exception("%s could not be checked", program.filename)
            return
        if self._session.programs.get(uri) is not program:
            return
        for number, text in program.cells.items():
            here = [each for where, each in found if where == text.uri]
            if number not in program.others:
                params = types.PublishDiagnosticsParams(text.uri, here, text.version)
                self._server.text_document_publish_diagnostics(params)
