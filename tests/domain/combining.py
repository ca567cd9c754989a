"""Joins, reductions and broadcasts against the truth: what is claimed of the result holds for every element in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import torch

from shapelint.domain.combine import combine
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.join import Operand, cat, stack
from shapelint.domain.provenance import Direction, Position
from shapelint.domain.reduce import reduce
from shapelint.domain.select import SliceItem, select
from shapelint.domain.tensor import Axis, Sketch, Tensor
from tests.domain.chains import Chain, World, advance, start
from tests.domain.coordinates import FINAL, NAMES, NOWHERE, SILENT, Truth, claimed, substituted, worth
from tests.domain.coordinates import _final_steps as final_steps


def chain_of(seed: int, steps: int) -> tuple[Chain, Random]:
    """A random tensor out of a layer after some random operations, in one world or several."""
    random = Random(seed)
    choose: Callable[[Sequence[Any]], Any] = random.choice
    symbolic = random.random() < 0.6
    chain = start(choose, symbolic=symbolic, worlds=2 if symbolic else 1)
    chain.check = lambda: None  # type: ignore[method-assign]  # what leads here has tests of its own
    for _ in range(random.randrange(steps + 1)):
        advance(chain)
    return chain, random


def false_claims(tensor: Tensor, truth: Truth, same: Sequence[Truth] = ()) -> list[str]:
    """The claims that are false for `truth`, or for one of `same` (elements computed with each other)."""
    found: list[str] = []
    for each in (truth, *same):
        if tuple(worth(size, {}) for size in tensor.sizes) != each.shape:
            return [f"size: claimed {tensor.sizes}, is {each.shape}"]
        claims = claimed(tensor, each.calls)
        nowhere = each.of["call"] == NOWHERE
        for name in NAMES:
            claim, true = claims[name], each.of[name]
            wrong = (claim != SILENT) & (claim != true)
            if name == "step":
                wrong = torch.where(claim == FINAL, true != final_steps(each), wrong)
            if name != "call":
                wrong = wrong & ~nowhere
            if bool(wrong.any()):
                found.append(f"{name}: claimed {claim[wrong][0]}, is {true[wrong][0]}")
    return found


def known(tensor: Tensor, world: World) -> Tensor:
    """The tensor with the world's numbers for its symbols, also for sizes that two sizes broadcast to."""
    values = dict(world.values)
    for axis in tensor.axes:
        for symbol in axis.size.symbols:
            match symbol.key:
                case ("greater", Dim() as a, Dim() as b):
                    values[symbol] = max(worth(a, values), worth(b, values))
    return substituted(tensor, values)


# joins ---------------------------------------------------------------------------------------------------------------


def check_join(seed: int) -> bool:
    """One random `cat` or `stack`; whether the domain had an answer."""
    chain, random = chain_of(seed, 4)
    if not chain.worlds or not chain.tensor.rank:
        return False
    stacking = random.random() < 0.3
    rank = chain.tensor.rank
    dim = random.randrange(-rank - stacking, rank + stacking)
    along = dim % (rank + stacking)
    several = [_operand(chain, random, along, stacking) for _ in range(random.randint(1, 3))]
    operands, truths = zip(*several, strict=True)
    if not any(isinstance(operand, Tensor) for operand in operands):
        return False
    result = stack(operands, dim) if stacking else cat(operands, dim, "made")
    if result is None:
        assert not _fit(chain, truths, dim, stacking), f"refused {operands}"
        return False
    assert isinstance(result, Tensor)
    for place, world in enumerate(chain.worlds):
        mine = [truth[place] for truth in truths]
        if all(truth is not None for truth in mine):
            _agree(result, world, mine, dim, stacking)
    return True


def _operand(chain: Chain, random: Random, along: int, stacking: bool) -> tuple[Operand, list[Truth]]:
    """The tensor at hand, a slice of it along the axis, or one of which nothing or only the sizes are known."""
    tensor, truths = chain.tensor, [world.truth for world in chain.worlds]
    kind = random.choice(["whole", "slice", "slice", "flip", "plain", "unknown", "sketch"])
    match kind:
        case "slice" if not stacking:
            stop = random.choice([Dim.of(1), Dim.of(2), tensor.sizes[along] - 1])
            items = [*[SliceItem()] * along, random.choice([SliceItem(None, stop, 1), SliceItem(stop, None, 1)])]
            part = select(tensor, items, "made")
            bounds = [worth(stop, world.values) for world in chain.worlds]
            cuts = [slice(None, b) if items[-1].start is None else slice(b, None) for b in bounds]
            before = [slice(None)] * along
            sliced = [t.map(lambda x, c=cut: x[(*before, c)]) for t, cut in zip(truths, cuts, strict=True)]
            return (tensor, truths) if part is None else (part, sliced)
        case "plain":
            bare = Tensor(tuple(Axis.plain(size) for size in tensor.sizes))
            return bare, [nowhere(truth) for truth in truths]
        case "unknown":
            return None, [nowhere(truth) for truth in truths]
        case "sketch":
            return Sketch("x", "x"), [nowhere(truth) for truth in truths]
        case _:
            return tensor, truths


def nowhere(truth: Truth) -> Truth:
    """A tensor of the same sizes that comes from no call."""
    return truth.map(lambda values: torch.full_like(values, NOWHERE))


def _fit(chain: Chain, truths: Sequence[Sequence[Truth]], dim: int, stacking: bool) -> bool:
    try:
        for place in range(len(chain.worlds)):
            (torch.stack if stacking else torch.cat)([truth[place].of["call"] for truth in truths], dim)
    except RuntimeError:
        return False
    return True


def _agree(result: Tensor, world: World, truths: Sequence[Truth], dim: int, stacking: bool) -> None:
    join = torch.stack if stacking else torch.cat
    try:
        of = {name: join([truth.of[name] for truth in truths], dim) for name in NAMES}
    except RuntimeError:
        return
    true = Truth(of, truths[0].calls, truths[0].lengths)
    values = {**world.values, **_unknown_sizes(result, true, world)}
    wrong = false_claims(substituted(result, values), true)
    assert not wrong, f"{wrong}\n{result}"


def _unknown_sizes(result: Tensor, truth: Truth, world: World) -> dict[Symbol, int]:
    """Numbers for the symbols that stand for sizes of unknown operands."""
    found: dict[Symbol, int] = {}
    for place, axis in enumerate(result.axes):
        for symbol in axis.size.symbols:
            if isinstance(symbol.key, tuple) and symbol.key[0] in ("joined", "x"):
                own = symbol.key[2] if symbol.key[0] == "x" else place
                found[symbol] = world.truth.shape[own]
    return found


# reductions ----------------------------------------------------------------------------------------------------------


def check_reduction(seed: int) -> bool:
    """One random reduction."""
    chain, random = chain_of(seed, 5)
    if not chain.worlds or not chain.tensor.rank:
        return False
    rank = chain.tensor.rank
    dims = random.sample(range(rank), random.randint(1, min(rank, 2)))
    dims = [dim - rank if random.random() < 0.5 else dim for dim in dims]
    keepdim = random.random() < 0.4
    result = reduce(chain.tensor, dims, keepdim)
    assert result is not None
    for world in chain.worlds:
        real = world.truth.of["call"].sum(dims, keepdim=keepdim)
        bare = substituted(result, world.values)
        assert tuple(worth(size, {}) for size in bare.sizes) == tuple(real.shape)
        if world.truth.of["call"].numel():
            _check_pooled(bare, world.truth, [dim % rank for dim in dims], keepdim)
    return True


def _check_pooled(result: Tensor, truth: Truth, dims: list[int], keepdim: bool) -> None:
    columns = truth.map(lambda values: _flat_last(values, dims, keepdim))
    count = columns.of["call"].shape[-1]
    picks = [columns.map(lambda values, i=i: values[..., i]) for i in range(count)]
    wrong = false_claims(result, picks[0], picks[1:])
    assert not wrong, f"{wrong}\n{result}"
    label, call = result.label, truth.calls[-1]
    if label.direction is Direction.BOTH:
        share = (columns.of["direction"] == 1).float().mean(-1)
        assert bool((share == 0.5).all()), f"both directions claimed of {result}"
    for place, name, size in ((label.step, "step", call.steps), (label.sample, "sample", call.batch)):
        if place is Position.POOLED:
            assert size is not None
            wanted = torch.arange(worth(size, {}))
            for row in columns.of[name].reshape(-1, count):
                assert torch.equal(row.unique(), wanted), f"{name} not pooled: {row}"


def _flat_last(values: torch.Tensor, dims: list[int], keepdim: bool) -> torch.Tensor:
    rest = [i for i in range(values.dim()) if i not in dims]
    moved = values.permute([*rest, *dims])
    flat = moved.reshape([*[values.shape[i] for i in rest], -1])
    if keepdim:
        for dim in sorted(dims):
            flat = flat.unsqueeze(dim)
    return flat


# broadcasts ----------------------------------------------------------------------------------------------------------


def check_combination(seed: int) -> bool:
    """Two parts of one tensor computed with each other."""
    chain, random = chain_of(seed, 4)
    if not chain.worlds or not chain.tensor.rank:
        return False
    (left, lefts), (right, rights) = _half(chain, random), _half(chain, random)
    if left is None or right is None:
        return False
    result = combine(left, right)
    pairs = [(world, *pair) for world, *pair in zip(chain.worlds, lefts, rights, strict=True)]
    if result is None:
        assert not all(_broadcast(a, b) for _, a, b in pairs), f"refused {left.sizes} with {right.sizes}"
        return False
    assert isinstance(result, Tensor)
    for world, a, b in pairs:
        shape = _broadcast(a, b)
        if shape is None:
            continue
        both = [truth.map(lambda values, shape=shape: values.expand(shape)) for truth in (a, b)]
        bare = known(result, world)
        wrong = false_claims(_without_coordinates(bare), both[0], both[1:])
        assert not wrong, f"{wrong}\n{result}"
        if bare.label.direction is Direction.BOTH:
            assert bool((both[0].of["direction"] != both[1].of["direction"]).all())
    return True


def _without_coordinates(tensor: Tensor) -> Tensor:
    """Axes without a label say what their positions mean, not which elements were computed with each other."""
    return tensor if tensor.label.call is not None else Tensor(tuple(Axis.plain(size) for size in tensor.sizes))


def _half(chain: Chain, random: Random) -> tuple[Tensor | None, list[Truth]]:
    tensor, truths = chain.tensor, [world.truth for world in chain.worlds]
    along = random.randrange(tensor.rank)
    half = tensor.sizes[along].exact_quotient(2)
    kind = random.choice(["whole", "first", "second", "one", "second", "first"])
    if kind == "whole" or (half is None and kind != "one"):
        return tensor, truths
    half = Dim.of(1) if kind == "one" or half is None else half
    item = SliceItem(half, None, 1) if kind == "second" else SliceItem(None, half, 1)
    cuts = [worth(half, world.values) for world in chain.worlds]
    spans = [slice(cut, None) if kind == "second" else slice(None, cut) for cut in cuts]
    chosen = [t.map(lambda x, s=s: x[(*[slice(None)] * along, s)]) for t, s in zip(truths, spans, strict=True)]
    return select(tensor, [*[SliceItem()] * along, item], "made"), chosen


def _broadcast(a: Truth, b: Truth) -> tuple[int, ...] | None:
    try:
        return tuple(torch.broadcast_shapes(a.shape, b.shape))
    except RuntimeError:
        return None


__all__ = ["check_combination", "check_join", "check_reduction"]
