"""`shapelint shapes`: every recurrent layer, call and derived value of a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from shapelint.commands.configured import CONFIG, ISOLATED, files_for, request_for, settings_for
from shapelint.commands.places import Place, place_of
from shapelint.commands.terminal import PATH, analysing, named

if TYPE_CHECKING:
    from shapelint.run import Request


@click.command(short_help="Show what is known of every value of a file.")
@click.argument("places", type=PATH, metavar="FILE[:LINE] | --statistics [PATH ...]", nargs=-1, callback=named)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--statistics", is_flag=True, help="Count how much is known of the layers, and why the rest is not.")
@CONFIG
@ISOLATED
def shapes(
    places: tuple[str, ...],
    output_format: Literal["text", "json"],
    statistics: bool,
    config: str | None,
    isolated: bool,
) -> None:
    """Show every recurrent layer, call and derived value of a file with its shape and what each part of it is.

    Rows of a notebook are those of its cells: "FILE:cell N" or "FILE:cell N:LINE".

    With --statistics, over files and folders: how many constructions and calls of recurrent layers a plain reading
    finds, how many of them are resolved (kind, number of layers, directions, hidden_size and batch_first are known, as
    numbers or by name, at least for one of several alternatives), and why the others are not. The reading counts every
    call of nn.LSTM, nn.GRU, nn.RNN or a subclass under whatever name, also where the class is chosen while the
    program runs, and every call of a name or attribute that is bound to such a layer anywhere in the file.
    """
    if statistics:
        _count(request_for(places or (".",), config, isolated), output_format)
        return
    if len(places) != 1:
        raise click.UsageError("one FILE or FILE:LINE is shown at a time; several go with --statistics")
    from shapelint.report import write

    place = _place(places[0])
    source = place.source()
    settings = settings_for(request_for((place.path,), config, isolated))
    from shapelint.shapes import run as listing

    with analysing(place.path):
        text = listing(source, place.cell, place.row, output_format, settings)
    write([text.rstrip("\n") + "\n"], sys.stdout)


def _count(request: Request, output_format: Literal["text", "json"]) -> None:
    """Raises RunFailed for a path that does not exist and for a broken configuration."""
    from shapelint.report import resolution, write
    from shapelint.resolved import resolution as count

    counted = count(*files_for(request))
    write(resolution.as_text(counted) if output_format == "text" else resolution.as_json(counted), sys.stdout)


def _place(text: str) -> Place:
    """`file.py:12` -> the file and the line. Raises click.UsageError for what names a column."""
    place = place_of(text)
    if place.column is not None:
        raise click.UsageError(f"{text!r} names a column: values are shown by FILE, FILE:LINE or FILE:cell N:LINE")
    return place
