"""Which slice of `output` is which of `h_n` (CLAIMS.md 8-13, and the wrong answers a, b, d, i)."""

from __future__ import annotations

from dataclasses import replace

from shapelint.domain.arrange import flip, transpose
from shapelint.domain.comparison import difference
from shapelint.domain.dim import ONE
from shapelint.domain.regroup import INFER, view
from shapelint.domain.tensor import Tensor, results_of
from tests.domain.chains import beside
from tests.domain.examples import TWO, B, H, L, at, call_of, output, results

ALL = slice(None)
FORWARD, BACKWARD = slice(None, H), slice(H, None)


def differ(left: Tensor, right: Tensor) -> bool:
    """Whether some block certainly is another one."""
    return difference(left, right) is not None


def are_same(left: Tensor, right: Tensor) -> bool:
    """Whether both are the same blocks in the same order."""
    return not differ(left, right) and left.blocks == right.blocks


def test_each_direction_ends_where_its_state_does() -> None:
    h_n = results().h_n
    assert are_same(at(output(), ALL, -1, FORWARD), at(h_n, -2))
    assert are_same(at(output(), ALL, 0, BACKWARD), at(h_n, -1))
    assert differ(at(output(), ALL, -1, FORWARD), at(h_n, -1))
    assert differ(at(output(), ALL, -1), at(h_n, -1))


def test_a_backward_half_at_the_last_step_is_final_only_for_one_step() -> None:
    assert differ(at(output(), ALL, -1, BACKWARD), at(results().h_n, -1))
    one = results_of(replace(call_of(), steps=ONE))
    assert isinstance(one.output, Tensor)
    assert not differ(at(one.output, ALL, -1, BACKWARD), at(one.h_n, -1))


def test_the_view_by_layers_names_the_same_rows() -> None:
    h_n = results().h_n
    by_layer = view(h_n, (L, TWO, B, H))
    assert are_same(at(by_layer, -1, 0), at(h_n, -2))
    assert differ(at(output(), ALL, -1, FORWARD), at(by_layer, -1, 1))


def test_one_layer_and_direction() -> None:
    one = results(bidirectional=False, layers=ONE).h_n
    last = at(output(bidirectional=False, layers=ONE), ALL, -1)
    assert are_same(last, at(one, 0))
    assert are_same(last, at(one, -1))
    assert not differ(at(output(bidirectional=False), ALL, -1), at(results(bidirectional=False).h_n, 0))
    two = results(bidirectional=False, layers=TWO).h_n
    assert differ(at(output(bidirectional=False, layers=TWO), ALL, -1), at(two, 0))


def test_joined_directions() -> None:
    h_n = results().h_n
    moved = transpose(at(h_n, slice(-2, None)), 0, 1)
    assert moved is not None
    flat = view(moved, (B, INFER))
    assert flat is not None
    assert are_same(flat, beside(at(h_n, -2), at(h_n, -1), 1))
    assert differ(flat, beside(at(h_n, -1), at(h_n, -2), 1))


def test_memories_differ() -> None:
    found = results()
    assert found.c_n is not None
    assert differ(at(found.h_n, -1), at(found.c_n, -1))


def test_turning_round_twice_changes_nothing() -> None:
    once = flip(output(), 1)
    assert once is not None
    twice = flip(once, 1)
    assert twice is not None
    assert are_same(twice, output())
