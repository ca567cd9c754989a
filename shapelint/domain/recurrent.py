"""Recurrent layers as they were constructed, and one call of one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field
from enum import Enum

from shapelint.domain.dim import ONE, ZERO, Dim
from shapelint.frozen import dataclass


class Kind(str, Enum):
    """Which of torch's recurrent layers."""

    LSTM = "LSTM"
    GRU = "GRU"
    RNN = "RNN"


@dataclass(frozen=True)
class Recurrent:
    """A recurrent layer: the arguments of its constructor (CLAIMS.md 6). Flags are resolved; sizes may be symbolic.

    `at` is where it was constructed: an opaque token of whoever built the value, never compared.
    `input_size` is None where it could not be followed. `given` names the arguments that are no defaults. `identity`
    tells the layer from others that are equal, where that is known.
    """

    kind: Kind
    input_size: Dim | None
    hidden_size: Dim
    num_layers: Dim = ONE
    bias: bool | None = True
    batch_first: bool = False
    dropout: float | None = 0.0
    bidirectional: bool = False
    proj_size: Dim = ZERO
    nonlinearity: str | None = "tanh"
    name: str = field(default="", compare=False)
    at: Hashable = field(default=None, compare=False, repr=False)
    given: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    identity: Hashable = field(default=None, compare=False, repr=False)

    @property
    def directions(self) -> int:
        """D: 2 if bidirectional else 1."""
        return 2 if self.bidirectional else 1

    @property
    def rows(self) -> Dim:
        """L * D, the size of the state axis of `h_n` and `c_n` (CLAIMS.md 2)."""
        return self.num_layers * self.directions

    @property
    def state_size(self) -> Dim:
        """R, the width of one direction of `output` and of `h_n`: `proj_size`, or `hidden_size` without one (5)."""
        return self.hidden_size if self.proj_size == ZERO else self.proj_size


def same_layer(left: Recurrent, right: Recurrent) -> bool | None:
    """Whether two layers are one and the same object, None where that is not known."""
    if left.identity is not None and right.identity is not None:
        return left.identity == right.identity
    return None if left.at == right.at else False


class Memory(str, Enum):
    """Which recurrence a value belongs to: the hidden state `h` (also `output`) or the LSTM's cell state `c`."""

    HIDDEN = "h"
    CELL = "c"


EVEN = "even"
"""What tells lengths from others begins with this where all of them are the same."""


@dataclass(frozen=True)
class Call:
    """One call of a layer. Two calls are the same when their keys are.

    `steps` is T, `batch` is B (None: unbatched input). `packed`: the input was a PackedSequence, so sequences end at
    different steps and `h_n` is each one's own last valid step (CLAIMS.md 4); `lengths` tells their lengths from
    others. `assumed_batched`: the input's rank was not known and taken to be 3; `rank` is what it was, where that has
    a name.
    """

    key: Hashable
    layer: Recurrent = field(compare=False)
    steps: Dim = field(compare=False)
    batch: Dim | None = field(compare=False)
    packed: bool = field(default=False, compare=False)
    assumed_batched: bool = field(default=False, compare=False)
    rank: Dim | None = field(default=None, compare=False, repr=False)
    has_initial_state: bool = field(default=False, compare=False)
    lengths: Hashable = field(default=None, compare=False, repr=False)
    at: Hashable = field(default=None, compare=False, repr=False)

    @property
    def is_even(self) -> bool:
        """Whether the sequences that were packed are known to be of one length: nothing of them is padding."""
        return isinstance(self.lengths, tuple) and self.lengths[:1] == (EVEN,)
