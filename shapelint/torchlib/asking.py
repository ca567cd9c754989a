"""Questions to a tensor: its sizes, its rank, its values as Python numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from shapelint.domain.dim import ONE, Dim
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Number, ShapeOf, Unknown
from shapelint.torchlib.coerce import as_int, as_tensor, is_none, numbers
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def size_of(value: object, index: object) -> object:
    """`x.size(index)`, `x.shape[index]`."""
    tensor, place = as_tensor(value), as_int(index)
    if tensor is None or place is None:
        return Unknown("size")
    if isinstance(tensor, Sketch):
        return Number(tensor.axis(place).size)
    return Number(tensor.sizes[place]) if -tensor.rank <= place < tensor.rank else Unknown("no such axis")


def shape_of(value: object) -> object:
    """`x.shape`, `x.size()`."""
    match as_tensor(value):
        case Tensor() as tensor:
            return numbers(tensor.sizes)
        case Sketch() as sketch:
            return ShapeOf(sketch)
        case _:
            return Unknown("shape")


def rank_of(value: object) -> object:
    """`x.dim()`, `x.ndim`."""
    tensor = as_tensor(value)
    return Unknown("rank") if tensor is None else Number(Dim.of(tensor.rank))


def count_of(value: object) -> object:
    """`x.numel()`."""
    tensor = as_tensor(value)
    return Number(prod(tensor.sizes, start=ONE)) if isinstance(tensor, Tensor) else Unknown("rank")


def _size(bound: Bound) -> object:
    if not is_none(bound.get("dim")):
        return size_of(bound.get("input"), bound.get("dim"))
    return shape_of(bound.get("input"))


def _rank(bound: Bound) -> object:
    return rank_of(bound.get("input"))


def _count(bound: Bound) -> object:
    return count_of(bound.get("input"))


def _unknown(bound: Bound) -> object:
    return Unknown("a Python value")


OPERATIONS: Mapping[str, Operation] = {
    **operations("size", "input dim", Effect.ASK, _size),
    **operations("dim ndimension", "input", Effect.ASK, _rank),
    **operations("numel nelement", "input", Effect.ASK, _count),
    **operations(
        "stride is_contiguous get_device data_ptr element_size is_floating_point is_tensor is_complex",
        "input *rest",
        Effect.ASK,
        _unknown,
    ),
    **operations("item tolist numpy backward", "input *rest", Effect.CONSUME, _unknown),
}
