"""Functions: parameters and defaults, closures, generators, recursion."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, NONE, STR, TUPLE, Signature
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import Writer, indented

COMPUTED, MUTABLE_DEFAULTS, SHADOWED = "defaults computed", "mutable defaults", "parameters named as globals"
aside(COMPUTED, MUTABLE_DEFAULTS, SHADOWED)
RETURNED = (INT, INT, INT, BOOL, STR, STR, INTS, TUPLE, DICT, NONE)


def body(w: Writer, parameters: list[tuple[str, str]], returns: str, least: int = 0, most: int = 3) -> Lines:
    """The body of a function."""
    with w.function(parameters, returns):
        lines = w.block(least, most)
        return [*lines, f"    return {w.expression(returns)}"] if returns != NONE else lines


def parameters_of(w: Writer, least: int = 0, most: int = 3) -> tuple[list[tuple[str, str]], list[str], int]:
    """Parameters by name and kind, how each is written, and how many have no default."""
    found: list[tuple[str, str]] = []
    written: list[str] = []
    required = 0
    for _ in range(w.number(least, most)):
        kind = w.one((INT, INT, INT, BOOL, STR, INTS))
        name = _parameter(w, {each for each, _ in found})
        found.append((name, kind))
        if required < len(found) - 1 or w.chance(0.35):
            written.append(f"{name}={_default(w, kind)}")
        else:
            written.append(name)
            required += 1
    return found, written, required


def _parameter(w: Writer, taken: set[str]) -> str:
    names = sorted(name for name in w.scope.names.keys() - taken if "." not in name and name != "self")
    return w.one(names) if names and w.has(SHADOWED) and w.chance(0.2) else w.fresh("q")


def _default(w: Writer, kind: str) -> str:
    if kind == INTS:
        return w.literal(kind) if w.has(MUTABLE_DEFAULTS) else "()"
    return w.expression(kind) if w.has(COMPUTED) and w.chance(0.6) else w.literal(kind)


@statement("functions", weight=9, deep=True)
def function(w: Writer) -> Lines:
    name, returns = w.fresh("f"), w.one(RETURNED)
    parameters, written, least = parameters_of(w)
    lines = [f"def {name}({', '.join(written)}):", *body(w, parameters, returns)]
    w.scope.define(name, Signature(tuple(parameters), returns, least))
    return lines


@statement("functions called", weight=8)
def called(w: Writer) -> Lines:
    """A call for what it gives or for what it does."""
    name = w.one(list(w.scope.functions))
    signature = w.scope.functions[name]
    text = w.call(name, signature)
    if w.chance(0.3):
        return [text]
    target = w.target(signature.returns)
    w.scope.bind(target, signature.returns, fresh=not w.has("aliases"))
    return [f"{target} = {text}"]


@statement("stars in parameters", weight=3, deep=True)
def with_stars(w: Writer) -> Lines:
    name, returns = w.fresh("f"), w.one((INT, TUPLE, BOOL))
    lines = [f"def {name}(q, *more):", *body(w, [("q", INT), ("more", TUPLE)], returns, 0, 2)]
    w.scope.define(name, Signature((("q", INT),), returns, 1, INT))
    return lines


@statement("keywords in parameters", weight=3, deep=True)
def with_keywords(w: Writer) -> Lines:
    name, returns, target = w.fresh("f"), w.one((INT, DICT, BOOL)), w.fresh("r")
    lines = [f"def {name}(q=1, **more):", *body(w, [("q", INT), ("more", DICT)], returns, 0, 2)]
    given = w.one((f"a={w.expression(INT)}", f"2, b={w.expression(INT)}", f"**{w.place(DICT)}", ""))
    w.scope.bind(target, returns)
    return [*lines, f"{target} = {name}({given})"]


@statement("keyword-only parameters", weight=2, deep=True)
def keyword_only(w: Writer) -> Lines:
    name, target = w.fresh("f"), w.fresh("r")
    head = w.one((f"def {name}(q, *, r={w.literal(INT)}):", f"def {name}(q, /, r={w.literal(INT)}):"))
    lines = [head, *body(w, [("q", INT), ("r", INT)], INT, 0, 1)]
    call = f"{name}({w.expression(INT)}, r={w.expression(INT)}) + {name}(1)"
    w.scope.bind(target, INT)
    return [*lines, f"{target} = {call}"]


@statement("stars in calls", weight=3)
def starred_call(w: Writer) -> Lines:
    name, target = w.fresh("f"), w.fresh("r")
    lines = [f"def {name}(q, r=5, s=7):", "    return q * 100 + r * 10 + s"]
    given = w.one((
        f"*{w.place(w.one((INTS, TUPLE)))}", f"1, *{w.place(INTS)}", f"**{{'q': {w.expression(INT)}}}",
        f"*[{w.expression(INT)}], s={w.literal(INT)}", f"**dict(r=1, q={w.expression(INT)})", "*range(2)",
    ))  # fmt: skip
    w.scope.bind(target, INT)
    return [*lines, f"{target} = {name}({given})"]


@statement("lambdas", weight=3)
def lambda_(w: Writer) -> Lines:
    name, returns = w.fresh("f"), w.one((INT, INT, BOOL, STR))
    with w.function([("q", INT), ("r", INT)], None):
        value = w.expression(returns)
    w.scope.define(name, Signature((("q", INT), ("r", INT)), returns, 1))
    return [f"{name} = lambda q, r={w.literal(INT)}: {value}"]


@statement("closures", weight=4, deep=True)
def closure(w: Writer) -> Lines:
    outer, inner, made = w.fresh("make"), w.fresh("inner"), w.fresh("f")
    with w.function([("q", INT)], None):
        first = w.block(0, 2)
        nested = indented([f"def {inner}(r):", *body(w, [("r", INT)], INT, 0, 2)])
        after = w.block(0, 1) if w.chance(0.3) else []
    w.scope.define(made, Signature((("r", INT),), INT, 1))
    lines = [f"def {outer}(q):", *first, *nested, *after, f"    return {inner}"]
    return [*lines, f"{made} = {outer}({w.expression(INT)})"]


@statement("functions in functions", weight=3, deep=True)
def nested(w: Writer) -> Lines:
    """A function that defines another one and calls it."""
    name, inner = w.fresh("f"), w.fresh("inner")
    with w.function([("q", INT)], INT):
        lines = w.block(0, 2)
        lines += indented([f"def {inner}(r):", *body(w, [("r", INT)], INT, 0, 2)])
        w.scope.define(inner, Signature((("r", INT),), INT, 1))
        lines += [*w.block(0, 2), f"    return {inner}({w.expression(INT)}) + {w.expression(INT)}"]
    w.scope.define(name, Signature((("q", INT),), INT, 1))
    return [f"def {name}(q):", *lines]


@statement("nonlocal", weight=3, deep=True)
def counter(w: Writer) -> Lines:
    outer, step, made, kind = w.fresh("make"), w.fresh("step"), w.fresh("f"), w.one((INT, STR))
    change = f"count {w.one('+-')}= {w.literal(INT)}" if kind == INT else "count += 'x'"
    inner = [f"def {step}():", "    nonlocal count", f"    {change}", "    return count"]
    lines = [f"def {outer}():", f"    count = {w.literal(kind)}", *indented(inner)]
    lines += [f"    {step}()"] * w.number(0, 2) + [f"    return {step}{w.one(('', '', '()'))}"]
    if lines[-1].endswith("()"):
        w.scope.define(outer, Signature((), kind, 0))
        return lines
    w.scope.define(made, Signature((), kind, 0))
    return [*lines, f"{made} = {outer}()"]


@statement("global", weight=3)
def global_(w: Writer) -> Lines:
    if w.scope.in_function:
        raise Impossible
    held, name = w.one([each for each in w.scope.own if w.scope.names.get(each) == INT]), w.fresh("f")
    lines = [f"def {name}():", f"    global {held}", f"    {held} {w.one(('=', '+=', '-='))} {w.literal(INT)}"]
    w.scope.define(name, Signature((), NONE, 0))
    return [*lines, *([f"{name}()"] if w.chance(0.6) else [])]


@statement("recursion", weight=2)
def recursion(w: Writer) -> Lines:
    name, target = w.fresh("f"), w.target(INT)
    end, step = w.literal(INT), w.one((f"q + {name}(q - 1)", f"{name}(q - 1) * 2", f"{name}(q - 1) + {name}(q - 2)"))
    w.scope.bind(target, INT)
    w.scope.define(name, Signature((("q", INT),), INT, 1))
    lines = [f"def {name}(q):", "    if q <= 0:", f"        return {end}", f"    return {step}"]
    return [*lines, f"{target} = {name}({w.number(0, 4)})"]


@statement("bindings of each pass", weight=2)
def late(w: Writer) -> Lines:
    """Functions made in a loop see its variable as it is in the end."""
    held, name, target = w.fresh("fs"), w.fresh("i"), w.fresh("r")
    given = w.one(("", f"{name}={name}"))
    w.scope.bind(target, INTS, fresh=True)
    lines = [f"{held} = []", f"for {name} in range({w.number(1, 3)}):"]
    lines += [f"    {held}.append(lambda {given}: {name} * 2)"] if w.chance(0.5) else indented(
        [f"def g({given}):", f"    return {name} * 2", f"{held}.append(g)"]
    )  # fmt: skip
    return [*lines, f"{target} = [g() for g in {held}]"]


@statement("functions in containers", weight=2)
def tabled(w: Writer) -> Lines:
    known = [name for name, each in w.scope.functions.items() if each.least == 0 or len(each.parameters) == 1]
    name, target = w.one(known), w.fresh("r")
    given = "" if w.scope.functions[name].least == 0 else w.call("", w.scope.functions[name])[1:-1]
    w.scope.bind(target, "other")
    return w.one((
        [f"{target} = {{'a': {name}, 'b': len}}['a']({given})"],
        [f"{target} = [g({given}) for g in ({name}, {name})]"],
        [f"table = [{name}]", f"{target} = table[0]({given})"],
    ))  # fmt: skip


@statement("partial", weight=2)
def partial(w: Writer) -> Lines:
    known = [name for name, each in w.scope.functions.items() if each.parameters and each.parameters[0][1] == INT]
    name, made = w.one(known), w.fresh("f")
    signature = w.scope.functions[name]
    value = w.expression(INT)
    w.scope.define(made, Signature(signature.parameters[1:], signature.returns, max(0, signature.least - 1)))
    return ["from functools import partial", f"{made} = partial({name}, {value})"]
