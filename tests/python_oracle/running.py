"""A program run by Python itself: what its names hold, or that it fails or does not end."""

from __future__ import annotations

import copy
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

PROGRAM = "<program>"
MOST_LINES = 1500
"""A program may run this many lines."""
MOST_ITEMS = 200
"""What a name holds may not be longer than this."""
MOST = 10**12
"""No number may be greater."""

INPUTS: tuple[Mapping[str, Any], ...] = (
    {
        "coin": True, "dice": 3, "word": "lstm", "many": [4, 5, 6], "options": {"size": 2, "name": "a", "flag": True},
        "config": SimpleNamespace(size=3, name="c", deep=False),
    },
    {
        "coin": False, "dice": 1, "word": "gru", "many": [7], "options": {"size": 1, "name": "b", "flag": False},
        "config": SimpleNamespace(size=5, name=None, deep=True),
    },
)  # fmt: skip
"""What the programs are given, and the interpreter is not: each program runs with each of these."""


class Fails(BaseException):
    """The program raises, or takes too long, or makes something too large; no handler in it catches that."""


def run(codes: Iterable[CodeType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the names of the module hold after these parts of it, one after the other. Raises Fails."""
    namespace: dict[str, Any] = {"__name__": "program", **_copied(inputs)}
    try:
        with warnings.catch_warnings(), redirect_stderr(StringIO()), _limited():
            warnings.simplefilter("ignore")
            for code in codes:
                exec(code, namespace)
    except (Exception, SystemExit) as error:
        raise Fails(f"{type(error).__name__}: {error}") from error
    _check(namespace.values())
    return namespace


def compiled(source: str) -> CodeType:
    """A part of a program. Raises Fails where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(source, PROGRAM, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise Fails(str(error)) from error


def _copied(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a program may change without harm."""
    return copy.deepcopy(dict(inputs))


@contextmanager
def _limited() -> Iterator[None]:
    """End what runs too many lines."""
    left = MOST_LINES

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != PROGRAM:
            return None
        left -= event == "line"
        if left < 0:
            raise Fails("it takes too long")
        if left % 16 == 0:
            _check(frame.f_locals.values())
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def _check(values: Any) -> None:
    for value in list(values):
        if isinstance(value, str | list | tuple | dict | set) and len(value) > MOST_ITEMS:
            raise Fails("it makes something too long")
        if isinstance(value, int) and abs(value) > MOST:
            raise Fails("it makes a number too large")
