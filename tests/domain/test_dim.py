"""Polynomials have one form each, whatever the hashes of their symbols' keys."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import prod

import pytest

from shapelint.domain.dim import ONE, ZERO, Dim, Symbol, equal
from shapelint.domain.tensor import Sketch
from shapelint.domain.value import Number, Opaque

KEYS = [
    *(Sketch("x", "x").axis(index).size for index in (-1, -2, 0)),
    *(Dim.of(Symbol(("x", "[]", Number(Dim.of(index))), f"x[{index}]")) for index in (-1, -2)),
    *(Dim.of(Symbol((frozenset((index, "y")), ("y", Opaque(index, "y"))), f"y[{index}]")) for index in (-1, -2)),
]


def test_the_hashes_are_the_same() -> None:
    keys = [next(iter(each.symbols)).key for each in KEYS]
    assert sum(hash(one) == hash(other) for one, other in combinations(keys, 2)) >= 2


@pytest.mark.parametrize(
    "several", [*combinations(KEYS, 2), *combinations(KEYS, 3)], ids=lambda several: "-".join(map(str, several))
)
def test_the_order_of_factors_and_summands_is_of_no_matter(several: tuple[Dim, ...]) -> None:
    assert len({prod(each, start=ONE) for each in permutations(several)}) == 1
    assert len({sum(each, start=ZERO) for each in permutations(several)}) == 1
    assert len({str(prod(each, start=ONE)) for each in permutations(several)}) == 1


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b in product(KEYS, repeat=2) if a != b], ids=str)
def test_arithmetic(a: Dim, b: Dim) -> None:
    assert a * b - b * a == ZERO and equal(a * b, b * a) is True
    assert (a + b) * (a - b) == a * a - b * b == -(b - a) * (b + a)
    assert (a * b).exact_quotient(a) == b and (a * b * b + a * b).exact_quotient(b * a) == b + 1
    assert (a * a - b * b).exact_quotient(a + b) == a - b
