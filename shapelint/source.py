"""A file as text: encoding, line ends, notebook cells and the way back from a row of the program to the file.

A notebook is read as one program, its code cells one after the other; `Source.place` gives the cell and the row inside
it. Text keeps its line ends (LibCST and `ast` both read CRLF), so columns and later edits are those of the file.
"""

from __future__ import annotations

import codecs
import io
import tokenize
from bisect import bisect_right

from shapelint.frozen import dataclass
from shapelint.lines import split_lines


class SourceError(Exception):
    """A file that is not text; `row` and `column` say where."""

    def __init__(self, message: str, row: int = 1, column: int = 1) -> None:
        """An error at a place."""
        super().__init__(message)
        self.row = row
        self.column = column


@dataclass(frozen=True)
class Cell:
    """One code cell of a notebook: its number over all cells and the program's row where it begins, both 1-based."""

    number: int
    first_row: int


@dataclass(frozen=True)
class Source:
    """The text of one program. `cells` is empty for a plain file, `notebook` is the text of a notebook's own file."""

    filename: str
    text: str
    cells: tuple[Cell, ...] = ()
    notebook: str | None = None

    def place(self, row: int) -> tuple[int | None, int]:
        """The cell and the row inside it of a row of the program; for a plain file no cell and the same row."""
        if not self.cells:
            return None, row
        at = bisect_right([cell.first_row for cell in self.cells], row) - 1
        cell = self.cells[max(at, 0)]
        return cell.number, row - cell.first_row + 1

    def shown(self, row: int) -> str:
        """A row of the program as it is shown: `12`, and `cell 4:2` in a notebook."""
        cell, own = self.place(row)
        return str(own) if cell is None else f"cell {cell}:{own}"

    def program_row(self, cell: int | None, row: int) -> int:
        """The inverse of `place`."""
        first = next((each.first_row for each in self.cells if each.number == cell), 1)
        return first + row - 1

    def lines(self, cell: int | None) -> list[str]:
        """The lines of a cell; those of the whole program for None."""
        if cell is None:
            return split_lines(self.text)
        first = self.program_row(cell, 1)
        following = [each.first_row for each in self.cells if each.first_row > first]
        return split_lines(self.text)[first - 1 : following[0] - 1 if following else -1]


def read(data: bytes, filename: str) -> Source:
    """A file's bytes as a program. Raises SourceError for bytes that are no text, and for a broken notebook."""
    if filename.endswith(".ipynb"):
        from shapelint.notebook import read_notebook

        return read_notebook(_decode(data, "utf-8"), filename)
    return Source(filename, _decode(data, _encoding(data)))


def from_text(text: str, filename: str) -> Source:
    """Text that is already decoded as a program. Raises SourceError for a broken notebook."""
    if filename.endswith(".ipynb"):
        from shapelint.notebook import read_notebook

        return read_notebook(text, filename)
    return Source(filename, text.removeprefix("\ufeff"))


def encoding_of(data: bytes, filename: str) -> tuple[bytes, str]:
    """The BOM and the encoding that a file's text is read with, and can be written with. Raises SourceError."""
    encoding = "utf-8" if filename.endswith(".ipynb") else _encoding(data)
    bom = codecs.BOM_UTF8 if encoding.startswith("utf-8") and data.startswith(codecs.BOM_UTF8) else b""
    return bom, encoding.removesuffix("-sig")


def _encoding(data: bytes) -> str:
    """The encoding that the BOM or the coding cookie names. Raises SourceError for one that Python does not know."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        if "unknown encoding" not in str(error):
            return "utf-8"  # the first lines do not decode: `_decode` finds the place
        raise SourceError(str(error)) from error


def _decode(data: bytes, encoding: str) -> str:
    """Decode, without a BOM. Raises SourceError at the first byte that does not fit."""
    if encoding.startswith("utf-8"):
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        lines = split_lines(data[: error.start].decode(error.encoding, "replace"))
        message = f"not {error.encoding} text: byte 0x{data[error.start]:02x} ({error.reason})"
        raise SourceError(message, len(lines), len(lines[-1]) + 1) from error
    except (LookupError, ValueError) as error:
        raise SourceError(f"cannot be decoded as {encoding}: {error}") from error
