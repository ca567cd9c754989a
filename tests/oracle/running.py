"""A program under torch: its values, and which states and inputs each element of them depends on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.rnn import PackedSequence

from tests.oracle.layers import Answer, Tape, intercepted, with_nan_cells, with_nan_input
from tests.oracle.truth import Bools, Calls, WrongTruth, calls_of

Array = NDArray[Any]
COORDINATES = ("call", "turn", "memory", "layer", "direction", "step", "sample", "unit")


@dataclass
class Dependence:
    """Per coordinate and its value, per name: the elements that change when all states with this coordinate are NaN.

    `steps` and `samples` are the same for NaN in one step or one sample of one call's input.
    """

    of: dict[str, list[dict[str, Bools]]] = field(default_factory=dict)
    steps: list[dict[str, Bools]] = field(default_factory=list)
    samples: list[dict[str, Bools]] = field(default_factory=list)

    def on(self, name: str, coordinate: str) -> Bools:
        """For one value: `[coordinate's value, *shape]`."""
        return np.stack([run[name] for run in self.of[coordinate]])

    def differs(self, left: str, right: str) -> bool:
        """Whether two values of one shape depend on different states, so that equal numbers are a coincidence."""
        return any((run[left] != run[right]).any() for runs in self.of.values() for run in runs)


@dataclass(frozen=True)
class Reality:
    """What a program really computes: by name its values (as arrays, packed ones by their data), calls, dependence."""

    values: Mapping[str, Any]
    arrays: Mapping[str, Array]
    calls: Calls
    dependence: Dependence
    which: int


def measured(code: CodeType, namespace: Mapping[str, Any], names: Sequence[str], seed: int = 0) -> Reality:
    """Run the body of a program again and again. `seed` chooses the call whose input is disturbed."""
    tape = Tape()
    values = _run(code, namespace, tape, names)
    arrays = {name: array_of(value) for name, value in values.items() if is_array(value)}
    calls = calls_of(tape.calls)
    found = Dependence()

    def changed(coordinate: str, value: int) -> dict[str, Bools]:
        masks = [layout.masks(coordinate, value) for layout in calls.layouts]
        return _changes(code, namespace, with_nan_cells(calls.real, masks), arrays)

    every = changed("memory", 0) if calls.count("memory") == 1 else None
    for coordinate in (*COORDINATES, "final"):
        count = 2 if coordinate == "final" else calls.count(coordinate)
        # where a coordinate has one value only, that is every state
        known = [every] if every is not None and count == 1 else []
        found.of[coordinate] = known or [changed(coordinate, value) for value in range(count)]
    which = seed % len(calls.real)
    call = calls.real[which]
    disturbed = [with_nan_input(calls.real, which, step, None) for step in range(call.steps)]
    found.steps = [_changes(code, namespace, answer, arrays) for answer in disturbed]
    disturbed = [with_nan_input(calls.real, which, None, sample) for sample in range(call.batch or 0)]
    found.samples = [_changes(code, namespace, answer, arrays) for answer in disturbed]
    return Reality(values, arrays, calls, found, which)


def is_array(value: Any) -> bool:
    """Whether a value is a tensor or a packed sequence of them."""
    return isinstance(value, torch.Tensor | PackedSequence)


def array_of(value: Any) -> Array:
    """A tensor as an array, a packed sequence by its data."""
    tensor = value.data if isinstance(value, PackedSequence) else value
    return np.asarray(tensor.detach().numpy())


def _run(code: CodeType, namespace: Mapping[str, Any], tape: Tape, names: Sequence[str]) -> dict[str, Any]:
    inner = dict(namespace)
    with intercepted(tape), torch.no_grad(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        exec(code, inner)
    return {name: inner[name] for name in names}


def _changes(
    code: CodeType, namespace: Mapping[str, Any], answer: Answer, before: Mapping[str, Array]
) -> dict[str, Bools]:
    after = _run(code, namespace, Tape(answer), list(before))
    return {name: _differs(value, array_of(after[name])) for name, value in before.items()}


def _differs(before: Array, after: Array) -> Bools:
    """Where a value changed by more than rounding; NaN that was there before did not."""
    changed = np.asarray(before != after)
    if before.dtype.kind != "f" or not changed.any():
        return changed
    rounding = 1e-9 if before.dtype.itemsize == 8 else 1e-2
    with np.errstate(all="ignore"):
        small = np.abs(after - before) <= rounding * (1 + np.abs(before))
    return np.asarray(changed & ~small & ~(np.isnan(before) & np.isnan(after)))


def at_place(depends: Bools, place: tuple[int, ...]) -> Bools:
    """What one element depends on."""
    return np.array([run[place] for run in depends], dtype=bool)


def check_gradients(code: CodeType, namespace: Mapping[str, Any], reality: Reality, seed: int) -> None:
    """For one element of one value: no gradient reaches an input step that NaN does not. Raises WrongTruth."""
    names = [
        name for name, value in reality.values.items() if isinstance(value, torch.Tensor) and value.is_floating_point()
    ]
    call = reality.calls.real[reality.which]
    if not names or isinstance(call.given, PackedSequence):
        return
    name = names[seed % len(names)]
    array = reality.arrays[name]
    place = tuple(int(i) for i in np.unravel_index(seed % array.size, array.shape))
    gradient = _gradient(code, namespace, reality, name, place)
    if gradient is None:
        return
    axis = 1 if call.layer.batch_first and gradient.dim() == 3 else 0
    reached = (gradient != 0).movedim(axis, 0).flatten(1).any(1).numpy()
    by_nan = at_place(np.stack([run[name] for run in reality.dependence.steps]), place)
    if (reached & ~by_nan).any():
        raise WrongTruth(f"{name}{list(place)}: gradients reach {reached}, NaN {by_nan}")


def _gradient(
    code: CodeType, namespace: Mapping[str, Any], reality: Reality, name: str, place: tuple[int, ...]
) -> torch.Tensor | None:
    """The gradient of one element towards the input of the disturbed call; other calls return what they returned."""
    calls = reality.calls.real
    source = calls[reality.which].given.detach().clone().requires_grad_()  # type: ignore[union-attr]

    def answer(number: int, forward: Any, layer: Any, given: Any, state: Any) -> Any:
        return forward(layer, source, state) if number == reality.which else calls[number].returned.as_torch()

    inner = dict(namespace)
    with intercepted(Tape(answer)), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(code, inner)
    value = inner[name]
    if not value.requires_grad:
        return None
    return torch.autograd.grad(value[place], source, allow_unused=True)[0]


__all__ = ["COORDINATES", "Dependence", "Reality", "array_of", "at_place", "check_gradients", "is_array", "measured"]
