"""`# noqa` comments for what is found: where a comment fits, and how it joins one that is there.

A comment goes to the first row of the finding's own expression that can take one. Rows that end inside a string or with
a backslash cannot; then it goes to the last row of the statement, which always can.
"""

from __future__ import annotations

import re
import tokenize
from bisect import bisect_left
from collections.abc import Iterable

from shapelint.diagnostic import Diagnostic
from shapelint.document import Document
from shapelint.frozen import dataclass
from shapelint.lines import LINE_END, tokens
from shapelint.source import Source
from shapelint.suppression import CODE, NOQA

_CODES = re.compile(rf":\s*(?:{CODE.pattern})(?![^,\s])(?:[,\s]+(?:{CODE.pattern})(?![^,\s]))*")


@dataclass(frozen=True)
class Annotated:
    """A document with comments for some diagnostics, and the diagnostics that none could be written for."""

    document: Document
    added: int
    left: tuple[Diagnostic, ...]


def with_noqa(document: Document, source: Source, diagnostics: Iterable[Diagnostic]) -> Annotated:
    """Suppress every diagnostic by a comment; `source` is the same file as the linter reads it."""
    rows = _rows(source.text)
    wanted: dict[tuple[int | None, int], set[str]] = {}
    left = []
    added = 0
    for each in diagnostics:
        row = _row(each, source, rows)
        place = None if row is None or each.code == "SHP001" else source.place(row)
        if place is None or not _is_the_same_line(document, source, *place):
            left.append(each)
            continue
        wanted.setdefault(place, set()).add(each.code)
        added += 1
    cells = dict(document.cells)
    comments = {source.place(row): text for row, text in rows.comments.items()}
    for cell in {cell for cell, _ in wanted}:
        here = {row: codes for (where, row), codes in wanted.items() if where == cell}
        cells[cell] = _with_comments(cells[cell], here, {row: comments.get((cell, row), "") for row in here})
    return Annotated(document.edited(cells), added, tuple(left))


@dataclass(frozen=True)
class _Rows:
    """The rows that can take a comment, each with the comment it has, and those of them that end a statement."""

    comments: dict[int, str]
    last: tuple[int, ...]


def _rows(text: str) -> _Rows:
    comments: dict[int, str] = {}
    rows: dict[int, str] = {}
    last = []
    for token in tokens(text):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string
        elif token.type in (tokenize.NEWLINE, tokenize.NL):
            rows[token.start[0]] = comments.get(token.start[0], "")
            if token.type == tokenize.NEWLINE:
                last.append(token.start[0])
    return _Rows(rows, tuple(last))


def _row(diagnostic: Diagnostic, source: Source, rows: _Rows) -> int | None:
    """The row for the comment: the first that has a `# noqa` with codes, else the first that can take one."""
    first = source.program_row(diagnostic.cell, diagnostic.location.row)
    end = source.program_row(diagnostic.cell, diagnostic.end_location.row)
    own = [row for row in range(first, end + 1) if row in rows.comments]
    own += rows.last[bisect_left(rows.last, end) :][:1]
    return next((row for row in own if _listed(rows.comments[row])), own[0] if own else None)


def _listed(comment: str) -> re.Match[str] | None:
    """The codes of the first `# noqa` that names some, from its colon on."""
    colons = (comment.index(":", found.start()) for found in NOQA.finditer(comment) if found["codes"] is not None)
    return next((listed for colon in colons if (listed := _CODES.match(comment, colon))), None)


def _is_the_same_line(document: Document, source: Source, cell: int | None, row: int) -> bool:
    """Whether the file has this line as the linter read it; of a notebook IPython's own lines are not."""
    if cell not in document.cells:
        return False
    lines = LINE_END.split(document.cells[cell])
    return row <= len(lines) and lines[row - 1] == source.lines(cell)[row - 1]


def _with_comments(text: str, rows: dict[int, set[str]], comments: dict[int, str]) -> str:
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    lines = LINE_END.split(text)
    for row in sorted(rows, reverse=True):
        begin, line = starts[row - 1], lines[row - 1]
        text = text[:begin] + _commented(line, comments[row], rows[row]) + text[begin + len(line) :]
    return text


def _commented(line: str, comment: str, codes: set[str]) -> str:
    """A line with the codes in its `# noqa`, or with a new one at its end."""
    listed = _listed(comment)
    if listed is None:
        end = len(line.rstrip())
        return f"{line[:end]}  # noqa: {', '.join(sorted(codes))}{line[end:]}"
    at = line.rindex(comment) + listed.end()
    new = sorted(codes.difference(code.upper() for code in CODE.findall(listed[0])))
    comma = "," if "," in listed[0] and ", " not in listed[0] else ", "
    return line[:at] + "".join(f"{comma}{code}" for code in new) + line[at:]
