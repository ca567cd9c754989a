"""Questions about what a call is given: the layout of its input, the shape and origin of its initial state."""

from __future__ import annotations

from enum import Enum

from shapelint.domain.dim import Dim, equal
from shapelint.domain.recurrent import Call, Kind, Memory, Recurrent, same_layer
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Opaque, Sequence
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Initial:
    """One tensor of an initial state: `h_0` or `c_0`, and its place in the pair that an LSTM takes (None: no pair)."""

    memory: Memory
    tensor: Tensor
    place: int | None

    @property
    def name(self) -> str:
        """`h_0` or `c_0`."""
        return "c_0" if self.memory is Memory.CELL else "h_0"


class Fault(str, Enum):
    """What is wrong with the shape of an initial state; only the first that applies is told."""

    RANK = "rank"
    BATCH_FIRST = "batch first"
    ROWS = "rows"
    BATCH = "batch"
    TIME_AS_BATCH = "time as batch"
    WIDTH = "width"


def initial_states(layer: Recurrent, state: object) -> tuple[Initial, ...]:
    """The tensors of a state that has the structure this layer takes: a pair for an LSTM, one tensor for the others."""
    match state:
        case Sequence(items=(h_0, c_0)) if layer.kind is Kind.LSTM:
            given = ((Memory.HIDDEN, h_0, 0), (Memory.CELL, c_0, 1))
            return tuple(Initial(memory, item, i) for memory, item, i in given if isinstance(item, Tensor))
        case Tensor() if layer.kind is not Kind.LSTM:
            return (Initial(Memory.HIDDEN, state, None),)
        case _:
            return ()


def width(layer: Recurrent, memory: Memory) -> Dim:
    """The features of `h_0` (`proj_size` where there is one) or of `c_0` (CLAIMS.md 19)."""
    return layer.hidden_size if memory is Memory.CELL else layer.state_size


def steps_and_batch(value: object, batch_first: bool) -> tuple[Dim, Dim] | None:
    """The sizes of the axes of an input that are taken for time and for batch; None without a batch."""
    match value:
        case Packed(steps=steps, batch=batch):
            return steps, batch
        case Tensor(axes=(first, second, _)):
            pass
        case Sketch():
            first, second, _ = value.of_rank(3).axes
        case Opaque(key=key, name=name):
            first, second, _ = Sketch(key, name).of_rank(3).axes
        case _:
            return None
    return (second.size, first.size) if batch_first else (first.size, second.size)


def settled(size: Dim, value: object) -> Dim:
    """A size that was asked of a tensor while its rank was not known, as one of the sizes that it has with three axes.

    `embedded.size(1)` may be the embedding's width as long as nothing says that there is a third axis.
    """
    if not isinstance(value, Sketch):
        return size
    asked = {i: value.axis(i).size for i in range(3)}
    known = value.of_rank(3).sizes
    lone = {symbol: known[i] for i, dim in asked.items() for symbol in dim.symbols if dim == Dim.of(symbol)}
    return size.substitute(lone)


def shape_fault(call: Call, given: object, initial: Initial) -> Fault | None:
    """What is wrong with the shape of an initial state for certain, None where nothing is known to be."""
    sizes = initial.tensor.sizes
    if len(sizes) != (2 if call.batch is None else 3):
        unsure = call.assumed_batched and len(sizes) == 2
        return None if unsure else Fault.RANK
    rows, features = sizes[0], sizes[-1]
    if call.batch is not None:
        axes = steps_and_batch(given, call.layer.batch_first) or (call.steps, call.batch)
        found = _batch_fault(call.layer, axes, settled(rows, given), settled(sizes[1], given))
        if found is Fault.BATCH_FIRST:
            return found
    else:
        found = None
    if equal(rows, call.layer.rows) is False:
        return Fault.ROWS
    return found or (Fault.WIDTH if _differs_in_width(call.layer, initial.memory, features) else None)


def _batch_fault(layer: Recurrent, axes: tuple[Dim, Dim], rows: Dim, given: Dim) -> Fault | None:
    steps, batch = axes
    crosswise = equal(rows, batch) is True and equal(given, layer.rows) is True
    if crosswise and not (equal(rows, layer.rows) is True or equal(given, batch) is True):
        return Fault.BATCH_FIRST
    if equal(given, batch) is True:
        return None
    if equal(given, steps) is True and given.known is None:
        return Fault.TIME_AS_BATCH
    return Fault.BATCH if equal(given, batch) is False else None


def _differs_in_width(layer: Recurrent, memory: Memory, features: Dim) -> bool:
    """Whether the features are wrong for certain; `proj_size` is less than `hidden_size` in any layer torch makes."""
    wanted = width(layer, memory)
    if equal(features, wanted) is False:
        return True
    pair = {layer.hidden_size, layer.state_size}
    return len(pair) == 2 and {features, wanted} == pair


def source_of(initial: Initial) -> Call | None:
    """The one call that an initial state comes from, None for a new tensor."""
    return initial.tensor.call


def feeds_itself(call: Call, state: object) -> bool:
    """Whether a call is given what the same call returned the time before: it stands in a loop."""
    calls = [label.call for tensor in tensors_in([state]) for label in tensor.blocks]
    return any(
        source is not None
        and source.at is not None
        and source.at is call.at
        and same_layer(source.layer, call.layer) is True
        for source in calls
    )


def wrong_number_of_lengths(batch_first: bool, given: object, lengths: object) -> int | None:
    """The axis of a padded sequence that has as many rows as there are lengths, where that is not the batch axis."""
    match lengths:
        case Tensor(axes=(only,)) | Sketch(front=(only, *_), back=()):
            number = only.size
        case Sequence(items=items):
            number = Dim.of(len(items))
        case _:
            return None
    axes = steps_and_batch(given, batch_first)
    if axes is None or isinstance(given, Packed):
        return None
    steps, batch = axes
    number = settled(number, given)
    if equal(number, steps) is not True or equal(number, batch) is True:
        return None
    return 1 if batch_first else 0
