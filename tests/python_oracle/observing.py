"""What a program is asked for at its end: its names, attributes of its objects, items of what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from tests.python_oracle.running import INPUTS, Fails, compiled, run

MOST = 60
"""Expressions that one program is asked for."""
DEEPEST = 2


def observed(source: str) -> tuple[tuple[str, ...], list[list[object]]]:
    """Expressions of what the program holds at its end, and for each of the inputs what they are worth. Raises Fails.

    The same expressions in every case: those that can be asked for in each of them.
    """
    codes = [compiled(source)]
    ends = [run(codes, inputs) for inputs in INPUTS]
    asked = [text for text in _expressions(ends[0]) if all(map(_can_ask, ends, [text] * len(ends)))][:MOST]
    return tuple(asked), [[eval(text, dict(end)) for text in asked] for end in ends]


def _can_ask(namespace: dict[str, Any], text: str) -> bool:
    try:
        eval(text, dict(namespace))
    except (Exception, Fails):
        return False
    return True


def _expressions(namespace: Mapping[str, Any]) -> Iterator[str]:
    for name, value in namespace.items():
        if not name.startswith("__") and name not in INPUTS[0] and not isinstance(value, ModuleType):
            yield from _of(name, value, 0)


def _of(text: str, value: object, depth: int) -> Iterator[str]:
    """An expression, and what is inside its value."""
    if depth > DEEPEST:
        return
    if is_of_program(value):
        yield from _of_attributes(text, value, depth)
    elif not isinstance(value, FunctionType):
        yield text
        yield from _of_items(text, value, depth)


def is_of_program(value: object) -> bool:
    """Whether a value is a class of the program or an object of one."""
    return (value if isinstance(value, type) else type(value)).__module__ == "program"


def _of_attributes(text: str, value: object, depth: int) -> Iterator[str]:
    held = dict(vars(value)) if hasattr(value, "__dict__") else {}
    if isinstance(value, tuple):
        held = value._asdict()  # type: ignore[attr-defined]
    inherited = {} if isinstance(value, type) else dict(vars(type(value)))
    for name, each in {**inherited, **held}.items():
        if not name.startswith("_") and _is_data(each):
            yield from _of(f"{text}.{name}", each, depth + 1)


def _is_data(value: object) -> bool:
    return is_of_program(value) or isinstance(value, int | float | str | list | tuple | dict | None)


def _of_items(text: str, value: object, depth: int) -> Iterator[str]:
    match value:
        case list() | tuple():
            yield f"len({text})"
            for i, each in enumerate(value[:3]):
                yield from _of(f"{text}[{i}]", each, depth + 1)
        case dict():
            yield f"len({text})"
            for key, each in list(value.items())[:3]:
                if isinstance(key, str | int):
                    yield from _of(f"{text}[{key!r}]", each, depth + 1)
