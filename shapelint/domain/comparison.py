"""Whether two tensors that are claimed to be the same can be: by shape, and by what they hold of one call.

A block of `output` and a block of `h_n` are the same value exactly if their labels are (CLAIMS.md 10, 11, 13), so a
claim is wrong where some label differs for certain. Every answer is certain but for one thing: a size that is not known
(of a sequence, a batch or a feature) is taken to be more than 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import Dim, equal
from shapelint.domain.ends import is_one_step
from shapelint.domain.provenance import At, Direction, Label, Place, Position
from shapelint.domain.tensor import Axis, Coordinate, Tensor

ONE_WAY = (Direction.FORWARD, Direction.BACKWARD)
ROLES = ("time", "batch", "feature")


def never_fit(left: Tensor, right: Tensor, *, broadcast: bool) -> bool:
    """Whether the shapes are never the same; where `broadcast` is allowed, whether some axis rules it out.

    A symbolic size is not taken to be 1: where it is, what is compared is still not the same.
    """
    pairs = zip(reversed(left.sizes), reversed(right.sizes), strict=False)
    if broadcast:
        return any(_clash(a, b) for a, b in pairs)
    return left.rank != right.rank or any(equal(a, b) is False for a, b in pairs)


def difference(left: Tensor, right: Tensor) -> tuple[Label, Label] | None:
    """The first two blocks that stand in the same place and are never the same value; None where there are none."""
    if left.scrambled or right.scrambled or left.call is None or left.call != right.call:
        return None
    if left.rank == right.rank and any(_other_role(a, b) for a, b in zip(left.axes, right.axes, strict=True)):
        return left.blocks[0], right.blocks[0]
    return next((pair for pair in _pairs(left, right) if differ(*pair)), None)


def differ(left: Label, right: Label) -> bool:
    """Whether two blocks of one call are never the same value."""
    if left.memory is not right.memory:
        return True
    if left.layer is not None and right.layer is not None and equal(left.layer, right.layer) is False:
        return True
    if left.direction is not right.direction:
        return left.direction in ONE_WAY and right.direction in ONE_WAY
    return _other_place(left.step, right.step) or _no_final(left, right) or _no_final(right, left)


def _pairs(left: Tensor, right: Tensor) -> Iterator[tuple[Label, Label]]:
    a, b = left.blocks, right.blocks
    if len(a) == len(b):
        yield from zip(a, b, strict=True)
    elif len(a) == 1 or len(b) == 1:
        yield from ((x, y) for x in a for y in b)


def _no_final(label: Label, final: Label) -> bool:
    """Whether a block is at a step that is not where its direction ends, and the other block is where it does."""
    call = label.call
    if call is None or final.step is not Position.FINAL or not isinstance(label.step, At) or is_one_step(call):
        return False
    if label.direction is Direction.FORWARD:
        return label.is_at_first_step() is True or (not call.packed and label.is_at_last_step() is False)
    if label.direction is Direction.BACKWARD:
        return label.is_at_last_step() is True or label.is_at_first_step() is False
    return False


def _other_place(left: Place | None, right: Place | None) -> bool:
    return isinstance(left, At) and isinstance(right, At) and equal(left.index, right.index) is False


def _other_role(left: Axis, right: Axis) -> bool:
    """Whether one axis runs over steps where the other runs over samples or features."""
    if equal(left.size, 1) is True or equal(right.size, 1) is True:
        return False
    whole = Coordinate.OTHER not in left.coordinates | right.coordinates
    return whole and left.role in ROLES and right.role in ROLES and left.role != right.role


def _clash(left: Dim, right: Dim) -> bool:
    return equal(left, right) is False and equal(left, 1) is not True and equal(right, 1) is not True
