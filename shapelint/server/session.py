"""What the server knows between two requests: open programs, their configuration, what was found in them.

Results are computed when a request needs them, by one thread beside the one that talks, and kept until the program,
something that it imports, or the configuration changes. Of a text that does not parse the last good results stay; a
`View` tells where their places are now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic

from shapelint.config import Settings
from shapelint.diagnostic import Diagnostic
from shapelint.engine import AnalysisError
from shapelint.expressions import Expression
from shapelint.rule import Catalogue, load_rules
from shapelint.server.analysis import Analysis, Result, Superseded, T
from shapelint.server.program import Edits, Program, View
from shapelint.server.texts import Change
from shapelint.server.worker import Task, Worker

MOST_CHANGES = 5_000
"""Changes that are remembered of a text which does not parse; with more, nothing of it is shown any longer."""

log = logging.getLogger("shapelint.server")


@dataclass
class _Kept(Generic[T]):
    """The results of one kind, by program: what is being computed, the latest, the latest of a text that parses."""

    compute: Callable[[Analysis], Result[T]]
    running: dict[str, tuple[Program, asyncio.Task[Result[T]]]] = field(default_factory=dict)
    latest: dict[str, Result[T]] = field(default_factory=dict)
    good: dict[str, Result[T]] = field(default_factory=dict)

    def forget(self, uri: str) -> None:
        """Compute anew when asked next; what was good stays."""
        self.running.pop(uri, None)
        self.latest.pop(uri, None)


class Session:
    """One client's open programs. All methods belong to the event loop's thread."""

    def __init__(
        self, complain: Callable[[str], None], folders: Callable[[], list[str]] = list, rules: tuple[str, ...] = ()
    ) -> None:
        """A session without programs; `complain` tells the user what is wrong with a configuration.

        `folders` are those that the client has opened, `rules` those with the user's own rules, which no project can
        name. Raises shapelint.rule.RuleError where one of these is broken.
        """
        self.encoding = "utf-16"
        self.hints = True
        self.programs: dict[str, Program] = {}
        self._folders = folders
        self.catalogue: Catalogue = load_rules(rules)
        self._complain = complain
        self._complaints: set[str] = set()
        self._changes: dict[str, list[tuple[int, str, Change]]] = {}
        self._states: dict[str, object] = {}
        self._diagnostics = _Kept(Analysis.check)
        self._expressions = _Kept(Analysis.read)
        self._worker = Worker(rules)

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
        self._forget(uri)
        self._states.pop(uri, None)
        self._worker.close(uri)
        for kept in self._kinds:
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
            self._forget(uri)

    def forget_users(self, path: str) -> list[str]:
        """A file is another now: the programs that import it, which are to be looked at anew."""
        users = []
        for uri in self.programs:
            results = [kept.latest.get(uri) for kept in self._kinds]
            if any(result is not None and path in result.consulted for result in results):
                users.append(uri)
                self._forget(uri)
        return users

    def _forget(self, uri: str) -> None:
        """Analyse a program anew when something is asked of it next, or when what is being computed is done."""
        self._states[uri] = object()
        self._worker.forget(uri)
        for kept in self._kinds:
            kept.forget(uri)

    @property
    def _kinds(self) -> tuple[_Kept[Any], ...]:
        return (self._diagnostics, self._expressions)

    def unsaved(self) -> dict[str, str]:
        """The texts that stand for files on disk, by path."""
        plain = (each for each in self.programs.values() if not each.is_notebook and not each.lies_nowhere)
        return {each.filename: each.text for each in plain}

    async def settings(self, filename: str) -> Settings:
        """The settings of a file as `check` finds them; where they are broken the last that were not."""
        found, complaint = await self._worker.settings(filename)
        self._tell(complaint)
        return found

    def _tell(self, complaint: str | None) -> None:
        if complaint is not None and complaint not in self._complaints:
            self._complaints.add(complaint)
            self._complain(complaint)

    async def work(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Run something long beside the talk with the client, one after the other."""
        return await self._worker.run(function, *arguments)

    async def diagnostics(self, program: Program) -> tuple[Result[Diagnostic], View] | None:
        """The diagnostics to show now: those of the text, or while it does not parse the last good ones.

        A file that `check` leaves out by its name or the settings has none.
        """
        return await self._shown(self._diagnostics, program, tells_errors=True)

    async def prepare(self, program: Program) -> None:
        """Compute a program's diagnostics ahead of being asked; nothing if it becomes another."""
        with suppress(Superseded):
            await self._result(self._diagnostics, program)

    async def expressions(self, program: Program) -> tuple[Result[Expression], View] | None:
        """What the expressions hold, or held when the text last parsed."""
        return await self._shown(self._expressions, program, tells_errors=False)

    async def drawn(self, program: Program, expression: Expression, width: int) -> str:
        """The picture of what an expression of a program holds; empty if the program has become another.

        What fails is logged, and nothing is drawn.
        """
        place = (expression.location, expression.end_location)
        try:
            picture, _ = await self._worker.result(lambda analysis: analysis.drawn(*place, width), self._task(program))
        except Superseded:
            return ""
        except AnalysisError as error:
            log.warning("%s", error)
            return ""
        return picture

    async def all_fixed(self, program: Program) -> Edits:
        """The edits of all safe fixes of a program together; none if it has become another."""
        try:
            edits, _ = await self._worker.result(lambda analysis: analysis.all_fixed, self._task(program))
        except Superseded:
            return {}
        return edits

    def _task(self, program: Program) -> Task:
        uri = program.uri
        state = self._states.setdefault(uri, object())
        return Task(program, state, self.unsaved(), self._folders(), lambda: self.programs.get(uri) is program)

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
        """A result, which is kept if nothing has changed since. What fails is logged, and nothing is found.

        Raises Superseded where a file that it depends on has become another meanwhile.
        """
        uri, running, task = program.uri, asyncio.current_task(), self._task(program)
        try:
            result, complaint = await self._worker.result(kept.compute, task)
            self._tell(complaint)
        except AnalysisError as error:
            log.warning("%s", error)
            result = Result(program, (), False, frozenset())
        now = self.unsaved()
        if any(task.unsaved.get(path) != now.get(path) for path in result.consulted):
            self._forget(uri)
            raise Superseded
        known = kept.running.get(uri)
        if known is not None and known[1] is running:
            del kept.running[uri]
            kept.latest[uri] = result
            if not result.is_broken:
                kept.good[uri] = result
                self._prune(uri)
        return result

    def _prune(self, uri: str) -> None:
        """Forget the changes that no result needs any longer."""
        revisions = [kept.good[uri].program.revision for kept in self._kinds if uri in kept.good]
        if uri in self._changes:
            self._changes[uri] = [each for each in self._changes[uri] if each[0] > min(revisions)]
