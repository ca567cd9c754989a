"""A progress bar for runs that take a while, on a terminal, gone when they are done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

PATIENCE = 1.0
"""Seconds that pass before there is a bar."""
WIDEST = 30
FOR_PEOPLE = ("full", "concise")


def columns(stream: TextIO) -> int:
    """How wide a terminal is; 80 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


class Bar:
    """Told how far the run is, shows it once the run takes longer than `PATIENCE`."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        """A bar that begins now."""
        self._stream = stream
        self._clock = clock
        self._begin = clock()
        self._bar: Any = None

    def __call__(self, done: int, of: int) -> None:
        """Show that so many of so many files are checked."""
        if self._bar is None:
            if done == of or self._clock() - self._begin < PATIENCE:
                return
            room = columns(self._stream) - len(f"checking  []  {of}/{of}  00:00:00") - 1
            if room < 1:  # what does not fit on a line could not be wiped away
                return
            width = min(room, WIDEST)
            self._bar = click.progressbar(length=of, label="checking", file=self._stream, show_pos=True, width=width)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """Wipe the bar away, so that the report stands alone."""
        if self._bar is not None:
            self._bar.render_finish()
            self._stream.write("\x1b[1A\r\x1b[2K")
            self._stream.flush()


@contextmanager
def progress(options: dict[str, Any]) -> Iterator[Callable[[int, int], None]]:
    """What the run tells how far it is; silent unless somebody watches and no other program reads along."""
    from shapelint.parallel import silent

    if not _is_watched(options):
        yield silent
        return
    bar = Bar(sys.stderr)
    try:
        yield bar
    finally:
        bar.close()


def _is_watched(options: dict[str, Any]) -> bool:
    is_for_people = options["output_format"] in FOR_PEOPLE or options["output_file"] or not sys.stdout.isatty()
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return bool(is_terminal and is_for_people and not options["quiet"])
