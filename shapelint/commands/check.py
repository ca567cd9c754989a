"""`shapelint check`: files and folders in, a report and an exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from shapelint.commands.terminal import FAILED, RunFailed, complain, style_of

if TYPE_CHECKING:
    from shapelint.run import Request, Result
    from shapelint.source import Source


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select SHP1,SHP201 --select SHP3`: commas and repetition."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def _selector(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, multiple=True, callback=_codes, metavar="RULES", help=text)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_selector("--select", "Only these rules: codes, beginnings of codes, names or ALL, separated by commas.")
@_selector("--extend-select", "These rules as well.")
@_selector("--ignore", "Not these rules.")
@click.option(
    "--certainty",
    type=click.Choice(["always", "by-default", "possible"]),
    help="The least certain finding to report (default: by-default).",
)
@click.option("--output-format", type=click.Choice(["full", "concise", "json"]), default="full", show_default=True)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where something was found.")
@click.option("--config", metavar="FILE", help="This configuration instead of the nearest one.")
@click.option("--isolated", is_flag=True, help="No configuration at all.")
@click.option("--no-cache", is_flag=True, help="Do not use what an earlier run found (nothing is kept yet).")
@click.option("--stdin-filename", metavar="FILE", help="What `-` stands for.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Most processes (default: one for each processor).")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--quiet", "-q", is_flag=True, help="Findings only, no summary.")
@click.option("--verbose", "-v", is_flag=True, help="Say more about what could not be analysed.")
@click.pass_context
def check(context: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Check files and folders (the current folder by default, `-` for standard input)."""
    from shapelint.run import RunError, run_check

    request = _request(paths or (".",), options)
    try:
        result = run_check(request)
    except RunError as error:
        raise RunFailed(str(error)) from error
    _print_report(result, request, options)
    _print_obstacles(result, is_verbose=options["verbose"])
    if result.unreadable:
        context.exit(FAILED)
    context.exit(1 if result.diagnostics and not options["exit_zero"] else 0)


def _request(paths: tuple[str, ...], options: dict[str, Any]) -> Request:
    """The options as a request. Raises click.UsageError for those that contradict each other."""
    from shapelint.diagnostic import Certainty
    from shapelint.run import Request

    if "-" in paths and len(paths) > 1:
        raise click.UsageError("`-` (standard input) cannot be checked together with other paths")
    if options["stdin_filename"] and "-" not in paths:
        raise click.UsageError("--stdin-filename goes with the path `-`")
    if options["config"] and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other")
    return Request(
        paths=paths,
        certainty=Certainty(options["certainty"]) if options["certainty"] else None,
        stdin=sys.stdin.buffer.read() if "-" in paths else None,
        **{
            key: options[key]
            for key in ("select", "extend_select", "ignore", "config", "isolated", "jobs", "stdin_filename")
        },
    )


def _print_report(result: Result, request: Request, options: dict[str, Any]) -> None:
    from shapelint.report import Report, render, write

    def source_of(filename: str) -> Source | None:
        return _source(filename, request.stdin)

    report = Report(result.diagnostics, result.checked, source_of, style_of(options["color"]), options["quiet"])
    output_format = options["output_format"]
    if options["statistics"]:
        output_format = "statistics-json" if output_format == "json" else "statistics"
    write(render(output_format, report), sys.stdout)


def _source(filename: str, stdin: bytes | None) -> Source | None:
    """The text behind a file's diagnostics; None where it is no text, or has gone since."""
    from shapelint.files import Unreadable, read_bytes
    from shapelint.source import SourceError, read

    data = read_bytes(filename) if stdin is None else stdin
    try:
        return None if isinstance(data, Unreadable) else read(data, filename)
    except SourceError:
        return None


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
