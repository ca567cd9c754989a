"""Tests whose outcome is not known, told by what they ask: the same question of the same things has one answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import libcst as cst

from shapelint.domain.tensor import Sketch
from shapelint.domain.value import Constant, Number, Opaque, Unknown
from shapelint.interpreter import evaluate
from shapelint.interpreter.bodies import parts
from shapelint.interpreter.guards import Guarded
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import dotted, spelled
from shapelint.interpreter.trace import Trace
from shapelint.interpreter.values import ClassValue, Imported, Instance, Namespace, Owner

ASKING = frozenset((
    "isinstance", "issubclass", "len", "type", "hasattr", "getattr", "callable", "bool", "int", "float", "str", "abs",
    "dim", "size", "ndimension", "lower", "upper", "strip", "startswith", "endswith", "get",
))  # fmt: skip
"""Calls that only ask, so that they give the same when they are made again."""
_PLAIN = (
    cst.Comparison, cst.ComparisonTarget, cst.BaseCompOp, cst.UnaryOperation, cst.BaseUnaryOp, cst.BinaryOperation,
    cst.BaseBinaryOp, cst.BooleanOperation, cst.BaseBooleanOp, cst.BaseNumber, cst.SimpleString, cst.Tuple, cst.List,
    cst.Set, cst.Element, cst.Subscript, cst.SubscriptElement, cst.Index, cst.Arg,
)  # fmt: skip
_WHOLE = 10_000


def question(m: Machine, node: cst.CSTNode) -> Owner | None:
    """A key for what an expression asks: the same where the same text asks the same values; None if it may change."""
    things = _things(node)
    if not things or m.frame.loops:
        return None
    with aside(m):
        held = [_identity(evaluate.evaluate(m, each)) for each in things]
    if None in held:
        return None
    key = m.key("asked", spelled(node, _WHOLE), *held)
    return ("config", key) if m.is_making else key


def answered(m: Machine, value: object, node: cst.CSTNode) -> object:
    """The value of an expression; where it is unknown, it is told by what the expression asks."""
    if not isinstance(value, Unknown) or value.key is not None:
        return value
    return replace(value, key=question(m, node))


@contextmanager
def aside(m: Machine) -> Iterator[None]:
    """Evaluate something once more: nothing is noted of it."""
    store, trace = m.store, m.trace
    m.store, m.trace = store.copy(), Trace()
    try:
        yield
    finally:
        m.store, m.trace = store, trace


@lru_cache(maxsize=1024)
def _things(node: cst.CSTNode) -> tuple[cst.BaseExpression, ...] | None:
    """The names and attributes that an expression asks about; None where it does more than asking."""
    inner: Sequence[cst.CSTNode]
    match node:
        case cst.Name() | cst.Attribute() if dotted(node) is not None:
            return (node,)
        case cst.Call(func=cst.Name(value=name)) if _only_asks(name):
            inner = node.args
        case cst.Call(func=cst.Attribute(value=of, attr=cst.Name(value=name))) if _only_asks(name):
            inner = (of, *node.args)
        case _ if isinstance(node, _PLAIN):
            inner = [part for part in parts(node) if not isinstance(node, cst.Arg) or part is node.value]
        case _:
            return None
    found = [_things(each) for each in inner]
    return None if None in found else tuple(one for each in found if each for one in each)


def _only_asks(name: str) -> bool:
    return name in ASKING or name.startswith(("is_", "has_"))


def _identity(value: object) -> Hashable:
    """What tells a value from another one that is equal; None where nothing does."""
    match value:
        case Unknown(key=key):
            return None if key is None else ("unknown", key)
        case Guarded(alternatives):
            ways = frozenset((guard, _identity(each)) for guard, each in alternatives)
            return None if any(each is None for _, each in ways) else ways
        case Opaque() | Number() | Constant(Hashable()) | Sketch():
            return value
        case Imported() | Instance() | ClassValue() | Namespace():
            return value
        case _:
            return None
