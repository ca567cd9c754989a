"""How much of what recurrent layers a program makes and calls the interpreter can follow, and why not the rest.

Everything that a plain reading finds (`shapelint.census`) is looked for among the interpreter's events. A construction
is resolved where its layer is known: kind, number of layers, directions, `hidden_size` and `batch_first`, sizes as
numbers or symbols; a call where what it returns is known. One of several alternatives (a flag, a default) is enough.
What is not resolved has a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from shapelint import files, source
from shapelint.config import Settings
from shapelint.frozen import dataclass
from shapelint.syntax import TooDeep, problem_in

if TYPE_CHECKING:
    from libcst.metadata import CodeRange

    from shapelint.unresolved import Reason


@dataclass(frozen=True)
class Unresolved:
    """One construction or call that was not resolved; `detail` says what exactly is not known."""

    filename: str
    cell: int | None
    row: int
    column: int
    kind: str
    text: str
    reason: Reason
    detail: str


@dataclass(frozen=True)
class Count:
    """How many of a kind there are, and how many of them are resolved."""

    found: int = 0
    resolved: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.found + other.found, self.resolved + other.resolved)


@dataclass(frozen=True)
class Resolution:
    """What is known of some files. `failures`: files that could not be read or analysed, with the reason."""

    files: int
    constructions: Count
    calls: Count
    unresolved: tuple[Unresolved, ...]
    failures: tuple[tuple[str, str], ...]


def resolution(paths: Iterable[str], settings_of: Callable[[str], Settings]) -> Resolution:
    """Count over files. One that cannot be read or analysed is among the failures, the others are counted."""
    number, found = 0, {"construction": Count(), "call": Count()}
    unresolved: list[Unresolved] = []
    failures: list[tuple[str, str]] = []
    for path in paths:
        number += 1
        try:
            for kind, why in _of_file(path, settings_of(path)):
                found[kind] += Count(1, int(why is None))
                unresolved += [] if why is None else [why]
        except CannotCount as error:
            failures.append((path, str(error)))
        except RecursionError:
            failures.append((path, "it is nested too deeply to be followed"))
        except Exception as error:  # whatever goes wrong in here must not take the other files with it
            failures.append((path, f"{type(error).__name__}: {error}"))
    return Resolution(number, found["construction"], found["call"], tuple(unresolved), tuple(failures))


class CannotCount(Exception):
    """A file cannot be read, or is no Python."""


def _of_file(path: str, settings: Settings) -> list[tuple[str, Unresolved | None]]:
    """Every construction and call of a file by place. Raises CannotCount and whatever the interpreter does."""
    data = files.read_bytes(path)
    if isinstance(data, files.Unreadable):
        raise CannotCount(data.reason)
    if not files.is_candidate(data):
        return []
    try:
        program = source.read(data, path)
        found = problem_in(program)
    except source.SourceError as error:
        raise CannotCount(str(error)) from error
    except TooDeep as error:
        raise CannotCount("it is nested too deeply to be followed") from error
    if found is not None:
        raise CannotCount(f"syntax error at {program.shown(found.row)}:{found.column}: {found.message}")
    return list(_of_program(program, settings))


def _of_program(program: source.Source, settings: Settings) -> Iterator[tuple[str, Unresolved | None]]:
    import libcst as cst

    from shapelint.census.sites import sites
    from shapelint.interpreter.entry import interpret
    from shapelint.interpreter.ranges import ranges_of
    from shapelint.interpreter.spelling import spelled
    from shapelint.project import ProjectFiles
    from shapelint.unresolved import why_not

    module = cst.parse_module(program.text)
    known = sites(module)
    if not known:
        return
    runs = interpret(module, ProjectFiles(program.filename, settings))
    positions = ranges_of(module, program.text)
    for site in sorted(known, key=lambda each: _place(positions[each.node], each.kind)):
        why = why_not(site, runs)
        if why is None:
            yield site.kind, None
            continue
        start = positions[site.node].start
        cell, row = program.place(start.line)
        text = spelled(site.node)
        yield site.kind, Unresolved(program.filename, cell, row, start.column + 1, site.kind, text, *why)


def _place(range_: CodeRange, kind: str) -> tuple[int, int, str]:
    return range_.start.line, range_.start.column, kind
