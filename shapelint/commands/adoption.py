"""`--baseline`, `--write-baseline` and `--add-noqa`: how a project with findings begins."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from shapelint.commands.terminal import FAILED, RunFailed, complain, write_file

if TYPE_CHECKING:
    from shapelint.baseline import Baseline, Checked, Comparison, Difference
    from shapelint.diagnostic import Diagnostic
    from shapelint.files import Unreadable
    from shapelint.run import Result


def known_baseline(options: dict[str, Any]) -> Baseline | None:
    """The baseline that findings are compared with; None where there is to be none. Raises RunFailed."""
    return _read(options["baseline"]) if options["baseline"] else None


def hide_counted(result: Result, baseline: Baseline, options: dict[str, Any]) -> tuple[Result, bool]:
    """The result without what the baseline counts, and whether the baseline is stale. Raises RunFailed."""
    from shapelint.baseline import as_text, pruned

    path, found = options["baseline"], _compared(result, baseline)
    for each in found.exceeded if not options["quiet"] else ():
        complain(f"note: {_counted(each)}: all of them are reported")
    if options["verbose"]:
        complain(f"{_findings(found.hidden)} hidden by {path}")
    if options["prune_baseline"] and found.stale:
        write_file(path, as_text(pruned(baseline, found.stale)))
        if not options["quiet"]:
            complain(f"{path} pruned: {_findings(sum(each.allowed - each.found for each in found.stale))} fewer")
    elif found.stale:
        _complain_of_stale(path, found.stale)
    return replace(result, diagnostics=found.kept), bool(found.stale) and not options["prune_baseline"]


def not_counted(result: Result, baseline: Baseline | None) -> int:
    """How many findings a baseline, if there is one, leaves."""
    return len(result.diagnostics if baseline is None else _compared(result, baseline).kept)


def _compared(result: Result, baseline: Baseline) -> Comparison:
    from shapelint.baseline import compare

    return compare(baseline, result.diagnostics, _checked(result))


def _read(path: str) -> Baseline:
    from shapelint.baseline import BaselineError, read_baseline

    try:
        return read_baseline(path)
    except BaselineError as error:
        raise RunFailed(str(error)) from error


def _complain_of_stale(path: str, stale: Iterable[Difference]) -> None:
    for each in stale:
        complain(f"error: {path} is stale: {_counted(each)}")
    complain(f"error: `shapelint check --baseline {path} --prune-baseline` lowers the counts to what is found")


def _counted(each: Difference) -> str:
    return f"{each.file} has {_findings(each.found)} of {each.code}, the baseline {each.allowed}"


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def write_baseline(result: Result, path: str, *, is_quiet: bool) -> None:
    """Count what is found; files that were not checked keep their counts. Raises RunFailed.

    Where something could not be read nothing is written: it might be what was to be counted.
    """
    from shapelint.baseline import Baseline, as_text, renewed

    if result.unreadable:
        complain(f"error: {path} is not written: not everything could be read")
        return
    known = _read(path) if os.path.exists(path) else Baseline(os.path.dirname(os.path.abspath(path)))
    write_file(path, as_text(renewed(known, result.diagnostics, _checked(result))))
    files = len({each.filename for each in result.diagnostics})
    if not is_quiet:
        complain(f"{_findings(len(result.diagnostics))} in {_files(files)} counted into {path}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _checked(result: Result) -> Checked:
    """What this run can say something about."""
    from shapelint.baseline import Checked
    from shapelint.config import enabled_codes
    from shapelint.rule import load_rules

    catalogue = load_rules(result.settings.rules)
    return Checked(
        result.files,
        result.folders,
        lambda name: enabled_codes(result.settings_of(name), catalogue, name),
        result.settings.certainty,
    )


def add_noqa(result: Result, *, is_quiet: bool, is_zero: bool) -> int:
    """Add a comment for every finding, and give the exit code: 1 where one could not be, unless that `is_zero`."""
    from shapelint.files import Unreadable

    added = files = 0
    left: list[Diagnostic] = []
    unreadable = list(result.unreadable)
    for filename, group in groupby(result.diagnostics, key=lambda each: each.filename):
        done = _annotate(filename, list(group))
        if isinstance(done, Unreadable):
            unreadable.append(done)
        else:
            added, files, left = added + done[0], files + bool(done[0]), left + done[1]
    if not is_quiet:
        complain(f"`# noqa` for {_findings(added)} added in {_files(files)}")
    for each in left:
        complain(f"error: {each.filename}:{each.location.row}: no comment can be added for {each.code}")
    for path in unreadable:
        complain(f"error: {path.path}: {path.reason}")
    return FAILED if unreadable else int(bool(left) and not is_zero)


def _annotate(filename: str, found: list[Diagnostic]) -> tuple[int, list[Diagnostic]] | Unreadable:
    """How many findings of a file have a comment now, and which cannot have one; or why the file is as it was."""
    from shapelint.document import opened
    from shapelint.files import Unreadable, read_bytes
    from shapelint.noqa_edits import with_noqa
    from shapelint.source import read
    from shapelint.writing import write_bytes

    data = read_bytes(filename)
    if isinstance(data, Unreadable):
        return data
    document = opened(data, filename)
    if document is None:
        return 0, found
    done = with_noqa(document, read(data, filename), found)
    try:
        if done.added:
            write_bytes(filename, done.document.data())
    except OSError as error:
        return Unreadable(filename, f"not written: {(error.strerror or str(error)).lower()}")
    return done.added, list(done.left)
