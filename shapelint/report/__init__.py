"""Output formats: one module each, with `render(report) -> Iterator[str]`, over a sorted list of diagnostics.

A format is added by a module and its name in `FORMATS`. Rendering is pure; `write` alone touches the stream.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from importlib import import_module
from typing import IO, TYPE_CHECKING, AnyStr

from shapelint.diagnostic import Diagnostic
from shapelint.frozen import dataclass
from shapelint.paths import inside
from shapelint.report.style import PLAIN, Style
from shapelint.rule import Catalogue, load_rules
from shapelint.source import Source

if TYPE_CHECKING:
    from shapelint.config import Settings

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit", "html")


def _defaults(_filename: str) -> Settings:
    from shapelint.config import DEFAULTS

    return DEFAULTS


@dataclass(frozen=True)
class Report:
    """What is reported. `source_of` gives the text behind a file's diagnostics, None where it cannot be had again.

    `root` is the folder that formats for other programs name files relative to; None for the current one. `obstacles`
    are files that could not be checked, with the reason. `settings_of` gives those that a file was checked with.
    `has_pictures`: the format for people draws what findings take.
    """

    diagnostics: tuple[Diagnostic, ...]
    checked: int
    source_of: Callable[[str], Source | None]
    style: Style = PLAIN
    quiet: bool = False
    catalogue: Catalogue = field(default_factory=load_rules)
    root: str | None = None
    obstacles: tuple[tuple[str, str], ...] = ()
    settings_of: Callable[[str], Settings] = _defaults
    has_pictures: bool = False


def render(output_format: str, report: Report) -> Iterator[str]:
    """The report's text in pieces. `output_format` is one of `FORMATS`, or `statistics`."""
    module = import_module(f"shapelint.report.{output_format.replace('-', '_')}")
    pieces: Iterator[str] = module.render(report)
    return pieces


def write(pieces: Iterable[str], stream: IO[str]) -> None:
    """Write and flush. A reader that went away (`| head`) and characters that the stream cannot encode are survived.

    Raises OSError, which names the stream, where nothing can be written.
    """
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    _write(pieces, stream)


def write_bytes(pieces: Iterable[bytes], stream: IO[bytes]) -> None:
    """The same for what has an encoding of its own, whatever the terminal's is."""
    _write(pieces, stream)


def _write(pieces: Iterable[AnyStr], stream: IO[AnyStr]) -> None:
    try:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
    except BrokenPipeError:
        # what is still in the buffer would raise again when the interpreter closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        error.filename = error.filename or "standard output"
        raise


def shown_path(filename: str) -> str:
    """A file as the reader would name it: relative where it lies below the current folder, on one line in any case."""
    path = (inside(filename) or filename) if os.path.isabs(filename) else filename
    return "".join(char if char.isprintable() or "\udc80" <= char <= "\udcff" else repr(char)[1:-1] for char in path)


def shown_place(diagnostic: Diagnostic) -> str:
    """`path:row:column`, with the cell in front of the row for a notebook."""
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}:"
    start = diagnostic.location
    return f"{shown_path(diagnostic.filename)}:{cell}{start.row}:{start.column}"
