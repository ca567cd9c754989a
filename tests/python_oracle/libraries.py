"""Statements that use the standard library."""

from __future__ import annotations

from tests.python_oracle.assigning import objects
from tests.python_oracle.kinds import DICT, INT, INTS, STR, STRS, TUPLE, class_of
from tests.python_oracle.registry import Lines, aside, expression, statement
from tests.python_oracle.writer import Writer

ARGUMENTS, CONVERTED = "arguments given to parsers", "defaults of parsers converted"
aside(ARGUMENTS, CONVERTED)


def held(w: Writer, value: str, kind: str = "other", prefix: str = "r") -> str:
    """Bind what is not known to be of some kind."""
    name = w.fresh(prefix)
    w.scope.bind(name, kind)
    return f"{name} = {value}"


@statement("math", weight=3)
def of_math(w: Writer) -> Lines:
    text = w.one((
        f"math.ceil({w.expression(INT)} / 2)", f"math.trunc({w.expression(INT)} / 2)", f"math.gcd({w.place(INT)}, 6)",
        f"math.prod({w.place(INTS)})", f"math.sqrt({w.number(0, 9)})", "math.pi > 3", f"math.log2({w.number(1, 8)})",
        f"math.floor({w.number(0, 7)} / 2)", f"math.factorial({w.number(0, 4)})", f"math.isqrt({w.number(0, 9)})",
    ))  # fmt: skip
    return ["import math", held(w, text)]


@statement("floors of negative numbers", weight=1)
def floors(w: Writer) -> Lines:
    return ["import math", held(w, f"math.floor({w.expression(INT)} / {w.one((2, -2, 4))})")]


@statement("copies by libraries", weight=2)
def copied(w: Writer) -> Lines:
    name = w.one((*objects(w), *w.places(INTS), *w.places(DICT)))
    made = w.fresh("o")
    w.scope.bind(made, w.scope.names.get(name, "other"), fresh=True)
    lines = [f"{made} = copy.{w.one(('copy', 'deepcopy'))}({name})"]
    if class_of(w.scope.names[made]) is not None:
        lines += [f"{made}.a = {w.literal(INT)}"]
    return ["import copy", *lines]


@statement("parsers", weight=2)
def parsed(w: Writer) -> Lines:
    made, given = w.fresh("parser"), w.fresh("args")
    lines = ["import argparse", f"{made} = argparse.ArgumentParser()"]
    options = [
        f"'--size', type=int, default={w.literal(INT)}", f"'--name', default={w.literal(STR)}", "'--no-bias', dest='bias'",
        "'--flag', action='store_true'", "'--other', '-o', action='store_false'", "'--hidden-size', default=3, type=int",
        "'--kind', choices=['a', 'b'], default='a'", "'--count', action='count'", "'--many', nargs='*', default=[1, 2]",
        *(["'--depth', type=int, default='3'"] if w.has(CONVERTED) else []),
    ]  # fmt: skip
    for each in w.random.sample(options, 2):
        lines.append(f"{made}.add_argument({each})")
    values = "['--size', '7']" if w.has(ARGUMENTS) and "--size" in str(lines) else "[]"
    lines.append(f"{given} = {made}.parse_args({values})")
    lines += [held(w, f"getattr({given}, {text!r}, 0)") for text in ("size", "flag", "hidden_size")]
    return [*lines, held(w, f"vars({given})")]


@statement("namespaces", weight=1)
def namespace(w: Writer) -> Lines:
    made = w.fresh("space")
    head = w.one((("import argparse", "argparse.Namespace"), ("import types", "types.SimpleNamespace")))
    lines = [head[0], f"{made} = {head[1]}(a={w.expression(INT)}, b={w.expression(STR)})"]
    return [*lines, f"{made}.a {w.one(('=', '+='))} {w.expression(INT)}", held(w, f"{made}.a"), held(w, f"{made}.b")]


@statement("cached properties", weight=1)
def cached(w: Writer) -> Lines:
    name, made = w.fresh("C"), w.fresh("o")
    lines = ["from functools import cached_property", f"class {name}:", f"    size = {w.literal(INT)}"]
    lines += ["    @cached_property", "    def view(self):", "        return self.size + 1", f"{made} = {name}()"]
    return [*lines, held(w, f"{made}.view"), f"{made}.size = {w.expression(INT)}", held(w, f"{made}.view")]


@statement("collections", weight=3)
def of_collections(w: Writer) -> Lines:
    made = w.fresh("c")
    start, use = w.one((
        (f"OrderedDict([('a', {w.expression(INT)}), ('b', 2)])", "{}['a'] = 3"),
        (f"OrderedDict(a={w.expression(INT)})", "{}['b'] = 2"), ("OrderedDict()", "{}['b'] = 2"),
        (f"OrderedDict({w.place(DICT)})", "{}.update(b=2)"), ("defaultdict(int)", "{}['a'] += 1"),
        ("defaultdict(list)", "{}['a'].append(1)"), (f"Counter({w.place(STR)})", "{}['a'] += 1"),
        (f"deque({w.place(INTS)})", "{}.appendleft(1)"), (f"deque({w.place(INTS)}, maxlen=1)", "{}.append(1)"),
        (f"ChainMap({w.place(DICT)}, {{'a': 1}})", "{}['b'] = 2"),
    ))  # fmt: skip
    lines = ["from collections import ChainMap, Counter, OrderedDict, defaultdict, deque", f"{made} = {start}"]
    return [*lines, use.format(made), held(w, f"list({made})"), held(w, f"len({made})")]


@statement("named tuples by a call", weight=1)
def named_tuple(w: Writer) -> Lines:
    name, made = w.fresh("P"), w.fresh("o")
    fields = w.one(("'a b'", "['a', 'b']"))
    lines = ["from collections import namedtuple", f"{name} = namedtuple('{name}', {fields})"]
    lines += [f"{made} = {name}({w.expression(INT)}, {w.expression(INT)})"]
    return [*lines, held(w, f"{made}.{w.one(('a', 'b'))}"), held(w, f"{made}[{w.number(0, 1)}]")]


@statement("itertools", weight=2)
def of_itertools(w: Writer) -> Lines:
    text = w.one((
        f"list(chain({w.place(INTS)}, {w.place(TUPLE)}))", f"list(islice({w.place(INTS)}, 1))", "list(product('ab', [1]))",
        f"list(accumulate({w.place(INTS)}))", f"list(zip_longest({w.place(INTS)}, [1]))", "list(islice(count(2), 2))",
        f"list(pairwise({w.place(INTS)}))", f"[v for v, _ in groupby({w.place(INTS)})]", "list(repeat(1, 2))",
        f"list(chain.from_iterable([{w.place(INTS)}, {w.place(INTS)}]))",
    ))  # fmt: skip
    names = "accumulate, chain, count, groupby, islice, pairwise, product, repeat, zip_longest"
    return [f"from itertools import {names}", held(w, text)]


@statement("functions of operators", weight=1)
def of_operator(w: Writer) -> Lines:
    text = w.one((
        f"operator.add({w.expression(INT)}, 1)", f"operator.itemgetter(0)({w.place(INTS)})", "operator.not_(0)",
        f"operator.mul({w.place(INTS)}, 2)", f"operator.contains({w.place(INTS)}, 1)",
    ))  # fmt: skip
    return ["import operator", held(w, text)]


@statement("floats", weight=4)
def of_floats(w: Writer) -> Lines:
    made = w.fresh("x")
    first = w.one((f"{w.expression(INT)} / 2", f"{w.expression(INT)} * 0.5", "2.0", f"float({w.expression(INT)})", "1e3",
                   f"{w.expression(INT)} / {w.one((3, 4))}", f"{w.expression(INT)} ** -1", "7 // 2.0"))  # fmt: skip
    use = w.one(("{} * 2", "int({})", "{} == 1", "{} > 1", "round({})", "round({}, 1)", "str({})", "-{}", "{} // 1", "{} % 1",
                 "{}.is_integer()", "bool({})", "isinstance({}, int)", "isinstance({}, float)", "max({}, 1)", "[1, 2][int({})]",
                 "({} or 1)", "({} in (1, 2))", "{} + True", "abs({})", "{} is None", "type({}) is float"))  # fmt: skip
    w.scope.bind(made, "other")
    return [f"{made} = {first}", held(w, use.format(made))]


@statement("formats in f-strings", weight=1)
def floats_shown(w: Writer) -> Lines:
    made = w.fresh("x")
    return [f"{made} = {w.one(('2.5', '1 / 3', '10 / 2'))}", held(w, f"f\"{{{made}{w.one(('', ':.1f', ':g'))}}}\"")]


@statement("literals of other kinds", weight=1)
def literals(w: Writer) -> Lines:
    return [held(w, w.one((
        "0x10", "1_000", "0b11 + 1", "'\\x41'", "r'\\n'", "b'ab'", "len(b'ab')", "b'ab'[0]", "2j", "...", "'a' \"b\"",
        "'''x\ny'''", "len('\\n')", "'\\u00e9'.upper()", "-0", "not ...", "10 ** 2", "() or 1", "1,", "(1)", "{}",
        "[[]] * 2", "'%' % ()", "'{}' 'x'.format(1)",
    )))]  # fmt: skip


@statement("other keys", weight=2)
def other_keys(w: Writer) -> Lines:
    made = w.fresh("by")
    start, use = w.one((
        ("{1: 'a', True: 'b'}", "len({})"), ("{1: 2, 2: 3}", "{}.get(1)"), ("{'1': 2}", "{}.get(1)"),
        ("{'None': 2}", "{}.get(None, 3)"), ("{'True': 2}", "{}.get(True)"), ("{(1, 2): 3}", "{}[1, 2]"),
        ("{None: 1}", "None in {}"), ("{'a': 1, 'a': 2}", "{}['a']"), ("{'a': 1}", "1 in {}"), ("{'a': 1}", "'a' in {}"),
    ))  # fmt: skip
    w.scope.bind(made, "other")
    return [f"{made} = {start}", held(w, use.format(made))]


@statement("views", weight=1)
def views(w: Writer) -> Lines:
    """What a view shows is what the dict holds by then."""
    made, view = w.fresh("d"), w.fresh("view")
    lines = [f"{made} = {w.literal(DICT)}", f"{view} = {made}.{w.one(('values', 'items', 'keys'))}()"]
    return [*lines, f"{made}['a'] = {w.expression(INT)}", held(w, f"list({view})"), held(w, f"len({view})")]


@statement("dicts run over in order", weight=1)
def dicts_in_order(w: Writer) -> Lines:
    text = w.one((f"dict(sorted({w.place(DICT)}.items()))", f"dict(zip({w.place(STRS)}, {w.place(INTS)}))",
                  f"dict.fromkeys({w.place(STRS)}, 0)", f"list({w.place(DICT)}.items())[:1]",
                  f"list(reversed({w.place(DICT)}))", f"next(iter({w.place(DICT)}.values()), 0)"))  # fmt: skip
    return [held(w, text)]


@expression("identity of constants", "bool", weight=2)
def same_constant(w: Writer) -> str:
    return f"({w.part(w.one((INT, 'bool', STR)))} {w.one(('is', 'is not'))} {w.one(('True', 'False'))})"
