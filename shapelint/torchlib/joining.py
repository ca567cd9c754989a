"""Tensors side by side: `cat`, `stack` and their like; and tensors broadcast against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shapelint.domain.dim import ZERO
from shapelint.domain.join import Operand, cat, stack
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Nothing, Number, Opaque, Unknown
from shapelint.torchlib.coerce import as_int, as_sequence, as_tensor, result
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def _operands(bound: Bound, leaves_out: bool = False) -> list[Operand] | None:
    """What is joined, None where that is not known. `leaves_out`: without what adds nothing."""
    items = as_sequence(bound.get("tensors"))
    if leaves_out and items is not None:
        items = tuple(item for item in items if not isinstance(item, Nothing)) or items
    if items is None or any(as_tensor(item) is None and not isinstance(item, Unknown | Opaque) for item in items):
        return None
    return [as_tensor(item) for item in items] or None


def _cat(bound: Bound) -> object:
    operands, dim = _operands(bound, leaves_out=True), as_int(bound.get("dim", Number(ZERO)))
    if operands is None or dim is None:
        return Unknown("tensors or dim")
    return result(cat(operands, dim, bound.at), "tensors do not fit")


def _stack(bound: Bound) -> object:
    operands, dim = _operands(bound), as_int(bound.get("dim", Number(ZERO)))
    if operands is None or dim is None:
        return Unknown("tensors or dim")
    return result(stack(operands, dim), "tensors do not fit")


def _rows(bound: Bound) -> object:
    return _along(bound, lambda rank: 0 if rank >= 2 else None)


def _columns(bound: Bound) -> object:
    return _along(bound, lambda rank: 1 if rank >= 2 else 0 if rank == 1 else None)


def _along(bound: Bound, axis_for: Callable[[int], int | None]) -> object:
    operands = _operands(bound, leaves_out=True)
    ranks = {operand.rank for operand in operands or () if isinstance(operand, Tensor)}
    if operands is None or len(ranks) != 1 or any(not isinstance(operand, Tensor) for operand in operands):
        return Unknown("tensors of unknown rank")
    dim = axis_for(next(iter(ranks)))
    return Unknown("tensors of one axis") if dim is None else result(cat(operands, dim, bound.at), "tensors do not fit")


OPERATIONS: Mapping[str, Operation] = {
    **operations("cat concat concatenate", "tensors dim", Effect.JOIN, _cat),
    **operations("stack", "tensors dim", Effect.JOIN, _stack),
    **operations("vstack row_stack", "tensors", Effect.JOIN, _rows),
    **operations("hstack", "tensors", Effect.JOIN, _columns),
}
