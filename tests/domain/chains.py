"""Random operations of the layout algebra, each applied to the domain's tensor and, with torch, to the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import torch

from shapelint.domain import arrange, regroup
from shapelint.domain.dim import ONE, Dim
from shapelint.domain.fixing import common_label
from shapelint.domain.regroup import INFER, UNKNOWN_SIZE, Size
from shapelint.domain.select import (
    EllipsisItem,
    IntegerItem,
    Item,
    NewAxisItem,
    SliceItem,
    TensorItem,
    select,
)
from shapelint.domain.tensor import Axis, Part, Tensor
from tests.domain.coordinates import worth
from tests.domain.worlds import Apply, Chain, World, start, twin

__all__ = ["Chain", "World", "advance", "beside", "start", "twin"]


def advance(chain: Chain) -> None:
    """One random operation."""
    if chain.worlds and max(prod(world.truth.shape) for world in chain.worlds) <= 3000:
        chain.choose(_OPERATIONS)(chain)


def _select(chain: Chain) -> None:
    items: list[Item] = []
    real: list[list[Any]] = []
    for place in range(chain.choose(range(chain.tensor.rank + 1))):
        item, values = _item(chain, place - sum(isinstance(item, NewAxisItem) for item in items))
        items.append(item)
        real.append(values)
    if chain.choose([True, False, False]):
        at = chain.choose(range(len(items) + 1))
        if at == len(items):
            items, real = [*items, EllipsisItem()], [*real, [Ellipsis] * len(chain.worlds)]
    result = select(chain.tensor, items, "made")
    indices = {id(world): tuple(values[i] for values in real) for i, world in enumerate(chain.worlds)}
    chain.step(f"select {items}", result, lambda world: lambda values: values[indices[id(world)]])


def _item(chain: Chain, axis: int) -> tuple[Item, list[Any]]:
    """An item, and what it is in each world."""
    sizes = [world.truth.shape[axis] for world in chain.worlds]
    kind = chain.choose(["all", "all", "integer", "integer", "slice", "slice", "new", "tensor"])
    if kind == "all" or 0 in sizes:
        return SliceItem(), [slice(None)] * len(sizes)
    if kind == "integer":
        return _integer(chain, axis, sizes)
    if kind == "slice":
        start, stop = _bound(chain, axis), _bound(chain, axis)
        step = chain.choose([1, 1, 1, 2, 3])
        bounds = [(_worth(start, world), _worth(stop, world)) for world in chain.worlds]
        return SliceItem(start, stop, step), [slice(a, b, step) for a, b in bounds]
    if kind == "new":
        return NewAxisItem(), [None] * len(sizes)
    shape = chain.choose([(), (2,), (1,), (3, 2)])
    picks = [torch.tensor([chain.choose(range(size)) for _ in range(prod(shape))]).reshape(shape) for size in sizes]
    return TensorItem(tuple(Dim.of(size) for size in shape)), picks


def _integer(chain: Chain, axis: int, sizes: list[int]) -> tuple[Item, list[Any]]:
    kind = chain.choose(["first", "last", "number", "symbol", "any", "unknown", "half"])
    size = chain.tensor.sizes[axis]
    if kind in ("symbol", "any", "unknown"):
        lowest = 0 if kind == "symbol" else -1
        values = [chain.choose(range(lowest * size, size)) for size in sizes]
        dim = chain.symbol(values, 0 if kind == "symbol" else None) * 1
        return IntegerItem(None if kind == "unknown" else dim), list(values)
    dims = {"first": Dim.of(0), "last": Dim.of(-1), "number": Dim.of(chain.choose([-3, -2, 1, 2, 3])), "half": size - 1}
    dim = dims[kind]
    if kind == "half":
        dim = chain.choose([size - 1, size - 2, size.exact_quotient(2) or dim, -(size.exact_quotient(2) or ONE)])
    return IntegerItem(dim), [worth(dim, world.values) for world in chain.worlds]


def _bound(chain: Chain, axis: int) -> Dim | None:
    size = chain.tensor.sizes[axis]
    numbers = [Dim.of(number) for number in (-3, -2, -1, 0, 1, 2, 3, 7)]
    halves = [half for half in (size.exact_quotient(2), size.exact_quotient(3)) if half is not None]
    digits = [digit.size for part in chain.tensor.axes[axis].parts for digit in part.digits]
    known = [None, None, None, *numbers, size, size - 1, *halves, *(-half for half in halves), *digits]
    if chain.choose([False] * 9 + [True]):
        return chain.symbol([chain.choose(range(-4, 5)) for _ in chain.worlds], None)
    return chain.choose(known)


def _worth(dim: Dim | None, world: World) -> int | None:
    return None if dim is None else worth(dim, world.values)


def _permute(chain: Chain) -> None:
    rest, order = list(range(chain.tensor.rank)), []
    while rest:
        order.append(rest.pop(chain.choose(range(len(rest)))))
    chain.step(f"permute {order}", arrange.permute(chain.tensor, order), lambda _: lambda values: values.permute(order))


def _transpose(chain: Chain) -> None:
    rank = chain.tensor.rank
    if rank:
        a, b = chain.choose(range(-rank, rank)), chain.choose(range(-rank, rank))
        name = f"transpose {a} {b}"
        chain.step(name, arrange.transpose(chain.tensor, a, b), lambda _: lambda values: values.transpose(a, b))
        chain.step("movedim", arrange.movedim(chain.tensor, a, b), lambda _: lambda values: values.movedim(a, b))


def _t(chain: Chain) -> None:
    chain.step("t", arrange.t(chain.tensor), lambda _: lambda values: values.t())


def _squeeze(chain: Chain) -> None:
    rank = chain.tensor.rank
    if rank and chain.choose([True, True, False]):
        dim = chain.choose(range(-rank, rank))
        result = arrange.squeeze(chain.tensor, dim, "made")
        chain.step(f"squeeze {dim}", result, lambda _: lambda values: values.squeeze(dim))
    else:
        chain.step("squeeze", arrange.squeeze(chain.tensor, None, "made"), lambda _: lambda values: values.squeeze())


def _unsqueeze(chain: Chain) -> None:
    dim = chain.choose(range(-chain.tensor.rank - 1, chain.tensor.rank + 1))
    chain.step(f"unsqueeze {dim}", arrange.unsqueeze(chain.tensor, dim), lambda _: lambda values: values.unsqueeze(dim))


def _flip(chain: Chain) -> None:
    if chain.tensor.rank:
        dim = chain.choose(range(chain.tensor.rank))
        chain.step(f"flip {dim}", arrange.flip(chain.tensor, [dim]), lambda _: lambda values: values.flip([dim]))


def _expand(chain: Chain) -> None:
    sizes: list[Size] = [Dim.of(2)] if chain.choose([False, False, True]) else []
    for size in chain.tensor.sizes:
        sizes.append(chain.choose([INFER, size, Dim.of(3) if size == ONE else size]))
    result = arrange.expand(chain.tensor, sizes, "made")
    chain.step(f"expand {sizes}", result, _with_sizes(torch.Tensor.expand, sizes))


def _repeat(chain: Chain) -> None:
    counts: list[Size] = [Dim.of(2)] if chain.choose([False, False, True]) else []
    counts.extend(Dim.of(chain.choose([1, 1, 1, 2])) for _ in chain.tensor.sizes)
    if chain.choose([False, False, True]) and counts:
        counts[-1] = chain.symbol([chain.choose([1, 2]) for _ in chain.worlds], 1)
    result = arrange.repeat(chain.tensor, counts, "made")
    chain.step(f"repeat {counts}", result, _with_sizes(torch.Tensor.repeat, counts))


def _view(chain: Chain) -> None:
    sizes = _view_sizes(chain)
    result = regroup.view(chain.tensor, sizes, "made")
    chain.step(f"view {sizes}", result, _with_sizes(torch.Tensor.reshape, sizes))


def _view_sizes(chain: Chain) -> list[Size]:
    """Digits of the tensor, perhaps out of order, merged, split, with ones and sizes that are not given."""
    dims = [digit.size for axis in chain.tensor.axes for digit in axis.parts[0].digits if len(axis.parts) == 1] or [ONE]
    if any(len(axis.parts) > 1 for axis in chain.tensor.axes) or chain.choose([True, False]):
        dims = list(chain.tensor.sizes) or [ONE]
    for _ in range(chain.choose([0, 1, 1, 2, 3])):
        place = chain.choose(range(len(dims)))
        match chain.choose(["merge", "merge", "swap", "split", "one"]):
            case "merge" if place + 1 < len(dims):
                dims[place : place + 2] = [dims[place] * dims[place + 1]]
            case "swap" if place + 1 < len(dims):
                dims[place : place + 2] = [dims[place + 1], dims[place]]
            case "one":
                dims.insert(place, ONE)
            case "split":
                by = chain.choose([2, 2, 3])
                half = dims[place].exact_quotient(by)
                if half is not None:
                    dims[place : place + 1] = chain.choose([[half, Dim.of(by)], [Dim.of(by), half]])
    sizes: list[Size] = list(dims)
    for _ in range(chain.choose([0, 0, 1, 1, 2])):
        place = chain.choose(range(len(dims)))
        foreign = chain.symbol([worth(dims[place], world.values) for world in chain.worlds], 1)
        sizes[place] = chain.choose([INFER, UNKNOWN_SIZE, foreign])
    return sizes


def _flatten(chain: Chain) -> None:
    if chain.tensor.rank:
        a, b = sorted([chain.choose(range(chain.tensor.rank)), chain.choose(range(chain.tensor.rank))])
        result = regroup.flatten(chain.tensor, a, b, "made")
        chain.step(f"flatten {a} {b}", result, lambda _: lambda values: values.flatten(a, b))


def _unflatten(chain: Chain) -> None:
    if chain.tensor.rank:
        dim = chain.choose(range(chain.tensor.rank))
        parts = chain.tensor.axes[dim].parts
        first = chain.choose([Dim.of(2), Dim.of(len(parts)), *(digit.size for part in parts for digit in part.digits)])
        sizes: list[Size] = chain.choose([[first, INFER], [INFER, first]])
        result = regroup.unflatten(chain.tensor, dim, sizes, "made")
        real = _with_sizes(lambda values, given: values.unflatten(dim, given), sizes)
        chain.step(f"unflatten {dim} {sizes}", result, real)


def _concatenate(chain: Chain) -> None:
    """Two positions of an axis side by side along another."""
    if chain.tensor.rank < 2:
        return
    axis = chain.choose(range(chain.tensor.rank))
    picks = [IntegerItem(Dim.of(chain.choose([0, -1, -2, 1]))) for _ in range(2)]
    a, b = (select(chain.tensor, [*[SliceItem()] * axis, pick], "made") for pick in picks)
    along = chain.choose(range(chain.tensor.rank - 1))
    if a is None or b is None:
        return
    indices = [pick.index.known for pick in picks if pick.index is not None]
    name = f"cat {indices} of {axis} along {along}"

    def real(values: torch.Tensor) -> torch.Tensor:
        return torch.cat([values.select(axis, index or 0) for index in indices], along)

    chain.step(name, beside(a, b, along), lambda _: real)


def _rotate(chain: Chain) -> None:
    """The rest of an axis before its beginning."""
    if chain.tensor.rank:
        axis, cut = chain.choose(range(chain.tensor.rank)), Dim.of(chain.choose([1, 1, 2, -1]))
        full: list[Item] = [SliceItem()] * axis
        a = select(chain.tensor, [*full, SliceItem(cut)], "made")
        b = select(chain.tensor, [*full, SliceItem(None, cut)], "made")
        if a is not None and b is not None:
            both, by = beside(a, b, axis), cut.known or 0
            chain.step(f"rotate {axis} by {by}", both, lambda _: lambda values: _rotated(values, axis, by))


def _rotated(values: torch.Tensor, axis: int, cut: int) -> torch.Tensor:
    turned = values.movedim(axis, 0)
    return torch.cat([turned[cut:], turned[:cut]]).movedim(0, axis)


def beside(a: Tensor, b: Tensor, along: int) -> Tensor:
    """Two tensors with the same axes one after the other."""
    parts = [Part(part.digits, x.label.joined(part.label)) for x in (a, b) for part in x.axes[along].parts]
    axes = (*a.axes[:along], Axis(tuple(parts)), *a.axes[along + 1 :])
    return Tensor(axes, common_label([a.label, b.label]), a.scrambled)


def _with_sizes(operation: Callable[..., torch.Tensor], sizes: Sequence[Size]) -> Callable[[World], Apply]:
    """A torch operation with what the sizes are in each world."""
    return lambda world: lambda values: operation(values, _real(sizes, world))


def _real(sizes: Sequence[Size], world: World) -> list[int]:
    return [worth(size, world.values) if isinstance(size, Dim) else -1 for size in sizes]


_OPERATIONS: list[Callable[[Chain], None]] = [
    _select, _select, _select, _permute, _transpose, _t, _squeeze, _unsqueeze, _flip, _flip, _expand, _repeat,
    _view, _view, _view, _flatten, _unflatten, _concatenate, _rotate,
]
