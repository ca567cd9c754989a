"""How every command speaks: complaints on standard error, colour where it is wanted, one way to fail."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from shapelint.report.style import Style

Name = TypeVar("Name", str, "str | None", "tuple[str, ...]")

FAILED = 2

DRAWN = "─│┌┐└┘├┤→←↑✓…"
"""What pictures are drawn with."""


PATH = click.Path(readable=False)
"""Completed by the shell; whoever opens it says what is wrong with it."""
FOLDER = click.Path(readable=False, file_okay=False)


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes and names for the last word of a list with commas."""
    from click.shell_completion import CompletionItem

    from shapelint.rule import load_rules

    before, comma, word = incomplete.rpartition(",")
    told = [pair for each in load_rules().entries for pair in ((each.code, each.name), (each.name, each.code))]
    known = [(text, help_) for text, help_ in told if text.startswith((word, word.upper()))]
    return [CompletionItem(f"{before}{comma}{text}", help=help_) for text, help_ in known]


color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)


def named(_: click.Context, __: click.Parameter, value: Name) -> Name:
    """Paths as they are. Raises click.BadParameter for an empty one, which would be none, or the current folder."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("the name is empty")
    return value


def file_option(*arguments: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option for the name of a file; its names, and last what the help says of it."""
    *names, text = arguments
    return click.option(*names, type=PATH, metavar="FILE", callback=named, help=text)


def _absolute(context: click.Context, parameter: click.Parameter, folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(os.path.abspath(folder) for folder in named(context, parameter, folders))


rules_option = click.option(
    "--rules", multiple=True, type=FOLDER, callback=_absolute, metavar="FOLDER",
    help="Rules of your own, as modules in this folder.",
)  # fmt: skip


def complain(message: str) -> None:
    """One line on standard error; none where that cannot be written."""
    try:
        click.echo(f"shapelint: {message.encode('utf-8', 'backslashreplace').decode('utf-8')}", err=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: IO[str]) -> None:
    """Drop what is in a stream's buffer: it would raise again when the interpreter closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def refused(error: OSError) -> str:
    """What the system refused to do, of all that is not looked after where it happens."""
    reason = (error.strerror or str(error)).lower()
    if error.filename is not None:
        return f"{error.filename}: {reason}"
    try:
        os.getcwd()
    except OSError:
        return f"the current folder: {reason}"
    return reason


def write_file(path: str, text: str) -> None:
    """A text as a file, in one step. Raises RunFailed where it cannot be written."""
    from shapelint.writing import write_bytes

    try:
        write_bytes(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise RunFailed(f"{path}: cannot be written: {error.strerror}") from error


class RunFailed(click.ClickException):
    """The run failed: one line on standard error, exit code 2."""

    exit_code = FAILED

    def show(self, file: IO[str] | None = None) -> None:
        """Print it as every other complaint."""
        complain(f"error: {self.message}")


@contextmanager
def analysing(path: str, *telling: type[Exception]) -> Iterator[None]:
    """Raises RunFailed for whatever goes wrong in here, but for errors that say something to the user."""
    from shapelint.engine import AnalysisError, guarded

    try:
        with guarded(path, *telling):
            yield
    except AnalysisError as error:
        raise RunFailed(f"{path} was not analysed: {error.failure.message}") from error


def style_of(color: str, *, is_file: bool = False) -> Style:
    """What `--color` and the encoding of standard output come to; a file is coloured only where that is asked for."""
    from shapelint.report.style import Style, can_show, wants_color

    if is_file:
        return Style(color == "always")
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return Style(wants_color(color, sys.stdout, os.environ), not can_show(DRAWN, encoding), encoding)
