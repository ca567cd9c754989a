"""What a function's body holds, told without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

import libcst as cst

SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
LAYOUT = ("whitespace", "lpar", "rpar", "comma", "leading", "lines_", "header", "footer", "trailing", "semicolon")


@dataclass(frozen=True)
class Body:
    """`yields`: calling the function runs nothing yet. `nests`: functions or classes in it may outlive a call."""

    yields: bool
    nests: bool


def body_of(node: cst.FunctionDef | cst.Lambda) -> Body:
    """The facts about a function, those of functions inside it left out."""
    yields = nests = False
    pending: list[cst.CSTNode] = [node.body]
    while pending and not (yields and nests):
        each = pending.pop()
        if isinstance(each, SCOPES):
            nests = True
            continue
        yields = yields or isinstance(each, cst.Yield)
        pending.extend(parts(each))
    return Body(yields and isinstance(node, cst.FunctionDef), nests)


def parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes directly inside a node, without its layout. `CSTNode.children` would build a copy of the node."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from (each for each in value if isinstance(each, cst.CSTNode))


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if not each.name.startswith(LAYOUT))
