"""Where a program has its sizes and flags from: constants, parameters, or one object that holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from tests.oracle.programs import Value

PLAIN, OPTIONS, RECORD, DICT, CLASS, SPACE = "plain", "options", "record", "dict", "class", "space"
KINDS = (PLAIN,) * 8 + (OPTIONS, RECORD, DICT, CLASS, SPACE)
"""Names of their own; `argparse`; a dataclass; a dict; attributes of a class; a `SimpleNamespace`."""

HOLDERS = {OPTIONS: "args", RECORD: "config", DICT: "params", CLASS: "Config", SPACE: "config"}


@dataclass(frozen=True)
class Named:
    """A number under a name: how constructors spell it, how the body does."""

    outer: str
    inner: str
    value: Value


def holder_of(kind: str) -> Any:
    """The object that holds the numbers while a program is made."""
    return {} if kind == DICT else SimpleNamespace()


def put(holder: Any, name: str, value: Value) -> None:
    """Another number in that object."""
    if isinstance(holder, dict):
        holder[name] = value
    else:
        setattr(holder, name, value)


def spelled(kind: str, name: str) -> str:
    """How the number is read."""
    return f"params[{name!r}]" if kind == DICT else f"{HOLDERS[kind]}.{name}"


def imports(kind: str) -> tuple[str, ...]:
    """What the program imports for it."""
    return {
        OPTIONS: ("import argparse",),
        RECORD: ("from dataclasses import dataclass",),
        SPACE: ("from types import SimpleNamespace",),
    }.get(kind, ())


def definition(kind: str, numbers: dict[str, Value]) -> list[str]:
    """The statements that define the type, where the object has one of its own."""
    if kind == RECORD:
        fields = [f"    {name}: {type(value).__name__} = {value!r}" for name, value in numbers.items()]
        return ["@dataclass\nclass Config:\n" + "\n".join(fields or ["    pass"]) + "\n"]
    if kind == CLASS:
        fields = [f"    {name} = {value!r}" for name, value in numbers.items()]
        return ["class Config:\n" + "\n".join(fields or ["    pass"]) + "\n"]
    return []


def making(kind: str, numbers: dict[str, Value]) -> list[str]:
    """The statements that make the object."""
    match kind:
        case "options":
            added = [_option(name, value) for name, value in numbers.items()]
            return ["parser = argparse.ArgumentParser()", *added, "args = parser.parse_args([])"]
        case "record":
            return ["config = Config()"]
        case "dict":
            return ["params = {" + ", ".join(f"{name!r}: {value!r}" for name, value in numbers.items()) + "}"]
        case "space":
            return ["config = SimpleNamespace(" + ", ".join(f"{n}={v!r}" for n, v in numbers.items()) + ")"]
        case _:
            return []


def _option(name: str, value: Value) -> str:
    if value is False:
        return f"parser.add_argument('--{name}', action='store_true')"
    return f"parser.add_argument('--{name}', type={type(value).__name__}, default={value!r})"


__all__ = [
    "CLASS",
    "HOLDERS",
    "KINDS",
    "PLAIN",
    "Named",
    "definition",
    "holder_of",
    "imports",
    "making",
    "put",
    "spelled",
]
