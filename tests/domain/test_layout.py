"""Differential tests: whatever the domain claims after a random chain of operations is what torch does."""

from __future__ import annotations

import random
from collections.abc import Mapping

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapelint.domain.broadcasting import broadcast_sizes
from shapelint.domain.comparison import difference, never_fit
from shapelint.domain.dim import Symbol
from tests.domain.chains import Chain, World, advance, start, twin
from tests.domain.coordinates import NAMES, substituted, worth

SEEDS = st.integers(0, 2**32)
"""A chain is drawn from one seed: hypothesis' own draws cost more than the operations they would choose."""
ROUNDS = settings(max_examples=1100, deadline=None, suppress_health_check=list(HealthCheck))


@ROUNDS
@given(SEEDS)
def test_claims_about_known_sizes_are_true(seed: int) -> None:
    walk(seed, symbolic=False)


@ROUNDS
@given(SEEDS)
def test_claims_about_symbolic_sizes_are_true_for_every_number(seed: int) -> None:
    walk(seed, symbolic=True)


@settings(ROUNDS, max_examples=500)
@given(SEEDS)
def test_comparisons_of_two_tensors_are_true(seed: int) -> None:
    compare(seed)


def walk(seed: int, *, symbolic: bool) -> Chain:
    """A random chain; every claim is checked after each operation."""
    choose = random.Random(seed).choice
    chain = start(choose, symbolic=symbolic, worlds=3)
    for _ in range(choose([1, 2, 3, 4, 6])):
        advance(chain)
    return chain


def compare(seed: int) -> bool:
    """Two chains over one call; whether they are said to differ is checked."""
    choose = random.Random(seed).choice
    left = start(choose, symbolic=choose([True, False]), worlds=2)
    right = twin(left)
    for chain in (left, right):
        for _ in range(choose([1, 2, 2, 3])):
            advance(chain)
    differ = difference(left.tensor, right.tensor) is not None
    for one in left.worlds:
        for other in right.worlds:
            if one.values is other.values:
                check_comparison(differ, left, right, one, other)
    return differ


def check_comparison(differ: bool, left: Chain, right: Chain, one: World, other: World) -> None:
    """Whether the answers about two tensors hold in one world."""
    said = f"{differ}\n{left.history}\n{right.history}\n{one.values}"
    same_shape = one.truth.shape == other.truth.shape
    assert not (same_shape and never_fit(left.tensor, right.tensor, broadcast=False)), said
    if differ and not is_one_after_all(left, right, one.values | other.values):
        same = same_shape and all(bool((one.truth.of[name] == other.truth.of[name]).all()) for name in NAMES)
        assert not same, said
    exact = substituted(left.tensor, one.values), substituted(right.tensor, other.values)
    assert never_fit(*exact, broadcast=False) is not same_shape
    fits = all(a == b or 1 in (a, b) for a, b in zip(one.truth.shape[::-1], other.truth.shape[::-1], strict=False))
    wide = broadcast_sizes(left.tensor.sizes, right.tensor.sizes)
    if fits and wide is not None:
        values = {**one.values, **other.values}
        expected = torch_broadcast(one.truth.shape, other.truth.shape)
        assert tuple(worth(size, values) for size in wide) == expected, said


def is_one_after_all(left: Chain, right: Chain, values: Mapping[Symbol, int]) -> bool:
    """Whether a size that is not known is 1 in this world: it is taken to be more."""
    sizes = (left.call.steps, *left.tensor.sizes, *right.tensor.sizes)
    return any(size.known is None and worth(size, values) == 1 for size in sizes)


def torch_broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that torch broadcasts two shapes to."""
    return tuple(torch.broadcast_shapes(a, b))
