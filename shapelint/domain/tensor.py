"""Tensors as axes whose every position says where it comes from.

An axis is a concatenation of parts; a part is a product of digits (row-major, like the digits of a number), each
running over one coordinate in order, plus a label with the coordinates that the whole part has in common. So

- `output` of a bidirectional layer is `[time] [batch] [direction, unit]`, each axis of one part,
- `h_n` is `[layer, direction] [batch] [unit]`,
- `cat((h_n[-2], h_n[-1]), dim=-1)` is `[batch] [forward final: unit | backward final: unit]`: two parts,
- `h_n.transpose(0, 1).reshape(B, -1)` is `[batch] [layer, direction, unit]`.

Reshaping is regrouping digits; a reshape that would cut through one loses the labels (see `regroup.py`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import field, replace
from enum import Enum
from functools import cached_property
from math import prod

from shapelint.domain.content import Content, Elements
from shapelint.domain.dim import ONE, ZERO, Dim, Symbol
from shapelint.domain.provenance import UNLABELLED, Direction, Label, Position
from shapelint.domain.recurrent import Call, Kind, Memory
from shapelint.frozen import dataclass


class Coordinate(str, Enum):
    """What a digit runs over. `UNIT` is the feature within one direction, `PACKED` time and batch packed together."""

    TIME = "time"
    BATCH = "batch"
    UNIT = "feature"
    LAYER = "layer"
    DIRECTION = "direction"
    PACKED = "packed"
    OTHER = "other"


@dataclass(frozen=True)
class Digit:
    """One coordinate running over `start`, `start + stride`, ... (`size` values)."""

    coordinate: Coordinate
    size: Dim
    start: Dim = ZERO
    stride: int = 1


@dataclass(frozen=True)
class Part:
    """A run of an axis: every combination of its digits, the last one fastest, under a common label."""

    digits: tuple[Digit, ...] = ()
    label: Label = UNLABELLED

    @cached_property
    def size(self) -> Dim:
        """The number of positions."""
        return prod((digit.size for digit in self.digits), start=ONE)


@dataclass(frozen=True)
class Axis:
    """An axis: its parts in order."""

    parts: tuple[Part, ...]

    @staticmethod
    def of(*digits: Digit, label: Label = UNLABELLED) -> Axis:
        """The axis of one part."""
        return Axis((Part(digits, label),))

    @staticmethod
    def plain(size: Dim, coordinate: Coordinate = Coordinate.OTHER) -> Axis:
        """An axis of which only the size, and perhaps the role, is known."""
        return Axis.of(Digit(coordinate, size))

    @cached_property
    def size(self) -> Dim:
        """The number of positions."""
        return sum((part.size for part in self.parts), start=ZERO)

    @cached_property
    def blocks(self) -> tuple[Label, ...]:
        """Its parts' labels in order, over directions and known numbers of layers."""
        found: list[Label] = []
        for part in self.parts:
            labels = [part.label]
            for digit in part.digits:
                labels = [outer.joined(inner) for outer in labels for inner in digit_labels(digit)]
            found.extend(labels)
        return tuple(found)

    @cached_property
    def coordinates(self) -> frozenset[Coordinate]:
        """Every coordinate that some part's digits run over."""
        return frozenset(digit.coordinate for part in self.parts for digit in part.digits)

    @property
    def role(self) -> str:
        """`batch`, `time`, `feature`, `layer`, `direction`, `state` (layers x directions), `packed` or `other`."""
        kinds = self.coordinates
        if Coordinate.UNIT in kinds and kinds <= {Coordinate.UNIT, Coordinate.DIRECTION, Coordinate.LAYER}:
            return "feature"
        if len(kinds) == 1:
            return next(iter(kinds)).value
        if kinds == {Coordinate.LAYER, Coordinate.DIRECTION}:
            return "state"
        return "other"

    def labels(self) -> Iterator[Label]:
        """The label of each part."""
        return (part.label for part in self.parts)


@dataclass(frozen=True)
class Tensor:
    """A tensor of known rank.

    `label` holds for every element; axes hold the rest. `scrambled`: a reshape mixed its axes.
    `elements` is what it is known to hold (`arange` and `argmax` whole numbers): that decides how it indexes.
    `arranged` is where a reshape last gave the axes their form: an opaque token for messages, lost by most operations.
    `content` is what the elements are, where that is known of a tensor of indices (`full`, `arange`, `eye`, lengths).
    """

    axes: tuple[Axis, ...]
    label: Label = UNLABELLED
    scrambled: bool = False
    elements: Elements | None = None
    arranged: Hashable = field(default=None, compare=False, repr=False)
    content: Content | None = None

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @cached_property
    def sizes(self) -> tuple[Dim, ...]:
        """The shape."""
        return tuple(axis.size for axis in self.axes)

    @cached_property
    def call(self) -> Call | None:
        """The one call that every element comes from, if there is one."""
        calls = {part.call for part in self.blocks}
        return next(iter(calls)) if len(calls) == 1 else None

    @cached_property
    def blocks(self) -> tuple[Label, ...]:
        """The labels of the tensor's blocks in order: parts expanded over directions and known numbers of layers.

        A block whose step, layer or direction is run over by an axis (every step of `output`) has None there.
        """
        labels = [self.label]
        for axis in self.axes:
            labels = [outer.joined(inner) for outer in labels for inner in axis.blocks]
        return tuple(labels[:1] if len(set(labels)) == 1 else labels)

    def axis_of(self, coordinate: Coordinate) -> int | None:
        """The index of the only axis with a digit of this coordinate, else None."""
        found = [i for i, axis in enumerate(self.axes) if coordinate in axis.coordinates]
        return found[0] if len(found) == 1 else None

    def runs_over(self, coordinate: Coordinate) -> bool:
        """Whether some axis runs over this coordinate."""
        return any(coordinate in axis.coordinates for axis in self.axes)


@dataclass(frozen=True)
class Sketch:
    """A tensor of unknown rank: its first axes (`front`) and its last (`back`) as far as they are known.

    `key` identifies the value, so that `x.size(0)` is the same symbol wherever it is asked; `name` is for messages.
    Axes in front are counted from 0; what is not in `front` is the symbol `name.size(i)`. `appended` axes at the end
    are not those of `key` (`Embedding` adds one): they are in `back`, and negative indices beyond them count on in the
    tensor that `key` names. `content`, as a tensor's, is known of what is passed and copied: lengths.
    """

    key: Hashable
    name: str = field(compare=False)
    front: tuple[Axis, ...] = ()
    back: tuple[Axis, ...] = ()
    appended: int = 0
    content: Content | None = field(default=None, compare=False)

    @property
    def rank(self) -> Dim:
        """The number of axes: a symbol, the same one wherever it is asked."""
        return Dim.of(Symbol((self.key, "rank"), f"{self.name}.dim()", least=0)) + self.appended

    def axis(self, index: int) -> Axis:
        """The axis with this index. Beyond the first, one that `back` may hold has a size of its own."""
        if index > 0 and self.back:
            return Axis.plain(self._size(index, tuple(axis.size for axis in self.back)))
        if index >= 0:
            return self._front(index)
        return self.back[index] if -index <= len(self.back) else Axis.plain(self._size(index + self.appended))

    def of_rank(self, rank: int) -> Tensor:
        """The same tensor, taken to have this rank: `front` wins over names, `back` over both."""
        known = [self._front(i) for i in range(rank)]
        for offset in range(1, min(len(self.back), rank) + 1):
            known[-offset] = self.back[-offset]
        return Tensor(tuple(known))

    def _front(self, index: int) -> Axis:
        return self.front[index] if index < len(self.front) else Axis.plain(self._size(index))

    def _size(self, index: int, *context: Hashable) -> Dim:
        return Dim.of(Symbol((self.key, *context, "size", index), f"{self.name}.size({index})"))


@dataclass(frozen=True)
class Packed:
    """A PackedSequence: what `pad_packed_sequence` gives back has steps, batch and these features (CLAIMS.md 4).

    `lengths` tells the lengths of these sequences from those of others.
    """

    features: Axis
    label: Label
    steps: Dim
    batch: Dim
    total: Dim
    lengths: Hashable = None

    @property
    def data(self) -> Tensor:
        """The `.data` attribute: `(sum of lengths, features)`."""
        return Tensor((Axis.plain(self.total, Coordinate.PACKED), self.features), self.label)

    def padded(self, batch_first: bool) -> Tensor:
        """What `pad_packed_sequence` returns first: time first unless asked otherwise, whatever the layer's flag is."""
        time, batch = Axis.plain(self.steps, Coordinate.TIME), Axis.plain(self.batch, Coordinate.BATCH)
        return Tensor((batch, time, self.features) if batch_first else (time, batch, self.features), self.label)


@dataclass(frozen=True)
class Results:
    """What a call returns: `output`, `h_n` and, for an LSTM, `c_n` (CLAIMS.md 1-5, 7-9)."""

    output: Tensor | Packed
    h_n: Tensor
    c_n: Tensor | None


def results_of(call: Call, total: Dim | None = None) -> Results:
    """The values that a call returns. `total` is the sum of lengths of a packed input."""
    layer = call.layer
    last = Label(call, Memory.HIDDEN, layer.num_layers - 1, made=call.at)
    features = Axis((feature_part(layer.directions, layer.state_size),))
    if call.packed:
        assert call.batch is not None and total is not None
        output: Tensor | Packed = Packed(features, last, call.steps, call.batch, total, call.lengths)
    else:
        time, batch = Axis.plain(call.steps, Coordinate.TIME), _batch(call)
        output = Tensor((*batch, time, features) if layer.batch_first else (time, *batch, features), last)
    h_n = _state(call, Memory.HIDDEN, layer.state_size)
    c_n = _state(call, Memory.CELL, layer.hidden_size) if layer.kind is Kind.LSTM else None
    return Results(output, h_n, c_n)


def feature_part(directions: int, size: Dim) -> Part:
    """The feature axis of `output`: forward units, then backward ones (CLAIMS.md 9)."""
    unit = Digit(Coordinate.UNIT, size)
    if directions == 1:
        return Part((unit,), Label(direction=Direction.FORWARD))
    return Part((Digit(Coordinate.DIRECTION, Dim.of(2)), unit))


def _state(call: Call, memory: Memory, size: Dim) -> Tensor:
    layer = call.layer
    label = Label(call, memory, step=Position.FINAL, made=call.at)
    digits: tuple[Digit, ...] = (Digit(Coordinate.LAYER, layer.num_layers),)
    if layer.bidirectional:
        digits = (*digits, Digit(Coordinate.DIRECTION, Dim.of(2)))
    else:
        label = replace(label, direction=Direction.FORWARD)
    return Tensor((Axis.of(*digits), *_batch(call), Axis.plain(size, Coordinate.UNIT)), label)


def _batch(call: Call) -> tuple[Axis, ...]:
    return () if call.batch is None else (Axis.plain(call.batch, Coordinate.BATCH),)


def digit_labels(digit: Digit) -> Iterable[Label]:
    """The labels that a digit runs through: directions, layers where their number is known, else one empty label."""
    size = digit.size.known
    if size is None or size > 64 or digit.coordinate not in (Coordinate.DIRECTION, Coordinate.LAYER):
        return (UNLABELLED,)
    places = [digit.start + digit.stride * i for i in range(size)]
    if digit.coordinate is Coordinate.LAYER:
        return [Label(layer=place) for place in places]
    both = (Direction.FORWARD, Direction.BACKWARD)
    return [Label(direction=both[place.known or 0]) for place in places]
