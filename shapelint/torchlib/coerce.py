"""Abstract values taken for what an operation needs: a tensor, a whole number, a truth value, a sequence.

The one place where something of unknown nature but known identity (`Opaque`) is given a nature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from shapelint.domain.content import Content, Lengths
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.extent import is_moderate
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.torchlib.operation import Bound

_FLAG = re.compile(r"(is|use|has|with)_|bi(_|$)|bi-?dir|bi_?(lstm|gru|rnn)$")


def as_tensor(value: object) -> Tensor | Sketch | None:
    """The value as a tensor: something opaque is one of unknown rank."""
    match value:
        case Tensor() | Sketch():
            return value
        case Opaque(key, name):
            return Sketch(key, name)
        case _:
            return None


def content_of(value: object) -> Content | None:
    """What the elements of a tensor are, if it is one: something opaque may be the lengths of sequences."""
    match value:
        case Tensor(content=content) | Sketch(content=content):
            return content
        case Opaque(key=(key, "-" | "+" as sign, Dim(), Dim(known=int() as more))):
            return Lengths(key, more if sign == "+" else -more)
        case Opaque(key=key):
            return Lengths(key)
        case _:
            return None


def as_dim(value: object) -> Dim | None:
    """The value as a whole number: something opaque is a symbol, a sum of such things the sum of theirs."""
    match value:
        case Number(dim):
            return dim
        case Opaque(key=(_, "+", Dim() as left, Dim() as right)):
            return left + right
        case Opaque(key=(_, "-", Dim() as left, Dim() as right)):
            return left - right
        case Opaque(key, name):
            return Dim.of(Symbol(key, name, least=0 if is_named_as_flag(name) else 1))
        case Dim():
            return value
        case Constant(bool() as truth):
            return Dim.of(int(truth))
        case _:
            return None


def is_named_as_flag(name: str) -> bool:
    """Whether something of this name may be 0 where it is counted with (`bidirectional + 1`), as no size is."""
    return _FLAG.match(name.rpartition(".")[2].strip("_'[]").lower()) is not None


def number(value: int | Dim) -> Number | Unknown:
    """A whole number as a value: unknown where it is larger than any size or setting."""
    dim = Dim.of(value)
    return Number(dim) if is_moderate(dim) else Unknown("a number beyond all sizes")


def as_int(value: object) -> int | None:
    """The value as a number that is known."""
    dim = as_dim(value)
    return None if dim is None else dim.known


def as_bool(value: object) -> bool | None:
    """The value as a truth value that is known."""
    match value:
        case Constant(bool() as truth):
            return truth
        case Constant(None):
            return False
        case Number(dim) if dim.known is not None:
            return bool(dim.known)
        case _:
            return None


def as_sequence(value: object) -> tuple[object, ...] | None:
    """The items of a tuple or list of known length."""
    return value.items if isinstance(value, Sequence) else None


def is_none(value: object) -> bool:
    """Whether the value is absent or Python's None."""
    return value is None or (isinstance(value, Constant) and value.value is None)


def is_number(value: object) -> bool:
    """Whether the value is a plain number: it leaves the shape of what it is computed with as it is."""
    match value:
        case Number():
            return True
        case Constant(inner):
            return isinstance(inner, int | float | complex | bool)
        case _:
            return False


def rest_of(bound: Bound, name: str) -> tuple[object, ...] | None:
    """A parameter that takes the rest or one sequence (`view(2, 3)`, `view((2, 3))`, `view(size=(2, 3))`), as items."""
    given = bound.get(name)
    if given is None:
        return None
    items = given if isinstance(given, tuple) else (given,)
    if len(items) == 1 and isinstance(items[0], Sequence):
        return items[0].items
    return None if len(items) == 1 and isinstance(items[0], Unknown | Opaque) else tuple(items)


def dims_of(items: Iterable[object]) -> tuple[Dim, ...] | None:
    """Every item as a whole number, or None."""
    dims = tuple(as_dim(item) for item in items)
    return None if any(dim is None for dim in dims) else tuple(dim for dim in dims if dim is not None)


def ints_of(value: object) -> tuple[int, ...] | None:
    """One known number or a sequence of them, as a tuple; None where one of them is not known."""
    items = value.items if isinstance(value, Sequence) else value if isinstance(value, tuple) else (value,)
    ints = tuple(as_int(item) for item in items)
    return None if any(each is None for each in ints) else tuple(each for each in ints if each is not None)


def numbers(dims: Iterable[Dim]) -> Sequence:
    """Sizes as a Python value."""
    return Sequence(tuple(Number(dim) for dim in dims))


def result(value: object, why: str = "") -> object:
    """What a domain function returned as an abstract value: None is unknown, a tuple of tensors a sequence."""
    if value is None:
        return Unknown(why)
    return Sequence(value) if isinstance(value, tuple) else value
