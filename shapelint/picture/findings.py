"""The pictures of findings: of those in a program, and of the one on a rule's page."""

from __future__ import annotations

import re

import libcst as cst

from shapelint.interpreter.excerpts import Resolver
from shapelint.lines import split_lines
from shapelint.picture.diagram import Picture
from shapelint.picture.places import NoPicture, picture_at
from shapelint.picture.program import Program
from shapelint.rule import LoadedRule

_FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def followed(text: str, resolver: Resolver | None = None) -> Program | None:
    """The program of a text; None where it cannot be followed (any more)."""
    try:
        return Program.of(text, resolver)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
        return None


def of_finding(program: Program, row: int, column: int | None, rule: LoadedRule) -> Picture | None:
    """What a rule's finding at a place takes; None also where only what stands there can be drawn.

    So it is for what is possible only: it holds in some cases, and the picture would show them all.
    """
    try:
        picture = picture_at(program, row, column, (rule,), rule.rule.code)
    except (NoPicture, RecursionError):
        return None
    return picture if picture.finding else None


def of_page(loaded: LoadedRule) -> Picture | None:
    """The picture of the first row on a rule's page that is marked as its finding; None if there is nothing to draw."""
    marker = f"# {loaded.rule.code}"
    for found in _FENCE.finditer(loaded.page) if loaded.check is not None else ():
        rows = [row for row, line in enumerate(split_lines(found[1]), 1) if line.endswith(marker)]
        program = followed(found[1]) if rows else None
        if program is not None:
            return of_finding(program, rows[0], None, loaded)
    return None
