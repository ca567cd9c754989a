"""`--fix` and `--diff`: files rewritten, or what that would change shown, and how it is summed up."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapelint.commands.adoption import not_counted
from shapelint.commands.terminal import FAILED, RunFailed, complain

if TYPE_CHECKING:
    from shapelint.baseline import Baseline
    from shapelint.rewrite import Rewriting
    from shapelint.run import Request, Result


def fix(
    request: Request, result: Result, baseline: Baseline | None, options: dict[str, Any]
) -> tuple[Request, Result]:
    """Fix what can be and give the run as it is then; the text on standard input is printed. Raises RunFailed."""
    from shapelint.report import write_bytes

    done = _rewritten(request, result, options, is_dry=False)
    if request.stdin is not None:
        request = replace(request, stdin=done.changes[0].after if done.changes else request.stdin)
        assert request.stdin is not None
        write_bytes([request.stdin], sys.stdout.buffer)
    if not options["quiet"] and (done.applied or done.hidden):
        left = not_counted(done.result, baseline)
        complain(f"{done.applied} fixed, {left} remaining{_hidden(done, options)}")
    return request, done.result


def show_diff(request: Request, result: Result, baseline: Baseline | None, options: dict[str, Any]) -> int:
    """Show what fixing would change, and give the exit code, 1 where it would change anything. Raises RunFailed."""
    done = _rewritten(request, result, options, is_dry=True)
    _write_diff(done)
    if not options["quiet"] and (done.applied or done.hidden):
        left = not_counted(done.result, baseline)
        complain(f"{done.applied} would be fixed, {left} would remain{_hidden(done, options)}")
    for unreadable in result.unreadable:
        complain(f"error: {unreadable.path}: {unreadable.reason}")
    return FAILED if result.unreadable else int(bool(done.changes) and not options["exit_zero"])


def _write_diff(done: Rewriting) -> None:
    """As the files have it for programs that apply it, as the terminal can show it for people."""
    from shapelint.report import write, write_bytes
    from shapelint.rewrite import diff
    from shapelint.source import encoding_of

    if not sys.stdout.isatty():
        write_bytes((line for change in done.changes for line in diff(change)), sys.stdout.buffer)
        return
    for change in done.changes:
        _, encoding = encoding_of(change.before, change.filename)
        write((line.decode(encoding, "replace") for line in diff(change)), sys.stdout)


def _rewritten(request: Request, result: Result, options: dict[str, Any], *, is_dry: bool) -> Rewriting:
    from shapelint.rewrite import rewrite
    from shapelint.run import RunError

    try:
        return rewrite(request, result, unsafe=options["unsafe_fixes"], is_dry=is_dry)
    except RunError as error:
        raise RunFailed(str(error)) from error


def _hidden(done: Rewriting, options: dict[str, Any]) -> str:
    """How many fixes more there are, where the user has not asked for them."""
    if options["unsafe_fixes"] or not done.hidden:
        return ""
    return f" ({done.hidden} more can be fixed with --unsafe-fixes)"
