"""What contradicts a claim about a shape, in words."""

from __future__ import annotations

import re

from shapelint.domain.claim import Claim, Conflict, Contradiction
from shapelint.domain.dim import equal
from shapelint.domain.tensor import Tensor
from shapelint.domain.words import rank_words
from shapelint.findings.building import text_of
from shapelint.interpreter.events import Claimed


def reality(event: Claimed, found: Contradiction) -> str:
    """What the value is, in the claim's own names, and where that is not what is claimed.

    `` `out` is `(batch, seq, 2 * hidden)`: axis 2 is `2 * hidden`, both directions``.
    """
    tensor = event.value.value
    assert isinstance(tensor, Tensor)
    sizes = [_size(tensor, event.claim, found, axis) for axis in range(tensor.rank)]
    shape = f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"
    return f"`{text_of(event.value.node)}` is `{shape}`{_because(tensor, event.claim, found, sizes)}"


def _because(tensor: Tensor, claim: Claim, found: Contradiction, sizes: list[str]) -> str:
    match found.kind:
        case Conflict.RANK:
            count = len(claim.sizes)
            return f", {rank_words(tensor.rank)} and not {count}"
        case Conflict.ORDER:
            return f": axis {found.axis} is {_role(tensor, found.axis)}, not the batch"
        case _:
            return f": axis {found.axis} is `{sizes[found.axis]}`{_directions(tensor, found.axis)}"


def _size(tensor: Tensor, claim: Claim, found: Contradiction, axis: int) -> str:
    """The size of an axis as the claim would say it: by the name of that size, or as a multiple of the claimed one."""
    size = tensor.sizes[axis]
    if found.kind is not Conflict.SIZE or (claim.axis is not None and axis != found.axis):
        return str(size)
    claimed = claim.sizes[axis if claim.axis is None else 0]
    if claim.axis is None and (claimed.size is None or equal(claimed.size, size) is not False):
        return claimed.text
    same = {each.text for each in claim.sizes if each.size == size}
    if len(same) == 1:
        return same.pop()
    per = None if claimed.size is None else claimed.size.known
    if size.known is None or not per or size.known % per or not _NAME.fullmatch(claimed.text):
        return str(size)
    return f"{size.known // per} * {claimed.text}" if tensor.axes[axis].role in ("feature", "state") else str(size)


_NAME = re.compile(r"[A-Za-z_][\w.]*")
"""A claimed size that is a name, so that a multiple of it can be told."""


def _role(tensor: Tensor, axis: int) -> str:
    role = tensor.axes[axis].role
    return "layers and directions" if role in ("state", "layer", "direction") else role


def _directions(tensor: Tensor, axis: int) -> str:
    """Whose sizes these are, where both directions stand side by side or below each other."""
    call = tensor.call
    if call is None or not call.layer.bidirectional:
        return ""
    role, size = tensor.axes[axis].role, tensor.sizes[axis]
    if role == "feature" and size == call.layer.state_size * 2:
        return ", both directions"
    return ", one row for each layer and direction" if role == "state" and size == call.layer.rows else ""
