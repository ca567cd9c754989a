"""Expressions that are strings, or lists of strings."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, STR, STRS
from tests.python_oracle.numbers_said import call_of
from tests.python_oracle.registry import Impossible, aside, expression
from tests.python_oracle.writer import WORDS, Writer

INPUTS_REPEATED = "inputs repeated"
aside(INPUTS_REPEATED)


@expression("joined strings", STR, weight=5)
def joined(w: Writer) -> str:
    left, right = w.part(STR), repr(w.one(WORDS))
    return f"({left} + {right})" if w.chance(0.7) else f"({right} + {left})"


@expression("f-strings", STR, weight=6)
def formatted(w: Writer) -> str:
    names = [name for name in (*w.places(INT), *w.places(BOOL), *w.places(STR)[:1]) if "." not in name]
    name = w.one(names)
    return f"f\"{w.one(('', 'x', 'rnn_'))}{{{name}}}{w.one(('', '-', ' y'))}\""


@expression("formats in f-strings", STR, weight=2)
def formatted_so(w: Writer) -> str:
    names = [name for name in w.places(INT) if "." not in name]
    return f"f\"{{{w.one(names)}{w.one((':>3', ':03d', '!r', ' + 1', ':x'))}}}\""


@expression("names in f-strings", STR, weight=1)
def named(w: Writer) -> str:
    return f"f\"{{{w.one([name for name in w.places(INT) if '.' not in name])}=}}\""


@expression("formats in f-strings", STR, weight=1)
def braces(w: Writer) -> str:
    names = [name for name in w.places(INT) if "." not in name]
    return f"f\"{{{{a}}}}{{{w.one(names)}}}\""


@expression("letter cases", STR, weight=4)
def in_case(w: Writer) -> str:
    return f"{w.part(STR)}.{w.one(('upper', 'lower', 'title', 'capitalize', 'casefold', 'swapcase'))}()"


@expression("stripping", STR, weight=2)
def stripped(w: Writer) -> str:
    given = w.one(("", "'a'", "' l'"))
    return f"{w.part(STR)}.{w.one(('strip', 'lstrip', 'rstrip'))}({given})"


@expression("affixes removed", STR, weight=2)
def removed(w: Writer) -> str:
    return f"{w.part(STR)}.{w.one(('removeprefix', 'removesuffix'))}({w.literal(STR)})"


@expression("replacing", STR, weight=2)
def replaced(w: Writer) -> str:
    return f"{w.part(STR)}.replace({w.one(WORDS[:-1])!r}, {w.literal(STR)})"


@expression("items of strings", STR, weight=3)
def item(w: Writer) -> str:
    return f"{w.place(STR)}[{w.one(('0', '-1', ':1', '1:', '::-1', ':-1', ':2'))}]"


@expression("joining", STR, weight=3)
def join(w: Writer) -> str:
    return f"{w.one(('', '-', ', '))!r}.join({w.part(STRS)})"


@expression("shown", STR, weight=4)
def shown(w: Writer) -> str:
    return f"{w.one(('str', 'str', 'repr'))}({w.part(w.one((INT, BOOL, STR, INT, INTS)))})"


@expression("repeated strings", STR, weight=2)
def repeated(w: Writer) -> str:
    text = w.place(STR)
    if text == "word" and not w.has(INPUTS_REPEATED):
        raise Impossible
    return f"({text} * {w.number(0, 2)})"


@expression("percent", STR, weight=2)
def percent(w: Writer) -> str:
    return w.one((f"('%d-%s' % ({w.part(INT)}, 'a'))", f"('<%s>' % {w.part(STR)})", f"('%02d' % {w.place(INT)})"))


@expression("format", STR, weight=2)
def format_(w: Writer) -> str:
    return f"{w.one(('{}', '<{0}>', '{:>4}', 'a{}b'))!r}.format({w.part(w.one((INT, STR)))})"


@expression("parts of strings", STR, weight=2)
def part(w: Writer) -> str:
    name = w.one(("partition", "rpartition", "split"))
    return f"{w.part(STR)}.{name}({w.one((' ', 's', 'a'))!r})[{w.one((0, -1))}]"


@expression("items of lists of strings", STR, weight=3)
def item_of_list(w: Writer) -> str:
    return f"{w.place(STRS)}[{w.one((0, -1))}]"


@expression("names of types", STR, weight=2)
def name_of_type(w: Writer) -> str:
    objects = [name for name, kind in w.scope.names.items() if kind.startswith("object:")]
    return f"type({w.one((*objects, w.literal(INT)))}).__name__"


@expression("names of functions", STR, weight=2)
def name_of_function(w: Writer) -> str:
    return f"{w.one((*w.scope.functions, *w.scope.classes))}.__name__"


@expression("padding", STR, weight=1)
def padded(w: Writer) -> str:
    return f"{w.part(STR)}.{w.one(('zfill(3)', 'rjust(3)', 'ljust(3, chr(45))', 'center(4)'))}"


@expression("conditional expressions", STR, weight=4)
def conditional(w: Writer) -> str:
    return f"({w.maybe(STR)} if {w.part(BOOL)} else {w.maybe(STR)})"


@expression("short-circuit", STR)
def short(w: Writer) -> str:
    return f"({w.part(STR)} {w.one(('and', 'or'))} {w.maybe(STR)})"


@expression("calls", STR, weight=6)
def called(w: Writer) -> str:
    return call_of(w, STR)


@expression("strings side by side", STR, weight=1)
def side_by_side(w: Writer) -> str:
    return f"({w.literal(STR)} {w.literal(STR)})"


@expression("splitting", STRS, weight=4)
def split(w: Writer) -> str:
    return f"{w.part(STR)}.{w.one(('split()', 'split(chr(32))', 'splitlines()'))}"


@expression("keys", STRS, weight=3)
def keys(w: Writer) -> str:
    return w.one((f"list({w.place(DICT)})", f"sorted({w.place(DICT)})", f"list({w.place(DICT)}.keys())"))


@expression("letters", STRS, weight=2)
def letters(w: Writer) -> str:
    return f"{w.one(('list', 'sorted'))}({w.place(STR)})"


@expression("comprehensions", STRS, weight=3)
def comprehended(w: Writer) -> str:
    name = w.fresh("v")
    return f"[f'i{{{name}}}' for {name} in {w.place(INTS)}]"


@expression("lists", STRS, weight=4)
def listed(w: Writer) -> str:
    return f"[{', '.join(w.part(STR) for _ in range(w.number(1, 2)))}]"


@expression("lists joined", STRS, weight=2)
def added(w: Writer) -> str:
    return f"({w.place(STRS)} + [{w.part(STR)}])"


@expression("sorting", STRS, weight=2)
def in_order(w: Writer) -> str:
    return f"sorted({w.place(STRS)}{w.one(('', ', key=len', ', reverse=True'))})"
