"""Expressions that are lists, tuples and dicts."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, LISTS, STR, STRS, TUPLE
from tests.python_oracle.numbers_said import call_of
from tests.python_oracle.registry import aside, expression
from tests.python_oracle.writer import ALIASES, KEYS, Writer

SHADOWING = "comprehension variables"
aside(SHADOWING)


def variable(w: Writer) -> str:
    """A name for a comprehension to bind."""
    names = sorted(name for name in w.scope.names if name not in w.scope.reserved)
    return w.one(names) if names and w.has(SHADOWING) and w.chance(0.3) else w.fresh("v")


def parts(w: Writer, kind: str, least: int, most: int) -> str:
    """Expressions with commas between them."""
    return ", ".join(w.part(kind) for _ in range(w.number(least, most)))


@expression("lists", INTS, weight=6)
def listed(w: Writer) -> str:
    return f"[{parts(w, INT, 0, 3)}]"


@expression("slices", INTS, weight=5)
def sliced(w: Writer) -> str:
    return f"{w.place(INTS)}[{w.one((':', '1:', ':1', ':-1', '::-1', '::2', '-2:', '5:', ':2', '1:2'))}]"


@expression("lists joined", INTS, weight=4)
def added(w: Writer) -> str:
    return f"({w.place(INTS)} + [{w.part(INT)}])"


@expression("stars in lists", INTS, weight=4)
def starred(w: Writer) -> str:
    return f"[{w.one((f'*{w.place(INTS)}, {w.part(INT)}', f'{w.part(INT)}, *{w.place(TUPLE)}'))}]"


@expression("comprehensions", INTS, weight=6)
def comprehended(w: Writer) -> str:
    over, name = w.place(w.one((INTS, INTS, TUPLE))), variable(w)
    test = w.one(("", "", f" if {name} > {w.literal(INT)}", f" if {name} % 2", f" if {w.place(BOOL)}"))
    return f"[{name} {w.one(('* 2', '+ 1', '', '- ' + w.place(INT)))} for {name} in {over}{test}]"


@expression("comprehensions in comprehensions", INTS, weight=2)
def nested(w: Writer) -> str:
    one, other = variable(w), w.fresh("v")
    return f"[{one} + {other} for {one} in {w.place(INTS)} for {other} in range({w.number(0, 2)})]"


@expression("comprehensions over nothing known", INTS, weight=1)
def over_strings(w: Writer) -> str:
    name = variable(w)
    return f"[len({name}) for {name} in {w.place(STRS)}]"


@expression("sorting", INTS, weight=4)
def in_order(w: Writer) -> str:
    return f"sorted({w.place(INTS)}{w.one(('', '', ', reverse=True', ', key=lambda v: -v'))})"


@expression("reversed", INTS, weight=3)
def backwards(w: Writer) -> str:
    return f"list(reversed({w.place(w.one((INTS, TUPLE)))}))"


@expression("ranges", INTS, weight=4)
def ranged(w: Writer) -> str:
    bounds = w.one((w.literal(INT), f"{w.literal(INT)}, {w.literal(INT)}", f"{w.literal(INT)}, -2, -1", "1, 9, 3"))
    return f"list(range({bounds}))"


@expression("map and filter", INTS, weight=3)
def mapped(w: Writer) -> str:
    given = w.one(("map(lambda v: v + 1, {})", "map(abs, {})", "filter(None, {})", "filter(lambda v: v > 1, {})"))
    return f"list({given.format(w.place(INTS))})"


@expression("conversions of lists", INTS, weight=3)
def converted(w: Writer) -> str:
    return f"list({w.place(w.one((TUPLE, INTS)))})"


@expression("values", INTS, weight=3)
def values(w: Writer) -> str:
    return f"list({w.place(DICT)}.values())"


@expression("repeated lists", INTS, weight=2)
def repeated(w: Writer) -> str:
    return w.one((f"[{w.part(INT)}] * {w.number(0, 3)}", f"({w.place(INTS)} * {w.number(0, 2)})"))


@expression("copies", INTS, weight=2)
def copied(w: Writer) -> str:
    return f"{w.place(INTS)}.copy()"


@expression("sets", INTS, weight=2)
def unique(w: Writer) -> str:
    return f"sorted({w.one(('set({})', '{{*{}}}')).format(w.place(INTS))})"


@expression("set comprehensions", INTS, weight=2)
def unique_comprehended(w: Writer) -> str:
    return f"sorted({{v % 2 for v in {w.place(INTS)}}})"


@expression("zip", INTS, weight=2)
def zipped(w: Writer) -> str:
    return f"[x * 2 + y for x, y in zip({w.place(INTS)}, {w.place(w.one((INTS, TUPLE)))})]"


@expression("enumerate", INTS, weight=2)
def enumerated(w: Writer) -> str:
    return f"[x * 10 + y for x, y in enumerate({w.place(INTS)})]"


@expression("enumerate from a start", INTS, weight=2)
def enumerated_from(w: Writer) -> str:
    start = w.one(("1", "start=2", "start=0"))
    return f"[x * 10 + y for x, y in enumerate({w.place(INTS)}, {start})]"


@expression("conditional expressions", INTS, weight=2)
def conditional(w: Writer) -> str:
    return f"({w.maybe(INTS)} if {w.part(BOOL)} else {w.maybe(INTS)})"


@expression("conditional expressions", TUPLE, weight=2)
def conditional_tuple(w: Writer) -> str:
    return f"({w.maybe(TUPLE)} if {w.part(BOOL)} else {w.maybe(TUPLE)})"


@expression("calls", INTS, weight=5)
def called(w: Writer) -> str:
    return call_of(w, INTS)


@expression("calls", TUPLE, weight=5)
def called_for_tuple(w: Writer) -> str:
    return call_of(w, TUPLE)


@expression("calls", DICT, weight=5)
def called_for_dict(w: Writer) -> str:
    return call_of(w, DICT)


@expression("tuples", TUPLE, weight=6)
def tuple_(w: Writer) -> str:
    return f"({parts(w, INT, 1, 3)},)"


@expression("tuples joined", TUPLE, weight=3)
def tuples_added(w: Writer) -> str:
    return f"({w.part(TUPLE)} + ({w.part(INT)},))"


@expression("conversions of lists", TUPLE, weight=3)
def tuple_of(w: Writer) -> str:
    return f"tuple({w.place(INTS)})"


@expression("stars in lists", TUPLE, weight=2)
def starred_tuple(w: Writer) -> str:
    return f"({w.part(INT)}, *{w.place(INTS)})"


@expression("slices", TUPLE, weight=2)
def sliced_tuple(w: Writer) -> str:
    return f"{w.place(TUPLE)}[{w.one((':1', '::-1', '-2:'))}]"


@expression("divmod", TUPLE, weight=2)
def divmod_(w: Writer) -> str:
    return f"divmod({w.part(INT)}, {w.number(2, 3)})"


@expression("dicts", DICT, weight=6)
def dict_(w: Writer) -> str:
    keys = [w.one(KEYS) for _ in range(w.number(0, 3))]
    return "{" + ", ".join(f"{key!r}: {w.part(INT)}" for key in keys) + "}"


@expression("dicts of keywords", DICT, weight=2)
def dict_of_keywords(w: Writer) -> str:
    return f"dict({w.one((f'a={w.part(INT)}', f'{w.place(DICT)}, b={w.part(INT)}', f'**{w.place(DICT)}'))})"


@expression("dicts joined", DICT, weight=2)
def dicts_joined(w: Writer) -> str:
    return w.one((f"{{**{w.place(DICT)}, 'a': {w.part(INT)}}}", f"({w.place(DICT)} | {{'b': {w.part(INT)}}})"))


@expression("dicts of pairs", DICT, weight=2)
def dict_of_pairs(w: Writer) -> str:
    return w.one((f"dict([('a', {w.part(INT)})])", f"dict(zip('ab', {w.place(INTS)}))"))


@expression("dict comprehensions", DICT, weight=2)
def dict_comprehended(w: Writer) -> str:
    return w.one((
        f"{{k: v + 1 for k, v in {w.place(DICT)}.items()}}", f"{{k: len(k) for k in {w.place(STRS)}}}",
        f"{{str(v): v for v in {w.place(INTS)}}}",
    ))  # fmt: skip


@expression("copies", DICT, weight=2)
def dict_copied(w: Writer) -> str:
    return f"{w.place(DICT)}.copy()"


@expression("lists in lists", LISTS, weight=4)
def lists(w: Writer) -> str:
    return f"[{parts(w, INTS, 1, 2)}]"


@expression("lists in lists", LISTS, weight=2)
def lists_comprehended(w: Writer) -> str:
    return w.one((f"[[v] for v in {w.place(INTS)}]", f"[[v, {w.place(INT)}] for v in range(2)]"))


@expression("items of lists in lists", INTS, weight=2)
def item_of_lists(w: Writer) -> str:
    copied = "" if w.has(ALIASES) else "[:]"
    return f"{w.place(LISTS)}[{w.one((0, -1))}]{copied}"


@expression("lists of one list", LISTS, weight=2)
def one_list_twice(w: Writer) -> str:
    if not w.has(ALIASES):
        return f"[{w.part(INTS)}]"
    return w.one((f"[{w.place(INTS)}] * 2", f"[{w.place(INTS)}, {w.place(INTS)}]"))


@expression("strings in lists", INT, weight=1)
def count_of_words(w: Writer) -> str:
    return f"len({w.part(STR)})"
