"""`shapelint shapes`: every recurrent layer, call and derived value of a file."""

from __future__ import annotations

import os
import sys
from typing import Literal

import click

from shapelint.commands.terminal import RunFailed


@click.command()
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
