"""Expressions that are whole numbers."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, CONTAINERS, DICT, INT, INTS, STR, STRS, TUPLE
from tests.python_oracle.registry import Impossible, aside, expression
from tests.python_oracle.writer import KEYS, Writer

OVER_LIVE = "walrus over live names"
aside(OVER_LIVE)


@expression("arithmetic", INT, weight=10)
def arithmetic(w: Writer) -> str:
    operator = w.one(("+", "+", "-", "*", "//", "%"))
    right = str(w.one((2, 3, -2, 4))) if operator in ("*", "//", "%") else w.part(INT)
    return f"({w.part(INT)} {operator} {right})"


@expression("signs", INT)
def negative(w: Writer) -> str:
    return f"({w.one(('-', '~', '+'))}{w.place(INT)})"


@expression("bits", INT, weight=2)
def bits(w: Writer) -> str:
    return f"({w.part(INT)} {w.one(('&', '|', '^'))} {w.part(INT)})"


@expression("bits", INT, weight=1)
def shifted(w: Writer) -> str:
    return f"({w.place(INT)} {w.one(('<<', '>>'))} {w.number(0, 3)})"


@expression("powers", INT, weight=1)
def power(w: Writer) -> str:
    return f"({w.number(-2, 3)} ** {w.number(0, 3)})"


@expression("lengths", INT)
def length(w: Writer) -> str:
    return f"len({w.place(w.one((*CONTAINERS, STR)))})"


@expression("items", INT, weight=6)
def item(w: Writer) -> str:
    return f"{w.place(w.one((INTS, TUPLE)))}[{w.one((0, -1, 1, 0))}]"


@expression("items at computed places", INT, weight=2)
def item_at(w: Writer) -> str:
    place = w.place(INTS)
    return f"{place}[{w.part(INT)} % len({place})]"


@expression("entries", INT)
def entry(w: Writer) -> str:
    return f"{w.place(DICT)}[{w.one(KEYS)!r}]"


@expression("entries", INT)
def entry_or(w: Writer) -> str:
    return f"{w.place(DICT)}.get({w.one(KEYS)!r}, {w.part(INT)})"


@expression("conditional expressions", INT, weight=5)
def conditional(w: Writer) -> str:
    return f"({w.maybe(INT)} if {w.part(BOOL)} else {w.maybe(INT)})"


@expression("short-circuit", INT)
def short(w: Writer) -> str:
    return f"({w.part(INT)} {w.one(('and', 'or'))} {w.maybe(INT)})"


@expression("sums", INT)
def total(w: Writer) -> str:
    return f"sum({w.part(w.one((INTS, TUPLE)))})"


@expression("extremes", INT)
def extreme(w: Writer) -> str:
    name = w.one(("min", "max"))
    if w.chance(0.5):
        return f"{name}({w.part(INT)}, {w.part(INT)})"
    return f"{name}({w.place(INTS)}, default={w.literal(INT)})" if w.chance(0.3) else f"{name}({w.place(INTS)})"


@expression("extremes by key", INT, weight=2)
def extreme_by_key(w: Writer) -> str:
    return f"{w.one(('min', 'max'))}({w.place(INTS)}, key=lambda v: {w.one(('-v', 'v % 3', 'v * v'))})"


@expression("absolutes", INT)
def absolute(w: Writer) -> str:
    return f"abs({w.part(INT)})"


@expression("divisions", INT)
def division(w: Writer) -> str:
    return f"{w.one(('int', 'round'))}({w.part(INT)} / {w.one((2, 4, -2))})"


@expression("divmod", INT, weight=2)
def quotient(w: Writer) -> str:
    return f"divmod({w.part(INT)}, {w.number(2, 4)})[{w.number(0, 1)}]"


@expression("rounding", INT, weight=2)
def rounded(w: Writer) -> str:
    return f"round({w.one((2.5, 1.5, -2.5, 0.4, -0.6, 3.7))})"


@expression("conversions", INT, weight=3)
def converted(w: Writer) -> str:
    return f"int({w.one((w.part(BOOL), repr(str(w.number(-5, 20))), '-1.5', '2.9', 'True'))})"


@expression("truth values counted with", INT, weight=3)
def counted_with(w: Writer) -> str:
    return f"({w.part(INT)} + {w.part(BOOL)})"


@expression("counting", INT, weight=3)
def counting(w: Writer) -> str:
    if w.chance(0.5):
        return f"{w.place(INTS)}.{w.one(('count', 'index'))}({w.part(INT)})"
    return f"{w.part(STR)}.{w.one(('count', 'find', 'rfind', 'index'))}({w.literal(STR)})"


@expression("lambdas called", INT, weight=3)
def lambda_called(w: Writer) -> str:
    name = w.one(("v", *w.places(INT)[:1])).partition(".")[0]
    return f"(lambda {name}, q={w.literal(INT)}: {name} * 2 + q)({w.part(INT)})"


@expression("next", INT, weight=2)
def first(w: Writer) -> str:
    return f"next(iter({w.place(INTS)}), {w.literal(INT)})"


@expression("next", INT, weight=2)
def first_of_generator(w: Writer) -> str:
    return f"next((v for v in {w.place(INTS)} if v > {w.literal(INT)}), {w.literal(INT)})"


@expression("walrus", INT, weight=3)
def walrus(w: Writer) -> str:
    if w.is_quiet:
        raise Impossible
    name = w.target(INT) if w.has(OVER_LIVE) else w.fresh("n")
    value = w.part(INT)
    w.scope.bind(name, INT)
    return f"({name} := {value})"


@expression("reduce", INT, weight=1)
def reduced(w: Writer) -> str:
    return f"__import__('functools').reduce(lambda x, y: x * 2 - y, {w.place(INTS)}, {w.literal(INT)})"


@expression("calls", INT, weight=8)
def called(w: Writer) -> str:
    return call_of(w, INT)


def call_of(w: Writer, kind: str) -> str:
    """A call of a function, or of a method of an object, that returns this kind."""
    if w.is_quiet:
        raise Impossible
    known = [(name, each) for name, each in w.scope.functions.items() if each.returns == kind]
    for name, held in w.scope.names.items():
        shape = w.scope.classes.get(held.removeprefix("object:")) if held.startswith("object:") else None
        if shape is not None:
            known += [(f"{name}.{text}", each) for text, each in shape.methods.items() if each.returns == kind]
            if shape.is_called is not None and shape.is_called.returns == kind:
                known.append((name, shape.is_called))
    return w.call(*w.one(known))


@expression("set sizes", INT, weight=2)
def set_size(w: Writer) -> str:
    return f"len({w.one(('set', 'frozenset'))}({w.part(w.one((INTS, STRS)))}))"


@expression("set comprehensions", INT, weight=2)
def comprehended_set_size(w: Writer) -> str:
    return f"len({{v % 2 for v in {w.place(INTS)}}})"
