"""`shapelint shapes`: every recurrent layer, call and derived value of a file."""

from __future__ import annotations

import os
import sys
from typing import Literal

import click

from shapelint.commands.terminal import RunFailed


@click.command()
@click.argument("places", metavar="FILE[:LINE] | --statistics [PATH ...]", nargs=-1)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--statistics", is_flag=True, help="Count how much is known of the layers, and why the rest is not.")
def shapes(places: tuple[str, ...], output_format: Literal["text", "json"], statistics: bool) -> None:
    """Show every recurrent layer, call and derived value of a file with its shape and what each part of it is.

    With --statistics, over files and folders: how many constructions and calls of recurrent layers a plain reading
    finds, how many of them are resolved (kind, number of layers, directions, hidden_size and batch_first are known, as
    numbers or by name, at least for one of several alternatives), and why the others are not. The reading counts every
    call of nn.LSTM, nn.GRU, nn.RNN or a subclass under whatever name, also where the class is chosen while the
    program runs, and every call of a name or attribute that is bound to such a layer anywhere in the file.
    """
    if statistics:
        _count(places or (".",), output_format)
        return
    if len(places) != 1:
        raise click.UsageError("one FILE or FILE:LINE is shown at a time; several go with --statistics")
    from shapelint.report import write

    path, line = _split_place(places[0])
    text = text_of(path)
    from shapelint.shapes import run as listing

    write([listing(path, text, line, output_format).rstrip("\n") + "\n"], sys.stdout)


def _count(paths: tuple[str, ...], output_format: Literal["text", "json"]) -> None:
    """Raises RunFailed for a path that does not exist and for a broken configuration."""
    from shapelint.config import ConfigError
    from shapelint.files import discover
    from shapelint.report import resolution, write
    from shapelint.resolved import resolution as count
    from shapelint.rule import RuleError
    from shapelint.run import Request, settings_of

    try:
        settings = settings_of(Request(paths=paths))
    except (ConfigError, RuleError) as error:
        raise RunFailed(str(error)) from error
    found = discover(paths, settings)
    for unreadable in found.unreadable:
        raise RunFailed(f"{unreadable.path}: {unreadable.reason}")
    counted = count(found.files, settings)
    write(resolution.as_text(counted) if output_format == "text" else resolution.as_json(counted), sys.stdout)


def _split_place(place: str) -> tuple[str, int | None]:
    """`file.py:12` -> the file and the line; a file that really has such a name wins."""
    path, _, line = place.rpartition(":")
    if path and line.isdecimal() and not os.path.exists(place):
        return path, int(line)
    return place, None


def text_of(path: str) -> str:
    """The program in a file. Raises RunFailed for what cannot be read, or is no Python that can be followed."""
    from shapelint.files import Unreadable, read_bytes
    from shapelint.source import SourceError, read
    from shapelint.syntax import TooDeep, problem

    data = read_bytes(path)
    if isinstance(data, Unreadable):
        raise RunFailed(f"{path}: {data.reason}")
    try:
        text = read(data, path).text
        found = problem(text)
    except SourceError as error:
        raise RunFailed(f"{path}:{error.row}:{error.column}: {error}") from error
    except TooDeep as error:
        raise RunFailed(f"{path}: it is nested too deeply to be followed") from error
    if found is not None:
        raise RunFailed(f"{path}:{found.row}:{found.column}: syntax error: {found.message}")
    return text
