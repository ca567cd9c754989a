"""Which call, memory, layer, direction, step, sample and feature an element of a tensor is.

A `Label` fixes some of these coordinates; the digits of a tensor's axes (see `tensor.py`) run over the others. A
coordinate that neither fixes nor runs over is unknown.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field, replace
from enum import Enum

from shapelint.domain.dim import Dim, equal
from shapelint.domain.recurrent import Call, Memory
from shapelint.frozen import dataclass


class Direction(str, Enum):
    """Which direction of a bidirectional layer; `BOTH` is the elementwise sum (or mean, or maximum) of the two."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


class Position(str, Enum):
    """A place along an axis that is not an index."""

    FINAL = "final"
    """The step at which the direction ends: T-1 (the last valid one if packed) for forward, 0 for backward."""
    LAST = "last"
    """The last valid step of a packed sequence, where it is not the one at which the direction ends."""
    SOME = "some"
    """One place, not known which (a loop index, a gathered length)."""
    POOLED = "pooled"
    """All places at once: a sum, mean or maximum over the axis."""


@dataclass(frozen=True)
class At:
    """The place with this index, counted from 0."""

    index: Dim


Place = At | Position


@dataclass(frozen=True)
class Label:
    """Fixed coordinates. `verbatim` is False once a function (`tanh`, dropout, a scale) was applied to the values.

    `made` is where a coordinate was last fixed: an opaque token, never compared; messages point there.
    """

    call: Call | None = None
    memory: Memory | None = None
    layer: Dim | None = None
    direction: Direction | None = None
    step: Place | None = None
    sample: Place | None = None
    unit: Place | None = None
    verbatim: bool = True
    made: Hashable = field(default=None, compare=False, repr=False)

    def joined(self, inner: Label) -> Label:
        """The label of an element whose coordinates are fixed partly here, partly by `inner`."""
        return Label(
            self.call or inner.call,
            self.memory or inner.memory,
            self.layer if inner.layer is None else inner.layer,
            inner.direction or self.direction,
            inner.step or self.step,
            inner.sample or self.sample,
            inner.unit or self.unit,
            self.verbatim and inner.verbatim,
            inner.made or self.made,
        ).normal()

    def normal(self) -> Label:
        """The same label with a step that is a direction's own last one written as `FINAL` (CLAIMS.md 10, 11)."""
        call = self.call
        if call is None or self.memory is not Memory.HIDDEN:
            return self
        if self.step is Position.LAST and self.direction is Direction.FORWARD:
            return replace(self, step=Position.FINAL)
        if not isinstance(self.step, At):
            return self
        if self.direction is Direction.FORWARD and not call.packed and equal(self.step.index, call.steps - 1):
            return replace(self, step=Position.FINAL)
        if self.direction is Direction.BACKWARD and equal(self.step.index, 0):
            return replace(self, step=Position.FINAL)
        return self

    def is_last_layer(self) -> bool | None:
        """Whether the element belongs to the last layer, three-valued."""
        if self.call is None or self.layer is None:
            return None
        return equal(self.layer, self.call.layer.num_layers - 1)

    def is_at_last_step(self) -> bool | None:
        """Whether the element is what its direction computed at step T-1, three-valued."""
        match self.step:
            case At(index) if self.call is not None:
                return equal(index, self.call.steps - 1)
            case Position.LAST:
                return True
            case Position.FINAL if self.call is not None and self.direction is Direction.BACKWARD:
                return equal(self.call.steps, 1)
            case Position.FINAL if self.call is not None and self.direction is Direction.FORWARD:
                return None if self.call.packed else True
            case _:
                return None

    def is_at_first_step(self) -> bool | None:
        """Whether the element is what its direction computed at step 0, three-valued."""
        match self.step:
            case At(index):
                return equal(index, 0)
            case Position.FINAL if self.direction is Direction.BACKWARD:
                return True
            case Position.FINAL if self.call is not None and self.direction is Direction.FORWARD:
                return None if self.call.packed else equal(self.call.steps, 1)
            case _:
                return None


UNLABELLED = Label()
