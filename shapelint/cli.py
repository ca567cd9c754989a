"""The command line: arguments in, exit code out.

0: nothing found; 1: findings; 2: the run failed (a bad argument, an unknown rule, a bad configuration, a path that does
not exist). A file that could not be analysed is named on standard error and changes no exit code.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, Literal

import click

from shapelint import __version__

if TYPE_CHECKING:
    from shapelint.report.style import Style
    from shapelint.rule import Catalogue
    from shapelint.run import Request, Result
    from shapelint.source import Source

FAILED = 2
INTERRUPTED = 130


def run() -> None:
    """The program: runs the command and exits."""
    warnings.simplefilter("ignore", SyntaxWarning)  # about the escapes in other people's strings
    warnings.simplefilter("ignore", DeprecationWarning)
    gc.set_threshold(50_000, 20, 100)  # syntax trees are large and live as long as they are of use
    try:
        code = main.main(standalone_mode=False, prog_name="shapelint")
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("shapelint: interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _complain(message: str) -> None:
    click.echo(f"shapelint: {message.encode('utf-8', 'backslashreplace').decode('utf-8')}", err=True)


class RunFailed(click.ClickException):
    """The run failed: one line on standard error, exit code 2."""

    exit_code = FAILED

    def show(self, file: IO[str] | None = None) -> None:
        """Print it as every other complaint."""
        _complain(f"error: {self.message}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapelint", message="%(prog)s %(version)s")
def main() -> None:
    """Find code that takes the results of an LSTM, GRU or RNN for something they are not."""


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select SHP1,SHP201 --select SHP3`: commas and repetition."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def _selector(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, multiple=True, callback=_codes, metavar="RULES", help=text)


@main.command()
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

    report = Report(result.diagnostics, result.checked, source_of, _style(options["color"]), options["quiet"])
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
        _complain(f"warning: {failure.filename} was not analysed: {failure.message}")
        if is_verbose and failure.cause:
            _complain(failure.cause)
    for filename in result.partly if is_verbose else ():
        _complain(f"note: {filename} was analysed in part: some function in it takes too many steps to follow")
    for unreadable in result.unreadable:
        _complain(f"error: {unreadable.path}: {unreadable.reason}")
    if not (result.checked or result.failures or result.unreadable):
        _complain("warning: there is no Python file to check")
    elif is_verbose:
        _complain(f"{result.checked} checked, {len(result.failures)} not analysed, {len(result.unreadable)} not read")


def _style(color: str) -> Style:
    from shapelint.report.style import Style, wants_color

    return Style(wants_color(color, sys.stdout, os.environ))


@main.command()
@click.argument("rule", required=False, metavar="[CODE|NAME]")
@click.option("--all", "is_all", is_flag=True, help="The pages of all rules.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def rule(rule: str | None, *, is_all: bool, color: str) -> None:
    """Show the page of a rule; without one, list them all."""
    from shapelint.report import write
    from shapelint.report.page import render_list, render_page

    catalogue = _catalogue()
    style = _style(color)
    if is_all:
        pages = (piece for each in catalogue.rules for piece in (*render_page(each, style), "\n"))
        write(pages, sys.stdout)
    elif rule is None:
        write(render_list(catalogue.rules, style), sys.stdout)
    else:
        loaded = catalogue.find(rule)
        if loaded is None:
            nearest = catalogue.nearest(rule)
            raise RunFailed(f"there is no rule {rule!r}" + (f", did you mean {nearest!r}?" if nearest else ""))
        write(render_page(loaded, style), sys.stdout)


def _catalogue() -> Catalogue:
    from shapelint.rule import RuleError, load_rules

    try:
        return load_rules()
    except RuleError as error:
        raise RunFailed(str(error)) from error


@main.command()
@click.argument("place", metavar="FILE[:LINE]")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def shapes(place: str, output_format: Literal["text", "json"]) -> None:
    """Show every recurrent layer, call and derived value of a file with its shape and what each part of it is."""
    from shapelint.report import write

    path, line = _split_place(place)
    _refuse_unreadable(path)
    from shapelint.shapes import run as listing

    write([listing(path, line, output_format).rstrip("\n") + "\n"], sys.stdout)


def _split_place(place: str) -> tuple[str, int | None]:
    """`file.py:12` -> the file and the line; a file that really has such a name wins."""
    path, _, line = place.rpartition(":")
    if path and line.isdecimal() and not os.path.exists(place):
        return path, int(line)
    return place, None


def _refuse_unreadable(path: str) -> None:
    """Raises click.ClickException for what cannot be read, or is no Python that can be followed."""
    from shapelint.files import Unreadable, read_bytes
    from shapelint.source import SourceError, read
    from shapelint.syntax import TooDeep, problem

    data = read_bytes(path)
    if isinstance(data, Unreadable):
        raise RunFailed(f"{path}: {data.reason}")
    try:
        found = problem(read(data, path).text)
    except SourceError as error:
        raise RunFailed(f"{path}:{error.row}:{error.column}: {error}") from error
    except TooDeep as error:
        raise RunFailed(f"{path}: it is nested too deeply to be followed") from error
    if found is not None:
        raise RunFailed(f"{path}:{found.row}:{found.column}: syntax error: {found.message}")
