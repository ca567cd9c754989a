"""What a pass of a loop may take over from the pass before, told without running it.

A name that each pass assigns before it reads it brings nothing along, nor does one that is only added to: what such a
name holds needs no second pass to be known. Told from the syntax, and rather too much is taken to be brought along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import libcst as cst

from shapelint.interpreter.bodies import SCOPES, parts
from shapelint.interpreter.flow import Body


@dataclass(frozen=True)
class Pass:
    """The names in a loop's body.

    `assigned` are those that it assigns, `carried` those that may be read before, `only_grown` those that nothing reads
    but their own `+=` or `.append`. `combined` has what is added to which name, or the like.
    """

    assigned: frozenset[str]
    carried: frozenset[str]
    only_grown: frozenset[str]
    combined: tuple[tuple[str, cst.BaseExpression], ...]


@dataclass(eq=False)
class _Names:
    """What is known of the names so far."""

    assigned: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    loads: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    combined: list[tuple[str, cst.BaseExpression]] = field(default_factory=list)


@lru_cache(maxsize=1024)
def pass_of(loop: cst.For | cst.While) -> Pass:
    """What one pass does with names."""
    names = _Names()
    certain: set[str] = set()
    if isinstance(loop, cst.For):
        _bind(names, loop.target, certain)
    else:
        _read(names, loop.test, certain)
    _block(names, loop.body, certain)
    only_grown = frozenset(name for name, times in names.grown.items() if names.loads[name] == times)
    return Pass(frozenset(names.assigned), frozenset(names.carried), only_grown, tuple(names.combined))


@lru_cache(maxsize=256)
def read_inside(scope: cst.CSTNode) -> frozenset[str]:
    """Every name that the functions and classes inside a module or function mention."""
    found: set[str] = set()
    pending = list(parts(scope))
    while pending:
        node = pending.pop()
        if type(node) in SCOPES:
            found.update(_loaded(node))
        else:
            pending.extend(parts(node))
    return frozenset(found)


def _block(names: _Names, body: Body, certain: set[str]) -> None:
    """Statements in order; `certain` are the names that are assigned whichever way the code went until here."""
    statements: Sequence[cst.CSTNode] = body.body if isinstance(body, cst.BaseSuite) else body
    for statement in statements:
        _statement(names, statement, certain)


def _statement(names: _Names, statement: cst.CSTNode, certain: set[str]) -> None:
    match statement:
        case cst.SimpleStatementLine(body=body):
            _block(names, body, certain)
        case cst.Assign(targets=targets, value=value):
            _read(names, value, certain)
            for each in targets:
                _bind(names, each.target, certain)
        case cst.AnnAssign(target=target, value=cst.BaseExpression() as value):
            _read(names, value, certain)
            _bind(names, target, certain)
        case cst.AugAssign(target=target, value=value):
            _read(names, value, certain)
            _read(names, target, certain)
            _bind(names, target, certain)
            if isinstance(target, cst.Name):
                names.grown[target.value] += 1
                names.combined.append((target.value, value))
        case cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="append")))):
            names.grown[name] += 1
            _read(names, statement, certain)
        case _:
            _compound(names, statement, certain)


def _compound(names: _Names, statement: cst.CSTNode, certain: set[str]) -> None:
    match statement:
        case cst.If(test=test, body=body, orelse=orelse):
            _read(names, test, certain)
            _branches(names, [body, [] if orelse is None else _alternative(orelse)], certain)
        case cst.For(iter=over, target=target, body=body, orelse=orelse):
            _read(names, over, certain)
            inside = set(certain)
            _bind(names, target, inside)
            _branches(names, [body], inside)
            _branches(names, [] if orelse is None else [orelse.body], certain)
        case cst.While(test=test, body=body, orelse=orelse):
            _read(names, test, certain)
            _branches(names, [body], certain)
            _branches(names, [] if orelse is None else [orelse.body], certain)
        case cst.Try(body=body, handlers=handlers, orelse=orelse, finalbody=last):
            _branches(names, [body], certain)
            for handler in handlers:
                _branches(names, [handler.body], certain)
            for following in (orelse, last):
                _branches(names, [] if following is None else [following.body], certain)
        case cst.With(items=items, body=body):
            for item in items:
                _read(names, item.item, certain)
                if item.asname is not None:
                    _bind(names, item.asname.name, certain)
            _block(names, body, certain)
        case _:
            _read(names, statement, certain)
            names.assigned.update(_loaded(statement))


def _alternative(orelse: cst.If | cst.Else) -> Body:
    return [orelse] if isinstance(orelse, cst.If) else orelse.body


def _branches(names: _Names, bodies: Iterable[Body], certain: set[str]) -> None:
    """Ways of which one is taken: what all of them assign is assigned."""
    ends = []
    for body in bodies:
        ends.append(set(certain))
        _block(names, body, ends[-1])
    if len(ends) > 1:
        certain.update(set.intersection(*ends))


def _read(names: _Names, node: cst.CSTNode, certain: set[str]) -> None:
    for name in _loaded(node):
        names.loads[name] += 1
        if name not in certain:
            names.carried.add(name)
    if isinstance(node, cst.BinaryOperation):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, cst.Name):
                names.combined.append((one.value, other))


def _bind(names: _Names, target: cst.BaseExpression, certain: set[str]) -> None:
    match target:
        case cst.Name(value=name):
            names.assigned.add(name)
            certain.add(name)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                _bind(names, element.value, certain)
        case _:
            _read(names, target, certain)


def _loaded(node: cst.CSTNode) -> Iterator[str]:
    """Every name in a node, attributes and keywords left out."""
    pending = [node]
    while pending:
        each = pending.pop()
        match each:
            case cst.Name(value=name):
                yield name
            case cst.Attribute(value=value) | cst.Arg(value=value):
                pending.append(value)
            case _:
                pending.extend(parts(each))


__all__ = ["Pass", "pass_of", "read_inside"]
