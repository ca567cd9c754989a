"""Expressions that are truth values, or None."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, CONTAINERS, DICT, INT, INTS, KINDS, NONE, SCALARS, STR, STRS, TUPLE
from tests.python_oracle.numbers_said import OVER_LIVE, call_of
from tests.python_oracle.registry import Impossible, expression
from tests.python_oracle.writer import KEYS, Writer

CLASSES = {INT: "int", BOOL: "bool", STR: "str", INTS: "list", STRS: "list", TUPLE: "tuple", DICT: "dict"}


@expression("comparisons", BOOL, weight=10)
def compared(w: Writer) -> str:
    operator = w.one(("<", "<=", ">", ">=", "==", "!="))
    return f"({w.part(INT)} {operator} {w.part(INT)})"


@expression("equality of anything", BOOL, weight=3)
def equal(w: Writer) -> str:
    kind = w.one((STR, BOOL, INTS, TUPLE, DICT, STRS, NONE))
    other = kind if w.chance(0.7) else w.one(KINDS)
    return f"({w.part(kind)} {w.one(('==', '!='))} {w.part(other)})"


@expression("order of anything", BOOL, weight=2)
def ordered(w: Writer) -> str:
    kind = w.one((STR, INTS, TUPLE))
    return f"({w.part(kind)} {w.one(('<', '<=', '>', '>='))} {w.part(kind)})"


@expression("chained comparisons", BOOL)
def chained(w: Writer) -> str:
    first, second = w.one(("<", "<=", "==", "!=")), w.one(("<", "<=", ">", "=="))
    return f"({w.part(INT)} {first} {w.part(INT)} {second} {w.maybe(INT)})"


@expression("membership", BOOL, weight=5)
def member(w: Writer) -> str:
    operator = w.one(("in", "in", "not in"))
    left, right = w.one(((INT, INTS), (INT, TUPLE), (STR, STRS), (STR, STR)))
    return f"({w.part(left)} {operator} {w.part(right)})"


@expression("membership", BOOL, weight=2)
def key_of(w: Writer) -> str:
    return f"({w.one(KEYS)!r} {w.one(('in', 'not in'))} {w.place(DICT)})"


@expression("identity", BOOL, weight=2)
def same(w: Writer) -> str:
    return f"({w.place(w.one((INTS, DICT, STR, NONE, INT)))} {w.one(('is', 'is not'))} None)"


@expression("identity of lists", BOOL, weight=2)
def same_list(w: Writer) -> str:
    kind = w.one((INTS, DICT))
    return f"({w.place(kind)} {w.one(('is', 'is not'))} {w.place(kind)})"


@expression("negation", BOOL)
def negated(w: Writer) -> str:
    return f"(not {w.part(BOOL)})"


@expression("short-circuit", BOOL, weight=5)
def both(w: Writer) -> str:
    return f"({w.part(BOOL)} {w.one(('and', 'or'))} {w.maybe(BOOL)})"


@expression("truth of numbers and strings", BOOL, weight=3)
def truth(w: Writer) -> str:
    return f"{w.one(('bool(', '(not '))}{w.part(w.one((INT, STR, NONE)))})"


@expression("truth of containers", BOOL, weight=3)
def truth_of_container(w: Writer) -> str:
    return f"{w.one(('bool(', '(not '))}{w.part(w.one(CONTAINERS))})"


@expression("isinstance", BOOL)
def is_instance(w: Writer) -> str:
    kind = w.one(tuple(CLASSES))
    asked = w.one(tuple(CLASSES.values()))
    asked = f"({asked}, {w.one(tuple(CLASSES.values()))})" if w.chance(0.3) else asked
    return f"isinstance({w.part(kind)}, {asked})"


@expression("isinstance", BOOL, weight=2)
def is_object_of(w: Writer) -> str:
    objects = [name for name, kind in w.scope.names.items() if kind.startswith("object:")]
    return f"isinstance({w.one(objects)}, {w.one(tuple(w.scope.classes))})"


@expression("issubclass", BOOL, weight=1)
def is_subclass(w: Writer) -> str:
    return f"issubclass({w.one(tuple(w.scope.classes))}, {w.one(tuple(w.scope.classes))})"


@expression("types", BOOL, weight=2)
def of_type(w: Writer) -> str:
    kind = w.one(tuple(CLASSES))
    return f"(type({w.part(kind)}) {w.one(('is', '==', 'is not'))} {w.one(tuple(CLASSES.values()))})"


@expression("types", BOOL, weight=2)
def object_of_type(w: Writer) -> str:
    objects = [name for name, kind in w.scope.names.items() if kind.startswith("object:")]
    return f"(type({w.one(objects)}) {w.one(('is', 'is not'))} {w.one(tuple(w.scope.classes))})"


@expression("any and all", BOOL, weight=3)
def any_of(w: Writer) -> str:
    name = w.one(("any", "all"))
    return f"{name}({w.part(INTS)})" if w.chance(0.5) else f"{name}(v > {w.literal(INT)} for v in {w.place(INTS)})"


@expression("beginnings and ends", BOOL, weight=3)
def affixed(w: Writer) -> str:
    asked = f"({w.literal(STR)}, {w.literal(STR)})" if w.chance(0.3) else w.literal(STR)
    return f"{w.part(STR)}.{w.one(('startswith', 'endswith'))}({asked})"


@expression("natures of strings", BOOL, weight=2)
def nature(w: Writer) -> str:
    return f"{w.part(STR)}.{w.one(('isupper', 'islower', 'isdigit', 'isalpha', 'isidentifier', 'isspace'))}()"


@expression("hasattr", BOOL, weight=2)
def has_attribute(w: Writer) -> str:
    objects = [name for name, kind in w.scope.names.items() if kind.startswith("object:")]
    return f"hasattr({w.one(objects)}, {w.one(('a', 'b', 'kind', 'items', 'zz'))!r})"


@expression("conditional expressions", BOOL, weight=2)
def conditional(w: Writer) -> str:
    return f"({w.maybe(BOOL)} if {w.part(BOOL)} else {w.maybe(BOOL)})"


@expression("calls", BOOL, weight=6)
def called(w: Writer) -> str:
    return call_of(w, BOOL)


@expression("walrus", BOOL, weight=2)
def walrus(w: Writer) -> str:
    if w.is_quiet:
        raise Impossible
    kind = w.one(SCALARS)
    name = w.target(kind) if w.has(OVER_LIVE) else w.fresh("n")
    value = w.part(kind)
    w.scope.bind(name, kind)
    return f"bool({name} := {value})"


@expression("bits of truth values", BOOL, weight=1)
def bits(w: Writer) -> str:
    return f"({w.part(BOOL)} {w.one(('&', '|', '^'))} {w.part(BOOL)})"


@expression("missing entries", NONE)
def missing(w: Writer) -> str:
    return f"{w.place(DICT)}.get('zz')"


@expression("calls", NONE)
def called_for_nothing(w: Writer) -> str:
    return call_of(w, NONE)
