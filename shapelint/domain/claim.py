"""A claim about a tensor's shape, as an assertion, a comment or an annotation makes it, and what contradicts it.

Only what is certain contradicts: another number of axes, a size that differs whatever the unknown sizes are, or batch
said of an axis that is time (or layers) while the batch is another axis.
"""

from __future__ import annotations

from enum import Enum

from shapelint.domain.dim import Dim, equal
from shapelint.domain.layout import BATCH, TIME, is_time
from shapelint.domain.tensor import Axis, Coordinate, Tensor
from shapelint.frozen import dataclass


class Source(str, Enum):
    """How a claim is made."""

    ASSERTION = "assertion"
    COMMENT = "comment"
    ANNOTATION = "annotation"


@dataclass(frozen=True)
class ClaimedSize:
    """One axis of a claim: its size where it is known to be one, its role where its name is unmistakable."""

    text: str
    size: Dim | None = None
    role: Coordinate | None = None


@dataclass(frozen=True)
class Claim:
    """A shape as claimed. With `axis` only that axis is spoken of (`x.size(0) == batch`), and there is one size."""

    source: Source
    sizes: tuple[ClaimedSize, ...]
    axis: int | None = None

    @property
    def text(self) -> str:
        """`(batch, seq, hidden)`."""
        inner = ", ".join(size.text for size in self.sizes)
        return f"({inner},)" if len(self.sizes) == 1 else f"({inner})"


class Conflict(str, Enum):
    """What contradicts a claim."""

    RANK = "rank"
    SIZE = "size"
    ORDER = "order"


@dataclass(frozen=True)
class Contradiction:
    """What contradicts a claim, and on which axis."""

    kind: Conflict
    axis: int = 0


def contradiction(tensor: Tensor, claim: Claim) -> Contradiction | None:
    """What contradicts a claim about a tensor for certain, None where nothing does."""
    if claim.axis is not None:
        return _of_one_axis(tensor, claim.axis, claim.sizes[0])
    if len(claim.sizes) != tensor.rank:
        return None if _may_be_unbatched(tensor, claim) else Contradiction(Conflict.RANK)
    roles = [_role(tensor, size) for size in claim.sizes]
    for i, axis in enumerate(tensor.axes):
        if _is_exchanged(tensor, axis, roles, i):
            return Contradiction(Conflict.ORDER, i)
    for i, (size, given) in enumerate(zip(claim.sizes, tensor.sizes, strict=True)):
        if size.size is not None and equal(size.size, given) is False:
            return Contradiction(Conflict.SIZE, i)
    return None


def stated_otherwise(value: object, claim: Claim) -> bool:
    """Whether a claim about a tensor has time and batch the other way round."""
    found = contradiction(value, claim) if isinstance(value, Tensor) else None
    return found is not None and found.kind is Conflict.ORDER


def _of_one_axis(tensor: Tensor, axis: int, claimed: ClaimedSize) -> Contradiction | None:
    if claimed.size is None or not -tensor.rank <= axis < tensor.rank:
        return None
    place = axis % tensor.rank
    return Contradiction(Conflict.SIZE, place) if equal(claimed.size, tensor.sizes[place]) is False else None


def _may_be_unbatched(tensor: Tensor, claim: Claim) -> bool:
    """Whether the rank was only taken to be what it is, and the claim is of a tensor without a batch."""
    call = tensor.call
    if call is not None and not call.assumed_batched:
        return False
    without_batch = all(size.role is not Coordinate.BATCH for size in claim.sizes)
    return without_batch and len(claim.sizes) == tensor.rank - 1


def _role(tensor: Tensor, claimed: ClaimedSize) -> Coordinate | None:
    """The role that a claimed size has by its name, or because it is the very size of a batch or time axis."""
    if claimed.role is not None:
        return claimed.role
    if claimed.size is None or claimed.size.known is not None:
        return None
    roles = [
        role
        for axis in tensor.axes
        for role, kinds in ((Coordinate.TIME, TIME), (Coordinate.BATCH, BATCH))
        if axis.coordinates == kinds and axis.size == claimed.size
    ]
    return roles[0] if len(roles) == 1 else None


def _is_exchanged(tensor: Tensor, axis: Axis, roles: list[Coordinate | None], index: int) -> bool:
    """Whether an axis is said to be the batch that is something else, while the batch is another axis."""
    if roles[index] is not Coordinate.BATCH or not axis.coordinates or Coordinate.BATCH in axis.coordinates:
        return False
    if Coordinate.OTHER in axis.coordinates or roles.count(Coordinate.BATCH) != 1 or tensor.scrambled:
        return False
    batch = [i for i, other in enumerate(tensor.axes) if other.coordinates == BATCH]
    if len(batch) != 1 or equal(tensor.sizes[batch[0]], axis.size) is True:
        return False
    said = roles[batch[0]]
    if is_time(axis):
        return said is Coordinate.TIME or said is None
    return axis.coordinates <= {Coordinate.LAYER, Coordinate.DIRECTION}

