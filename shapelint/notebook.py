"""Jupyter notebooks as one program: code cells in order, IPython's own lines blanked out.

Nothing that Python cannot read stays, and no line moves: a magic or shell line becomes `pass`, an assignment from one
(`files = !ls`) a call of a name that nothing defines, a cell of another language (`%%bash`) empty lines.
"""

from __future__ import annotations

import json
import json.scanner
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate

from shapelint.lines import LINE_END, split_lines
from shapelint.parsing import parsed
from shapelint.source import Cell, Source, SourceError

_PYTHON_CELL_MAGICS = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "pypy", "debug", "mypy"})
_MAGIC_LINE = re.compile(r"(?P<indent>\s*)(?:[%!?].*|[^#\s].*\?{1,2}\s*)")
_MAGIC_WITHOUT_SIGN = re.compile(
    r"(?P<indent>\s*)(?:alias|autoreload|cat|cd|conda|cp|env|less|ll|load_ext|ls|lsmagic|mamba|man|matplotlib|micromamba|"
    r"mkdir|more|mv|pip|popd|precision|prun|pushd|pwd|reload_ext|rm|rmdir|run|set_env|store|time|timeit|uv|who|whos)"
    r"(?:\s+.*)?"
)
"""What IPython takes for a magic command even without the sign, where it is no Python."""
_MAGIC_VALUE = re.compile(r"(?P<target>[^#=]*[^#=!<>%]=\s*)[%!](?!=).*")


def read_notebook(text: str, filename: str) -> Source:
    """The code cells of a notebook as one program. Raises SourceError for text that is no notebook."""
    cells: list[Cell] = []
    lines: list[str] = []
    for number, pieces in _code_cells(text, json.loads):
        cells.append(Cell(number, len(lines) + 1))
        lines += _python_lines("".join(pieces))
    return Source(filename, "".join(f"{line}\n" for line in lines), tuple(cells), text)


def file_rows(text: str) -> dict[int, tuple[int, ...]]:
    """For each code cell the rows of the notebook's own text (1-based) in which its rows are written.

    Raises SourceError for text that is no notebook.
    """
    ends = [found.start() for found in re.finditer("\n", text)]
    rows: dict[int, tuple[int, ...]] = {}
    for number, pieces in _code_cells(text, _placed_loads):
        starts = list(accumulate((len(piece) for piece in pieces), initial=0))
        firsts = [0, *(found.end() for found in LINE_END.finditer("".join(pieces)))]
        at = [min(bisect_right(starts, first), len(pieces)) - 1 for first in firsts if pieces]
        rows[number] = tuple(bisect_left(ends, getattr(pieces[index], "start", 0)) + 1 for index in at)
    return rows


def code_pieces(text: str) -> dict[int, list[tuple[int, str]]]:
    """For each code cell the strings that its text is written in: where each begins after its quote, and its value.

    Raises SourceError for text that is no notebook.
    """
    cells = _code_cells(text, _placed_loads)
    return {number: [(getattr(piece, "start", 0), str(piece)) for piece in pieces] for number, pieces in cells}


class _Placed(str):
    """A string of a JSON text that knows where it begins."""

    start: int


def _placed_loads(text: str) -> object:
    """The value of a JSON text, with `_Placed` in place of strings. Raises ValueError like `json.loads`."""

    def placed(text: str, end: int, strict: bool = True) -> tuple[str, int]:
        value, after = json.decoder.scanstring(text, end, strict)  # type: ignore[attr-defined]
        found = _Placed(value)
        found.start = end
        return found, after

    decoder = json.JSONDecoder()
    decoder.parse_string = placed  # type: ignore[attr-defined]
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    return decoder.decode(text)


def _code_cells(text: str, loads: Callable[[str], object]) -> list[tuple[int, list[str]]]:
    """Number and text of each code cell; none at all for a notebook of another language. Raises SourceError."""
    try:
        notebook = loads(text)
    except ValueError as error:
        raise SourceError(
            f"not a notebook: {error}", getattr(error, "lineno", 1), getattr(error, "colno", 1)
        ) from error
    except RecursionError as error:
        raise SourceError("not a notebook: nested too deeply") from error
    match notebook:
        case {"metadata": {"language_info": {"name": str(language)}} | {"kernelspec": {"language": str(language)}}}:
            if language.lower() not in ("python", "ipython"):
                return []
    match notebook:
        case {"cells": list(cells)}:
            pass
        case {"worksheets": [{"cells": list(cells)}, *_]}:
            pass
        case _:
            raise SourceError("not a notebook: it has no list of cells")
    return [(number, code) for number, cell in enumerate(cells, 1) if (code := _code_of(cell)) is not None]


def _code_of(cell: object) -> list[str] | None:
    """The pieces of a code cell's text; None for another cell."""
    match cell:
        case {"cell_type": "code", "source": str(code)} | {"cell_type": "code", "input": str(code)}:
            return [code]
        case {"cell_type": "code", "source": list(lines)} | {"cell_type": "code", "input": list(lines)}:
            return [line for line in lines if isinstance(line, str)]
        case _:
            return None


def _python_lines(code: str) -> list[str]:
    """A cell's lines, each of them Python as far as IPython's syntax goes."""
    lines = split_lines(code)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        magic = lines[first][2:].split(maxsplit=1)
        if not magic or magic[0] not in _PYTHON_CELL_MAGICS:
            return [""] * len(lines)
        lines[first] = ""
    for _ in range(len(lines)):
        row = _error_row(lines)
        if row is None:
            return lines
        magics = [at for at in (row, *range(len(lines))) if _blanked(lines[at]) is not None]
        if magics:
            _blank(lines, magics[0])
        elif plain := _MAGIC_WITHOUT_SIGN.fullmatch(lines[row]):
            lines[row] = f"{plain['indent']}pass"
        else:
            return lines
    return lines


def _error_row(lines: list[str]) -> int | None:
    """The 0-based row where Python stops reading."""
    try:
        parsed("\n".join(lines))
    except SyntaxError as error:
        return min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _blank(lines: list[str], at: int) -> None:
    """Put something in the place of a line of IPython's own, and nothing in that of the lines that it goes on in."""
    goes_on = lines[at].endswith("\\")
    lines[at] = _blanked(lines[at]) or ""
    while goes_on and at + 1 < len(lines):
        at += 1
        goes_on, lines[at] = lines[at].endswith("\\"), ""


def _blanked(line: str) -> str | None:
    """What stands in for a line of IPython's own; None for a line that is none."""
    if magic := _MAGIC_LINE.fullmatch(line):
        return f"{magic['indent']}pass"
    if value := _MAGIC_VALUE.fullmatch(line):
        return f"{value['target']}get_ipython()"
    return None
