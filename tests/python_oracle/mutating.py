"""Statements that change a list or dict in place."""

from __future__ import annotations

from tests.python_oracle.kinds import DICT, INT, INTS, LISTS, STR, STRS
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import ALIASES, KEYS, Writer

PARAMETERS, OUTER, ATTRIBUTES = "parameters changed in place", "outer lists changed", "lists in attributes changed"
MEANWHILE = "changed while looped over"
aside(PARAMETERS, OUTER, ATTRIBUTES)


def changed(w: Writer, kind: str) -> str:
    """A place that holds a list or dict which may be changed here."""
    scope = w.scope
    held = [name for name, each in scope.names.items() if each == kind]
    found = [name for name in held if name in scope.own and (w.has(ALIASES) or name in scope.fresh)]
    if scope.in_function and w.has(PARAMETERS):
        found += [name for name in held if name in scope.own and name not in scope.fresh]
    if scope.in_function and w.has(OUTER):
        found += [name for name in held if name not in scope.own]
    if w.has(ATTRIBUTES):
        found += [place for place in w.places(kind) if "." in place]
    return w.one([place for place in found if place not in scope.locked or w.has(MEANWHILE)])


@statement("append", weight=10)
def append(w: Writer) -> Lines:
    return [f"{changed(w, INTS)}.append({w.expression(INT)})"]


@statement("append", weight=1)
def append_word(w: Writer) -> Lines:
    return [f"{changed(w, STRS)}.append({w.expression(STR)})"]


@statement("append of lists", weight=1)
def append_list(w: Writer) -> Lines:
    return [f"{changed(w, LISTS)}.append({w.expression(INTS)})"]


@statement("extend and insert", weight=3)
def extend(w: Writer) -> Lines:
    place = changed(w, INTS)
    return [w.one((f"{place}.extend({w.expression(INTS)})", f"{place}.insert({w.number(-1, 2)}, {w.expression(INT)})"))]


@statement("pop", weight=3)
def pop(w: Writer) -> Lines:
    place, name = changed(w, INTS), w.fresh("n")
    w.scope.bind(name, INT)
    return [f"{name} = {place}.pop({w.one(('', '0', '-1'))})"]


@statement("remove and clear", weight=2)
def removed(w: Writer) -> Lines:
    place = changed(w, INTS)
    return [w.one((f"{place}.remove({place}[0])", f"{place}.clear()"))]


@statement("sort and reverse", weight=3)
def ordered(w: Writer) -> Lines:
    return [f"{changed(w, INTS)}.{w.one(('sort()', 'reverse()', 'sort(reverse=True)', 'sort(key=lambda v: -v)'))}"]


@statement("items set", weight=4)
def item_set(w: Writer) -> Lines:
    return [f"{changed(w, INTS)}[{w.one((0, -1, 1))}] {w.one(('=', '=', '+='))} {w.expression(INT)}"]


@statement("slices set", weight=1)
def slice_set(w: Writer) -> Lines:
    return [f"{changed(w, INTS)}[{w.one((':1', '1:', ':'))}] = {w.expression(INTS)}"]


@statement("items deleted", weight=2)
def item_deleted(w: Writer) -> Lines:
    return [f"del {changed(w, INTS)}[{w.one(('0', '-1', ':1'))}]"]


@statement("lists grown by +=", weight=3)
def grown(w: Writer) -> Lines:
    name = changed(w, INTS)
    if "." not in name and name not in w.scope.own:
        raise Impossible
    return [f"{name} += {w.one((f'[{w.expression(INT)}]', w.expression(INTS), '(1, 2)'))}"]


@statement("entries set", weight=8)
def entry_set(w: Writer) -> Lines:
    return [f"{changed(w, DICT)}[{w.one(KEYS)!r}] = {w.expression(INT)}"]


@statement("entries set", weight=2)
def entry_augmented(w: Writer) -> Lines:
    return [f"{changed(w, DICT)}[{w.one(KEYS)!r}] += {w.expression(INT)}"]


@statement("dicts updated", weight=5)
def updated(w: Writer) -> Lines:
    place = changed(w, DICT)
    return [w.one((
        f"{place}.update({w.expression(DICT)})", f"{place}.update(a={w.expression(INT)})",
        f"{place}.setdefault('a', {w.expression(INT)})", f"{place}.pop('a', None)",
    ))]  # fmt: skip


@statement("dicts emptied", weight=1)
def emptied(w: Writer) -> Lines:
    return [f"{changed(w, DICT)}.{w.one(('clear', 'popitem'))}()"]


@statement("dicts joined in place", weight=1)
def joined(w: Writer) -> Lines:
    name = changed(w, DICT)
    if "." not in name and name not in w.scope.own:
        raise Impossible
    return [f"{name} |= {w.expression(DICT)}"]


@statement("entries deleted", weight=1)
def entry_deleted(w: Writer) -> Lines:
    return [f"del {changed(w, DICT)}[{w.one(KEYS)!r}]"]


@statement("bound methods of lists", weight=2)
def bound_method(w: Writer) -> Lines:
    place, name = changed(w, INTS), w.fresh("append")
    return [f"{name} = {place}.append", f"{name}({w.expression(INT)})"]


@statement("lists inside lists changed", weight=2)
def inside_list(w: Writer) -> Lines:
    place = w.one([name for name, kind in w.scope.names.items() if kind == LISTS])
    return [w.one((
        f"{place}[0].append({w.expression(INT)})", f"{place}[-1][0] = {w.expression(INT)}", f"{place}[0] += [1]",
        f"{place}[0] = {w.expression(INTS)}",
    ))]  # fmt: skip


@statement("lists inside dicts changed", weight=2)
def inside_dict(w: Writer) -> Lines:
    name = w.fresh("by")
    w.scope.bind(name, "other")
    lines = [f"{name} = {{'a': {w.expression(INTS)}}}"]
    return [*lines, w.one((
        f"{name}['a'].append({w.expression(INT)})", f"{name}.setdefault('b', []).append({w.expression(INT)})",
        f"{name}['a'] += [{w.expression(INT)}]", f"{name}['b'] = {name}['a'][:]",
    ))]  # fmt: skip
