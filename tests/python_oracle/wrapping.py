"""Generators, decorators and contexts."""

from __future__ import annotations

from tests.python_oracle.defining import body
from tests.python_oracle.kinds import BOOL, INT, INTS, STR
from tests.python_oracle.registry import Lines, aside, statement
from tests.python_oracle.writer import Writer, indented

DOING = "generators that do things"
aside(DOING)


def _done(w: Writer) -> Lines:
    """What a generator does beside giving items."""
    return w.block(0, 1) if w.has(DOING) else []


def _given(w: Writer) -> str:
    """What a generator gives."""
    with w.perhaps():
        return w.expression(INT) if w.has(DOING) else w.place(INT)


@statement("generators", weight=2, deep=True)
def generator(w: Writer) -> Lines:
    name, target = w.fresh("gen"), w.target(INTS)
    with w.function([("q", INT)], None):
        lines = [*_done(w), f"    yield {_given(w)}"]
        if w.chance(0.6):
            lines += [f"    for i in {w.place(INTS)}:", "        yield i + q"]
        lines += [f"    yield from {w.place(INTS)}"] if w.chance(0.3) else []
        lines += _done(w)
    use = w.one(("list({})", "sorted({})", "[v + 1 for v in {}]", "[*{}]", "[next({}), 0]"))
    given = w.expression(INT)
    w.scope.bind(target, INTS, fresh=True)
    return [f"def {name}(q):", *lines, f"{target} = {use.format(f'{name}({given})')}"]


@statement("generators", weight=1, deep=True)
def generator_looped(w: Writer) -> Lines:
    name, item = w.fresh("gen"), w.fresh("i")
    with w.function([], None):
        lines = [*_done(w), f"    yield {_given(w)}", *_done(w), f"    yield {_given(w)}"]
    w.scope.bind(item, INT)
    return [f"def {name}():", *lines, f"for {item} in {name}():", *w.block(1, 2)]


def _decorated(w: Writer, head: str) -> Lines:
    """A function with a decorator, defined and called."""
    name, target, kind = w.fresh("f"), w.fresh("r"), w.one((INT, INT, STR))
    lines = [f"@{head}", f"def {name}(q=1):", *body(w, [("q", INT)], kind, 0, 2)]
    w.scope.bind(target, "other")
    return [*lines, f"{target} = {name}({w.one(('', w.expression(INT)))})"]


@statement("decorators", weight=3, deep=True)
def decorator(w: Writer) -> Lines:
    name = w.fresh("deco")
    inner = ["def wrapper(*args, **options):", *w.block(0, 1)]
    result = w.one(("[function(*args, **options)]", "function(*args, **options) * 2", "function(5)", "7"))
    inner += [f"    return {result}"]
    if w.chance(0.3):
        inner = ["from functools import wraps", "@wraps(function)", *inner]
    return [f"def {name}(function):", *indented(inner), "    return wrapper", *_decorated(w, name)]


@statement("decorators", weight=2, deep=True)
def decorator_with_arguments(w: Writer) -> Lines:
    name = w.fresh("deco")
    lines = [f"def {name}(times):", "    def outer(function):", "        def wrapper(*args):"]
    lines += ["            return [function(*args)] * times", "        return wrapper", "    return outer"]
    return [*lines, *_decorated(w, f"{name}({w.number(0, 2)})")]


@statement("decorators", weight=2, deep=True)
def registering(w: Writer) -> Lines:
    name, held = w.fresh("deco"), w.fresh("known")
    lines = [f"{held} = {{}}", f"def {name}(function):", f"    {held}[function.__name__[:1]] = {w.literal(INT)}"]
    return [*lines, f"    return {w.one(('function', 'function', 'len', 'lambda q=1: q'))}", *_decorated(w, name)]


@statement("decorators of libraries", weight=2, deep=True)
def of_library(w: Writer) -> Lines:
    return ["from functools import lru_cache, cache", *_decorated(w, w.one(("lru_cache(maxsize=None)", "cache")))]


@statement("nothing", weight=1)
def nothing(w: Writer) -> Lines:
    """An expression for nothing."""
    return ["pass"] if w.chance(0.5) else [f"None if {w.expression(BOOL)} else {w.expression(STR)}"]
