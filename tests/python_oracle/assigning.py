"""Statements that bind names, attributes and items."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, KINDS, LISTS, SCALARS, STR, STRS, TUPLE, class_of
from tests.python_oracle.registry import Impossible, Lines, statement
from tests.python_oracle.writer import KEYS, Writer

DRAWN = (INT, INT, INT, BOOL, STR, STR, INTS, INTS, INTS, DICT, TUPLE, STRS, LISTS)
"""Kinds, the usual ones more often."""


@statement("assignments", weight=14)
def assign(w: Writer) -> Lines:
    kind = w.one(DRAWN) if w.chance(0.9) else w.one(KINDS)
    value, name = w.expression(kind), w.target(kind)
    w.scope.bind(name, kind, fresh=True)
    return [f"{name} = {value}"]


@statement("annotations", weight=1)
def annotated(w: Writer) -> Lines:
    kind = w.one(SCALARS)
    value, name = w.expression(kind), w.fresh("m")
    w.scope.bind(name, kind)
    return [f"{name}: {kind} = {value}"]


@statement("several targets", weight=2)
def several(w: Writer) -> Lines:
    kind = w.one((*SCALARS, *((INTS, DICT) if w.has("aliases") else ())))
    value, one, other = w.expression(kind), w.target(kind), w.target(kind)
    for name in (one, other):
        w.scope.bind(name, kind, fresh=True)
    return [f"{one} = {other} = {value}"]


@statement("unpacking", weight=3)
def unpacked(w: Writer) -> Lines:
    one, other = w.one((INT, STR, INTS)), w.one((INT, BOOL, INTS))
    values = f"{w.expression(one)}, {w.expression(other)}"
    names = w.target(one), w.target(other)
    w.scope.bind(names[0], one, fresh=True)
    w.scope.bind(names[1], other, fresh=True)
    return [f"{names[0]}, {names[1]} = {values}"]


@statement("swaps", weight=2)
def swapped(w: Writer) -> Lines:
    kind = w.one((INT, STR))
    names = [name for name in w.scope.own - w.scope.reserved if w.scope.names.get(name) == kind]
    if len(names) < 2:
        raise Impossible
    one, other = w.random.sample(sorted(names), 2)
    return [f"{one}, {other} = {other}, {one}"]


@statement("stars in targets", weight=3)
def starred(w: Writer) -> Lines:
    value = w.expression(w.one((INTS, TUPLE)))
    one, rest = w.target(INT), w.target(INTS)
    w.scope.bind(one, INT)
    w.scope.bind(rest, INTS, fresh=True)
    return [w.one((f"{one}, *{rest} = {value}", f"*{rest}, {one} = {value}", f"[{one}, *{rest}] = {value}"))]


@statement("unpacking strings", weight=1)
def letters(w: Writer) -> Lines:
    one, other = w.fresh("c"), w.fresh("c")
    w.scope.bind(one, STR)
    w.scope.bind(other, STR)
    return [f"{one}, {other} = {w.one(('word[:2]', repr('xy'), 'str(10)'))}"]


@statement("nested targets", weight=1)
def nested(w: Writer) -> Lines:
    values = f"{w.expression(INT)}, ({w.expression(STR)}, {w.expression(INT)})"
    names = [w.target(INT), w.fresh("s"), w.target(INT)]
    for name, kind in zip(names, (INT, STR, INT), strict=True):
        w.scope.bind(name, kind)
    return [f"{names[0]}, ({names[1]}, {names[2]}) = {values}"]


def own(w: Writer, kind: str) -> str:
    """A name of this kind that may be bound here."""
    return w.one(sorted(n for n in w.scope.own - w.scope.reserved if w.scope.names.get(n) == kind))


@statement("augmented assignment", weight=6)
def augmented(w: Writer) -> Lines:
    name = own(w, INT)
    operator = w.one(("+", "+", "-", "*", "//", "%", "|", "&", "^", "<<"))
    right = str(w.number(2, 3)) if operator in ("*", "//", "%", "<<") else w.expression(INT)
    return [f"{name} {operator}= {right}"]


@statement("augmented strings", weight=2)
def augmented_string(w: Writer) -> Lines:
    return [f"{own(w, STR)} += {w.literal(STR)}"]


@statement("augmented tuples", weight=1)
def augmented_tuple(w: Writer) -> Lines:
    return [f"{own(w, TUPLE)} += ({w.expression(INT)},)"]


@statement("del of names", weight=1)
def deleted(w: Writer) -> Lines:
    name = own(w, w.one((INT, INTS, STR)))
    w.scope.names.pop(name)
    return [f"del {name}"]


def objects(w: Writer) -> list[str]:
    """The names that hold objects of the program's classes."""
    return [name for name, kind in w.scope.names.items() if class_of(kind) is not None]


def settable(w: Writer, *kinds: str) -> tuple[str, str]:
    """An attribute that can be set, and its kind."""
    found = []
    for name in objects(w):
        shape = w.scope.classes.get(class_of(w.scope.names[name]) or "")
        found += [(f"{name}.{text}", kind) for text, kind in (shape.settable if shape else {}).items() if kind in kinds]
    return w.one(found)


@statement("attributes set", weight=9)
def attribute_set(w: Writer) -> Lines:
    target, kind = settable(w, *SCALARS, INTS)
    return [f"{target} = {w.expression(kind)}"]


@statement("attributes set", weight=3)
def attribute_augmented(w: Writer) -> Lines:
    target, _ = settable(w, INT)
    return [f"{target} {w.one('+-')}= {w.expression(INT)}"]


@statement("attributes by name", weight=2)
def attribute_set_by_name(w: Writer) -> Lines:
    target, kind = settable(w, *SCALARS)
    name, _, text = target.partition(".")
    return [f"setattr({name}, {text!r}, {w.expression(kind)})"]


@statement("attributes by name", weight=2)
def attribute_got_by_name(w: Writer) -> Lines:
    holder, name = w.one(objects(w)), w.fresh("g")
    w.scope.bind(name, "other")
    return [f"{name} = getattr({holder}, {w.one(('a', 'b', 'kind', 'zz'))!r}, {w.literal(INT)})"]


@statement("del of attributes", weight=1)
def attribute_deleted(w: Writer) -> Lines:
    return [f"del {settable(w, *SCALARS, INTS)[0]}"]


@statement("aliases", weight=5)
def aliased(w: Writer) -> Lines:
    """A list or dict under another name, or held in a container."""
    kind = w.one((INTS, INTS, DICT, STRS, LISTS))
    held, name = w.place(kind), w.fresh("same")
    w.scope.bind(name, kind)
    if kind == INTS and w.chance(0.3):
        w.scope.bind(name, LISTS)
        return [f"{name} = {w.one((f'[{held}]', f'[{held}, {held}]', f'[{held}] * 2'))}"]
    return [f"{name} = {w.one((held, held, f'({held} or {w.literal(kind)})'))}"]


@statement("objects under another name", weight=3)
def object_aliased(w: Writer) -> Lines:
    held, name = w.one(objects(w)), w.fresh("o")
    w.scope.bind(name, w.scope.names[held])
    return [f"{name} = {held}"]


@statement("functions under another name", weight=2)
def function_aliased(w: Writer) -> Lines:
    function, name = w.one(sorted(w.scope.functions)), w.fresh("f")
    w.scope.define(name, w.scope.functions[function])
    return [f"{name} = {function}"]


@statement("items of names", weight=1)
def key_taken(w: Writer) -> Lines:
    name = w.fresh("n")
    value = f"{w.place(DICT)}[{w.one(KEYS)!r}]"
    w.scope.bind(name, INT)
    return [f"{name} = {value}"]


@statement("chosen one of several", weight=3)
def of_any_kind(w: Writer) -> Lines:
    """What holds one kind in one case and another one in the other."""
    name = w.fresh("u")
    test = w.expression(BOOL)
    kinds = [kind for kind in DRAWN if kind != DICT or w.has("truth of containers")]
    with w.perhaps():
        value = f"{w.expression(w.one(kinds))} if {test} else {w.expression(w.one(kinds))}"
    w.scope.bind(name, "other")
    return [f"{name} = {value}"]


@statement("questions about one of several", weight=2)
def asked(w: Writer) -> Lines:
    name, answer = w.one([n for n, kind in w.scope.names.items() if kind == "other"]), w.fresh("g")
    w.scope.bind(answer, "other")
    return [f"{answer} = " + w.one((
        f"isinstance({name}, {w.one(('int', 'str', 'list', '(int, str)', 'bool'))})", f"{name} == {w.literal(INT)}",
        f"bool({name})", f"{name} or {w.literal(INT)}", f"[{name}]", f"str({name})", f"{name} is None",
        f"{name} in (1, 'a', None)", f"{name} and 1",
    ))]  # fmt: skip
