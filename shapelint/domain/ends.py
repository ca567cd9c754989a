"""Questions about values that come from `output`: which end of the sequence they are, and whether that is final.

Each direction of a bidirectional layer ends at another end of the sequence (CLAIMS.md 10-12), so a step of `output`
holds at most one final state. Every answer is certain: where something is not known, the answer is no.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from shapelint.domain.dim import ZERO, Dim, at_least, equal
from shapelint.domain.provenance import At, Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Axis, Coordinate, Tensor
from shapelint.domain.value import Constant, Number, Span


def labels_of(tensor: Tensor) -> tuple[Label, ...]:
    """The labels of a tensor's blocks; an axis that was cut down to one step (`output[:, -1:]`) is that step."""
    labels, axis = tensor.blocks, tensor.axis_of(Coordinate.TIME)
    parts = tensor.axes[axis].parts if axis is not None else ()
    if len(parts) != 1 or len(parts[0].digits) != 1 or equal(parts[0].size, 1) is not True:
        return labels
    step = At(parts[0].digits[0].start)
    return tuple(replace(label, step=step).normal() if label.step is None else label for label in labels)


def chosen(tensor: Tensor) -> Iterator[tuple[Call, Coordinate, Hashable]]:
    """The one step, sample and feature of a call that each block is at; the last step is that in any call.

    Steps from a later one on (`output[:, t:t + 1]`, where that may be none) are at this one.
    """
    axis = tensor.axis_of(Coordinate.TIME)
    parts = tensor.axes[axis].parts if axis is not None else ()
    start = parts[0].digits[0].start if len(parts) == 1 and len(parts[0].digits) == 1 else ZERO
    for label in labels_of(tensor):
        if label.call is None or label.memory is not Memory.HIDDEN:
            continue
        if label.is_at_last_step():
            yield label.call, Coordinate.TIME, "last"
        elif label.is_at_first_step():
            yield label.call, Coordinate.TIME, "first"
        elif isinstance(label.step, At):
            yield label.call, Coordinate.TIME, label.step.index
        elif label.step is None and start != ZERO:
            yield label.call, Coordinate.TIME, start
        if isinstance(label.sample, At):
            yield label.call, Coordinate.BATCH, label.sample.index
        if isinstance(label.unit, At):
            yield label.call, Coordinate.UNIT, label.unit.index


def is_one_step(call: Call) -> bool:
    """Whether the sequence is known to be of one step: every step is the last one, and the first."""
    return at_least(1, call.steps) is True


def is_output_step(label: Label) -> bool:
    """Whether a block is one step of `output`, all features of its direction, and no final state."""
    from_output = label.call is not None and label.memory is Memory.HIDDEN and label.unit is None
    return from_output and (isinstance(label.step, At) or label.step is Position.LAST)


def is_backward_start(label: Label) -> bool:
    """Whether a block is, or is computed from, the backward direction's state at the last step: its first one."""
    if not is_output_step(label) or label.direction not in (Direction.BACKWARD, Direction.BOTH):
        return False
    assert label.call is not None
    if label.call.packed and label.step is not Position.LAST:
        return False
    return label.is_at_last_step() is True and not is_one_step(label.call)


def is_forward_start(label: Label) -> bool:
    """Whether a block is, or is computed from, the forward direction's state at the first step of several."""
    if not is_output_step(label) or label.direction not in (Direction.FORWARD, Direction.BOTH):
        return False
    assert label.call is not None
    return label.is_at_first_step() is True and not is_one_step(label.call)


def is_padded_end(label: Label) -> bool:
    """Whether a block is at the last step of sequences that were packed: padding, for all but the longest."""
    call = label.call
    if call is None or not call.packed or call.is_even or not isinstance(label.step, At) or not is_output_step(label):
        return False
    if label.is_at_last_step() is not True:
        return False
    return not is_one_step(call) and (call.batch is None or equal(call.batch, 1) is not True)


def holds_final(labels: Iterable[Label], direction: Direction) -> bool:
    """Whether one of these blocks is, or for all that is known may be, the final state of a direction."""
    return any(label.direction is direction and _may_be_final(label) for label in labels)


def _may_be_final(label: Label) -> bool:
    if not isinstance(label.step, At):
        return label.step in (Position.FINAL, Position.SOME)
    return label.is_at_first_step() is None and label.is_at_last_step() is None


def holds_every_step(labels: Iterable[Label]) -> bool:
    """Whether one of these blocks may run over the steps: what an end of the sequence lacks is then read along."""
    return any(label.step is None for label in labels)


def is_one_selection(label: Label, labels: Sequence[Label], direction: Direction) -> bool:
    """Whether a block was selected together with a final state of a direction: `output[:, -1]`, not one half of it."""
    if label.direction is Direction.BOTH:
        return True
    return any(
        other.made is label.made and other.step is Position.FINAL and other.direction is direction for other in labels
    )


def swapped_halves(call: Call, labels: Sequence[Label]) -> Iterator[Label]:
    """One direction's blocks at the end where it begins, where nothing among these blocks is at its other end."""
    if holds_every_step(labels):
        return
    if not holds_final(labels, Direction.BACKWARD):
        halves = filter(is_backward_start, labels)
        yield from (label for label in halves if not is_one_selection(label, labels, Direction.FORWARD))
    if not may_be_stepping(call) and not holds_final(labels, Direction.FORWARD):
        halves = filter(is_forward_start, labels)
        yield from (label for label in halves if not is_one_selection(label, labels, Direction.BACKWARD))


def may_be_stepping(call: Call) -> bool:
    """Whether the call may be one step of a loop outside: a state was passed, and the sequence may be of one step."""
    return call.has_initial_state and at_least(call.steps, 2) is not True


def end_of_batch_taken(tensor: Tensor) -> Label | None:
    """The label of a tensor that is every step of one sample, chosen by the last sample's index or the last step's."""
    call = tensor.call
    if call is None or call.batch is None or not _is_every_step(tensor, call):
        return None
    label = tensor.blocks[0]
    if not isinstance(label.sample, At):
        return None
    if equal(call.batch, 1) is True or is_one_step(call) or not _fixed_alike(tensor, label):
        return None
    index = label.sample.index
    as_step = call.steps.known is None and equal(index, call.steps - 1) is True
    return label if as_step or equal(index, call.batch - 1) is True else None


def end_of_features_taken(tensor: Tensor) -> Label | None:
    """The label of a tensor that is every step of the last feature, where there are several."""
    call = tensor.call
    if call is None or not _is_every_step(tensor, call):
        return None
    label = tensor.blocks[0]
    if not isinstance(label.unit, At):
        return None
    size: Dim = call.layer.state_size
    last = Direction.BACKWARD if call.layer.bidirectional else Direction.FORWARD
    if equal(size, 1) is True or label.direction is not last or equal(label.unit.index, size - 1) is not True:
        return None
    return label


def _is_every_step(tensor: Tensor, call: Call) -> bool:
    """Whether the tensor holds all steps of `output`, one axis for them alone."""
    axis = tensor.axis_of(Coordinate.TIME)
    if axis is None or tensor.scrambled or any(label.memory is not Memory.HIDDEN for label in tensor.blocks):
        return False
    return tensor.axes[axis].coordinates == {Coordinate.TIME} and equal(tensor.axes[axis].size, call.steps) is True


def _fixed_alike(tensor: Tensor, label: Label) -> bool:
    return all(other.sample == label.sample and other.unit is None for other in tensor.blocks)


def positions(tensor: Tensor, items: Sequence[object]) -> Iterator[tuple[int, object]]:
    """Each integer and slice of an index with the axis it is for, up to the first item that may use up several axes."""
    axis = 0
    for place, item in enumerate(items):
        match item:
            case Constant(None):
                continue
            case Constant(value) if value is Ellipsis:
                rest = items[place + 1 :]
                if not all(isinstance(other, (Number, Span)) for other in rest):
                    return
                axis = tensor.rank - len(rest)
            case Number() | Span():
                if not 0 <= axis < tensor.rank:
                    return
                yield axis, item
                axis += 1
            case _:
                return


def axis_words(axis: Axis) -> str:
    """What an axis counts."""
    counted = {
        "time": "steps", "batch": "samples", "state": "rows (layers and directions)", "layer": "layers",
        "direction": "directions", "feature": "features",
    }  # fmt: skip
    return counted.get(axis.role, "positions")
