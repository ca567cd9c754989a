"""Loops."""

from __future__ import annotations

import re

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, LISTS, STR, STRS, TUPLE
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import OPAQUE, Writer, indented

LONG = "long loops"
aside(LONG)


def _body(w: Writer, over: str = "") -> Lines:
    """What each pass does; what the loop runs over is not changed meanwhile, unless that is switched on."""
    before = w.scope.locked
    w.scope.locked = before | set(re.findall(r"\w+", over)) | set(re.findall(r"\w+\.\w+", over))
    w.scope.loops += 1
    try:
        return w.block()
    finally:
        w.scope.loops -= 1
        w.scope.locked = before


def _else(w: Writer, share: float = 0.2) -> Lines:
    return ["else:", *w.block(1, 2)] if w.chance(share) else []


def _over(w: Writer) -> tuple[str, str]:
    """What a loop runs over, and the kind of its items."""
    ways = [
        (w.place(INTS), INT), (w.place(INTS), INT), (f"range({w.number(0, 4)})", INT), (w.place(TUPLE), INT),
        (w.place(STRS), STR), (w.place(STR), STR), (w.expression(INTS), INT),
    ]  # fmt: skip
    if w.has("entries set"):
        ways += [(w.place(DICT), STR), (f"{w.place(DICT)}.values()", INT)]
    if w.has("sorting"):
        ways += [(f"sorted({w.place(INTS)})", INT)]
    if w.has("reversed"):
        ways += [(f"reversed({w.place(INTS)})", INT)]
    if w.has(LONG):
        ways += [("range(12)", INT), (f"range({w.number(9, 20)})", INT), ("'abcdefghij'", STR)]
    if w.has(OPAQUE):
        ways += [("many", INT), ("range(dice)", INT)]
    return w.one(ways)


@statement("for", weight=9, deep=True)
def for_(w: Writer) -> Lines:
    over, kind = _over(w)
    name = w.fresh("i")
    w.scope.bind(name, kind)
    return [f"for {name} in {over}:", *_body(w, over), *_else(w)]


@statement("for over lists in lists", weight=2, deep=True)
def for_lists(w: Writer) -> Lines:
    over, name = w.expression(LISTS), w.fresh("row")
    w.scope.bind(name, INTS)
    return [f"for {name} in {over}:", *_body(w, over)]


@statement("enumerate", weight=3, deep=True)
def for_enumerated(w: Writer) -> Lines:
    start = w.one(("", ", 1", ", start=2")) if w.has("enumerate from a start") else ""
    over, number, name = w.place(w.one((INTS, TUPLE))), w.fresh("i"), w.fresh("v")
    w.scope.bind(number, INT)
    w.scope.bind(name, INT)
    return [f"for {number}, {name} in enumerate({over}{start}):", *_body(w, over)]


@statement("zip", weight=2, deep=True)
def for_zipped(w: Writer) -> Lines:
    over = f"{w.place(w.one((INTS, TUPLE)))}, {w.place(INTS)}"
    one, other = w.fresh("v"), w.fresh("v")
    w.scope.bind(one, INT)
    w.scope.bind(other, INT)
    return [f"for {one}, {other} in zip({over}):", *_body(w, over)]


@statement("items of dicts", weight=2, deep=True)
def for_items(w: Writer) -> Lines:
    over, key, name = w.place(DICT), w.fresh("k"), w.fresh("v")
    w.scope.bind(key, STR)
    w.scope.bind(name, INT)
    return [f"for {key}, {name} in {over}.items():", *_body(w, over)]


@statement("loop over a live name", weight=1, deep=True)
def for_live(w: Writer) -> Lines:
    """The loop's variable is one that held something before."""
    over, names = w.place(INTS), sorted(n for n in w.scope.own - w.scope.reserved if w.scope.names.get(n) == INT)
    return [f"for {w.one(names)} in {over}:", *_body(w, over)]


@statement("while", weight=5, deep=True)
def while_(w: Writer) -> Lines:
    name = w.fresh("i")
    w.scope.bind(name, INT)
    w.scope.reserved.add(name)
    times = w.number(0, 3) if not w.has(LONG) or w.chance(0.7) else w.number(9, 12)
    lines = [f"{name} = {times}", f"while {name} > 0:", f"    {name} -= 1", *_body(w), *_else(w)]
    w.scope.reserved.discard(name)
    return lines


@statement("while pop", weight=1, deep=True)
def while_pop(w: Writer) -> Lines:
    name, item = w.fresh("todo"), w.fresh("i")
    lines = [f"{name} = {w.expression(INTS)}", f"while {name}:", f"    {item} = {name}.pop()"]
    w.scope.bind(item, INT)
    return [*lines, *_body(w)]


@statement("break", weight=9, deep=True)
def broken(w: Writer) -> Lines:
    return [f"if {_inside(w)}:", *(w.block(1, 1) if w.chance(0.5) else []), "    break"]


@statement("continue", weight=8, deep=True)
def continued(w: Writer) -> Lines:
    return [f"if {_inside(w)}:", *(w.block(1, 1) if w.chance(0.5) else []), "    continue"]


@statement("break out of the rest", weight=1, deep=True)
def broken_off(w: Writer) -> Lines:
    if not w.scope.loops:
        raise Impossible
    return [f"if {w.expression(BOOL)}:", "    pass", "else:", *w.block(1, 1), f"    {w.one(('break', 'continue'))}"]


@statement("break in try", weight=1, deep=True)
def broken_in_try(w: Writer) -> Lines:
    test = _inside(w)
    lines = ["try:", *indented([f"if {test}:", f"    {w.one(('break', 'continue'))}"]), *w.block(1, 1)]
    return [*lines, "finally:", *w.block(1, 1)]


def _inside(w: Writer) -> str:
    """A test inside a loop."""
    if not w.scope.loops:
        raise Impossible
    return w.expression(BOOL)


@statement("search", weight=2, deep=True)
def searched(w: Writer) -> Lines:
    """The idiom of `for ... else`."""
    over, name, found = w.place(INTS), w.fresh("i"), w.target(INT)
    w.scope.bind(name, INT)
    lines = [f"for {name} in {over}:", f"    if {name} > {w.literal(INT)}:", f"        {found} = {name}"]
    lines.append("        break")
    w.scope.bind(found, INT)
    return [*lines, "else:", f"    {found} = {w.literal(INT)}"]


@statement("accumulation", weight=4, deep=True)
def accumulated(w: Writer) -> Lines:
    """A name that each pass adds to."""
    (over, kind), name, total = _over(w), w.fresh("i"), w.target(INT)
    start = w.literal(INT)
    w.scope.bind(total, INT)
    w.scope.bind(name, kind)
    added = name if kind == INT else f"len({name})"
    return [f"{total} = {start}", f"for {name} in {over}:", f"    {total} {w.one('+-')}= {added}"]


@statement("collection", weight=4, deep=True)
def collected(w: Writer) -> Lines:
    """A list that each pass appends to."""
    (over, kind), name, held = _over(w), w.fresh("i"), w.fresh("xs")
    w.scope.bind(name, kind)
    item = w.expression(INT)
    w.scope.bind(held, INTS, fresh=True)
    test = [f"    if {w.expression(BOOL)}:"] if w.chance(0.4) else []
    added = f"{'    ' if test else ''}    {held}.append({name if kind == INT else item})"
    return [f"{held} = []", f"for {name} in {over}:", *test, added]


@statement("changed while looped over", weight=1, deep=True)
def changed_meanwhile(w: Writer) -> Lines:
    held, name = w.fresh("xs"), w.fresh("i")
    lines = [f"{held} = {w.literal(INTS)}", f"for {name} in {held}:", f"    if len({held}) < 5:"]
    w.scope.bind(held, INTS, fresh=True)
    return [*lines, f"        {held}.append({name} + 1)"]
