"""On which lines statements are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def by_line(statements: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Statements in groups, those of one line together: `a = 1; b = 2`."""
    group: list[ast.stmt] = []
    for statement in statements:
        if group and first_line(statement) > (group[-1].end_lineno or 0):
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def first_line(node: ast.stmt) -> int:
    """The line on which a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def begins_line(lines: Sequence[str], node: ast.stmt) -> bool:
    """Whether nothing but blanks is before a statement on its first line."""
    return not lines[first_line(node) - 1][: node.col_offset].strip()
