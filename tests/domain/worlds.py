"""A tensor as the domain has it, side by side with the truth in several worlds.

Sizes may be numbers or symbols. A `World` gives every symbol a number; the same symbolic chain of operations is run in
several worlds and must be right in each. What torch refuses in a world ends that world: code is assumed to run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import torch

from shapelint.domain.dim import ONE, Dim, Symbol
from shapelint.domain.recurrent import Call, Kind
from shapelint.domain.tensor import Tensor, results_of
from tests.domain.coordinates import (
    Truth,
    concrete,
    concrete_call,
    disagreements,
    is_mixed,
    substituted,
    truth_of,
)

Choose = Callable[[Sequence[Any]], Any]
"""Picks one of several options; hypothesis or a random generator behind it."""
Apply = Callable[[torch.Tensor], torch.Tensor]


@dataclass
class World:
    """Numbers for the symbols, and the true coordinates of the tensor at hand."""

    values: dict[Symbol, int]
    truth: Truth


@dataclass
class Chain:
    """A tensor as the domain has it, in several worlds at once."""

    choose: Choose
    call: Call
    tensor: Tensor
    worlds: list[World]
    history: list[str] = field(default_factory=list)
    answered: int = 0
    asked: int = 0
    fresh: Any = field(default_factory=count)

    def symbol(self, values: Sequence[int], least: int | None) -> Dim:
        """A new symbol with a value in each world."""
        symbol = Symbol(f"s{next(self.fresh)}", "s", least=least)
        for world, value in zip(self.worlds, values, strict=True):
            world.values[symbol] = value
        return Dim.of(symbol)

    def step(self, name: str, result: Tensor | None, real: Callable[[World], Apply]) -> None:
        """Accept what the domain says, apply the same to each world, and check every claim."""
        self.asked += 1
        worlds = [moved for world in self.worlds if (moved := _moved(world, real(world))) is not None]
        if result is None or not worlds:
            return
        self.answered += 1
        self.history.append(name)
        before, self.tensor, self.worlds = self.tensor, result, worlds
        self.check()
        if result.scrambled and not before.scrambled and _is_fully_stated(before):
            assert all(is_mixed(world.truth) for world in worlds), f"not mixed: {self.history}"

    def check(self) -> None:
        """Compare every claim with the truth of every world."""
        for world in self.worlds:
            wrong = disagreements(substituted(self.tensor, world.values), world.truth)
            assert not wrong, f"{wrong}\nafter {self.history}\nwith {world.values}\n{self.tensor}"


def start(choose: Choose, *, symbolic: bool, worlds: int) -> Chain:
    """One of the tensors that some call returns."""
    numbers = {name: [choose(_SIZES[name]) for _ in range(worlds)] for name in _SIZES}
    symbols = {name: Symbol(name, name) for name in _SIZES if symbolic and choose([True, True, False])}
    if not symbolic:
        numbers = {name: values[:1] for name, values in numbers.items()}
    dims = {name: Dim.of(symbols[name]) if name in symbols else Dim.of(values[0]) for name, values in numbers.items()}
    call = _call(choose, dims)
    which = choose(["output", "h_n", "c_n"] if call.layer.kind is Kind.LSTM else ["output", "h_n"])
    made = []
    for place in range(len(numbers["L"])):
        values = {symbol: numbers[name][place] for name, symbol in symbols.items()}
        made.append(World(values, getattr(truth_of(concrete(call, values)), which)))
    chain = Chain(choose, call, getattr(results_of(call), which), made, [f"{which} of {call.layer}"])
    chain.check()
    return chain


def twin(chain: Chain) -> Chain:
    """Another chain over the same call, in the same worlds."""
    which = chain.choose(["output", "h_n", "c_n"] if chain.call.layer.kind is Kind.LSTM else ["output", "h_n"])
    truths = [getattr(truth_of(concrete(chain.call, world.values)), which) for world in chain.worlds]
    worlds = [World(world.values, truth) for world, truth in zip(chain.worlds, truths, strict=True)]
    return replace(chain, tensor=getattr(results_of(chain.call), which), worlds=worlds, history=[f"{which}, too"])


_SIZES = {"L": [1, 2, 3], "T": [1, 2, 5], "B": [1, 2, 3, 4], "H": [1, 2, 3, 7], "P": [1, 2, 4]}


def _call(choose: Choose, dims: dict[str, Dim]) -> Call:
    call = concrete_call(
        kind=choose([Kind.LSTM, Kind.GRU]), bidirectional=choose([True, False]), batch_first=choose([True, False])
    )
    projection = dims["P"] if call.layer.kind is Kind.LSTM and choose([True, False, False]) else Dim.of(0)
    layer = replace(call.layer, num_layers=dims["L"], hidden_size=dims["H"], proj_size=projection)
    return replace(call, layer=layer, steps=dims["T"], batch=None if choose([False] * 4 + [True]) else dims["B"])


def _moved(world: World, operation: Apply) -> World | None:
    try:
        return World(world.values, world.truth.map(operation))
    except (RuntimeError, IndexError, ValueError):
        return None


def _is_fully_stated(tensor: Tensor) -> bool:
    digits = [digit for axis in tensor.axes for part in axis.parts for digit in part.digits]
    return all(digit.size.known is not None and (digit.coordinate != "other" or digit.size == ONE) for digit in digits)
