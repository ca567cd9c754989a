"""Questions about values that come from `h_n` and `c_n`: which layers and directions they hold.

A row is one layer and direction. Every answer is certain: where something is not known, the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as SequenceType
from math import prod

from shapelint.domain.dim import ONE, Dim, at_least, equal
from shapelint.domain.provenance import At, Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Axis, Coordinate, Digit, Tensor
from shapelint.domain.value import Sequence

ROW = frozenset({Coordinate.LAYER, Coordinate.DIRECTION})


def tensors_in(values: Iterable[object]) -> Iterator[Tensor]:
    """The tensors among some values, also inside tuples and lists."""
    for value in values:
        match value:
            case Tensor():
                yield value
            case Sequence(items=items):
                yield from tensors_in(items)


def labels_by_call(values: Iterable[object]) -> dict[Call, list[Label]]:
    """The labels of every block among some values, by the call that it comes from."""
    found: dict[Call, list[Label]] = {}
    for tensor in tensors_in(values):
        for label in tensor.blocks:
            if label.call is not None:
                found.setdefault(label.call, []).append(label)
    return found


def single_rows(value: object) -> Iterator[Label]:
    """The final states of one layer and direction each that a tensor holds, where it runs over no layers itself."""
    if isinstance(value, Tensor) and not value.runs_over(Coordinate.LAYER):
        yield from (label for label in value.blocks if is_final_state(label))


def has_direction_axis(value: object) -> bool:
    """Whether a value is a tensor of which one axis runs over the directions and nothing else."""
    return isinstance(value, Tensor) and any(axis.coordinates == {Coordinate.DIRECTION} for axis in value.axes)


def is_final_state(label: Label) -> bool:
    """Whether a block is what some direction ends with: a part of `h_n` or `c_n`, or equal to one."""
    return label.step is Position.FINAL


def is_lower_layer(label: Label) -> bool:
    """Whether a block is for certain a state of a layer below the last one."""
    return is_final_state(label) and label.is_last_layer() is False


def only_direction(labels: Iterable[Label]) -> Direction | None:
    """The direction that all these blocks have, None where they have several or one is not known."""
    found = {label.direction for label in labels}
    one = next(iter(found)) if len(found) == 1 else None
    return one if one in (Direction.FORWARD, Direction.BACKWARD) else None


def paired_directions_first(tensors: SequenceType[object]) -> Call | None:
    """The call whose rows `i` and `i + L` are joined for each layer `i`, as if its rows were (direction, layer)."""
    found: set[Call] = set()
    for place, tensor in enumerate(tensors):
        labels = tensor.blocks if isinstance(tensor, Tensor) else ()
        call = labels[0].call if labels else None
        if call is None or not call.layer.bidirectional or call.layer.num_layers.known != len(tensors):
            return None
        if [_row(label) for label in labels] != [place, place + len(tensors)] or any(x.call != call for x in labels):
            return None
        found.add(call)
    return found.pop() if len(found) == 1 and len(tensors) > 1 else None


def _row(label: Label) -> int | None:
    """The place of a layer and direction among the rows of a bidirectional state."""
    if not is_final_state(label) or label.layer is None or label.layer.known is None:
        return None
    if label.direction not in (Direction.FORWARD, Direction.BACKWARD):
        return None
    return 2 * label.layer.known + (label.direction is Direction.BACKWARD)


def row_digits(axis: Axis) -> tuple[Digit, ...]:
    """The layer and direction digits of an axis of one part."""
    if len(axis.parts) != 1:
        return ()
    return tuple(digit for digit in axis.parts[0].digits if digit.coordinate in ROW)


def row_count(axis: Axis) -> Dim:
    """How many layers and directions one axis runs over."""
    return prod((digit.size for digit in row_digits(axis)), start=ONE)


def is_state_axis(axis: Axis) -> bool:
    """Whether an axis runs over layers (and directions) and nothing else, as the first axis of `h_n` does."""
    coordinates = axis.coordinates
    return Coordinate.LAYER in coordinates and coordinates <= ROW


def has_many_rows(axis: Axis) -> bool:
    """Whether an axis runs over several layers or directions for certain."""
    return at_least(row_count(axis), 2) is True


def is_whole_state(tensor: Tensor, memory: Memory | None = None) -> bool:
    """Whether a tensor is `h_n` (or `c_n`) as the call returned it: all rows, batch, units."""
    call = tensor.call
    if call is None or not tensor.axes or tensor.label.step is not Position.FINAL:
        return False
    if memory is not None and tensor.label.memory is not memory:
        return False
    kinds = [axis.coordinates for axis in tensor.axes[1:]]
    order = (Coordinate.UNIT,) if call.batch is None else (Coordinate.BATCH, Coordinate.UNIT)
    if kinds != [frozenset({kind}) for kind in order]:
        return False
    return is_state_axis(tensor.axes[0]) and equal(tensor.axes[0].size, call.layer.rows) is True


def is_state_before_batch(tensor: Tensor) -> bool:
    """Whether several final states of a call come in front of the batch: some rows of `h_n`, or states stacked."""
    call = tensor.call
    if call is None or call.batch is None or tensor.rank < 3 or tensor.scrambled:
        return False
    batch = tensor.axis_of(Coordinate.BATCH)
    if not batch or tensor.axes[batch].coordinates != {Coordinate.BATCH}:
        return False
    if not all(is_final_state(label) for label in tensor.blocks):
        return False
    before = tensor.axes[:batch]
    rows = prod((axis.size for axis in before), start=ONE)
    return at_least(rows, 2) is True and all(axis.coordinates <= ROW for axis in before)


def end_of_batch(label: Label) -> str | None:
    """`first` or `last` where a block is that one sample of a batch that is not known to be of one sample."""
    if label.call is None or label.call.batch is None or not isinstance(label.sample, At):
        return None
    batch = label.call.batch
    if equal(batch, 1) is True:
        return None
    if equal(label.sample.index, 0) is True:
        return "first"
    return "last" if equal(label.sample.index, batch - 1) is True else None


def memory_name(label: Label) -> str:
    """`h_n` or `c_n`."""
    return "c_n" if label.memory is Memory.CELL else "h_n"


def is_pair_of_layers(tensor: Tensor) -> bool:
    """Whether the features are the final states of the last two layers, put side by side one after the other."""
    if not tensor.axes or len(tensor.axes[-1].parts) != 2 or any(len(axis.parts) != 1 for axis in tensor.axes[:-1]):
        return False
    labels = tensor.blocks
    if len(labels) != 2 or not all(is_final_state(label) for label in labels):
        return False
    below, last = labels
    if below.memory is not last.memory or below.layer is None or last.layer is None:
        return False
    return last.is_last_layer() is True and below.layer == last.layer - 1


def mixes_rows_and_batch(axis: Axis) -> bool:
    """Whether an axis runs over layers or directions and over samples at once."""
    return Coordinate.BATCH in axis.coordinates and not axis.coordinates.isdisjoint(ROW)


def merged_axis(tensor: Tensor) -> int | None:
    """The index of an axis that runs over several layers or directions and over the batch, for certain, and no more.

    Only of states: who takes the directions of `output` apart, step by step, may well mean sequences of their own.
    """
    if any(label.call is not None and not is_final_state(label) for label in tensor.blocks):
        return None
    for index, axis in enumerate(tensor.axes):
        if not axis.coordinates <= {*ROW, Coordinate.BATCH}:
            continue
        batch = [digit for part in axis.parts for digit in part.digits if digit.coordinate is Coordinate.BATCH]
        if batch and has_many_rows(axis) and not any(equal(digit.size, 1) is True for digit in batch):
            return index
    return None


def is_whole_output(tensor: Tensor) -> bool:
    """Whether a tensor is the `output` of a batched call, its axes where the layer put them."""
    call = tensor.call
    if call is None or call.batch is None or tensor.rank != 3 or tensor.scrambled:
        return False
    order = (Coordinate.TIME, Coordinate.BATCH)
    if call.layer.batch_first:
        order = (Coordinate.BATCH, Coordinate.TIME)
    in_place = all(axis.coordinates == {kind} for axis, kind in zip(tensor.axes[:2], order, strict=True))
    return in_place and tensor.axes[2].role == "feature"


def is_laid_out_as_state(output: Tensor, sizes: SequenceType[Dim | None]) -> bool:
    """Whether a whole `output` is given the sizes of `h_n`: layers, directions, batch, units."""
    call = output.call
    if call is None or call.batch is None or len(sizes) != 4 or not is_whole_output(output):
        return False
    layer = call.layer
    if layer.num_layers == ONE or equal(call.steps, layer.num_layers) is True:
        return False
    expected = (layer.num_layers, Dim.of(layer.directions), call.batch, layer.state_size)
    return all(size is not None and equal(size, right) is True for size, right in zip(sizes, expected, strict=True))
