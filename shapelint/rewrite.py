"""The files of a run, fixed: which of them change, what was fixed in them, and what is found in them now."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from shapelint.config import Settings
from shapelint.diagnostic import Applicability, Diagnostic
from shapelint.document import opened
from shapelint.engine import check_bytes
from shapelint.files import Unreadable, read_bytes
from shapelint.fixes import fixed, is_applicable
from shapelint.frozen import dataclass
from shapelint.rule import RuleError
from shapelint.run import Request, Result, RunError, run_check
from shapelint.writing import write_bytes

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


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
        fixes = (each.fix for each in self.result.diagnostics)
        return sum(fix is not None and fix.applicability is Applicability.UNSAFE for fix in fixes)


def rewrite(request: Request, result: Result, *, unsafe: bool, is_dry: bool = False) -> Rewriting:
    """Fix every file in which something can be; with `is_dry` no file is written. Raises RunError.

    Each file is written before the next one is looked at, since what is found in one may depend on another, and in the
    end all are checked anew.
    """
    names = dict.fromkeys(each.filename for each in result.diagnostics if is_applicable(each, unsafe=unsafe))
    is_written = request.stdin is None and not is_dry
    changes: list[Change] = []
    refused: list[Unreadable] = []
    try:
        for name in names:
            change = _change(request, name, result.settings_of(name), unsafe=unsafe)
            problem = _written(change) if change is not None and is_written else None
            if problem is not None:
                refused.append(problem)
            elif change is not None:
                changes.append(change)
        now = run_check(request) if is_written and changes else _as_if_written(result, changes)
    except RuleError as error:
        raise RunError(str(error)) from error
    return Rewriting(replace(now, unreadable=(*now.unreadable, *refused)), tuple(changes))


def _change(request: Request, filename: str, settings: Settings, *, unsafe: bool) -> Change | None:
    """One file's fixes; None where nothing changes, also where it has gone since it was checked."""
    data = read_bytes(filename) if request.stdin is None else request.stdin
    if isinstance(data, Unreadable):
        return None
    # what a comment suppresses is not fixed, also where it is shown
    check = partial(check_bytes, filename=filename, settings=replace(settings, ignore_noqa=False))
    found = fixed(data, filename, check, unsafe=unsafe)
    return Change(filename, data, found.data, found.applied) if found.applied else None


def _written(change: Change) -> Unreadable | None:
    try:
        write_bytes(change.filename, change.after)
    except OSError as error:
        return Unreadable(change.filename, f"not fixed: {(error.strerror or str(error)).lower()}")
    return None


def _as_if_written(result: Result, changes: list[Change]) -> Result:
    """The result with what would be found in the changed files afterwards."""
    changed = {change.filename for change in changes}
    found = [each for each in result.diagnostics if each.filename not in changed]
    for change in changes:
        found += check_bytes(change.after, change.filename, result.settings_of(change.filename)).diagnostics
    return replace(result, diagnostics=tuple(sorted(found, key=lambda each: each.sort_key)))


def diff(change: Change) -> Iterator[bytes]:
    """The change as a unified diff, line by line, in the file's encoding, so that it can be applied.

    Of a notebook it is one diff for each cell that changes.
    """
    before, after = opened(change.before, change.filename), opened(change.after, change.filename)
    if before is None or after is None:
        return
    for cell in before.cells:
        name = os.fsencode(change.filename if cell is None else f"{change.filename}:cell {cell}")
        old, new = (
            _LINE.findall(data if cell is None else cells[cell].encode("utf-8", "backslashreplace"))
            for data, cells in ((change.before, before.cells), (change.after, after.cells))
        )
        for line in difflib.diff_bytes(difflib.unified_diff, old, new, name, name):
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
