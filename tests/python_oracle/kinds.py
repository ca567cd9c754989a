"""What the generator knows of a live name: which kind of value it holds, how a function is called, what a class has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INT, BOOL, STR, NONE = "int", "bool", "str", "none"
INTS, STRS, LISTS = "ints", "strs", "lists"
"""Lists of whole numbers, of strings, of lists of whole numbers."""
TUPLE, DICT = "tuple", "dict"
"""A tuple of whole numbers; a dict of whole numbers by strings."""
OTHER = "other"
SCALARS = (INT, BOOL, STR)
CONTAINERS = (INTS, STRS, TUPLE, DICT)
KINDS = (INT, BOOL, STR, NONE, INTS, STRS, LISTS, TUPLE, DICT)
MUTABLE = (INTS, STRS, LISTS, DICT)


@dataclass(frozen=True)
class Signature:
    """How a function is called: a kind for each parameter by its name, the first `least` of which have no default.

    `more` is the kind of what `*args` takes beyond them.
    """

    parameters: tuple[tuple[str, str], ...]
    returns: str
    least: int
    more: str | None = None


@dataclass(frozen=True)
class Shape:
    """What an object of a class has: attributes that can be read, those that can be set, methods."""

    made: Signature
    attributes: Mapping[str, str] = field(default_factory=dict)
    settable: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, Signature] = field(default_factory=dict)
    is_called: Signature | None = None


def object_of(name: str) -> str:
    """The kind of the objects of a class."""
    return f"object:{name}"


def class_of(kind: str) -> str | None:
    """The name of the class of which values of a kind are objects."""
    return kind.removeprefix("object:") if kind.startswith("object:") else None


def kind_of(value: object) -> str:
    """The kind that a value is of."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case str():
            return STR
        case None:
            return NONE
        case list():
            return _kind_of_list(value)
        case tuple() if value and type(value) is tuple and all(type(each) is int for each in value):
            return TUPLE
        case dict() if all(isinstance(key, str) and type(each) is int for key, each in value.items()):
            return DICT
        case _:
            return OTHER


def _kind_of_list(value: list[object]) -> str:
    if all(type(each) is int for each in value):
        return INTS
    if all(isinstance(each, str) for each in value):
        return STRS
    return LISTS if all(isinstance(each, list) and _kind_of_list(each) == INTS for each in value) else OTHER
