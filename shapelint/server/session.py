"""What the server knows between two requests: open programs, their configuration, what was found in them.

Results are computed when a request needs them, by one thread beside the one that talks, and kept until the program,
something that it imports, or the configuration changes. Of a text that does not parse the last good results stay; a
`View` tells where their places are now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic

from shapelint.config import DEFAULTS, ConfigError, Settings
from shapelint.diagnostic import Diagnostic
from shapelint.engine import AnalysisError
from shapelint.expressions import Expression
from shapelint.run import Request, settings_of
from shapelint.server import analysis
from shapelint.server.analysis import Result, T
from shapelint.server.program import Program, View
from shapelint.server.texts import Change

MOST_CHANGES = 5_000
"""Changes that are remembered of a text which does not parse; with more, nothing of it is shown any longer."""

log = logging.getLogger("shapelint.server")


class Superseded(Exception):
    """The program became another before its turn came, so that nothing was computed."""


@dataclass
class _Kept(Generic[T]):
    """The results of one kind, by program: what is being computed, the latest, the latest of a text that parses."""

    compute: Callable[[Program, Settings, Mapping[str, str]], Result[T]]
    running: dict[str, tuple[Program, asyncio.Task[Result[T]]]] = field(default_factory=dict)
    latest: dict[str, Result[T]] = field(default_factory=dict)
    good: dict[str, Result[T]] = field(default_factory=dict)

    def forget(self, uri: str) -> None:
        """Compute anew when asked next; what was good stays."""
        self.running.pop(uri, None)
        self.latest.pop(uri, None)


class Session:
    """One client's open programs. All methods belong to the event loop's thread."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """A session without programs; `complain` tells the user what is wrong with a configuration."""
        self.encoding = "utf-16"
        self.hints = True
        self.programs: dict[str, Program] = {}
        self._complain = complain
        self._complaints: set[str] = set()
        self._settings: dict[str, Settings] = {}
        self._changes: dict[str, list[tuple[int, str, Change]]] = {}
        self._diagnostics = _Kept(analysis.check)
        self._expressions = _Kept(analysis.read)
        self._worker = ThreadPoolExecutor(1, "shapelint")

    def find(self, uri: str) -> Program | None:
        """The program that a document is, or that a cell is of."""
        if uri in self.programs:
            return self.programs[uri]
        return next((each for each in self.programs.values() if each.text_of(uri) is not None), None)

    def open(self, program: Program) -> None:
        """A program is opened, or opened anew."""
        self.close(program.uri)
        self.programs[program.uri] = program

    def close(self, uri: str) -> None:
        """Forget all of a program."""
        self.programs.pop(uri, None)
        self._changes.pop(uri, None)
        for kept in self._kinds:
            kept.forget(uri)
            kept.good.pop(uri, None)

    def change(self, program: Program, changes: Iterable[tuple[str, Change]]) -> None:
        """A program has become another, by changes of its documents or cells."""
        self.programs[program.uri] = program
        log_ = self._changes.setdefault(program.uri, [])
        log_ += [(program.revision, uri, change) for uri, change in changes]
        if len(log_) > MOST_CHANGES:
            log_.clear()
            for kept in self._kinds:
                kept.good.pop(program.uri, None)

    def forget(self) -> None:
        """Something on disk or in the settings has changed: nothing that was found holds for certain."""
        self._complaints.clear()
        for uri in self.programs:
            for kept in self._kinds:
                kept.forget(uri)

    def forget_users(self, path: str) -> list[str]:
        """A file is another now: the programs that import it, which are to be looked at anew."""
        users = []
        for uri in self.programs:
            results = [kept.latest.get(uri) for kept in self._kinds]
            if any(result is not None and path in result.consulted for result in results):
                users.append(uri)
                for kept in self._kinds:
                    kept.forget(uri)
        return users

    @property
    def _kinds(self) -> tuple[_Kept[Any], ...]:
        return (self._diagnostics, self._expressions)

    def unsaved(self) -> dict[str, str]:
        """The texts that stand for files on disk, by path."""
        plain = (each for each in self.programs.values() if not each.is_notebook and not each.lies_nowhere)
        return {each.filename: each.text for each in plain}

    async def settings(self, filename: str) -> Settings:
        """The settings of a file as `check` finds them; where they are broken the last that were not."""
        try:
            found: Settings = await self.work(self._settings_of, filename)
            return found
        except ConfigError as error:
            if str(error) not in self._complaints:
                self._complaints.add(str(error))
                self._complain(str(error))
            return self._settings.get(filename, DEFAULTS)

    def _settings_of(self, filename: str) -> Settings:
        found = DEFAULTS if filename.startswith("<") else settings_of(Request(paths=(filename,)))
        self._settings[filename] = found
        return found

    async def work(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Run something long beside the talk with the client, one after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, function, *arguments)

    async def diagnostics(self, program: Program) -> tuple[Result[Diagnostic], View] | None:
        """The diagnostics to show now: those of the text, or while it does not parse the last good ones."""
        return await self._shown(self._diagnostics, program, tells_errors=True)

    async def expressions(self, program: Program) -> tuple[Result[Expression], View] | None:
        """What the expressions hold, or held when the text last parsed."""
        return await self._shown(self._expressions, program, tells_errors=False)

    async def _shown(
        self, kept: _Kept[T], asked: Program, *, tells_errors: bool
    ) -> tuple[Result[T], View] | None:
        """Of what the program has become while it waited; None if that is closed, or never parsed."""
        if (newest := await self._newest(kept, asked.uri)) is None:
            return None
        program, result = newest
        if result.is_broken and not (tells_errors and program.is_settled):
            good = kept.good.get(program.uri)
            if good is None:
                return None
            result = good
        since: dict[str, list[Change]] = {}
        for revision, uri, change in self._changes.get(program.uri, ()):
            if result.program.revision < revision <= program.revision:
                since.setdefault(uri, []).append(change)
        return result, View(result.program, program, since)

    async def _newest(self, kept: _Kept[T], uri: str) -> tuple[Program, Result[T]] | None:
        while (program := self.programs.get(uri)) is not None:
            with suppress(Superseded):
                return program, await self._result(kept, program)
        return None

    async def _result(self, kept: _Kept[T], program: Program) -> Result[T]:
        latest = kept.latest.get(program.uri)
        if latest is not None and latest.program is program:
            return latest
        running = kept.running.get(program.uri)
        if running is None or running[0] is not program:
            running = (program, asyncio.ensure_future(self._computed(kept, program)))
            running[1].add_done_callback(lambda task: None if task.cancelled() else task.exception())
            kept.running[program.uri] = running
        return await asyncio.shield(running[1])

    async def _computed(self, kept: _Kept[T], program: Program) -> Result[T]:
        """A result, which is kept if nothing has changed since. What fails is logged, and nothing is found."""
        task = asyncio.current_task()
        settings = await self.settings(program.filename)
        try:
            result: Result[T] = await self.work(self._compute, kept, program, settings, self.unsaved())
        except AnalysisError as error:
            log.warning("%s", error)
            result = Result(program, (), False, frozenset())
        running = kept.running.get(program.uri)
        if running is not None and running[1] is task:
            del kept.running[program.uri]
            kept.latest[program.uri] = result
            if not result.is_broken:
                kept.good[program.uri] = result
                self._prune(program.uri)
        return result

    def _compute(
        self, kept: _Kept[T], program: Program, settings: Settings, unsaved: Mapping[str, str]
    ) -> Result[T]:
        """In the worker's thread: what was asked for, unless typing has gone on. Raises Superseded."""
        if self.programs.get(program.uri) is not program:
            raise Superseded
        return kept.compute(program, settings, unsaved)

    def _prune(self, uri: str) -> None:
        """Forget the changes that no result needs any longer."""
        revisions = [kept.good[uri].program.revision for kept in self._kinds if uri in kept.good]
        if uri in self._changes:
            self._changes[uri] = [each for each in self._changes[uri] if each[0] > min(revisions)]
