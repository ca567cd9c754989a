"""Tensors computed with each other elementwise, and matrix products: broadcast shapes, and what provenance is left.

Sizes that must agree but go by different names are resolved where a size cannot be 1; else the result's size is the
greater of the two, a symbol of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapelint.domain.agreement import (
    arranged_by,
    combined,
    hoisted,
    is_labelled,
    is_plain,
    known_first,
    same_run,
    touched,
    unlabelled,
    without_coordinates,
)
from shapelint.domain.dim import ONE, Dim, Symbol, at_least, equal
from shapelint.domain.provenance import Label
from shapelint.domain.tensor import Axis, Coordinate, Sketch, Tensor


def combine(left: Tensor | Sketch, right: Tensor | Sketch) -> Tensor | Sketch | None:
    """Two tensors computed with each other elementwise; None where their shapes never fit."""
    match left, right:
        case Tensor(), Tensor():
            return _combine(left, right)
        case (Tensor(axes=()), Sketch()) if is_scalar(left):
            return right
        case (Sketch(), Tensor(axes=())) if is_scalar(right):
            return left
        case (Sketch(), Sketch()) if left == right:
            return left
        case _:
            return _combine_sketches(left, right)


def is_scalar(tensor: Tensor | Sketch) -> bool:
    """Whether this is an unlabelled tensor of one element, which like a number leaves what it meets as it is."""
    return isinstance(tensor, Tensor) and not is_labelled(tensor) and all(size == ONE for size in tensor.sizes)


def broadcast(left: Sequence[Axis], right: Sequence[Axis]) -> tuple[Axis, ...] | None:
    """The axes of two operands under torch's broadcasting, aligned from the last; None where they never fit."""
    rank = max(len(left), len(right))
    axes: list[Axis] = []
    for index in range(-rank, 0):
        if -index > len(left):
            axes.append(right[index])
        elif -index > len(right):
            axes.append(left[index])
        else:
            axis = _broadcast_axis(left[index], right[index])
            if axis is None:
                return None
            axes.append(axis)
    return tuple(axes)


def matmul(left: Tensor, right: Tensor) -> Tensor | None:
    """`torch.matmul`: the last axis of the left over the last but one of the right; None where they never fit."""
    if not left.rank or not right.rank:
        return None
    left, right = unlabelled(hoisted(left)), unlabelled(hoisted(right))
    inner = right.axes[-1 if right.rank == 1 else -2].size
    if equal(left.axes[-1].size, inner) is False:
        return None
    batch = broadcast(left.axes[:-2], right.axes[:-2])
    if batch is None:
        return None
    rows = left.axes[-2:-1] if left.rank > 1 else ()
    columns = right.axes[-1:] if right.rank > 1 else ()
    return Tensor((*batch, *rows, *(without_coordinates(axis) for axis in columns)))


def _combine(left: Tensor, right: Tensor) -> Tensor | None:
    axes = broadcast(left.axes, right.axes)
    if axes is None:
        return None
    scrambled = left.scrambled or right.scrambled
    if is_scalar(right) and right.rank <= left.rank and left.sizes != right.sizes:
        return touched(left)
    if is_scalar(left) and left.rank <= right.rank and left.sizes != right.sizes:
        return touched(right)
    left, right = hoisted(left), hoisted(right)
    label = _label(left, right)
    arranged = arranged_by((left, right))
    if label is not None:
        return Tensor(left.axes, label, scrambled, arranged=arranged)
    axes = broadcast(unlabelled(left).axes, unlabelled(right).axes)
    return None if axes is None else Tensor(axes, scrambled=scrambled, arranged=arranged)


def _label(left: Tensor, right: Tensor) -> Label | None:
    """The label of both together, where they are alike in every axis."""
    if not is_labelled(left) or not is_labelled(right) or left.rank != right.rank:
        return None
    if any(equal(a.size, b.size) is not True or not same_run(a, b) for a, b in zip(left.axes, right.axes, strict=True)):
        return None
    if any(_unordered(axis) for axis in left.axes):
        return None
    return combined(left.label, right.label, every_step=left.runs_over(Coordinate.TIME))


def _unordered(axis: Axis) -> bool:
    """Whether two axes that look alike may still run over different things: nothing is known of what they run over."""
    return is_plain(axis) and axis.size != ONE and any(part.digits for part in axis.parts)


def _broadcast_axis(left: Axis, right: Axis) -> Axis | None:
    if left.size == right.size == ONE:
        return _agreed_axis(left, right)
    if left.size == ONE:
        return right
    if right.size == ONE:
        return left
    same = equal(left.size, right.size)
    several = at_least(left.size, 2) is True, at_least(right.size, 2) is True
    match same, *several:
        case (True, _, _):
            return _agreed_axis(left, right)
        case (False, True, True):
            return None
        case (None, True, True):
            return _agreed_axis(left, right)
        case (_, True, False):
            return left if is_plain(right) or same_run(left, right) else without_coordinates(left)
        case (_, False, True):
            return right if is_plain(left) or same_run(left, right) else without_coordinates(right)
        case _:
            return Axis.plain(_greater(left.size, right.size))


def _agreed_axis(left: Axis, right: Axis) -> Axis:
    """What both axes run over, or one of them where the other does not say."""
    if same_run(left, right) or is_plain(right):
        return left if known_first(left.size, right.size) == left.size else _sized(left, right.size)
    if is_plain(left):
        return right if known_first(right.size, left.size) == right.size else _sized(right, left.size)
    return Axis.plain(known_first(left.size, right.size))


def _sized(axis: Axis, size: Dim) -> Axis:
    if len(axis.parts) == 1 and len(axis.parts[0].digits) == 1:
        (part,) = axis.parts
        return Axis((replace(part, digits=(replace(part.digits[0], size=size),)),))
    return Axis.plain(size)


def _greater(left: Dim, right: Dim) -> Dim:
    """The size that two sizes broadcast to where neither is known to be 1 or more than 1."""
    first, second = sorted((left, right), key=str)
    return Dim.of(Symbol(("greater", first, second), f"max({first},{second})"))


def _combine_sketches(left: Tensor | Sketch, right: Tensor | Sketch) -> Sketch | None:
    """With an operand of unknown rank only the last axes are known, and only those that both know."""
    tails = [operand.back if isinstance(operand, Sketch) else operand.axes for operand in (left, right)]
    depth = min(len(tail) for tail in tails)
    bare = [unlabelled(hoisted(Tensor(tail[len(tail) - depth :]))).axes for tail in tails]
    back = broadcast(*bare)
    if back is None:
        return None
    keys = tuple(operand.key if isinstance(operand, Sketch) else operand.sizes for operand in (left, right))
    names = [operand.name for operand in (left, right) if isinstance(operand, Sketch)]
    return Sketch(("combined", keys), " and ".join(names), (), back)
