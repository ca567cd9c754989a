"""What a function's body holds, told without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache, lru_cache

import libcst as cst

from shapelint.frozen import dataclass

SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
LAYOUT = ("whitespace", "lpar", "rpar", "comma", "leading", "lines_", "header", "footer", "trailing", "semicolon")


@dataclass(frozen=True)
class Body:
    """`yields`: calling the function runs nothing yet. `nests`: functions or classes in it may outlive a call."""

    yields: bool
    nests: bool


@lru_cache(maxsize=1024)
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
        if isinstance(value, (list, tuple)):
            yield from (each for each in value if _is_node(type(each)))
        elif _is_node(type(value)):
            yield value


def _is_node(kind: type) -> bool:
    """Whether values of a type are nodes: `isinstance` would ask an abstract class each time."""
    if kind not in _KINDS:
        _KINDS[kind] = issubclass(kind, cst.CSTNode)
    return _KINDS[kind]


_KINDS: dict[type, bool] = {}


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if not each.name.startswith(LAYOUT))


@lru_cache(maxsize=1024)
def attributes_set(function: cst.CSTNode) -> frozenset[str]:
    """The names of the attributes, of whatever object, that a function assigns."""
    found: set[str] = set()
    pending = [function]
    while pending:
        node = pending.pop()
        pending.extend(parts(node))
        match node:
            case cst.Assign(targets=targets):
                found.update(name for each in targets for name in _attributes_in(each.target))
            case cst.AnnAssign(target=target) | cst.AugAssign(target=target):
                found.update(_attributes_in(target))
    return frozenset(found)


def _attributes_in(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _attributes_in(element.value)
    elif isinstance(target, cst.Attribute):
        yield target.attr.value
