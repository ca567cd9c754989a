"""The truth of marks: the states that marked cells are, as `tests.oracle.stepping` works them out by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.rnn import PackedSequence

from tests.oracle.layers import RealCall, Returned
from tests.oracle.truth import Calls, Layout
from tests.picture.marked import MarkedCell

Array = NDArray[Any]
CLOSE, CLOSE_IN_SINGLE = 1e-10, 1e-6
LAST_VALID = "last valid"


@dataclass(frozen=True)
class Taken:
    """A marked cell of a call that really happened: `layers` and `steps` are those it stands for, most often one."""

    number: int
    mark: MarkedCell
    layers: tuple[int, ...]
    steps: tuple[tuple[int, tuple[int, ...] | None], ...]
    call: RealCall

    @property
    def place(self) -> object:
        """Which cell it is."""
        return self.number, self.mark.memory, self.layers, self.mark.direction, self.steps

    def values(self, true: list[dict[str, torch.Tensor]]) -> list[Array]:
        """The true states of the cell, flat, for each step that it stands for."""
        found = []
        for layer, (step, samples) in product(self.layers, self.steps):
            values = true[self.number][self.mark.memory][layer, self.mark.direction, step].numpy()
            values = values if samples is None else values[list(samples)]
            values = values if self.mark.features is None else values[:, list(self.mark.features)]
            found.append(values[~np.isnan(values)].ravel())
        return found


def sequences_of(slots: list[list[Taken]], true: list[dict[str, torch.Tensor]]) -> dict[tuple[int, int], list[float]]:
    """For each sample and feature the values of the marked cells in order; NaN where a cell has none."""
    first = slots[0][0].call
    batch = first.batch or 1
    width = max(true[each.number][each.mark.memory].shape[-1] for slot in slots for each in slot)
    found = {(b, u): [float("nan")] * len(slots) for b in range(batch) for u in range(width)}
    for order, slot in enumerate(slots):
        for each in slot:
            states_ = true[each.number][each.mark.memory][each.layers[0], each.mark.direction]
            for step, samples in each.steps:
                for b in range(states_.shape[1]) if samples is None else samples:
                    for u in range(states_.shape[2]) if each.mark.features is None else each.mark.features:
                        found.setdefault((b, u), [float("nan")] * len(slots))[order] = float(states_[step, b, u])
    return found


def has_twins(sequences: Mapping[tuple[int, int], list[float]]) -> bool:
    """Whether two of these states have the same value."""
    values = [round(value, 9) for sequence in sequences.values() for value in sequence if not np.isnan(value)]
    return len(set(values)) < len(values)


def next_place(sequence: list[float], at: int) -> int | None:
    """The next place that has a value."""
    return next((place for place in range(at, len(sequence)) if not np.isnan(sequence[place])), None)


def tolerance(value: Array) -> float:
    """How near values are that are the same."""
    return CLOSE if value.dtype.itemsize == 8 else CLOSE_IN_SINGLE


def elements_of(value: Array, taken: list[Taken]) -> Array:
    """The elements in order; without the zeros that stand for padding."""
    elements = value.ravel().astype(np.float64)
    return elements[elements != 0] if any(each.call.lengths for each in taken) else elements


class UnknownNumber(Exception):
    """A name in a place of the picture that stands for no number that the program knows."""


def is_a_run(places: list[int], total: int) -> bool:
    """Whether all of these exist and are different, as the picture takes them to be."""
    return places == sorted(set(places)) and all(0 <= place < total for place in places)


def number_of(text: str, numbers: Mapping[str, Any]) -> int:
    """A layer or step of the picture as a number: `num_layers - 1`, `T - 1`, `args.hidden_size`."""

    def value(found: re.Match[str]) -> str:
        name = found[0].rpartition(".")[2].removesuffix("']").rpartition("['")[2]
        if not isinstance(numbers.get(name), int):
            raise UnknownNumber(text)
        return str(int(numbers[name]))

    return int(eval(re.sub(r"[A-Za-z_][\w.]*(\['\w+'\])?", value, text)))


def steps_of(
    mark: MarkedCell, drawn: list[str], call: RealCall, numbers: Mapping[str, Any]
) -> tuple[tuple[int, tuple[int, ...] | None], ...]:
    """The real steps of a marked cell. `last valid` is each sequence's own."""
    if mark.step == LAST_VALID:
        lengths = call.lengths or (call.steps,) * (call.batch or 1)
        own = range(len(lengths)) if mark.samples is None else mark.samples
        return tuple((lengths[sample] - 1, (sample,)) for sample in own)
    numbers = {**numbers, "T": call.steps}
    step = number_of(mark.step, numbers)
    if "steps" not in mark.goes_on:
        return ((step, mark.samples),) if 0 <= step < call.steps else ()
    following = drawn[drawn.index(mark.step) + 1]
    end = call.steps if following == LAST_VALID else number_of(following, numbers)
    return tuple((each, mark.samples) for each in range(step, max(end, step + 1)) if each < call.steps)


def mask_of(calls: Calls, number: int, taken: list[Taken]) -> Returned:
    """True where what a call returned is one of the marked cells."""
    layout: Layout = calls.layouts[number]

    def inside(of: dict[str, torch.Tensor], memory: str) -> torch.Tensor:
        found = torch.zeros_like(of["layer"], dtype=torch.bool)
        for each in taken:
            if each.number != number or each.mark.memory != memory:
                continue
            for layer, (step, samples) in product(each.layers, each.steps):
                here = (of["layer"] == layer) & (of["direction"] == each.mark.direction) & (of["step"] == step)
                if samples is not None:
                    here &= torch.isin(of["sample"], torch.tensor(samples))
                found |= here
        return found

    cell = None if layout.cell is None else inside(layout.cell, "c")
    output: Any = inside(layout.output, "h")
    given = calls.real[number].returned.output
    if isinstance(given, PackedSequence):
        output = PackedSequence(output, given.batch_sizes, given.sorted_indices, given.unsorted_indices)
    return Returned(output, inside(layout.hidden, "h"), cell)


def inverse(mask: Returned) -> Returned:
    output: Any = mask.output
    if isinstance(output, PackedSequence):
        output = PackedSequence(~output.data, output.batch_sizes, output.sorted_indices, output.unsorted_indices)
    else:
        output = ~output
    return Returned(output, ~mask.hidden, None if mask.cell is None else ~mask.cell)
