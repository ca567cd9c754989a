"""What the outcome of a test tells of the variables that it asks about: `if isinstance(state, tuple):`.

The path condition tells so only of alternatives that hang on one thing each. Here the test is asked once more of each
alternative by itself, and a variable does not hold one for which the outcome cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import libcst as cst

from shapelint.frozen import dataclass
from shapelint.interpreter import asking, conditions, decisions
from shapelint.interpreter.bodies import parts
from shapelint.interpreter.guards import Guard, Guarded, compatible, tells_a_number
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.store import Key, Store

ASKING = frozenset((
    "isinstance", "len", "type", "hasattr", "is_tensor", "dim", "size", "ndimension", "lower", "upper", "issubclass",
    "callable",
))  # fmt: skip
"""Calls that only ask."""
PLAIN = (
    cst.Name, cst.Attribute, cst.Arg, cst.Comparison, cst.ComparisonTarget, cst.BaseCompOp, cst.UnaryOperation, cst.Not,
    cst.Minus, cst.BooleanOperation, cst.BaseBooleanOp, cst.Integer, cst.SimpleString, cst.Tuple, cst.List, cst.Set,
    cst.Element, cst.Subscript, cst.SubscriptElement, cst.Index, cst.Dot, cst.Comma, cst.LeftParen, cst.RightParen,
    cst.LeftSquareBracket, cst.RightSquareBracket,
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What a test says of a variable, for each alternative that it holds."""

    place: Key
    held: Guarded
    answers: tuple[decisions.Condition, ...]


@dataclass(frozen=True)
class Told:
    """What an outcome tells of a variable: what it holds, and what is left of that."""

    place: Key
    held: Guarded
    left: Guarded


def questions(m: Machine, asked: cst.BaseExpression) -> list[Question]:
    """What a test that comes next says of the variables in it that have alternatives."""
    found = []
    for name in _variables(asked):
        place = (m.frame.scopes[0], name)
        held = m.store.get(place)
        if isinstance(held, Guarded):
            found.append(Question(place, held, tuple(_answer(m, asked, place, each) for each in held.alternatives)))
    return found


def rule_out(m: Machine, asked: Sequence[Question], outcome: bool) -> list[Told]:
    """Take from each variable of a test what it cannot hold where the test comes out like this."""
    told = []
    for each in asked:
        ways = zip(each.held.alternatives, each.answers, strict=True)
        kept = tuple(one for one, test in ways if (test.then if outcome else test.otherwise) is not None)
        if kept and len(kept) < len(each.held.alternatives):
            m.store[each.place] = left = Guarded(kept)
            told.append(Told(each.place, each.held, left))
    return told


def take_back(told: Sequence[Told], stores: Sequence[Store]) -> None:
    """Where both outcomes go on, a variable that neither bound anew holds what it held."""
    for each in told:
        for store in stores:
            if store.get(each.place) == each.left:
                store[each.place] = each.held


def asserted(m: Machine, asked: cst.BaseExpression) -> None:
    """Let what an assertion says of sizes and ranks hold from here on, where asking changes nothing."""
    if not _is_plain(asked):
        return
    with asking.aside(m):
        tell(m, conditions.condition(m, asked))


def tell(m: Machine, test: decisions.Condition | None) -> None:
    """Let what a test that holds says of numbers hold from here on, unless that cannot be."""
    if test is not None and test.then is not None and compatible(test.then, m.guard):
        m.guard |= frozenset(filter(tells_a_number, test.then))


@lru_cache(maxsize=1024)
def _variables(asked: cst.BaseExpression) -> tuple[str, ...]:
    """The names that a test asks about, if asking once more changes nothing and costs little."""
    return tuple(dict.fromkeys(_names(asked))) if _is_plain(asked) else ()


def _names(node: cst.CSTNode) -> Iterator[str]:
    """The names that an expression reads, but for attributes and what is called."""
    match node:
        case cst.Name(value=name):
            yield name
        case cst.Attribute(value=inner):
            yield from _names(inner)
        case cst.Call(func=cst.Name(), args=args):
            for argument in args:
                yield from _names(argument.value)
        case _:
            for each in parts(node):
                yield from _names(each)


def _is_plain(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        callee = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        if not isinstance(callee, cst.Name) or callee.value not in ASKING:
            return False
    elif not isinstance(node, PLAIN):
        return False
    return all(map(_is_plain, parts(node)))


def _answer(m: Machine, asked: cst.BaseExpression, place: Key, each: tuple[Guard, object]) -> decisions.Condition:
    """How the test may come out for one alternative of a variable; nothing is noted of the asking."""
    guard, value = each
    with asking.aside(m), m.under(guard):
        m.store[place] = value
        return conditions.condition(m, asked)
