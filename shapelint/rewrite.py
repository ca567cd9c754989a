"""The files of a run, fixed: which of them change, what was fixed in them, and what is found in them now."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from shapelint.config import ConfigError, Settings
from shapelint.diagnostic import Diagnostic
from shapelint.document import opened
from shapelint.engine import check_bytes
from shapelint.files import Unreadable, read_bytes
from shapelint.fixes import fixed, is_applicable
from shapelint.rule import RuleError
from shapelint.run import Request, Result, RunError, settings_of
from shapelint.writing import write_bytes

STDIN = "<stdin>"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Change:
    """A file before and after its fixes, and the diagnostics that were fixed."""

    filename: str
    before: bytes
    after: bytes
    applied: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Rewriting:
    """What fixing came to: the result with what is found now, and the changes."""

    result: Result
    changes: tuple[Change, ...]

    @property
    def applied(self) -> int:
        """How many findings were fixed."""
        return sum(len(change.applied) for change in self.changes)

    @property
    def hidden(self) -> int:
        """How many more `--unsafe-fixes` would fix, as far as can be told beforehand."""
        return sum(is_applicable(each, unsafe=True) for each in self.result.diagnostics)


def rewrite(request: Request, result: Result, *, unsafe: bool, is_dry: bool = False) -> Rewriting:
    """Fix every file in which something can be; with `is_dry` no file is written. Raises RunError."""
    try:
        settings = settings_of(request)
        names = dict.fromkeys(each.filename for each in result.diagnostics if is_applicable(each, unsafe=unsafe))
        changes = [change for name in names if (change := _change(request, name, settings, unsafe=unsafe))]
    except (ConfigError, RuleError) as error:
        raise RunError(str(error)) from error
    refused: list[Unreadable] = []
    if request.stdin is None and not is_dry:
        refused = [problem for change in changes if (problem := _written(change)) is not None]
    names_refused = {each.path for each in refused}
    done = tuple(change for change in changes if change.filename not in names_refused)
    return Rewriting(_now(request, result, settings, done, refused), done)


def _change(request: Request, filename: str, settings: Settings, *, unsafe: bool) -> Change | None:
    """One file's fixes; None where nothing changes, also where it has gone since it was checked."""
    data = read_bytes(filename) if request.stdin is None else request.stdin
    if isinstance(data, Unreadable):
        return None
    check = partial(check_bytes, filename=filename, settings=settings)
    found = fixed(data, filename, check, unsafe=unsafe)
    return Change(filename, data, found.data, found.applied) if found.applied else None


def _written(change: Change) -> Unreadable | None:
    try:
        write_bytes(change.filename, change.after)
    except OSError as error:
        return Unreadable(change.filename, f"not fixed: {(error.strerror or str(error)).lower()}")
    return None


def _now(
    request: Request, result: Result, settings: Settings, changes: tuple[Change, ...], refused: list[Unreadable]
) -> Result:
    """The result with what is found in the changed files afterwards."""
    changed = {change.filename: change for change in changes}
    kept = [each for each in result.diagnostics if each.filename not in changed]
    for change in changes:
        kept += check_bytes(change.after, change.filename, settings).diagnostics
    found = tuple(sorted(kept, key=lambda each: each.sort_key))
    return replace(result, diagnostics=found, unreadable=(*result.unreadable, *refused))


def diff(change: Change) -> Iterator[str]:
    """The change as a unified diff, line by line; of a notebook one diff for each cell that changes."""
    before, after = opened(change.before, change.filename), opened(change.after, change.filename)
    if before is None or after is None:
        return
    for cell, text in before.cells.items():
        name = change.filename if cell is None else f"{change.filename}:cell {cell}"
        old, new = _LINE.findall(text), _LINE.findall(after.cells[cell])
        for line in difflib.unified_diff(old, new, name, name):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
