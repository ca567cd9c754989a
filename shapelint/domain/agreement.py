"""What the labels and axes of several tensors have in common, where their elements meet or stand side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from shapelint.domain.content import Elements
from shapelint.domain.dim import Dim, equal
from shapelint.domain.provenance import UNLABELLED, At, Direction, Label, Place, Position
from shapelint.domain.recurrent import Memory
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor


def is_labelled(tensor: Tensor) -> bool:
    """Whether some part of the tensor is known to come from a call."""
    return tensor.label.call is not None or any(
        label.call is not None for axis in tensor.axes for label in axis.labels()
    )


def touched(tensor: Tensor) -> Tensor:
    """The tensor after a function of each element: the same provenance, other values; of truth values numbers."""
    elements = None if tensor.elements is Elements.TRUTHS else tensor.elements
    return replace(tensor, label=replace(tensor.label, verbatim=False), elements=elements, content=None)


def unlabelled(tensor: Tensor) -> Tensor:
    """The tensor without provenance: its axes keep sizes and coordinates, what is computed there is something new."""
    axes = tuple(_bare(axis) for axis in tensor.axes)
    return Tensor(axes, UNLABELLED, tensor.scrambled, arranged=tensor.arranged)


def hoisted(tensor: Tensor, keep: int | None = None) -> Tensor:
    """The same tensor with the labels of one-part axes moved to the whole, except those of axis `keep`."""
    label, axes = tensor.label, []
    for index, axis in enumerate(tensor.axes):
        if index != keep and len(axis.parts) == 1:
            label = label.joined(axis.parts[0].label)
            axis = _bare(axis)
        axes.append(axis)
    return Tensor(tuple(axes), label, tensor.scrambled, arranged=tensor.arranged)


def pushed(tensor: Tensor, index: int) -> Tensor:
    """The same tensor with the label of the whole moved down into each part of one axis."""
    parts = tuple(Part(part.digits, tensor.label.joined(part.label)) for part in tensor.axes[index].parts)
    return Tensor((*tensor.axes[:index], Axis(parts), *tensor.axes[index + 1 :]), UNLABELLED, tensor.scrambled)


def without_coordinates(axis: Axis) -> Axis:
    """An axis of the same size of which nothing else is known."""
    return Axis.plain(axis.size)


def is_plain(axis: Axis) -> bool:
    """Whether nothing but the size of the axis is known."""
    return axis.coordinates <= {Coordinate.OTHER} and all(label == UNLABELLED for label in axis.labels())


def same_run(left: Axis, right: Axis) -> bool:
    """Whether two axes run over the same coordinates under the same labels, as far as sizes that must agree allow."""
    if len(left.parts) != len(right.parts):
        return False
    return all(
        a.label == b.label and len(a.digits) == len(b.digits) and all(map(_same_digit, a.digits, b.digits))
        for a, b in zip(left.parts, right.parts, strict=True)
    )


def combined(left: Label, right: Label, every_step: bool) -> Label | None:
    """The label of what is computed from two elements, None where they have too little in common to say.

    Alike: the same label. Forward with backward of the same call at the same place: both directions. `every_step` says
    that an axis runs over the steps, so that a label without one means "at its own step".
    """
    step = _same_place(left.step, right.step)
    if replace(left, verbatim=False) == replace(right, verbatim=False):
        return _mixed(left, step)
    pair = {left.direction, right.direction}
    if pair != {Direction.FORWARD, Direction.BACKWARD}:
        return None
    left, right = _by_index(left, right), _by_index(right, left)
    if replace(left, verbatim=False, direction=None) != replace(right, verbatim=False, direction=None):
        return None
    step = _same_place(left.step, right.step)
    if step is None and not (every_step and left.step is None):
        return None
    return replace(_mixed(left, step), direction=Direction.BOTH)


def combined_all(labels: Iterable[Label], every_step: bool) -> Label | None:
    """The label of what is computed from elements with these labels (`combined`, more than two)."""
    distinct = list(dict.fromkeys(replace(label, verbatim=False) for label in labels))
    if not distinct:
        return None
    if len(distinct) == 1:
        return _mixed(distinct[0], _same_place(distinct[0].step, distinct[0].step))
    return combined(distinct[0], distinct[1], every_step) if len(distinct) == 2 else None


def merged_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with neighbours that continue each other (`out[:, :3]` and `out[:, 3:]`) made one."""
    found: list[Part] = []
    for part in parts:
        joint = _continued(found[-1], part) if found else None
        if joint is None:
            found.append(part)
        else:
            found[-1] = joint
    return tuple(found)


def arranged_by(tensors: Iterable[Tensor]) -> Hashable:
    """The reshape that gave several joined tensors their axes; None unless it is the only one."""
    places = {tensor.arranged for tensor in tensors} - {None}
    return next(iter(places)) if len(places) == 1 else None


def known_first(left: Dim, right: Dim) -> Dim:
    """Of two dims that must be equal, the one that is a number, else the left one."""
    return right if left.known is None and right.known is not None else left


def all_verbatim(axes: Iterable[Axis]) -> bool:
    """Whether no part of these axes was computed with."""
    return all(label.verbatim for axis in axes for label in axis.labels())


def _bare(axis: Axis) -> Axis:
    return Axis(tuple(Part(part.digits) for part in axis.parts))


def _same_digit(left: Digit, right: Digit) -> bool:
    if left.coordinate is not right.coordinate or equal(left.size, right.size) is False:
        return False
    if left.coordinate is Coordinate.OTHER:
        return True
    return left.stride == right.stride and equal(left.start, right.start) is True


def _mixed(label: Label, step: Place | None) -> Label:
    some = Position.SOME
    return replace(
        label,
        step=step,
        sample=None if label.sample is some else label.sample,
        unit=None if label.unit is some else label.unit,
        verbatim=False,
    )


def _same_place(left: Place | None, right: Place | None) -> Place | None:
    return left if left == right and left is not Position.SOME else None


def _by_index(label: Label, other: Label) -> Label:
    """A label at its direction's final step, with the index of that step where the other label has one."""
    call = label.call
    if label.step is not Position.FINAL or not isinstance(other.step, At) or call is None:
        return label
    if label.memory is not Memory.HIDDEN:
        return label
    if label.direction is Direction.BACKWARD:
        return replace(label, step=At(Dim.of(0)))
    return label if call.packed else replace(label, step=At(call.steps - 1))


def _continued(left: Part, right: Part) -> Part | None:
    if left.label != right.label or not left.digits or len(left.digits) != len(right.digits):
        return None
    a, b = left.digits[0], right.digits[0]
    if a.coordinate is not b.coordinate or left.digits[1:] != right.digits[1:]:
        return None
    if a.coordinate is Coordinate.OTHER:
        return None
    if a.stride != b.stride or equal(a.start + a.size * a.stride, b.start) is not True:
        return None
    return Part((replace(a, size=a.size + b.size), *left.digits[1:]), left.label)
