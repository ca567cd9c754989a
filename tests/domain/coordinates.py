"""The truth that the domain's claims are checked against: for every element of a tensor, its true coordinates.

`Truth` holds one integer tensor per coordinate. `truth_of(call)` lays them out as torch does (CLAIMS.md 1, 2, 8, 9),
independently of `results_of`. Apply an operation to the domain's `Tensor` and, with torch, to the truth
(`truth.map(lambda x: x.transpose(0, 1))`); `disagreements(tensor, truth)` then lists every claim that is false.

A join takes several truths: `joined(torch.cat, [a, b], dim=-1)`. Elements that torch makes up (padding, zeros) have
`NOWHERE` everywhere; claiming anything about them is a disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.provenance import At, Direction, Label, Place, Position
from shapelint.domain.recurrent import Call, Kind, Memory, Recurrent
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor

NAMES = ("call", "memory", "layer", "direction", "step", "sample", "unit")
MEMORIES = (Memory.HIDDEN, Memory.CELL)
DIRECTIONS = (Direction.FORWARD, Direction.BACKWARD)
NOWHERE = -1
SILENT = -10
"""No claim is made."""
FINAL = -11
"""The claim is: the step at which the direction ends."""


@dataclass(frozen=True)
class Truth:
    """One integer tensor per coordinate, all of one shape; `calls` is what the `call` coordinate indexes.

    `lengths` holds, per call, the length of each sample's sequence where the call was packed.
    """

    of: Mapping[str, torch.Tensor]
    calls: tuple[Call, ...]
    lengths: tuple[tuple[int, ...] | None, ...] = (None,)

    def map(self, operation: Callable[[torch.Tensor], torch.Tensor]) -> Truth:
        """The same operation applied to every coordinate."""
        return replace(self, of={name: operation(values) for name, values in self.of.items()})

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the tensor described."""
        return tuple(self.of["call"].shape)


@dataclass(frozen=True)
class TrueResults:
    """The truth about what a call returns."""

    output: Truth
    h_n: Truth
    c_n: Truth | None


def concrete_call(
    key: object = "call", *, kind: Kind = Kind.LSTM, layers: int = 1, bidirectional: bool = False, hidden: int = 3,
    steps: int = 5, batch: int | None = 2, projection: int = 0, batch_first: bool = False, packed: bool = False,
) -> Call:
    """A call with sizes that are all known."""
    layer = Recurrent(
        kind, None, Dim.of(hidden), Dim.of(layers), batch_first=batch_first, bidirectional=bidirectional,
        proj_size=Dim.of(projection),
    )
    return Call(str(key), layer, Dim.of(steps), None if batch is None else Dim.of(batch), packed=packed)


def truth_of(call: Call, index: int = 0, lengths: tuple[int, ...] | None = None) -> TrueResults:
    """The truth about a call of known sizes. `index` is its place among the calls of the test."""
    layer = call.layer
    layers, rows, steps = _int(layer.num_layers), layer.directions, _int(call.steps)
    batch = None if call.batch is None else _int(call.batch)
    width = _int(layer.state_size)
    batched = (steps,) if batch is None else (steps, batch)
    axes = ["step"] if batch is None else ["step", "sample"]
    grid = _grid([*axes, "direction", "unit"], [*batched, rows, width])
    grid["layer"] = torch.tensor(layers - 1)
    output = _truth(call, index, lengths, grid, Memory.HIDDEN, (*batched, rows * width))
    if batch is not None and layer.batch_first:
        output = output.map(lambda values: values.transpose(0, 1))
    h_n = _true_state(call, index, lengths, Memory.HIDDEN, width)
    c_n = _true_state(call, index, lengths, Memory.CELL, _int(layer.hidden_size)) if layer.kind is Kind.LSTM else None
    return TrueResults(output, h_n, c_n)


def joined(operation: Callable[..., torch.Tensor], truths: Sequence[Truth], **options: Any) -> Truth:
    """`torch.cat` or `torch.stack` of truths that were made with different `index`es (or are of one call)."""
    of = {name: operation([truth.of[name] for truth in truths], **options) for name in NAMES}
    longest = max(truths, key=lambda truth: len(truth.calls))
    merged: list[Call] = list(longest.calls)
    lengths: list[tuple[int, ...] | None] = list(longest.lengths)
    for truth in truths:
        for place, call in enumerate(truth.calls):
            if int((truth.of["call"] == place).sum()):
                merged[place], lengths[place] = call, truth.lengths[place]
    return Truth(of, tuple(merged), tuple(lengths))


def disagreements(tensor: Tensor, truth: Truth) -> list[str]:
    """Every false claim that the domain's tensor (of known sizes) makes; empty if all it says is true."""
    sizes = tuple(_int(size) for size in tensor.sizes)
    if sizes != truth.shape:
        return [f"size: claimed {sizes}, is {truth.shape}"]
    found = []
    for name, claims in _claims(tensor, truth.calls).items():
        wrong = _wrong(claims, truth.of[name], truth if name == "step" else None)
        if bool(wrong.any()):
            where = tuple(int(i) for i in wrong.nonzero()[0])
            claim = int(claims.expand(sizes)[where])
            found.append(f"{name} at {where}: claimed {claim}, is {int(truth.of[name][where])}")
    return found


def claimed(tensor: Tensor, calls: Sequence[Call]) -> dict[str, torch.Tensor]:
    """What labels and digits claim of every element: `SILENT` where nothing, `FINAL` for that step."""
    sizes = tuple(_int(size) for size in tensor.sizes)
    claims = _claims(tensor, calls)
    return {name: claims[name].expand(sizes) if name in claims else torch.full(sizes, SILENT) for name in NAMES}


def _claims(tensor: Tensor, calls: Sequence[Call]) -> dict[str, torch.Tensor]:
    """The coordinates of which anything is claimed; a claim has size 1 along axes that it does not depend on."""
    claims = {
        name: torch.full((1,) * tensor.rank, value)
        for name, value in _label_claims(tensor.label, calls).items() if value != SILENT
    }
    for place, axis in enumerate(tensor.axes):
        for name, column in _axis_claims(axis, calls).items():
            if any(value != SILENT for value in column):
                values = torch.tensor(column).reshape([-1 if i == place else 1 for i in range(tensor.rank)])
                claims[name] = torch.where(values == SILENT, claims.get(name, values), values)
    return claims


def is_mixed(truth: Truth) -> bool:
    """Whether some coordinate depends on more than one axis: what a `scrambled` tensor of known sizes must be."""
    return any(sum(_varies_along(values, axis) for axis in range(values.dim())) > 1 for values in truth.of.values())


def substituted(tensor: Tensor, values: Mapping[Symbol, int]) -> Tensor:
    """The tensor with every symbol replaced by a number, also those that stand for a clamped slice bound."""
    axes = tuple(Axis(tuple(_part(part, values) for part in axis.parts)) for axis in tensor.axes)
    return Tensor(axes, _label(tensor.label, values), tensor.scrambled)


def worth(dim: Dim, values: Mapping[Symbol, int]) -> int:
    """The number that a dim is for these values of its symbols."""
    total = 0
    for monomial, coefficient in dim.terms:
        term = coefficient
        for symbol in monomial:
            term *= _symbol_worth(symbol, values)
        total += term
    return total


def concrete(call: Call, values: Mapping[Symbol, int]) -> Call:
    """The call with its symbolic sizes replaced by numbers."""

    def number(dim: Dim) -> Dim:
        return Dim.of(worth(dim, values))

    layer = replace(
        call.layer, hidden_size=number(call.layer.hidden_size), num_layers=number(call.layer.num_layers),
        proj_size=number(call.layer.proj_size),
    )
    batch = None if call.batch is None else number(call.batch)
    return replace(call, layer=layer, steps=number(call.steps), batch=batch)


def _symbol_worth(symbol: Symbol, values: Mapping[Symbol, int]) -> int:
    if symbol in values:
        return values[symbol]
    match symbol.key:
        case ("//", Dim() as left, Dim() as right):
            return worth(left, values) // worth(right, values)
        case ("clamp", Dim() as bound, Dim() as size):
            return slice(worth(bound, values), None).indices(worth(size, values))[0]
        case ("count", Dim() as start, Dim() as stop, int() as step):
            return len(range(worth(start, values), worth(stop, values), step))
    raise AssertionError(f"no value for {symbol}")


def _part(part: Part, values: Mapping[Symbol, int]) -> Part:
    return Part(tuple(_digit(digit, values) for digit in part.digits), _label(part.label, values))


def _digit(digit: Digit, values: Mapping[Symbol, int]) -> Digit:
    return replace(digit, size=Dim.of(worth(digit.size, values)), start=Dim.of(worth(digit.start, values)))


def _label(label: Label, values: Mapping[Symbol, int]) -> Label:
    return replace(
        label,
        layer=None if label.layer is None else Dim.of(worth(label.layer, values)),
        step=_place(label.step, values), sample=_place(label.sample, values), unit=_place(label.unit, values),
    )


def _place(place: Place | None, values: Mapping[Symbol, int]) -> Place | None:
    return At(Dim.of(worth(place.index, values))) if isinstance(place, At) else place


def _int(dim: Dim) -> int:
    assert dim.known is not None, f"{dim} is not known"
    return dim.known


def _grid(names: Iterable[str], sizes: Sequence[int]) -> dict[str, torch.Tensor]:
    ranges = torch.meshgrid(*(torch.arange(size) for size in sizes), indexing="ij")
    return dict(zip(names, ranges, strict=True))


def _truth(
    call: Call, index: int, lengths: tuple[int, ...] | None, of: Mapping[str, torch.Tensor], memory: Memory,
    shape: tuple[int, ...],
) -> Truth:
    fixed = {"call": index, "memory": MEMORIES.index(memory), "sample": NOWHERE}
    full = {**{name: torch.tensor(value) for name, value in fixed.items()}, **of}
    grid_shape = torch.broadcast_shapes(*(values.shape for values in full.values()))
    laid = {name: full[name].expand(grid_shape).reshape(shape) for name in NAMES}
    return Truth(laid, (call,) * (index + 1), (lengths,) * (index + 1))


def _true_state(call: Call, index: int, lengths: tuple[int, ...] | None, memory: Memory, width: int) -> Truth:
    layers, rows = _int(call.layer.num_layers), call.layer.directions
    batch = () if call.batch is None else (_int(call.batch),)
    names = ["layer", "direction", *(["sample"] if batch else []), "unit"]
    grid = _grid(names, [layers, rows, *batch, width])
    last = torch.tensor(lengths)[grid["sample"]] - 1 if lengths else torch.tensor(_int(call.steps) - 1)
    grid["step"] = torch.where(grid["direction"] == 0, last, torch.tensor(0))
    return _truth(call, index, lengths, grid, memory, (layers * rows, *batch, width))


def _axis_claims(axis: Axis, calls: Sequence[Call]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {name: [] for name in NAMES}
    for part in axis.parts:
        rows = [_label_claims(part.label, calls)]
        for digit in part.digits:
            rows = [{**row, **_digit_claim(digit, place)} for row in rows for place in range(_int(digit.size))]
        for row in rows:
            for name in NAMES:
                columns[name].append(row[name])
    return columns


def _digit_claim(digit: Digit, place: int) -> dict[str, int]:
    value = _int(digit.start) + digit.stride * place
    match digit.coordinate:
        case Coordinate.TIME:
            return {"step": value}
        case Coordinate.BATCH:
            return {"sample": value}
        case Coordinate.UNIT:
            return {"unit": value}
        case Coordinate.LAYER:
            return {"layer": value}
        case Coordinate.DIRECTION:
            return {"direction": value}
        case _:
            return {}


def _label_claims(label: Label, calls: Sequence[Call]) -> dict[str, int]:
    both = label.direction is None or label.direction is Direction.BOTH
    return {
        "call": SILENT if label.call is None else list(calls).index(label.call),
        "memory": SILENT if label.memory is None else MEMORIES.index(label.memory),
        "layer": SILENT if label.layer is None else _int(label.layer),
        "direction": SILENT if both or label.direction is None else DIRECTIONS.index(label.direction),
        "step": _place_claim(label.step),
        "sample": _place_claim(label.sample),
        "unit": _place_claim(label.unit),
    }


def _place_claim(place: Place | None) -> int:
    match place:
        case At(index):
            return _int(index)
        case Position.FINAL:
            return FINAL
        case _:
            return SILENT


def _wrong(claims: torch.Tensor, true: torch.Tensor, steps: Truth | None) -> torch.Tensor:
    wrong = (claims != SILENT) & (claims != true)
    if steps is None:
        return wrong
    return torch.where(claims == FINAL, true != _final_steps(steps), wrong)


def _final_steps(truth: Truth) -> torch.Tensor:
    """For every element the step at which its direction ends."""
    forward = torch.full(truth.shape, -5)
    for index, call in enumerate(truth.calls):
        ends = torch.full(truth.shape, _int(call.steps) - 1)
        lengths = truth.lengths[index]
        if lengths is not None:
            ends = torch.tensor(lengths)[truth.of["sample"]] - 1
        forward = torch.where(truth.of["call"] == index, ends, forward)
    return torch.where(truth.of["direction"] == 0, forward, torch.zeros_like(forward))


def _varies_along(values: torch.Tensor, axis: int) -> bool:
    return bool((values != values.narrow(axis, 0, 1)).any()) if values.numel() else False
