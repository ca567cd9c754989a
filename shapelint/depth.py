"""Whether code is nested too deeply for parsers and interpreters that recurse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

DEEPEST = 500
"""Levels of the tree, or operands of one `and`: what is deeper would end the interpreter's recursion anyway."""
SHORT = 200
"""Characters on one line with which no statement gets too deep: each level takes one, and Python indents 100 times."""


def is_too_deep(nodes: Sequence[ast.AST]) -> bool:
    """Whether LibCST cannot be trusted with these. Goes level by level: a recursive walk would die of what it seeks."""
    import ast

    level = list(nodes)
    for _ in range(DEEPEST):
        following: list[ast.AST] = []
        for node in level:
            if isinstance(node, ast.stmt) and _is_short(node):
                continue
            for value in node.__dict__.values():
                if isinstance(value, ast.AST):
                    following.append(value)
                elif type(value) is list:
                    following += [each for each in value if isinstance(each, ast.AST)]
            if isinstance(node, ast.BoolOp) and len(node.values) > DEEPEST:
                return True
        if not following:
            return False
        level = following
    return True


def _is_short(statement: ast.stmt) -> bool:
    is_one_line = statement.end_lineno == statement.lineno
    return is_one_line and (statement.end_col_offset or 0) - statement.col_offset < SHORT
