"""Tensors of unknown rank: the axes that are claimed from either end are there, whatever the rank turns out to be."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.regroup import INFER, view_sketch
from shapelint.domain.select import EllipsisItem, IntegerItem, Item, NewAxisItem, SliceItem, TensorItem, select_sketch
from shapelint.domain.sketched import flip_sketch, permute_sketch, squeeze_sketch, transpose_sketch, unsqueeze_sketch
from shapelint.domain.tensor import Axis, Sketch, Tensor

PRIMES = [2, 3, 5, 7, 11]


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32))
def test_axes_claimed_from_either_end_are_there(seed: int) -> None:
    choose = random.Random(seed).choice
    shape = random.Random(seed).sample([1, *PRIMES], choose(range(1, 5)))
    values = torch.zeros(shape)
    front, back = choose(range(len(shape) + 1)), choose(range(len(shape) + 1))
    sketch = Sketch("x", "x", _axes(shape[:front]), _axes(shape[len(shape) - back :]))
    for _ in range(choose(range(1, 4))):
        operation: Callable[..., Any] = choose([_select, _select, _unsqueeze, _transpose, _squeeze, _flip])
        try:
            found = operation(choose, sketch, values)
        except (IndexError, RuntimeError):
            continue
        if isinstance(found[0], Sketch) and values.dim():  # torch takes a scalar to have an axis 0
            sketch, values = found
            _check(sketch, values)


def test_a_view_knows_its_rank() -> None:
    viewed = view_sketch(Sketch("x", "x"), [Dim.of(3), INFER])
    assert viewed.rank == 2
    assert viewed.sizes[0] == Dim.of(3)
    assert viewed.sizes[1].known is None


def test_a_permutation_knows_its_rank() -> None:
    viewed = permute_sketch(Sketch("x", "x", _axes([4])), [1, 0, 2])
    assert isinstance(viewed, Tensor)
    assert viewed.sizes[1] == Dim.of(4)


def _axes(sizes: list[int]) -> tuple[Axis, ...]:
    return tuple(Axis.plain(Dim.of(size)) for size in sizes)


def _check(sketch: Sketch, values: torch.Tensor) -> None:
    assert len(sketch.front) <= values.dim()
    assert len(sketch.back) <= values.dim()
    seen: dict[Symbol, int] = {}
    for index in [*range(values.dim()), *range(-values.dim(), 0)]:
        size = sketch.axis(index).size
        if size.known is not None:
            assert size.known == values.shape[index], (index, said(sketch), values.shape)
        elif len(size.terms) == 1 and len(size.terms[0][0]) == 1 and size.terms[0][1] == 1:
            symbol = size.terms[0][0][0]
            once = seen.setdefault(symbol, values.shape[index])
            assert once == values.shape[index], (index, said(sketch), values.shape)


def _select(choose: Any, sketch: Sketch, values: torch.Tensor) -> Any:
    options: list[tuple[Item, Any]] = [
        (IntegerItem(Dim.of(0)), 0), (SliceItem(), slice(None)), (SliceItem(None, Dim.of(1)), slice(0, 1)),
        (NewAxisItem(), None), (EllipsisItem(), ...), (TensorItem((Dim.of(3),)), torch.zeros(3, dtype=torch.long)),
        (TensorItem(()), torch.tensor(0)),
    ]
    picks = [choose(options) for _ in range(choose(range(1, 5)))]
    result = values[tuple(real for _, real in picks)]
    return select_sketch(sketch, [item for item, _ in picks], "made"), result


def _unsqueeze(choose: Any, sketch: Sketch, values: torch.Tensor) -> Any:
    dim = choose(range(-3, 3))
    return unsqueeze_sketch(sketch, dim), values.unsqueeze(dim)


def _transpose(choose: Any, sketch: Sketch, values: torch.Tensor) -> Any:
    a, b = choose(range(-3, 3)), choose(range(-3, 3))
    return transpose_sketch(sketch, a, b), values.transpose(a, b)


def _squeeze(choose: Any, sketch: Sketch, values: torch.Tensor) -> Any:
    dim = choose(range(-3, 3))
    return squeeze_sketch(sketch, dim), values.squeeze(dim)


def _flip(choose: Any, sketch: Sketch, values: torch.Tensor) -> Any:
    dim = choose(range(-3, 3))
    return flip_sketch(sketch, dim), values.flip([dim])


def said(sketch: Sketch) -> str:
    """What a sketch claims, in short."""
    front, back = ([str(axis.size) for axis in axes] for axes in (sketch.front, sketch.back))
    return f"{sketch.key}: {front} ... {back}"
