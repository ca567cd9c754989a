"""What contradicts a claim about a shape, in words."""

from __future__ import annotations

from shapelint.domain.claim import Claim, Contradiction, Kind
from shapelint.domain.tensor import Tensor
from shapelint.domain.words import shape_words
from shapelint.interpreter.events import Claimed
from shapelint.interpreter.findings import text_of


def reality(event: Claimed, found: Contradiction) -> str:
    """What the value is, and where that is not what is claimed: `` `out` is `(4, 5, 32)`: axis 2 is `32` ``."""
    tensor = event.value.value
    assert isinstance(tensor, Tensor)
    return f"`{text_of(event.value.node)}` is `{shape_words(tensor)}`{_because(tensor, event.claim, found)}"


def _because(tensor: Tensor, claim: Claim, found: Contradiction) -> str:
    match found.kind:
        case Kind.RANK:
            count = len(claim.sizes)
            return f", {_axes(tensor.rank)} and not {count}"
        case Kind.ORDER:
            return f": axis {found.axis} is {_role(tensor, found.axis)}, not the batch"
        case _:
            return f": axis {found.axis} is `{tensor.sizes[found.axis]}`{_directions(tensor, found.axis)}"


def _axes(rank: int) -> str:
    return "1 axis" if rank == 1 else f"{rank} axes"


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
