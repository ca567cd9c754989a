"""What a comparison claims to be the same, and what would be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from shapelint.domain.provenance import Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Tensor
from shapelint.domain.words import content_words
from shapelint.findings.building import name_of
from shapelint.findings.denial import is_denied
from shapelint.findings.output_reads import output_slice, state_row
from shapelint.interpreter.events import Compared, Operand
from shapelint.interpreter.spelling import spelled

if TYPE_CHECKING:
    import libcst as cst

BROADCASTING = ("==", "eq", "allclose", "isclose", "assert_allclose")
NUMPY_EXACT = "numpy.testing."
_WEIGHTS_SET = re.compile(r"_reverse\b|\b(?:constant|zeros|ones|fill|zero|copy)_\(")
"""Code that names a backward direction's weights, or gives weights values: directions and layers may then agree."""


def sides(event: Compared) -> tuple[Tensor, Tensor] | None:
    """The two tensors that a comparison claims to be the same; None where it asks something else."""
    left, right = event.left.value, event.right.value
    if not isinstance(left, Tensor) or not isinstance(right, Tensor) or is_denied(event):
        return None
    return left, right


def sets_weights(event: Compared) -> bool:
    """Whether the program may tie or fill weights, so that what is computed with different ones may be the same."""
    module = event.context.seen.module
    return module is not None and _has_weights_set(module)


@lru_cache(maxsize=4)
def _has_weights_set(module: cst.Module) -> bool:
    return _WEIGHTS_SET.search(module.code) is not None


def broadcasts(event: Compared) -> bool:
    """Whether the comparison takes shapes that broadcast (`==`, `allclose`), not equal ones only (`equal`)."""
    return event.name.rpartition(".")[2] in BROADCASTING and not event.name.startswith(NUMPY_EXACT)


def side_words(operand: Operand, tensor: Tensor, *, shape: str = "") -> str:
    """`` `out[:, -1]` is the forward final state and the backward direction's first step``."""
    what = "" if tensor.call is None else content_words(tensor)
    words = ", ".join(text for text in (shape, what) if text)
    return f"`{spelled(operand.node)}` is {words}"


def right_claim(event: Compared, call: Call, left: Sequence[Label], right: Sequence[Label]) -> str:
    """What could be compared instead: the slice of `output` for one state, else each state with its slice."""
    states = [one for one in (_one_state(left), _one_state(right)) if one is not None]
    one = states[0] if len(states) == 1 else None
    if one is not None and one.direction is not None and one.memory is Memory.HIDDEN and one.is_last_layer():
        which = f"{one.direction.value} " if call.layer.bidirectional else ""
        return f"the {which}final state is {output_slice(event, call, one.direction)}"
    ways = (Direction.FORWARD, Direction.BACKWARD) if call.layer.bidirectional else (Direction.FORWARD,)
    same = " and ".join(f"{output_slice(event, call, way)} equals {state_row(event, call, way)}" for way in ways)
    lower = any(label.is_last_layer() is False for label in (*left, *right))
    return f"`{name_of(event, call, 'output')}` holds the last layer only: {same}" if lower else same


def _one_state(labels: Sequence[Label]) -> Label | None:
    """The one block of a side that is a row of `h_n`, where the side is nothing else."""
    return labels[0] if len(labels) == 1 and labels[0].step is Position.FINAL else None
