"""Statements of which one part or another is run: tests, cases, handlers of errors, contexts."""

from __future__ import annotations

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, SCALARS, STR, STRS, TUPLE
from tests.python_oracle.registry import Impossible, Lines, statement
from tests.python_oracle.writer import KEYS, Writer, indented


@statement("if", weight=9, deep=True)
def if_(w: Writer) -> Lines:
    lines = [f"if {w.expression(BOOL)}:", *w.block()]
    if w.chance(0.3):
        lines += [f"elif {w.expression(BOOL)}:", *w.block()]
    return [*lines, *(["else:", *w.block()] if w.chance(0.6) else [])]


@statement("if of any value", weight=3, deep=True)
def if_any(w: Writer) -> Lines:
    """A test of a number, a string, an object, None."""
    test = w.expression(w.one((INT, STR, "none")))
    return [f"if {test}:", *w.block(), "else:", *w.block()]


@statement("if of a container", weight=2, deep=True)
def if_container(w: Writer) -> Lines:
    return [f"if {w.place(w.one((INTS, STRS, DICT, TUPLE)))}:", *w.block(), "else:", *w.block()]


@statement("the same in both branches", weight=4, deep=True)
def both(w: Writer) -> Lines:
    """Both branches bind one name."""
    test, kind = w.expression(BOOL), w.one(SCALARS)
    name = w.target(kind)
    one, other = w.expression(kind), w.expression(kind)
    w.scope.bind(name, kind)
    return [f"if {test}:", f"    {name} = {one}", "else:", f"    {name} = {other}"]


ERRORS = ("ValueError", "KeyError", "IndexError", "ZeroDivisionError", "TypeError", "AttributeError", "NameError")


def risky(w: Writer) -> str:
    """A statement that may fail, or does."""
    return w.one((
        f"int({w.expression(STR)})", f"{w.place(DICT)}[{w.one((*KEYS, 'zz'))!r}]",
        f"{w.place(INTS)}[{w.number(0, 3)}]", f"1 // {w.expression(INT)}", f"{w.place(INT)}.zz", "undefined_name",
        f"raise {w.one(ERRORS)}({w.expression(STR)})", f"{w.expression(STR)} + {w.expression(INT)}",
        f"assert {w.expression(BOOL)}", f"{w.place(INTS)}.remove({w.literal(INT)})",
    ))  # fmt: skip


@statement("try", weight=5, deep=True)
def try_(w: Writer) -> Lines:
    lines = ["try:", *w.block(1, 2), f"    {risky(w)}", *(w.block(1, 1) if w.chance(0.5) else [])]
    caught = w.one(("Exception", w.one(ERRORS), f"({w.one(ERRORS)}, {w.one(ERRORS)})", "LookupError"))
    lines += [f"except {caught}:", *w.block(1, 2)]
    if w.chance(0.3):
        lines += ["except Exception as error:", f"    {w.target(STR)} = type(error).__name__"]
    lines += ["else:", *w.block(1, 2)] if w.chance(0.3) else []
    return lines + (["finally:", *w.block(1, 2)] if w.chance(0.3) else [])


@statement("try", weight=3, deep=True)
def try_between(w: Writer) -> Lines:
    """What a handler sees is what was done until the error."""
    kind = w.one(SCALARS)
    name = w.target(kind)
    values = [f"    {name} = {w.expression(kind)}" for _ in range(2)]
    w.scope.bind(name, kind)
    lines = ["try:", values[0], f"    {risky(w)}", values[1], "except Exception:", *w.block(1, 1)]
    return [*lines, *(["finally:", *w.block(1, 1)] if w.chance(0.3) else [])]


@statement("finally alone", weight=2, deep=True)
def finally_(w: Writer) -> Lines:
    return ["try:", *w.block(1, 2), "finally:", *w.block(1, 2)]


@statement("try that does not fail", weight=2, deep=True)
def calm(w: Writer) -> Lines:
    name = w.target(INT)
    lines = ["try:", f"    {name} = {w.expression(INT)}", "except ValueError:", f"    {name} = {w.literal(INT)}"]
    w.scope.bind(name, INT)
    return [*lines, *(["else:", *w.block(1, 2)] if w.chance(0.5) else [])]


@statement("raise", weight=2, deep=True)
def raised(w: Writer) -> Lines:
    """An error under a condition, caught around it."""
    error = w.one(ERRORS)
    inner = [f"if {w.expression(BOOL)}:", f"    raise {error}", *(line[4:] for line in w.block(1, 2))]
    return ["try:", *indented(inner), f"except {error}:", *w.block(1, 2)]


@statement("suppress", weight=2, deep=True)
def suppressed(w: Writer) -> Lines:
    lines = ["from contextlib import suppress", "with suppress(Exception):", *w.block(1, 2), f"    {risky(w)}"]
    return [*lines, *(w.block(1, 1) if w.chance(0.6) else [])]


@statement("match of constants", weight=3, deep=True)
def match_constant(w: Writer) -> Lines:
    kind = w.one((INT, STR))
    lines = [f"match {w.expression(kind)}:"]
    for _ in range(w.number(1, 2)):
        lines += [f"    case {w.literal(kind)}:", *indented(w.block(1, 2))]
    return [*lines, *(["    case _:", *indented(w.block(1, 2))] if w.chance(0.7) else [])]


@statement("match of several constants", weight=2, deep=True)
def match_several(w: Writer) -> Lines:
    kind = w.one((INT, STR))
    case = f"    case {w.literal(kind)} | {w.literal(kind)}:"
    return [f"match {w.expression(kind)}:", case, *indented(w.block(1, 2)), "    case _:", *indented(w.block(1, 2))]


@statement("match that captures", weight=2, deep=True)
def match_captured(w: Writer) -> Lines:
    kind, name = w.one((INT, STR)), w.fresh("m")
    lines = [f"match {w.expression(kind)}:", f"    case {w.literal(kind)}:", *indented(w.block(1, 2))]
    w.scope.bind(name, kind)
    return [*lines, f"    case {name}:", *indented(w.block(1, 2))]


@statement("match of structures", weight=2, deep=True)
def match_structure(w: Writer) -> Lines:
    subject, cases = w.one((
        (w.expression(INTS), ("[]", "[one]", "[one, *rest]", "[1, *_]")),
        (w.expression(TUPLE), ("(one,)", "(one, other)", "(1, *rest)")),
        (w.expression(DICT), ("{'a': one}", "{'b': 1, **rest}", "{}")),
        (w.expression(w.one(SCALARS)), ("int()", "str()", "bool()", "int(one) if one > 1", "None")),
    ))  # fmt: skip
    lines = [f"match {subject}:"]
    for case in w.random.sample(cases, 2):
        lines += [f"    case {case}:", *indented(w.block(1, 1))]
    return [*lines, *(["    case _:", *indented(w.block(1, 1))] if w.chance(0.6) else [])]


@statement("assertions", weight=1)
def asserted(w: Writer) -> Lines:
    return [f"assert {w.expression(BOOL)} or True"]


@statement("early return", weight=5, deep=True)
def returned(w: Writer) -> Lines:
    if w.scope.returns is None:
        raise Impossible
    return [f"if {w.expression(BOOL)}:", f"    return {w.expression(w.scope.returns)}"]


@statement("return in try", weight=2, deep=True)
def returned_in_try(w: Writer) -> Lines:
    if w.scope.returns is None:
        raise Impossible
    lines = ["try:", *w.block(1, 1), f"    {risky(w)}", f"    return {w.expression(w.scope.returns)}"]
    lines += ["except Exception:", *w.block(1, 1)]
    return lines + (["finally:", *w.block(1, 1)] if w.chance(0.4) else [])
