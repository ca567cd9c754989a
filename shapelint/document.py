"""A file as something that can be edited: its text, or that of a notebook's cells, and the way back to bytes.

Everything that is not edited stays as it is byte for byte: encoding, BOM, line ends; of a notebook all of its JSON but
the strings of the lines that change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from shapelint.frozen import dataclass
from shapelint.lines import LINE_END
from shapelint.source import SourceError, encoding_of

_PIECE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Document:
    """A file. `cells` holds the text of each code cell by number, of a plain file its text under None."""

    filename: str
    bom: bytes
    encoding: str
    text: str
    cells: Mapping[int | None, str]

    def data(self) -> bytes:
        """The file's bytes. Raises UnicodeEncodeError where an edit brought in what its encoding lacks."""
        return self.bom + self.text.encode(self.encoding)

    def edited(self, cells: Mapping[int | None, str]) -> Document:
        """The file with other text in some cells."""
        changed = {number: text for number, text in cells.items() if text != self.cells[number]}
        text = changed.get(None, self.text)
        for number in changed:
            if number is not None:
                text = _with_cell(text, number, changed[number])
        return replace(self, text=text, cells={**self.cells, **changed})

    def newline(self, cell: int | None) -> str:
        """The line end that a cell, or the file, uses: the first one in it."""
        found = LINE_END.search(self.cells[cell])
        return "\n" if found is None else found[0]


def opened(data: bytes, filename: str) -> Document | None:
    """A file's bytes as a document; None where they are no text, or would not come back as they are."""
    try:
        bom, encoding = encoding_of(data, filename)
        text = data.removeprefix(bom).decode(encoding)
        if text.encode(encoding) != data.removeprefix(bom):
            return None
        return Document(filename, bom, encoding, text, _cells(text, filename))
    except (SourceError, UnicodeError, LookupError):
        return None


def _cells(text: str, filename: str) -> dict[int | None, str]:
    if not filename.endswith(".ipynb"):
        return {None: text}
    from shapelint.notebook import code_pieces

    return {number: "".join(value for _, value in pieces) for number, pieces in code_pieces(text).items()}


def _with_cell(notebook: str, number: int, text: str) -> str:
    """The notebook's JSON with another text in one cell: the strings that stay are not touched."""
    from shapelint.notebook import code_pieces

    pieces = code_pieces(notebook)[number]
    values = [value for _, value in pieces]
    first = _common(values, text)
    last = len(values) - _common_end(values[first:], text[len("".join(values[:first])) :])
    kept = len("".join(values[:first])) + len("".join(values[last:]))
    if first == last or kept == len(text):  # lines come in or go only: one of those beside them is written anew
        first, last = (first - 1, last) if first else (first, min(last + 1, len(values)))
    before, after = "".join(values[:first]), "".join(values[last:])
    middle = text[len(before) : len(text) - len(after)]
    begin, end = pieces[first][0] - 1, _end(notebook, pieces[last - 1][0])
    literals = {value: notebook[start - 1 : _end(notebook, start)] for start, value in pieces}
    is_list = notebook[:begin].rstrip()[-1] in "[,"
    written = _PIECE.findall(middle) if is_list else [middle]
    texts = [literals.get(value) or json.dumps(value, ensure_ascii=notebook.isascii()) for value in written]
    return notebook[:begin] + _separator(notebook, [start for start, _ in pieces]).join(texts) + notebook[end:]


def _common(values: list[str], text: str) -> int:
    """How many of the strings a text begins with."""
    at = 0
    for count, value in enumerate(values):
        if not text.startswith(value, at):
            return count
        at += len(value)
    return len(values)


def _common_end(values: list[str], text: str) -> int:
    """How many of the strings a text ends with."""
    at = len(text)
    for count, value in enumerate(reversed(values)):
        if not text.endswith(value, 0, at):
            return count
        at -= len(value)
    return len(values)


def _end(notebook: str, start: int) -> int:
    """Where the JSON string that begins at `start` (after its quote) ends, its closing quote included."""
    after: int = json.decoder.scanstring(notebook, start)[1]  # type: ignore[attr-defined]
    return after


def _separator(notebook: str, starts: list[int]) -> str:
    """What stands between two strings of a cell, in the notebook's own layout."""
    if len(starts) > 1:
        return notebook[_end(notebook, starts[0]) : starts[1] - 1]
    before = notebook[: starts[0] - 1]
    return "," + before[len(before.rstrip()) :]
