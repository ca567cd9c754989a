"""`shapelint check`: files and folders in, a report and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapelint.commands.adoption import add_noqa, hide_counted, known_baseline, write_baseline
from shapelint.commands.check_options import check_options, request_of
from shapelint.commands.fixing import fix, show_diff
from shapelint.commands.progress import progress
from shapelint.commands.showing import show_files, show_settings
from shapelint.commands.terminal import FAILED, PATH, RunFailed, complain, named, style_of, write_file
from shapelint.commands.watching import watch

if TYPE_CHECKING:
    from shapelint.report import Report
    from shapelint.run import Request, Result
    from shapelint.source import Source


@click.command(short_help="Check files and folders.")
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...", callback=named)
@check_options
@click.pass_context
def check(context: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Check files and folders (the current folder by default, `-` for standard input)."""
    request = request_of(paths or (".",), options)
    if options["show_settings"]:
        show_settings(request, options)
    elif options["show_files"]:
        context.exit(show_files(request))
    elif options["watch"]:
        watch(request.paths, lambda: _check_once(request, options), is_quiet=options["quiet"])
    else:
        context.exit(_check_once(request, options))


def _check_once(request: Request, options: dict[str, Any]) -> int:
    """Check, do what is asked for with the findings, and give the exit code. Raises RunFailed."""
    baseline = known_baseline(options)  # before anything is written: without it nothing can be said in the end
    result = _result(request, options)
    if options["diff"]:
        return show_diff(request, result, baseline, options)
    if options["fix"]:
        request, result = fix(request, result, baseline, options)
    if options["add_noqa"]:
        return add_noqa(result, is_quiet=options["quiet"], is_zero=options["exit_zero"])
    is_stale = False
    if options["write_baseline"]:
        write_baseline(result, options["write_baseline"], is_quiet=options["quiet"])
        result = replace(result, diagnostics=())
    else:
        if baseline is not None:
            result, is_stale = hide_counted(result, baseline, options)
        _print_report(result, request, options)
    _print_obstacles(result, is_verbose=options["verbose"])
    if result.unreadable:
        return FAILED
    return 1 if (result.diagnostics or is_stale) and not options["exit_zero"] else 0


def _result(request: Request, options: dict[str, Any]) -> Result:
    from shapelint.run import RunError, run_check

    try:
        with progress(options) as tell:
            return run_check(request, tell)
    except RunError as error:
        raise RunFailed(str(error)) from error


def _print_report(result: Result, request: Request, options: dict[str, Any]) -> None:
    from shapelint.report import Report, render, write
    from shapelint.rule import load_rules

    path = options["output_file"]
    failed = [(each.filename, each.message) for each in result.failures]
    unreadable = [(each.path, each.reason) for each in result.unreadable]
    report = Report(
        result.diagnostics,
        result.checked,
        source_of=_reader(request.stdin),
        style=style_of(options["color"], is_file=path is not None),
        quiet=options["quiet"],
        catalogue=load_rules(request.rules),
        root=_project_root(),
        obstacles=(*failed, *unreadable),
        settings_of=result.settings_of,
        has_pictures=options["pictures"],
    )
    output_format = options["output_format"]
    if options["statistics"]:
        output_format = {"json": "statistics-json", "json-lines": "statistics-json-lines"}.get(
            output_format, "statistics"
        )
    pieces = render(output_format, report)
    if path is None:
        write(pieces, sys.stderr if options["fix"] and request.stdin is not None else sys.stdout)
    else:
        _write_file(path, "".join(pieces), report)


def _write_file(path: str, text: str, report: Report) -> None:
    """The report as a file, and its summary on standard error. Raises RunFailed where it cannot be written."""
    from shapelint.report.full import summary

    write_file(path, text)
    if not report.quiet:
        complain(f"{summary(report).rstrip('.')}, written to {path}")


def _project_root() -> str | None:
    """The checkout around the current folder that a CI service wants paths relative to; None where there is none."""
    here = os.getcwd()
    roots = [os.environ.get(name, "") for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")]
    return next((root for root in roots if os.path.isabs(root) and Path(here).is_relative_to(root)), None)


def _reader(stdin: bytes | None) -> Callable[[str], Source | None]:
    """Gives the text behind a file's diagnostics; None where it is no text, or has gone since."""
    from shapelint.files import Unreadable, read_bytes
    from shapelint.source import SourceError, read

    def source_of(filename: str) -> Source | None:
        data = read_bytes(filename) if stdin is None else stdin
        try:
            return None if isinstance(data, Unreadable) else read(data, filename)
        except SourceError:
            return None

    return source_of


def _print_obstacles(result: Result, *, is_verbose: bool) -> None:
    """What could not be read or analysed, on standard error, after the report."""
    for failure in result.failures:
        complain(f"warning: {failure.filename} was not analysed: {failure.message}")
        if is_verbose and failure.cause:
            complain(failure.cause)
    for filename in result.partly if is_verbose else ():
        complain(f"note: {filename} was analysed in part: some function in it takes too many steps to follow")
    for unreadable in result.unreadable:
        complain(f"error: {unreadable.path}: {unreadable.reason}")
    if not (result.checked or result.failures or result.unreadable):
        complain("warning: there is no Python file to check")
    elif is_verbose:
        complain(f"{result.checked} checked, {len(result.failures)} not analysed, {len(result.unreadable)} not read")
