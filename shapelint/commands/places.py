"""A place as the command line names it: `model.py:12:5`, and in a notebook `study.ipynb:cell 4:1:8`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from shapelint.commands.terminal import RunFailed
from shapelint.frozen import dataclass

if TYPE_CHECKING:
    from shapelint.source import Source

_PLACE = re.compile(
    r"(?P<path>.+?)(?::cell (?P<cell>\d{1,9}))?(?::(?P<row>\d{1,9})(?::(?P<column>\d{1,9}))?)?", re.DOTALL
)


@dataclass(frozen=True)
class Place:
    """A file, and what of it is meant: a notebook's cell, a row of that or of the file, a column."""

    path: str
    cell: int | None = None
    row: int | None = None
    column: int | None = None

    def source(self) -> Source:
        """The program of the file, in which the place is. Raises RunFailed for what is none, or cannot be followed."""
        from shapelint.files import Unreadable, read_bytes
        from shapelint.source import SourceError, read
        from shapelint.syntax import TooDeep, problem_in

        data = read_bytes(self.path)
        if isinstance(data, Unreadable):
            raise RunFailed(f"{self.path}: {data.reason}")
        try:
            source = read(data, self.path)
            found = problem_in(source)
        except SourceError as error:
            raise RunFailed(f"{self.path}:{error.row}:{error.column}: {error}") from error
        except TooDeep as error:
            raise RunFailed(f"{self.path}: it is nested too deeply to be followed") from error
        if found is not None:
            where = f"{source.shown(found.row)}:{found.column}"
            raise RunFailed(f"{self.path}:{where}: syntax error: {found.message}")
        self._refuse_other_cells(source)
        self._refuse_other_rows(source)
        return source

    def _refuse_other_cells(self, source: Source) -> None:
        if source.notebook is None:
            if self.cell is not None:
                raise RunFailed(f"{self.path}: it is no notebook and has no cells")
        elif self.cell is None:
            if self.row is not None:
                raise RunFailed(f"{self.path}: rows of a notebook are those of a cell: {self.path}:cell N:LINE")
        elif self.cell not in {each.number for each in source.cells}:
            raise RunFailed(f"{self.path}: there is no code cell {self.cell}")

    def _refuse_other_rows(self, source: Source) -> None:
        if self.row is None:
            return
        lines = source.lines(self.cell)
        if len(lines) > 1 and not lines[-1]:
            lines.pop()  # what follows the last line end is no line
        if not 1 <= self.row <= len(lines):
            if self.cell is None:
                raise RunFailed(f"{self.path}: there is no line {self.row}: the file has {len(lines)}")
            raise RunFailed(f"{self.path}: cell {self.cell} has no line {self.row}: it has {len(lines)}")
        width = len(lines[self.row - 1])
        if self.column is not None and not 1 <= self.column <= width + 1:
            where = "line " if self.cell is None else f"cell {self.cell}:"
            raise RunFailed(f"{self.path}: {where}{self.row} has no column {self.column}: it has {width}")


def place_of(text: str) -> Place:
    """What an argument names; a file that really has such a name wins."""
    found = None if os.path.exists(text) else _PLACE.fullmatch(text)
    if found is None:
        return Place(text)
    cell, row, column = (None if found[name] is None else int(found[name]) for name in ("cell", "row", "column"))
    return Place(found["path"], cell, row, column)
