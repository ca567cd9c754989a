"""What a tensor holds, position by position: which cell, or which cells, each of its blocks is (DESIGN.md, "Domain").

An axis is taken apart into the values of its digits. Batch and features are what a cell has many of, so they are left
out: a position is all samples and features of one place in the network. Positions are in the order in which the tensor
holds them, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from shapelint.domain.dim import Dim, equal
from shapelint.domain.fixing import digit_label
from shapelint.domain.provenance import UNLABELLED, At, Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Axis, Coordinate, Digit, Tensor
from shapelint.frozen import dataclass
from shapelint.picture.assumed import generous

MOST_POSITIONS = 600
"""A tensor of more is not taken apart."""
MOST_VALUES = 64
"""A digit of more values is kept as a run."""

COUNTED = (Coordinate.TIME, Coordinate.LAYER)
WITHIN_A_CELL = (Coordinate.BATCH, Coordinate.UNIT)


@dataclass(frozen=True)
class Range:
    """`start`, `start + stride`, ... (`size` values)."""

    start: Dim
    size: Dim
    stride: int = 1

    @property
    def last(self) -> Dim:
        """The last value."""
        return self.start + (self.size - 1) * self.stride

    def covers(self, total: Dim) -> bool:
        """Whether these are, for certain, all of `0 ... total - 1`."""
        return self.stride == 1 and equal(self.start, 0) is True and equal(self.size, total) is True


Steps = Dim | Range | Position
"""One step, several, where the direction ends (`FINAL`), the last valid one (`LAST`), or all of them (`POOLED`)."""


@dataclass(frozen=True)
class Block:
    """Some positions of a tensor that are one block: `number` counts from 1, `order` is None where it has no number.

    `layers` is a range where the tensor runs over layers of unknown number. `is_packed`: one for each valid step.
    """

    number: int
    order: int | None
    call: Call
    memory: Memory
    layers: Dim | Range
    direction: Direction
    steps: Steps
    label: Label
    is_packed: bool = False
    samples: Range | None = None
    features: Range | None = None
    """What part of the batch, and of a cell, where an axis runs over it."""


@dataclass(frozen=True)
class Holding:
    """The blocks of a tensor. `unknown` says in words, once for each reason, why some of it is no cell.

    `is_assumed`: sequences, or layers, that are too few for it are left out of account. `notes` say what marks do not
    show, where that is told already.
    """

    blocks: tuple[Block, ...]
    unknown: tuple[str, ...] = ()
    is_assumed: bool = False
    notes: tuple[str, ...] | None = None


def holding(tensor: Tensor, totals: Mapping[object, Dim]) -> Holding:
    """The blocks that a tensor holds. `totals` has the sum of lengths of each packed call, by its key."""
    if tensor.scrambled:
        return Holding((), ("a reshape has mixed it up, so that no block of it is one cell",))
    choices = [_choices(axis) for axis in tensor.axes]
    if choices and _count(choices) > MOST_POSITIONS:
        return Holding((), ("it holds too many blocks to be drawn",))
    numbers: dict[object, int] = {}
    blocks: list[Block] = []
    unknown: dict[str, None] = {}
    has_order = all(choice.is_counted for axis in choices for choice in axis)
    for order, combined in enumerate(product(*choices)):
        found = _block(tensor.label, combined, order if has_order else None, totals)
        if isinstance(found, str):
            unknown[found] = None
        else:
            number = numbers.setdefault(tuple(choice.block for choice in combined), len(numbers) + 1)
            blocks.append(replace(found, number=number))
    return Holding(tuple(blocks), tuple(unknown), any(map(_is_assumed, tensor.axes)))


def _is_assumed(axis: Axis) -> bool:
    digits = [digit for part in axis.parts for digit in part.digits if digit.coordinate in COUNTED]
    return any(generous(place) != place for digit in digits for place in (digit.start, digit.size))


@dataclass(frozen=True)
class _Choice:
    """One position of an axis, or several that are kept together: `block` tells apart what is not the same block."""

    block: object
    label: Label
    layers: Range | None = None
    steps: Range | None = None
    samples: Range | None = None
    features: Range | None = None
    is_packed: bool = False
    is_counted: bool = True
    is_one_of_many: bool = False
    """One of several steps: it is told by its number, not as the one at which a direction ends."""


def _count(choices: list[list[_Choice]]) -> int:
    total = 1
    for each in choices:
        total *= len(each)
    return total


def _choices(axis: Axis) -> list[_Choice]:
    found: list[_Choice] = []
    for number, part in enumerate(axis.parts):
        values = [list(_values(digit)) for digit in part.digits]
        for combined in product(*values) if _count(values) <= MOST_POSITIONS else [()]:
            whole = _Choice((number,), part.label)
            for each in combined:
                whole = _together(whole, each)
            found.append(whole)
    return found


def _together(left: _Choice, right: _Choice) -> _Choice:
    return _Choice(
        (left.block, right.block),
        left.label.joined(right.label),
        left.layers or right.layers,
        left.steps or right.steps,
        left.samples or right.samples,
        left.features or right.features,
        left.is_packed or right.is_packed,
        left.is_counted and right.is_counted,
        left.is_one_of_many or right.is_one_of_many,
    )


def _values(digit: Digit) -> Iterator[_Choice]:
    """The values of one digit; those of one cell are not told apart, and the steps of one block are one block.

    Of an axis of which only the size is known it is not known whether it holds copies or samples.
    """
    if digit.coordinate in WITHIN_A_CELL or digit.coordinate is Coordinate.OTHER:
        run = Range(digit.start, digit.size, digit.stride)
        is_sample, is_unit = digit.coordinate is Coordinate.BATCH, digit.coordinate is Coordinate.UNIT
        is_counted = is_sample or is_unit or digit.size.known == 1
        samples, features = run if is_sample else None, run if is_unit else None
        yield _Choice(None, UNLABELLED, samples=samples, features=features, is_counted=is_counted)
        return
    if digit.coordinate is Coordinate.PACKED:
        yield _Choice(None, UNLABELLED, steps=Range(digit.start, digit.size, digit.stride), is_packed=True)
        return
    digit = replace(digit, start=generous(digit.start), size=generous(digit.size))
    size = digit.size.known
    if size is None or size > MOST_VALUES:
        run = Range(digit.start, digit.size, digit.stride)
        is_layer, is_step = digit.coordinate is Coordinate.LAYER, digit.coordinate is Coordinate.TIME
        yield _Choice(None, UNLABELLED, run if is_layer else None, run if is_step else None, is_counted=False)
        return
    for place in range(size):
        block = place if digit.coordinate in (Coordinate.LAYER, Coordinate.DIRECTION) else None
        many = size > 1 and digit.coordinate is Coordinate.TIME
        yield _Choice(block, digit_label(digit, Dim.of(place)), is_one_of_many=many)


def _block(
    outer: Label, combined: tuple[_Choice, ...], order: int | None, totals: Mapping[object, Dim]
) -> Block | str:
    """The block of one position, not yet numbered, or why it is none."""
    label = _label(outer, combined)
    layers = next((choice.layers for choice in combined if choice.layers is not None), None) or label.layer
    run = next((choice.steps for choice in combined if choice.steps is not None), None)
    is_packed = any(choice.is_packed for choice in combined)
    if label.call is None or label.memory is None:
        return "some of it is not known to be a state of the layer"
    if layers is None:
        return "which layer it is of is not known"
    if label.direction is None:
        return "which direction it is of is not known"
    steps = _steps(label, run)
    if steps is None:
        one = label.step is Position.SOME
        return "it is of one step, which one is not known" if one else "which steps it is of is not known"
    if is_packed:
        total = totals.get(label.call.key)
        if total is None or not isinstance(steps, Range) or not steps.covers(total):
            return "which steps of which sequences it holds is not known"
        steps, order = Range(Dim.of(0), label.call.steps), None
    samples = next((choice.samples for choice in combined if choice.samples is not None), None)
    features = next((choice.features for choice in combined if choice.features is not None), None)
    return Block(
        0, order, label.call, label.memory, layers, label.direction, steps, label, is_packed, samples, features
    )


def _label(outer: Label, combined: tuple[_Choice, ...]) -> Label:
    """What is fixed of one position: a step that a digit gives as that step, also where its direction ends there."""
    label = outer
    for choice in combined:
        label = label.joined(choice.label)
    step = _own_step(combined) if any(choice.is_one_of_many for choice in combined) else None
    return label if step is None else replace(label, step=step)


def _own_step(combined: tuple[_Choice, ...]) -> At | None:
    """The step that a digit gives."""
    return next((choice.label.step for choice in combined if isinstance(choice.label.step, At)), None)


def _steps(label: Label, run: Range | None) -> Steps | None:
    match label.step:
        case At(index):
            return index
        case Position.FINAL | Position.LAST | Position.POOLED as place:
            return place
        case None:
            return run
        case _:
            return None

