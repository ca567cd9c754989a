"""Whether two tensors have the same shape, fit each other, and hold the same values.

Values are compared block by block, in a canonical form: digits of size 1 are fixed coordinates, directions and known
layers are parts of their own. So `output[:, -1, :H]` is `h_n[-2]` (CLAIMS.md 10), whichever way either was taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product, zip_longest
from math import prod

from shapelint.domain.dim import ONE, ZERO, Dim, at_least, equal
from shapelint.domain.fixing import digit_label
from shapelint.domain.provenance import At, Direction, Label, Place, Position
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor
from shapelint.frozen import dataclass

_MOST_BLOCKS = 64


@dataclass(frozen=True)
class _Block:
    """Fixed coordinates and, for each axis, the digits that run over the others."""

    label: Label
    digits: tuple[tuple[Digit, ...], ...]


def same_values(a: Tensor, b: Tensor) -> bool | None:
    """Whether both hold the same values at the same positions, for every input and weights.

    True: certainly. False: the shapes certainly differ, or some block is certainly another one (another layer,
    direction, step, sample or feature), which weights could make equal only by chance. None: unknown.
    """
    differ = shapes_differ(a, b)
    if differ:
        return False
    pairs = _paired(a, b)
    if pairs is None:
        return None
    if any(_is_other(left, right) for left, right in pairs):
        return False
    same = all(left == right and _is_complete(left) for left, right in pairs)
    return True if same and differ is False else None


def shapes_differ(a: Tensor, b: Tensor) -> bool | None:
    """Whether the shapes are different, three-valued."""
    if a.rank != b.rank:
        return True
    same = [equal(left, right) for left, right in zip(a.sizes, b.sizes, strict=True)]
    if False in same:
        return True
    return None if None in same else False


def broadcast_sizes(a: Sequence[Dim], b: Sequence[Dim]) -> tuple[Dim, ...] | None:
    """The shape that two shapes broadcast to, given that they do; None where it cannot be stated."""
    found = []
    for left, right in zip_longest(reversed(a), reversed(b), fillvalue=ONE):
        size = _broadcast(left, right)
        if size is None:
            return None
        found.append(size)
    return tuple(reversed(found))


def _broadcast(left: Dim, right: Dim) -> Dim | None:
    if equal(left, right) or equal(right, ONE):
        return left
    if equal(left, ONE):
        return right
    if equal(left, ONE) is False:
        return None if equal(right, ONE) is False and equal(left, right) is False else left
    return right if equal(right, ONE) is False else None


def _paired(a: Tensor, b: Tensor) -> list[tuple[_Block, _Block]] | None:
    """Blocks at the same place; None where the tensors are not cut into blocks of the same sizes."""
    left, right = [_canonical(axis) for axis in a.axes], [_canonical(axis) for axis in b.axes]
    for mine, other in zip(left, right, strict=True):
        if [part.size for part in mine] != [part.size for part in other]:
            return None
    if prod(len(parts) for parts in left) > _MOST_BLOCKS:
        return None
    return list(zip(_blocks(a.label, left), _blocks(b.label, right), strict=True))


def _blocks(label: Label, axes: Sequence[Sequence[Part]]) -> list[_Block]:
    found = []
    for parts in product(*axes):
        joined = label
        for part in parts:
            joined = joined.joined(part.label)
        found.append(_Block(joined.normal(), tuple(part.digits for part in parts)))
    return found


def _canonical(axis: Axis) -> list[Part]:
    """The parts with digits of size 1 fixed, and leading directions and known layers expanded."""
    found = []
    for part in axis.parts:
        digits, labels = part.digits, [part.label]
        while digits and (digits[0].size == ONE or _is_expanded(digits[0])):
            lead, digits = digits[0], digits[1:]
            places = [Dim.of(i) for i in range(lead.size.known or 0)]
            labels = [label.joined(digit_label(lead, place)) for label in labels for place in places]
        ones = [digit_label(digit, ZERO) for digit in digits if digit.size == ONE]
        rest = tuple(digit for digit in digits if digit.size != ONE)
        for label in labels:
            joined = label
            for one in ones:
                joined = joined.joined(one)
            found.append(Part(rest, joined))
    return found


def _is_expanded(digit: Digit) -> bool:
    size = digit.size.known
    return size is not None and size <= _MOST_BLOCKS and digit.coordinate in (Coordinate.LAYER, Coordinate.DIRECTION)


def _is_other(a: _Block, b: _Block) -> bool:
    """Whether two blocks certainly hold other values: a coordinate of their first elements differs."""
    left, right = _first(a), _first(b)
    if not _is_somewhere(a) or not _is_somewhere(b):
        return False
    if left.call is None or left.call != right.call or not (left.verbatim and right.verbatim):
        return False
    if left.memory is not None and right.memory is not None and left.memory is not right.memory:
        return True
    directions = {left.direction, right.direction}
    if directions == {Direction.FORWARD, Direction.BACKWARD}:
        return True
    indices = [(left.layer, right.layer), (_step(left), _step(right))]
    indices += [(_index(left.sample), _index(right.sample)), (_index(left.unit), _index(right.unit))]
    return any(x is not None and y is not None and equal(x, y) is False for x, y in indices)


def _first(block: _Block) -> Label:
    """The label of a block's first element."""
    label = block.label
    for digits in block.digits:
        for digit in digits:
            label = label.joined(digit_label(digit, ZERO))
    return label


def _is_somewhere(block: _Block) -> bool:
    return all(at_least(digit.size, 1) for digits in block.digits for digit in digits)


def _is_complete(block: _Block) -> bool:
    """Whether every coordinate is fixed or run over, so that equal blocks are equal values."""
    label = block.label
    running = [digit.coordinate for digits in block.digits for digit in digits]
    if label.call is None or label.memory is None or not label.verbatim or Coordinate.OTHER in running:
        return False
    fixed = {
        Coordinate.LAYER: label.layer is not None,
        Coordinate.DIRECTION: label.direction in (Direction.FORWARD, Direction.BACKWARD),
        Coordinate.TIME: isinstance(label.step, At) or label.step is Position.FINAL,
        Coordinate.BATCH: isinstance(label.sample, At) or label.call.batch is None,
        Coordinate.UNIT: isinstance(label.unit, At),
    }
    return all(known or running.count(coordinate) == 1 for coordinate, known in fixed.items())


def _index(place: Place | None) -> Dim | None:
    return place.index if isinstance(place, At) else None


def _step(label: Label) -> Dim | None:
    """The step as an index, also where it is a direction's own last one (CLAIMS.md 10, 11)."""
    if label.step is not Position.FINAL or label.call is None:
        return _index(label.step)
    if label.direction is Direction.BACKWARD:
        return ZERO
    return label.call.steps - 1 if label.direction is Direction.FORWARD and not label.call.packed else None
