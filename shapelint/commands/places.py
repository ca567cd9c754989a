"""A place as the command line names it: `model.py:12:5`, and in a notebook `study.ipynb:cell 4:1:8`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shapelint.commands.terminal import RunFailed
from shapelint.frozen import dataclass

if TYPE_CHECKING:
    from shapelint.source import Source

_PLACE = re.compile(r"(?P<path>.+?)(?::cell (?P<cell>\d+))?(?::(?P<row>\d+)(?::(?P<column>\d+))?)?", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A file, and what of it is meant: a notebook's cell, a row of that or of the file, a column."""

    path: str
    cell: int | None = None
    row: int | None = None
    column: int | None = None

    def source(self) -> Source:
        """The program of the file, in which the cell is. Raises RunFailed for what is none, or cannot be followed."""
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
        elif self.row is not None and not 1 <= self.row <= (last := len(source.lines(self.cell))):
            raise RunFailed(f"{self.path}: cell {self.cell} has no line {self.row}: it has {last}")


def place_of(text: str) -> Place:
    """What an argument names."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return Place(text)
    cell, row, column = (None if found[name] is None else int(found[name]) for name in ("cell", "row", "column"))
    return Place(found["path"], cell, row, column)
