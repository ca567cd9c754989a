"""Recurrent layers under torch as the oracle needs them: calls recorded, answered from memory, or fed with NaN."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, cast

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

Value = torch.Tensor | PackedSequence
PROGRAM = "program"
"""The file name that programs are compiled under."""


@dataclass(frozen=True)
class Returned:
    """What one call of a layer returned; `cell` is None unless the layer is an LSTM."""

    output: Value
    hidden: torch.Tensor
    cell: torch.Tensor | None

    @staticmethod
    def of(results: Any) -> Returned:
        """From torch's own tuple."""
        output, state = results
        return Returned(output, *state) if isinstance(state, tuple) else Returned(output, state, None)

    def as_torch(self) -> tuple[Any, Any]:
        """As torch returns it."""
        return self.output, self.hidden if self.cell is None else (self.hidden, self.cell)

    def filled(self, masks: Returned) -> Returned:
        """With NaN wherever a mask is true."""
        cell = None if self.cell is None or masks.cell is None else _filled(self.cell, masks.cell)
        return Returned(_filled(self.output, masks.output), _filled(self.hidden, masks.hidden), cell)


@dataclass(frozen=True)
class RealCall:
    """One call that really happened."""

    layer: nn.RNNBase
    given: Value
    state: Any
    returned: Returned
    line: int
    """Of the program: where the layer is called."""

    @property
    def lengths(self) -> tuple[int, ...] | None:
        """The length of each sample's sequence, where the input was packed."""
        if not isinstance(self.given, PackedSequence):
            return None
        return tuple(int(length) for length in pad_packed_sequence(self.given)[1])

    @property
    def steps(self) -> int:
        """T."""
        if isinstance(self.given, PackedSequence):
            return int(self.given.batch_sizes.numel())
        return int(self.given.shape[1 if self.layer.batch_first and self.given.dim() == 3 else 0])

    @property
    def rows(self) -> int:
        """L * D."""
        return self.layer.num_layers * (2 if self.layer.bidirectional else 1)

    @property
    def batch(self) -> int | None:
        """B; None for an unbatched input."""
        if isinstance(self.given, PackedSequence):
            return int(self.given.batch_sizes[0])
        return None if self.given.dim() == 2 else int(self.given.shape[0 if self.layer.batch_first else 1])

    def padded_input(self) -> torch.Tensor:
        """The input as `(T, B, I)`."""
        if isinstance(self.given, PackedSequence):
            return pad_packed_sequence(self.given)[0]
        if self.given.dim() == 2:
            return self.given.unsqueeze(1)
        return self.given.transpose(0, 1) if self.layer.batch_first else self.given

    def input_filled(self, step: int | None, sample: int | None) -> Value:
        """The input with NaN in one step or one sample (None: in all of them)."""
        mask = torch.zeros(self.padded_input().shape, dtype=torch.bool)
        mask[slice(None) if step is None else step, slice(None) if sample is None else sample] = True
        if isinstance(self.given, PackedSequence):
            return cast(Value, _filled(self.given, packed_like(self.given, mask)))
        if self.given.dim() == 2:
            return cast(Value, _filled(self.given, mask.squeeze(1)))
        return cast(Value, _filled(self.given, mask.transpose(0, 1) if self.layer.batch_first else mask))


def packed_like(packed: PackedSequence, padded: torch.Tensor) -> PackedSequence:
    """A padded `(T, B, ...)` tensor packed in the order of another one."""
    order = packed.sorted_indices
    columns = padded if order is None else padded[:, order]
    rows = [columns[t, : int(size)] for t, size in enumerate(packed.batch_sizes)]
    return replace_data(packed, torch.cat(rows))


def replace_data(packed: PackedSequence, data: torch.Tensor) -> PackedSequence:
    """The same packing with other values."""
    return PackedSequence(data, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)


def _filled(value: Any, mask: Any) -> Any:
    if isinstance(value, PackedSequence):
        return replace_data(value, _filled(value.data, mask.data))
    filled = value.masked_fill(mask, torch.nan)
    if 0 in value.stride():
        return filled
    # in the same places of memory, so that a `view` which was possible still is
    return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype).copy_(filled)


Answer = Callable[[int, Callable[..., Any], nn.RNNBase, Any, Any], Any]
"""From the number of a call, torch's own forward, the layer, the input and the state to what the call returns."""


@dataclass
class Tape:
    """The calls of recurrent layers in order. `answer` stands in for torch's forward where it is given."""

    answer: Answer | None = None
    calls: list[RealCall] = field(default_factory=list)
    count: int = 0

    def called(self, forward: Callable[..., Any], layer: nn.RNNBase, given: Any, state: Any) -> Any:
        """One call of a layer."""
        number, self.count = self.count, self.count + 1
        if self.answer is not None:
            return self.answer(number, forward, layer, given, state)
        results = forward(layer, given, state)
        self.calls.append(RealCall(layer, given, state, Returned.of(results), _line()))
        return results


def _line() -> int:
    """The line of the program that is running."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != PROGRAM:
        frame = frame.f_back
    assert frame is not None
    return frame.f_lineno


@contextmanager
def intercepted(tape: Tape) -> Iterator[Tape]:
    """Within this context every call of a recurrent layer goes through the tape."""
    kinds = (nn.LSTM, nn.GRU, nn.RNN)
    own = [kind.forward for kind in kinds]
    for kind, forward in zip(kinds, own, strict=True):
        setattr(kind, "forward", _through(tape, forward))  # noqa: B010
    try:
        yield tape
    finally:
        for kind, forward in zip(kinds, own, strict=True):
            setattr(kind, "forward", forward)  # noqa: B010


def _through(tape: Tape, own: Callable[..., Any]) -> Callable[..., Any]:
    def forward(self: nn.RNNBase, input: Any, hx: Any = None) -> Any:
        return tape.called(own, self, input, hx)

    return forward


def with_nan_cells(calls: list[RealCall], masks: list[Returned]) -> Answer:
    """Every call returns what it returned before, with NaN where its masks are true."""
    filled = [call.returned.filled(mask).as_torch() for call, mask in zip(calls, masks, strict=True)]
    return lambda number, forward, layer, given, state: filled[number]


def with_nan_input(calls: list[RealCall], which: int, step: int | None, sample: int | None) -> Answer:
    """One call is worked out anew from an input with NaN in it; the others return what they returned before."""

    def answer(number: int, forward: Callable[..., Any], layer: nn.RNNBase, given: Any, state: Any) -> Any:
        if number != which:
            return calls[number].returned.as_torch()
        return forward(layer, calls[number].input_filled(step, sample), calls[number].state)

    return answer


__all__ = [
    "PROGRAM",
    "RealCall",
    "Returned",
    "Tape",
    "intercepted",
    "packed_like",
    "with_nan_cells",
    "with_nan_input",
]
