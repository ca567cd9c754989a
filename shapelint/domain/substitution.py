"""Numbers in place of symbols throughout a tensor: its sizes, its places, the calls that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.provenance import At, Label, Place
from shapelint.domain.recurrent import Call
from shapelint.domain.tensor import Axis, Digit, Part, Tensor

Values = Mapping[Symbol, Dim]


def symbols_of(tensor: Tensor) -> frozenset[Symbol]:
    """The symbols in a tensor's sizes, and in those of the calls that it comes from."""
    dims = list(tensor.sizes)
    for label in tensor.blocks:
        if label.call is not None:
            dims += [label.call.steps, *([] if label.call.batch is None else [label.call.batch])]
    return frozenset(symbol for dim in dims for symbol in dim.symbols)


def substituted(tensor: Tensor, values: Values) -> Tensor:
    """The same tensor where these symbols are these numbers."""
    if not values:
        return tensor
    axes = tuple(Axis(tuple(_part(part, values) for part in axis.parts)) for axis in tensor.axes)
    return replace(tensor, axes=axes, label=_label(tensor.label, values))


def _part(part: Part, values: Values) -> Part:
    return Part(tuple(_digit(digit, values) for digit in part.digits), _label(part.label, values))


def _digit(digit: Digit, values: Values) -> Digit:
    return replace(digit, size=digit.size.substitute(values), start=digit.start.substitute(values))


def _label(label: Label, values: Values) -> Label:
    step, sample, unit = (_place(each, values) for each in (label.step, label.sample, label.unit))
    call = None if label.call is None else _call(label.call, values)
    return replace(label, call=call, step=step, sample=sample, unit=unit).normal()


def _place(place: Place | None, values: Values) -> Place | None:
    return At(place.index.substitute(values)) if isinstance(place, At) else place


def _call(call: Call, values: Values) -> Call:
    batch = None if call.batch is None else call.batch.substitute(values)
    return replace(call, steps=call.steps.substitute(values), batch=batch)
