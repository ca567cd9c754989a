"""`shapelint picture`: the unrolled layer behind an expression, the cells that it takes marked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from shapelint.commands.configured import CONFIG, ISOLATED, request_for, settings_for
from shapelint.commands.places import Place, place_of
from shapelint.commands.terminal import PATH, RunFailed, analysing, file_option, style_of, write_file

if TYPE_CHECKING:
    from shapelint.config import Settings
    from shapelint.picture.diagram import Picture
    from shapelint.report.style import Style


@click.command(short_help="Draw the layer behind an expression.")
@click.argument("place", type=PATH, metavar="FILE:LINE[:COLUMN]")
@file_option("-o", "--output-file", "Write here, not to standard output.")
@click.option(
    "--format", "picture_format", type=click.Choice(["svg", "text"]), default="svg", show_default=True,
    help="A drawing for a browser, or one for the terminal.",
)  # fmt: skip
@CONFIG
@ISOLATED
def picture(
    place: str, output_file: str | None, picture_format: Literal["svg", "text"], config: str | None, isolated: bool
) -> None:
    """Draw the recurrent layer behind an expression: layers up, time across, the cells that it takes marked.

    On a line with a finding that is what it takes and what it should take; on a comparison both sides; else the largest
    expression of the line that comes out of a recurrent layer. A column chooses the smallest one around it.
    In a notebook a place is "FILE:cell N:LINE" or "FILE:cell N:LINE:COLUMN".
    """
    where = _place(place)
    style = style_of("auto", is_file=output_file is not None)
    settings = settings_for(request_for((where.path,), config, isolated))
    drawn = _drawn(where, settings, picture_format, style)
    from shapelint.report import write, write_bytes

    if output_file is not None:
        write_file(output_file, drawn)
    elif picture_format == "svg":
        write_bytes([drawn.encode("utf-8", "backslashreplace")], sys.stdout.buffer)
    else:
        write([drawn], sys.stdout)


def _place(text: str) -> Place:
    """`file.py:12:5` -> the file, the line, the column. Raises click.UsageError for what names no line."""
    place = place_of(text)
    if place.row is None:
        raise click.UsageError(f"{text!r} names no line: a place is FILE:LINE or FILE:LINE:COLUMN, or FILE:cell N:LINE")
    return place


def _drawn(place: Place, settings: Settings, picture_format: Literal["svg", "text"], style: Style) -> str:
    """Raises RunFailed for what cannot be read or followed, and where there is nothing to draw."""
    source = place.source()
    from shapelint.config import enabled_codes
    from shapelint.picture.places import NoPicture, picture_at
    from shapelint.picture.program import Program
    from shapelint.project import ProjectFiles
    from shapelint.rule import load_rules

    assert place.row is not None
    row = source.program_row(place.cell, place.row)
    catalogue = load_rules()
    codes = enabled_codes(settings, catalogue, place.path)
    rules = [entry.load() for entry in catalogue.entries if entry.code in codes]
    try:
        with analysing(place.path, NoPicture):
            program = Program.of(source.text, ProjectFiles(place.path, settings), source)
            return _rendered(picture_at(program, row, place.column, rules), picture_format, style)
    except NoPicture as error:
        raise RunFailed(f"{place.path}: {error}") from error


def _rendered(drawn: Picture, picture_format: Literal["svg", "text"], style: Style) -> str:
    """The picture in its format, with a line end."""
    if picture_format == "text":
        from shapelint.picture.text import as_text
        from shapelint.report.painting import painted

        return painted(as_text(drawn, is_ascii=style.is_ascii), style)
    from shapelint.picture.svg import as_svg

    return as_svg(drawn) + "\n"
