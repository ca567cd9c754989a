"""Sums, means and maxima over axes: what was run over is then pooled, two directions become both.

A coordinate is pooled only where the axis ran over all of it; a sum over some steps leaves the step unknown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from shapelint.domain.agreement import combined_all, hoisted, unlabelled
from shapelint.domain.dim import ONE, Dim, equal
from shapelint.domain.provenance import At, Direction, Label, Place, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Sketch, Tensor


def reduce(tensor: Tensor, dims: Sequence[int] | None, keepdim: bool = False, statistic: bool = True) -> Tensor | None:
    """The tensor reduced over these axes (None or none: over all). None where there is no such axis.

    `statistic` is False where the result is no longer of the values' kind (an index, a truth value).
    """
    rank = tensor.rank
    gone = _normal(dims, rank)
    if gone is None:
        return None
    whole = hoisted(tensor)
    label = combined_all(_labels(whole, gone), every_step=_still_runs_over_steps(whole, gone))
    kept = whole if statistic and label is not None else unlabelled(whole)
    axes = tuple(
        Axis((Part(),)) if index in gone else axis
        for index, axis in enumerate(kept.axes)
        if keepdim or index not in gone
    )
    return Tensor(axes, label if statistic and label is not None else kept.label, tensor.scrambled)


def reduce_sketch(sketch: Sketch, dims: Sequence[int] | None, keepdim: bool, made: Hashable) -> Tensor | Sketch:
    """A tensor of unknown rank reduced over these axes: what is still known of it."""
    if not dims:
        return Sketch(("reduced", sketch.key, made), sketch.name) if keepdim else Tensor(())
    if keepdim:
        return _flattened(sketch, dims, made)
    key = ("reduced", sketch.key, tuple(dims))
    name = f"{sketch.name}.reduced"
    if all(dim >= 0 for dim in dims):
        return Sketch(key, name, tuple(sketch.axis(i) for i in range(min(dims))))
    if all(dim < 0 for dim in dims):
        count = -max(dims) - 1
        return Sketch(key, name, (), tuple(sketch.axis(i) for i in range(-count, 0)))
    return Sketch(key, name)


def _flattened(sketch: Sketch, dims: Sequence[int], made: Hashable) -> Sketch:
    """With `keepdim` the axes stay where they are."""
    one = Axis((Part(),))
    front = [one if i in dims else sketch.axis(i) for i in range(max((*dims, -1)) + 1)]
    depth = -min((*dims, 0))
    back = [one if i in dims else sketch.axis(i) for i in range(-depth, 0)]
    return Sketch(("reduced", sketch.key, tuple(dims), made), f"{sketch.name}.reduced", tuple(front), tuple(back))


def _normal(dims: Sequence[int] | None, rank: int) -> frozenset[int] | None:
    if not dims:
        return frozenset(range(rank))
    if rank == 0:
        return frozenset() if all(dim in (0, -1) for dim in dims) else None
    if any(not -rank <= dim < rank for dim in dims):
        return None
    gone = frozenset(dim % rank for dim in dims)
    return gone if len(gone) == len(dims) else None


def _still_runs_over_steps(tensor: Tensor, gone: Iterable[int]) -> bool:
    return any(Coordinate.TIME in axis.coordinates for i, axis in enumerate(tensor.axes) if i not in gone)


def _labels(tensor: Tensor, gone: frozenset[int]) -> list[Label]:
    """The labels of what is computed with each other: one for each combination of parts of the reduced axes."""
    labels = [replace(tensor.label, verbatim=False)]
    calls = _calls(tensor)
    for index in sorted(gone):
        found: list[Label] = []
        for part in tensor.axes[index].parts:
            own = [part.label.call] if part.label.call is not None else calls
            pooled = _pooled(part, own, tensor.label.memory or part.label.memory)
            found.extend(label.joined(pooled) for label in labels)
        labels = found
    return labels


def _calls(tensor: Tensor) -> list[Call]:
    found = [tensor.label.call, *(label.call for axis in tensor.axes for label in axis.labels())]
    return [call for call in dict.fromkeys(found) if call is not None]


def _pooled(part: Part, calls: Sequence[Call], memory: Memory | None) -> Label:
    label = part.label
    for digit in part.digits:
        label = label.joined(_pooled_digit(digit, calls, memory))
    return label


def _pooled_digit(digit: Digit, calls: Sequence[Call], memory: Memory | None) -> Label:
    match digit.coordinate:
        case Coordinate.TIME:
            return Label(step=_place(digit, {call.steps for call in calls}))
        case Coordinate.BATCH:
            return Label(sample=_place(digit, {call.batch for call in calls}))
        case Coordinate.UNIT:
            return Label(unit=_place(digit, {_width(call, memory) for call in calls}))
        case Coordinate.PACKED:
            return Label(step=Position.POOLED, sample=Position.POOLED)
        case Coordinate.LAYER:
            return Label(layer=digit.start) if digit.size == ONE else Label()
        case Coordinate.DIRECTION:
            return Label(direction=_direction(digit))
        case _:
            return Label()


def _place(digit: Digit, sizes: set[Dim | None]) -> Place | None:
    """What is left of a coordinate once its axis was reduced: pooled if the axis ran over all of it."""
    if digit.size == ONE:
        return At(digit.start)
    complete = all(size is not None and equal(digit.size, size) is True for size in sizes)
    return Position.POOLED if complete else None


def _width(call: Call, memory: Memory | None) -> Dim | None:
    match memory:
        case Memory.HIDDEN:
            return call.layer.state_size
        case Memory.CELL:
            return call.layer.hidden_size
        case _:
            return None


def _direction(digit: Digit) -> Direction | None:
    if equal(digit.size, 2) is True:
        return Direction.BOTH
    both = (Direction.FORWARD, Direction.BACKWARD)
    return both[digit.start.known] if digit.size == ONE and digit.start.known in (0, 1) else None
