"""The one thread that analyses programs, beside the one that talks with the client."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from shapelint.config import Settings
from shapelint.files import is_left_out
from shapelint.frozen import dataclass
from shapelint.interpreted import Edited
from shapelint.server.analysis import Analysis, Superseded
from shapelint.server.configurations import Configurations
from shapelint.server.program import Program

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Task:
    """A program to be analysed, with what is around it.

    `state` is another object as soon as anything but the program may have changed. `folders` are those of the client.
    """

    program: Program
    state: object
    unsaved: Mapping[str, str]
    folders: Sequence[str]
    is_wanted: Callable[[], bool]


class Worker:
    """Does one thing after the other. The latest analysis of each program is kept: several requests share it."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        """A worker without anything to do; `rules` are folders of the user's own rules."""
        self._executor = ThreadPoolExecutor(1, "shapelint")
        self._configurations = Configurations(rules)
        self._analyses: dict[str, tuple[object, Analysis]] = {}
        self._edited: dict[str, Edited] = {}

    async def run(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Run a function in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, function, *arguments)

    async def settings(self, path: str) -> tuple[Settings, str | None]:
        """The settings of a file or folder, and what is wrong with them. Raises shapelint.rule.RuleError."""
        found: tuple[Settings, str | None] = await self.run(self._configurations.settings, path)
        return found

    async def result(self, compute: Callable[[Analysis], T], task: Task) -> tuple[T, str | None]:
        """What is computed from a program's analysis, and what is wrong with its settings.

        Raises Superseded, shapelint.rule.RuleError and whatever `compute` does.
        """
        found: tuple[T, str | None] = await self.run(self._result, compute, task)
        return found

    def forget(self, uri: str) -> None:
        """Free what was found out about a program."""
        self._analyses.pop(uri, None)

    def close(self, uri: str) -> None:
        """Free what is kept of a program, once the thread has nothing more to do with it."""

        def free() -> None:
            self._analyses.pop(uri, None)
            self._edited.pop(uri, None)

        self._executor.submit(free)

    def _result(self, compute: Callable[[Analysis], T], task: Task) -> tuple[T, str | None]:
        if not task.is_wanted():
            raise Superseded
        settings, complaint = self._configurations.settings(task.program.filename)
        return compute(self._analysis(task, settings)), complaint

    def _analysis(self, task: Task, settings: Settings) -> Analysis:
        state, known = self._analyses.get(task.program.uri, (None, None))
        if known is not None and state is task.state and known.program is task.program and known.settings == settings:
            return known
        edited = self._edited.setdefault(task.program.uri, Edited())
        made = Analysis(
            task.program, settings, task.unsaved, task.is_wanted, edited, is_left_out=_is_left_out(task, settings)
        )
        self._analyses[task.program.uri] = task.state, made
        return made


def _is_left_out(task: Task, settings: Settings) -> bool:
    """Whether `check` leaves the file out by its name or the settings; outside of all folders only what is installed.

    What `.gitignore` names is not left out: it is no commit that the user looks at, but a file that he has opened.
    """
    if task.program.lies_nowhere:
        return False
    path = task.program.filename
    tops = [*task.folders, *([] if settings.root is None else [str(settings.root)])]
    above = [top for top in tops if path.startswith(os.path.join(top, ""))]
    if not above:
        return f"{os.sep}site-packages{os.sep}" in path
    return any(is_left_out(path, top, settings) for top in above)
