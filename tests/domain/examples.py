"""One bidirectional layer with symbolic sizes, and a short spelling of tensors for expectations."""

from __future__ import annotations

from dataclasses import replace

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.provenance import At, Label
from shapelint.domain.recurrent import Call
from shapelint.domain.select import IntegerItem, Item, NewAxisItem, SliceItem, select
from shapelint.domain.tensor import Axis, Digit, Results, Tensor, results_of
from tests.domain.coordinates import concrete_call

L, B, T, H = (Dim.of(Symbol(name, name)) for name in "LBTH")
TWO = Dim.of(2)


def call_of(*, bidirectional: bool = True, layers: Dim = L, batch_first: bool = True) -> Call:
    """A call with symbolic sizes."""
    call = concrete_call(bidirectional=bidirectional, batch_first=batch_first)
    return replace(call, layer=replace(call.layer, num_layers=layers, hidden_size=H), steps=T, batch=B)


def results(*, bidirectional: bool = True, layers: Dim = L, batch_first: bool = True) -> Results:
    """What that call returns."""
    return results_of(call_of(bidirectional=bidirectional, layers=layers, batch_first=batch_first))


def output(*, bidirectional: bool = True, layers: Dim = L) -> Tensor:
    """The `output` of that call, `(B, T, D*H)`."""
    found = results(bidirectional=bidirectional, layers=layers).output
    assert isinstance(found, Tensor)
    return found


def at(tensor: Tensor | None, *items: int | Dim | slice | None) -> Tensor:
    """`tensor[items]` with integers, dims, slices of these and None."""
    assert tensor is not None
    found = select(tensor, [_item(item) for item in items], "made")
    assert found is not None
    return found


def said(tensor: Tensor | None) -> str:
    """The axes, each with its parts' digits and labels, then the label: `batch[B] | time[T] : layer=L - 1`."""
    if tensor is None:
        return "unknown"
    axes = " | ".join(_axis(axis) for axis in tensor.axes)
    return f"{axes} : {_label(tensor.label)}".strip() + (" scrambled" if tensor.scrambled else "")


def _item(item: int | Dim | slice | None) -> Item:
    match item:
        case None:
            return NewAxisItem()
        case slice():
            return SliceItem(_bound(item.start), _bound(item.stop), item.step or 1)
        case _:
            return IntegerItem(Dim.of(item))


def _bound(bound: int | Dim | None) -> Dim | None:
    return None if bound is None else Dim.of(bound)


def _axis(axis: Axis) -> str:
    return " + ".join(_joined(" ".join(map(_digit, part.digits)), _label(part.label)) for part in axis.parts)


def _digit(digit: Digit) -> str:
    stride = "" if digit.stride == 1 else f"*{digit.stride}"
    start = "" if digit.start == Dim.of(0) else f"@{digit.start}"
    return f"{digit.coordinate.value}[{digit.size}]{start}{stride}"


def _joined(digits: str, label: str) -> str:
    return f"{digits} ({label})" if label else digits


def _label(label: Label) -> str:
    named = [(name, getattr(label, name)) for name in ("layer", "direction", "step", "sample", "unit")]
    return " ".join(f"{name}={_place(value)}" for name, value in named if value is not None)


def _place(value: object) -> str:
    return str(value.index) if isinstance(value, At) else str(getattr(value, "value", value))
