"""Generators, decorators and contexts."""

from __future__ import annotations

from tests.python_oracle.defining import body
from tests.python_oracle.kinds import BOOL, INT, INTS, NONE, STR, Signature
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


@statement("iterators used up", weight=2)
def used_up(w: Writer) -> Lines:
    made, one, other = w.fresh("it"), w.target(INTS), w.fresh("xs")
    value = w.one((
        f"iter({w.place(INTS)})", f"(v for v in {w.place(INTS)})", f"map(abs, {w.place(INTS)})",
        f"zip({w.place(INTS)})", f"reversed({w.place(INTS)})", f"enumerate({w.place(INTS)})",
    ))  # fmt: skip
    w.scope.bind(one, "other")
    w.scope.bind(other, "other")
    return [f"{made} = {value}", f"{one} = list({made})", f"{other} = list({made})"]


@statement("iterators stepped", weight=2)
def stepped(w: Writer) -> Lines:
    made, one, other = w.fresh("it"), w.target(INT), w.fresh("xs")
    value = w.one(("iter({})", "(v for v in {})", "map(abs, {})", "reversed({})")).format(w.place(INTS))
    w.scope.bind(one, INT)
    w.scope.bind(other, INTS, fresh=True)
    return [f"{made} = {value}", f"{one} = next({made})", f"{other} = list({made})"]


@statement("lazy generators", weight=1)
def lazy(w: Writer) -> Lines:
    """What a generator expression reads when it is run, not when it is made."""
    made, held, name = w.fresh("it"), w.target(INT), w.fresh("xs")
    lines = [f"{held} = {w.expression(INT)}", f"{made} = (v + {held} for v in {w.place(INTS)})"]
    lines += [f"{held} = {w.literal(INT)}"]
    w.scope.bind(held, INT)
    w.scope.bind(name, INTS, fresh=True)
    return [*lines, f"{name} = list({made})"]


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


@statement("contexts", weight=3, deep=True)
def context(w: Writer) -> Lines:
    """A class of contexts, which may swallow errors."""
    name, target = w.fresh("Context"), w.fresh("c")
    kind = w.one((INT, STR))
    lines = [f"class {name}:", "    entered = 0", "    def __enter__(self):", "        self.entered += 1"]
    lines += [f"        return {w.one(('self', w.expression(kind)))}", "    def __exit__(self, *error):"]
    lines += ["        self.entered -= 1", f"        return {w.one(('None', 'False', 'True'))}"]
    w.scope.bind(target, "other")
    lines += [f"with {name}() as {target}:", *w.block(1, 2)]
    return lines + ([f"    {w.one(('pass', '1 // 0', 'raise ValueError'))}", *w.block(1, 1)] if w.chance(0.5) else [])


@statement("contexts of generators", weight=2, deep=True)
def context_of_generator(w: Writer) -> Lines:
    name, target, held = w.fresh("context"), w.fresh("c"), w.fresh("seen")
    lines = ["from contextlib import contextmanager", f"{held} = []", "@contextmanager", f"def {name}(q):"]
    lines += [f"    {held}.append(q)", f"    yield {w.one(('q + 1', 'q', ''))}", f"    {held}.append(-q)"]
    w.scope.bind(target, "other")
    return [*lines, f"with {name}({w.expression(INT)}) as {target}:", *w.block(1, 2)]


@statement("functions that do things", weight=3, deep=True)
def procedure(w: Writer) -> Lines:
    """A function that is called in a test, so that what it does hangs on that."""
    name, held = w.fresh("f"), w.fresh("seen")
    lines = [f"{held} = [0]", f"def {name}(q):", f"    {held}[0] += 1", f"    return {w.one(('q', 'not q', 'q or None'))}"]
    test = w.one((f"{name}({w.expression(BOOL)}) and {name}(True)", f"{name}({w.expression(INT)}) or {name}(0)"))
    w.scope.define(name, Signature((("q", INT),), INT, 1))
    return [*lines, f"if {test}:", *w.block(1, 1), "else:", *w.block(1, 1)]


@statement("exceptions of the program", weight=2, deep=True)
def exception(w: Writer) -> Lines:
    name, caught = w.fresh("Error"), w.fresh("e")
    base = w.one(("Exception", "ValueError", "KeyError"))
    lines = [f"class {name}({base}):", "    pass", "try:", *w.block(0, 1), f"    raise {name}({w.expression(INT)})"]
    held = w.fresh("r")
    w.scope.bind(held, "other")
    lines += [f"except {w.one((name, base, f'(KeyError, {name})'))} as {caught}:", f"    {held} = {caught}.args"]
    return [*lines, *w.block(0, 1)]


@statement("classes that decorate", weight=1, deep=True)
def class_decorated(w: Writer) -> Lines:
    name, made, held = w.fresh("deco"), w.fresh("C"), w.fresh("r")
    change = w.one(("of.size = 5", "of.m = lambda self: 5", "return int"))
    lines = [f"def {name}(of):", f"    {change}", "    return of", f"@{name}", f"class {made}:", "    size = 2"]
    w.scope.bind(held, "other")
    return [*lines, "    def m(self):", "        return 3", f"{held} = {w.one((f'{made}.size', f'{made}().m()', f'{made}()'))}"]


@statement("nothing", weight=1)
def nothing(w: Writer) -> Lines:
    return ["pass"] if w.chance(0.5) else [f"None if {w.expression(BOOL)} else {w.expression(STR)}"]


KINDS_CALLED = (INT, NONE)
