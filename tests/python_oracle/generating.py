"""Random programs that run: one statement after the other, each kept if the whole still runs."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.python_oracle import (
    assigning,
    branching,
    classes,
    containers_said,
    defining,
    dynamic,
    everyday,
    given,
    inheriting,
    libraries,
    looping,
    mutating,
    numbers_said,
    records,
    running_on,
    texts_said,
    truths_said,
    wrapping,
)
from tests.python_oracle.kinds import (
    BOOL,
    DICT,
    INT,
    INTS,
    MUTABLE,
    OTHER,
    STR,
    STRS,
    TUPLE,
    class_of,
    kind_of,
    object_of,
)
from tests.python_oracle.registry import Impossible, all_features
from tests.python_oracle.running import INPUTS, Fails, compiled, run
from tests.python_oracle.scopes import Scope
from tests.python_oracle.writer import Writer

WAYS = (
    assigning, branching, classes, containers_said, defining, dynamic, everyday, given, inheriting, libraries, looping,
    mutating, numbers_said, records, running_on, texts_said, truths_said, wrapping,
)  # fmt: skip
"""The modules that register how expressions and statements are written."""
ALL = all_features()
MOST_STATEMENTS = 9
TRIES = 40


def generate(random: Random, features: frozenset[str] = ALL) -> str:
    """The text of a random program that runs, with each of the inputs."""
    writer = Writer(random, features)
    lines = _begun(writer)
    codes = [compiled("\n".join([*lines, ""]))]
    wanted = random.randint(3, MOST_STATEMENTS)
    for _ in range(TRIES):
        before = writer.scope.copy()
        try:
            more = writer.statement()
            code = compiled("\n".join([*more, ""]))
            ends = [run([*codes, code], inputs) for inputs in INPUTS]
        except (Impossible, Fails):
            writer.scope = before
            continue
        lines += more
        codes.append(code)
        _look(writer.scope, ends[0])
        wanted -= 1
        if not wanted:
            break
    return "\n".join([*lines, ""])


def _begun(w: Writer) -> list[str]:
    """Some names to begin with."""
    lines = []
    for kind in w.random.sample((INT, STR, BOOL, INTS, DICT, TUPLE, STRS), w.number(1, 4)):
        name = w.target(kind)
        lines.append(f"{name} = {w.literal(kind)}")
        w.scope.bind(name, kind, fresh=True)
    return lines


def _look(scope: Scope, end: dict[str, Any]) -> None:
    """The names hold what they really hold by now."""
    for name in list(scope.names):
        if name not in end:
            del scope.names[name]
            continue
        value = end[name]
        kind = kind_of(value)
        made = type(value).__name__
        scope.names[name] = object_of(made) if kind == OTHER and made in scope.classes else kind
    for name in [*scope.functions, *scope.classes]:
        if name not in end:
            scope.functions.pop(name, None)
            scope.classes.pop(name, None)
    scope.fresh &= {name for name, kind in scope.names.items() if kind in MUTABLE}


__all__ = ["ALL", "WAYS", "class_of", "generate"]
