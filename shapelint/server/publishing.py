"""Diagnostics pushed to the client: a moment after the last change, with the version that they are of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from shapelint.server import diagnostics
from shapelint.server.program import Program
from shapelint.server.session import Session

DEBOUNCE = 0.15
"""Seconds without a change before diagnostics are published."""
LULL = 0.02
"""Seconds without a change before they are computed; whatever is typed until they are told ends that again."""

log = logging.getLogger("shapelint.server")


class Publisher:
    """Publishes the diagnostics of programs, unless the client asks for them itself."""

    def __init__(self, server: LanguageServer, session: Session) -> None:
        """A publisher that nothing was asked of yet."""
        self.client_pulls = False
        self._server = server
        self._session = session
        self._waiting: dict[str, list[asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, uri: str, delay: float = DEBOUNCE) -> None:
        """Publish a program's diagnostics after a while in which nothing else is asked for it."""
        self.stop(uri)
        loop = asyncio.get_running_loop()
        self._waiting[uri] = [loop.call_later(delay, self._start, uri, self._publish)]
        if delay > LULL:
            self._waiting[uri].append(loop.call_later(LULL, self._start, uri, self._prepare))

    def stop(self, uri: str) -> None:
        """Publish nothing of a program for now."""
        for waiting in self._waiting.pop(uri, ()):
            waiting.cancel()

    def clear(self, program: Program, uris: set[str] | None = None) -> None:
        """Take back what was published of a program, or of some of its documents."""
        self.stop(program.uri)
        for text in program.cells.values():
            if uris is None or text.uri in uris:
                self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(text.uri, []))

    def _start(self, uri: str, work: Callable[[Program], Coroutine[None, None, None]]) -> None:
        program = self._session.programs.get(uri)
        if program is not None and (program.is_notebook or not self.client_pulls):
            task = asyncio.ensure_future(work(program))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _prepare(self, program: Program) -> None:
        """Compute what will be published, unless it is another program by then."""
        with suppress(Exception):  # it comes again when it is published, and is logged then
            await self._session.prepare(program)

    async def _publish(self, program: Program) -> None:
        uri = program.uri
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
