"""Views with symbolic sizes: which keep the layout and which scramble it (CLAIMS.md 8, 9, 18)."""

from __future__ import annotations

import pytest

from shapelint.domain.arrange import expand, flip, repeat, squeeze, transpose
from shapelint.domain.dim import ONE, Dim, Symbol
from shapelint.domain.regroup import INFER, UNKNOWN_SIZE, Size, flatten, unflatten, view
from tests.domain.chains import beside
from tests.domain.examples import TWO, B, H, L, T, at, output, results, said

ALL = slice(None)
FOREIGN = Dim.of(Symbol("n", "n"))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((L, TWO, B, H), "layer[L] | direction[2] | batch[B] | feature[H] : step=final"),
        ((L, TWO, FOREIGN, H), "layer[L] | direction[2] | batch[B] | feature[H] : step=final"),
        ((UNKNOWN_SIZE, TWO, B, H), "layer[L] | direction[2] | batch[B] | feature[H] : step=final"),
        ((TWO, L, B, H), "other[2] | other[L] | other[B] | other[H] : scrambled"),
        ((B, INFER), "other[B] | other[2*H*L] : scrambled"),
        ((INFER, H), "layer[L] direction[2] batch[B] | feature[H] : step=final"),
        ((ONE, 2 * L, B, ONE, H), "other[1] | layer[L] direction[2] | batch[B] | other[1] | feature[H] : step=final"),
        ((FOREIGN, INFER), "unknown"),
        ((FOREIGN, FOREIGN, B, H), "unknown"),
        ((L, B, H), "unknown"),
    ],
)
def test_views_of_the_state(sizes: tuple[Size, ...], expected: str) -> None:
    assert said(view(results().h_n, sizes)) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((B, T, TWO, H), "batch[B] | time[T] | direction[2] | feature[H] : layer=L - 1"),
        ((B, T, H, TWO), "other[B] | other[T] | other[H] | other[2] : scrambled"),
        ((T, B, 2 * H), "other[T] | other[B] | other[2*H] : scrambled"),
        ((INFER, 2 * H), "batch[B] time[T] | direction[2] feature[H] : layer=L - 1"),
        ((B, T, Dim.of(4), INFER), "batch[B] | time[T] | other[4] | other[(H // 2)] : layer=L - 1"),
        ((B, INFER), "batch[B] | time[T] direction[2] feature[H] : layer=L - 1"),
    ],
)
def test_views_of_the_output(sizes: tuple[Size, ...], expected: str) -> None:
    assert said(view(output(), sizes)) == expected


def test_two_layers_and_two_directions_are_told_apart_by_number_only() -> None:
    assert said(view(results(layers=TWO).h_n, (TWO, TWO, B, H))) == (
        "layer[2] | direction[2] | batch[B] | feature[H] : step=final"
    )
    three = view(results(layers=Dim.of(3)).h_n, (TWO, Dim.of(3), B, H))
    assert three is not None
    assert three.scrambled


def test_one_layer_and_direction_can_be_viewed_as_a_batch() -> None:
    one = results(bidirectional=False, layers=ONE).h_n
    assert said(view(one, (B, INFER))) == "batch[B] | feature[H] : layer=0 direction=forward step=final"
    assert said(squeeze(one, 0)) == "batch[B] | feature[H] : layer=0 direction=forward step=final"


def test_a_state_moved_to_batch_first_keeps_its_layout() -> None:
    moved = transpose(results().h_n, 0, 1)
    assert moved is not None
    assert said(view(moved, (B, INFER))) == "batch[B] | layer[L] direction[2] feature[H] : step=final"
    assert said(flatten(moved, 1)) == "batch[B] | layer[L] direction[2] feature[H] : step=final"


def test_two_directions_side_by_side_can_be_split_again() -> None:
    rows = beside(at(results().h_n, -2), at(results().h_n, -1), 1)
    split = unflatten(rows, 1, (TWO, INFER))
    assert split is not None
    assert split.sizes == (B, TWO, H)
    assert [label.direction for label in split.axes[1].labels()] == ["forward", "backward"]
    assert said(view(split, (B, INFER))) == said(rows)
    assert view(rows, (B, H, TWO)) is None


def test_a_step_that_is_squeezed_away_stays_in_the_label() -> None:
    last = at(output(), ALL, slice(-1, None))
    for gone in (squeeze(last, 1), view(last, (B, 2 * H)), flatten(last, 1)):
        assert said(gone) == "batch[B] | direction[2] feature[H] : layer=L - 1 step=T - 1"


def test_squeezing_an_axis_of_unknown_size_is_unknown() -> None:
    assert squeeze(results().h_n, 1) is None
    assert said(squeeze(results().h_n, 0)) == said(results().h_n)
    assert squeeze(output()) is None


def test_flipped_time_runs_backwards() -> None:
    flipped = flip(output(), 1)
    assert said(flipped) == "batch[B] | time[T]@T - 1*-1 | direction[2] feature[H] : layer=L - 1"
    assert said(at(flipped, ALL, 0)) == said(at(output(), ALL, -1))


def test_repeated_and_expanded_axes() -> None:
    one = results(bidirectional=False, layers=ONE).h_n
    assert said(expand(one, (Dim.of(3), INFER, H))) == (
        "other[3] | batch[B] | feature[H] : layer=0 direction=forward step=final"
    )
    tiled = "layer[1] | other[n] batch[B] | feature[H] : direction=forward step=final"
    assert said(repeat(one, (ONE, FOREIGN, ONE))) == tiled
