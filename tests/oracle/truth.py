"""The truth about the calls of one program: every state by coordinates and value, and where torch put each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from shapelint.domain.recurrent import Call, Kind
from tests.domain.coordinates import NAMES, NOWHERE, TrueResults, Truth, concrete_call, truth_of
from tests.oracle.layers import RealCall, Returned, packed_like
from tests.oracle.stepping import states

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MEMORIES = ("h", "c")


class WrongTruth(AssertionError):
    """What the oracle itself holds for true is not what torch computes: the oracle is wrong, not the domain."""


@dataclass(frozen=True)
class Cells:
    """Every state of every call: its coordinates (an array per name) and its value.

    `final`: its direction ends there; `last`: its sequence does. `reads` tells which steps of its call's input a state
    depends on. Padding is 0, as `pad_packed_sequence` has it.
    """

    of: dict[str, Ints]
    final: Bools
    last: Bools
    value: NDArray[np.float64]
    reads: Bools


_NO_CELLS = Cells({}, np.zeros(0, dtype=bool), np.zeros(0, dtype=bool), np.zeros(0), np.zeros((0, 0), dtype=bool))


@dataclass(frozen=True)
class Layout:
    """Where the states are in what a call returned: a tensor per coordinate for `output`, `h_n` and `c_n`."""

    output: dict[str, torch.Tensor]
    hidden: dict[str, torch.Tensor]
    cell: dict[str, torch.Tensor] | None
    call: RealCall

    def masks(self, name: str, value: int) -> Returned:
        """True where this coordinate has this value."""
        cell = None if self.cell is None else self.cell[name] == value
        return Returned(self._packed(self.output[name] == value), self.hidden[name] == value, cell)

    def _packed(self, mask: torch.Tensor) -> Any:
        given = self.call.returned.output
        if not isinstance(given, PackedSequence):
            return mask
        return PackedSequence(mask, given.batch_sizes, given.sorted_indices, given.unsorted_indices)


@dataclass(frozen=True)
class Calls:
    """All calls of a program."""

    real: list[RealCall]
    cells: Cells
    layouts: list[Layout]
    lines: list[int]
    """The lines that calls stand in: the coordinate `call` counts these, `turn` the calls of one line in order."""

    def place(self, number: int) -> tuple[int, int]:
        """The coordinates `call` and `turn` of the call with this number."""
        line = self.real[number].line
        return self.lines.index(line), sum(call.line == line for call in self.real[:number])

    def count(self, name: str) -> int:
        """How many values a coordinate takes."""
        return int(self.cells.of[name].max(initial=0)) + 1


def calls_of(real: list[RealCall]) -> Calls:
    """The truth about these calls. Raises WrongTruth where torch has other values."""
    with torch.no_grad():
        true = [states(call) for call in real]
    lines = sorted({call.line for call in real})
    placed = Calls(real, _NO_CELLS, [], lines)
    places = [placed.place(number) for number in range(len(real))]
    layouts = [_layout(call, place) for call, place in zip(real, places, strict=True)]
    several = [_cells(call, place, values) for call, place, values in zip(real, places, true, strict=True)]
    for call, layout, memories in zip(real, layouts, true, strict=True):
        _verify(call, layout, memories)
    return replace(placed, cells=_together(several), layouts=layouts)


def _cells(call: RealCall, place: tuple[int, int], true: dict[str, torch.Tensor]) -> Cells:
    return _together([_memory_cells(call, place, memory, values) for memory, values in true.items()])


def _memory_cells(call: RealCall, place: tuple[int, int], memory: str, values: torch.Tensor) -> Cells:
    grid = [axis.ravel() for axis in np.indices(values.shape)]
    of = dict(zip(("layer", "direction", "step", "sample", "unit"), grid, strict=True))
    of["call"] = np.full(grid[0].shape, place[0])
    of["turn"] = np.full(grid[0].shape, place[1])
    of["memory"] = np.full(grid[0].shape, MEMORIES.index(memory))
    ends = np.array(call.lengths or (call.steps,) * values.shape[3]) - 1
    last = of["step"] == ends[of["sample"]]
    final = np.where(of["direction"] == 0, last, of["step"] == 0)
    reads = _reads(call, of, ends)
    if call.batch is None:
        of["sample"] = np.full(grid[0].shape, NOWHERE)
    return Cells(of, final, last, values.nan_to_num().numpy().ravel(), reads)


def _reads(call: RealCall, of: dict[str, Ints], ends: Ints) -> Bools:
    """Per input step whether each state depends on it: what its direction passed; above two directions everything."""
    steps = np.arange(call.steps)[:, None]
    valid = (steps <= ends[of["sample"]]) & (of["step"] <= ends[of["sample"]])
    passed = np.where(of["direction"] == 0, steps <= of["step"], steps >= of["step"])
    everything = (of["layer"] > 0) & bool(call.layer.bidirectional)
    return valid & (passed | everything)


def _together(cells: Sequence[Cells]) -> Cells:
    of = {name: np.concatenate([each.of[name] for each in cells]) for name in (*NAMES, "turn")}
    longest = max(each.reads.shape[0] for each in cells)
    reads = [np.pad(each.reads, ((0, longest - each.reads.shape[0]), (0, 0))) for each in cells]
    return Cells(
        of,
        np.concatenate([each.final for each in cells]),
        np.concatenate([each.last for each in cells]),
        np.concatenate([each.value for each in cells]),
        np.concatenate(reads, axis=1),
    )


def _layout(call: RealCall, place: tuple[int, int]) -> Layout:
    layer = call.layer
    kind = Kind.LSTM if isinstance(layer, nn.LSTM) else Kind.GRU if isinstance(layer, nn.GRU) else Kind.RNN
    packed = call.lengths is not None
    key = (place[0], str(layer), call.steps, call.batch)
    like = concrete_call(
        key, kind=kind, layers=layer.num_layers, bidirectional=layer.bidirectional, hidden=layer.hidden_size,
        steps=call.steps, batch=call.batch, projection=layer.proj_size, batch_first=layer.batch_first and not packed,
        packed=packed,
    )  # fmt: skip
    true = _true_results(like, place[0], call.lengths)
    output = _with_final(true.output, call, place[1])
    if packed:
        assert isinstance(call.given, PackedSequence)
        output = {name: packed_like(call.given, values).data for name, values in output.items()}
    cell = None if true.c_n is None else _with_final(true.c_n, call, place[1])
    return Layout(output, _with_final(true.h_n, call, place[1]), cell, call)


@lru_cache(maxsize=512)
def _true_results(like: Call, index: int, lengths: tuple[int, ...] | None) -> TrueResults:
    return truth_of(like, index, lengths)


def _with_final(truth: Truth, call: RealCall, turn: int) -> dict[str, torch.Tensor]:
    """The coordinates, `turn`, and `final`: 1 where a state is its direction's final one, else 0."""
    of = dict(truth.of)
    of["turn"] = torch.full_like(of["step"], turn)
    lengths = call.lengths
    ends = torch.tensor(call.steps - 1) if lengths is None else torch.tensor(lengths)[of["sample"]] - 1
    of["final"] = torch.where(of["direction"] == 0, of["step"] == ends, of["step"] == 0).long()
    return of


def _verify(call: RealCall, layout: Layout, true: dict[str, torch.Tensor]) -> None:
    """The states worked out by hand, looked up where the layout has them, are what torch returned."""
    places = [(layout.output, call.returned.output, "h"), (layout.hidden, call.returned.hidden, "h")]
    if layout.cell is not None and call.returned.cell is not None:
        places.append((layout.cell, call.returned.cell, "c"))
    for of, real, memory in places:
        values = real.data if isinstance(real, PackedSequence) else real
        sample = of["sample"].clamp(min=0)
        expected = true[memory][of["layer"], of["direction"], of["step"], sample, of["unit"]]
        if expected.shape != values.shape or not torch.allclose(expected, values, rtol=0, atol=1e-10):
            raise WrongTruth(f"{call.layer} {memory}")
