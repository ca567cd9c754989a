"""Whether Python can read a program, and whether LibCST can be trusted with it.

`ast` is asked first: it is six times faster than LibCST's parser, its messages are those that the user knows, and it
refuses deep nesting with an exception where a native parser would run out of stack.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from shapelint.depth import is_too_deep
from shapelint.frozen import dataclass
from shapelint.lines import split_lines
from shapelint.parsing import parsed
from shapelint.source import Source

if TYPE_CHECKING:
    import ast

_UNREADABLE = (SyntaxError, RecursionError, MemoryError, ValueError)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """Why a program does not parse: Python's words, and the place as 1-based rows and columns."""

    message: str
    row: int
    column: int
    end_row: int
    end_column: int


class TooDeep(Exception):
    """The program is valid, but nested too deeply to be followed."""


def problem(text: str) -> Problem | None:
    """Why this text is no Python; None for Python. Raises TooDeep for Python that is nested too deeply."""
    if (found := _NO_TEXT.search(text)) is not None:
        lines = split_lines(text[: found.start()])
        what = "a null byte" if found[0] == "\0" else f"the lone surrogate U+{ord(found[0]):04X}"
        return _at(f"{what} is no text", len(lines), len(lines[-1]) + 1)
    try:
        _read(text)
    except SyntaxError as error:
        return _from_python(error)
    except (RecursionError, MemoryError):
        return _at("nested too deeply for Python's own parser", 1, 1)
    except ValueError as error:
        return _at(str(error), 1, 1)
    return None


def problem_in(source: Source) -> Problem | None:
    """Why a program is no Python, or a cell of a notebook by itself; rows are the program's. Raises TooDeep."""
    lines = split_lines(source.text)
    for first, following in pairwise([*(cell.first_row for cell in source.cells), len(lines)]):
        if (found := problem("\n".join(lines[first - 1 : following - 1]))) is not None:
            return replace(found, row=found.row + first - 1, end_row=found.end_row + first - 1)
    return problem(source.text)


def tree_of(text: str) -> ast.Module | None:
    """The tree of a text that Python can read and LibCST be trusted with; None for any other."""
    try:
        return None if _NO_TEXT.search(text) is not None else _read(text)
    except (*_UNREADABLE, TooDeep):
        return None


def deep_tree_of(text: str) -> ast.Module | None:
    """The tree of a text that Python can read, in which some of the statements may be too deep for LibCST."""
    try:
        return None if _NO_TEXT.search(text) is not None else parsed(text)
    except _UNREADABLE:
        return None


@lru_cache(maxsize=1)
def _read(text: str) -> ast.Module:
    """The tree of a text, kept for who asks the next question of the same one. Raises TooDeep and what `ast` does."""
    tree = parsed(text)
    if is_too_deep([tree]):
        raise TooDeep
    return tree


def _at(message: str, row: int, column: int) -> Problem:
    return Problem(message, row, column, row, column + 1)


def _from_python(error: SyntaxError) -> Problem:
    """Python's place, mended where it gives none or one that ends before it begins."""
    row, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
    end = (error.end_lineno or row, error.end_offset or 0)
    if end <= (row, column):
        end = (row, column + 1)
    return Problem(error.msg, row, column, *end)
