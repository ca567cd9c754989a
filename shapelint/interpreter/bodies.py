"""What a function's body holds, told without running it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

import libcst as cst

from shapelint.frozen import dataclass

SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
TARGETED = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign)
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
        if type(each) in SCOPES:
            nests = True
            continue
        yields = yields or type(each) is cst.Yield
        pending.extend(parts(each))
    return Body(yields and isinstance(node, cst.FunctionDef), nests)


@lru_cache(maxsize=1024)
def nests(node: cst.BaseComp) -> bool:
    """Whether a comprehension makes functions, which may outlive it."""
    pending = parts(node)
    while pending:
        each = pending.pop()
        if type(each) is cst.Lambda:
            return True
        pending.extend(parts(each))
    return False


def parts(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes directly inside a node, without its layout. `CSTNode.children` would build a copy of the node."""
    found: list[cst.CSTNode] = []
    for value in _getter(type(node))(node):
        kind = type(value)
        if kind is list or kind is tuple:
            found += [each for each in value if _IS_NODE[type(each)]]
        elif _IS_NODE[kind]:
            found.append(value)
    return found


def captured(pattern: cst.CSTNode) -> Iterator[cst.Name]:
    """The names that a pattern of a `match` binds."""
    for each in (pattern, *parts(pattern)):
        match each:
            case cst.MatchAs(name=cst.Name() as name) | cst.MatchStar(name=cst.Name() as name):
                yield name
            case cst.MatchMapping(rest=cst.Name() as name):
                yield name
    for each in parts(pattern):
        yield from captured(each)


def rebound_globals(module: cst.Module) -> frozenset[str]:
    """The names of the module that its functions bind anew by `global`."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        if type(node) is cst.FunctionDef and (declared := _declared_global(node)):
            found |= declared & _names_bound(node)
        pending += [each for each in parts(node) if isinstance(each, _BLOCKS)]
    return frozenset(found)


_BLOCKS = (
    cst.BaseCompoundStatement, cst.BaseSuite, cst.Else, cst.Finally, cst.ExceptHandler, cst.ExceptStarHandler,
    cst.MatchCase,
)  # fmt: skip


def _declared_global(function: cst.FunctionDef) -> set[str]:
    found: set[str] = set()
    pending: list[cst.CSTNode] = [function.body]
    while pending:
        node = pending.pop()
        if type(node) is cst.SimpleStatementLine:
            found.update(name.name.value for each in node.body if type(each) is cst.Global for name in each.names)
        elif type(node) not in SCOPES:
            pending += parts(node)
    return found


def _names_bound(node: cst.CSTNode) -> set[str]:
    found: set[str] = set()
    pending = [node]
    while pending:
        each = pending.pop()
        pending += parts(each)
        if type(each) in (*TARGETED, cst.For, cst.NamedExpr, cst.AsName):
            target = each.name if type(each) is cst.AsName else each.target  # type: ignore[attr-defined]
            found.update(name.value for name in (target, *parts(target)) if isinstance(name, cst.Name))
    return found


class _IsNode(dict[type, bool]):
    """Whether values of a type are nodes: `isinstance` would ask an abstract class each time."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = issubclass(kind, cst.CSTNode)
        return self[kind]


_IS_NODE = _IsNode()


@cache
def _getter(kind: type[cst.CSTNode]) -> Callable[[cst.CSTNode], tuple[Any, ...]]:
    """What reads all fields of a node that are no layout."""
    names = [each.name for each in fields(kind) if not each.name.startswith(LAYOUT)]
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda node: (getattr(node, names[0]),)) if names else (lambda _: ())


@lru_cache(maxsize=1024)
def attributes_set(function: cst.CSTNode) -> frozenset[str]:
    """The names of the attributes, of whatever object, that a function assigns."""
    found: set[str] = set()
    pending = [function]
    while pending:
        node = pending.pop()
        pending.extend(parts(node))
        if type(node) in TARGETED:
            found.update(_attributes_in(node.target))  # type: ignore[attr-defined]
    return frozenset(found)


@lru_cache(maxsize=1024)
def always_set(function: cst.CSTNode) -> frozenset[str]:
    """The names of the attributes that a function's own statements assign, none of them in a branch or a loop."""
    body = function.body if isinstance(function, cst.FunctionDef) else None
    lines = [each for each in body.body if isinstance(each, cst.SimpleStatementLine)] if body is not None else []
    assigned = [each for line in lines for each in line.body if isinstance(each, cst.Assign)]
    return frozenset(name for each in assigned for target in each.targets for name in _attributes_in(target.target))


def _attributes_in(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _attributes_in(element.value)
    elif isinstance(target, cst.Attribute):
        yield target.attr.value
