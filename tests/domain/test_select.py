"""Indexing with symbolic sizes: what each part of the result is (CLAIMS.md 8-11, 14, 15)."""

from __future__ import annotations

import pytest

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.select import UNKNOWN_BOUND, IntegerItem, SliceItem, TensorItem, out_of_range, select
from shapelint.domain.tensor import Tensor
from tests.domain.examples import B, H, L, T, at, output, results, said

ALL = slice(None)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((-2,), "batch[B] | feature[H] : layer=L - 1 direction=forward step=final"),
        ((-1,), "batch[B] | feature[H] : layer=L - 1 direction=backward step=final"),
        ((2 * L - 1,), "batch[B] | feature[H] : layer=L - 1 direction=backward step=final"),
        ((1,), "batch[B] | feature[H] : layer=0 direction=backward step=final"),
        ((0, 0), "feature[H] : layer=0 direction=forward step=final sample=0"),
        ((slice(0, None, 2),), "layer[L] (direction=forward) | batch[B] | feature[H] : step=final"),
        ((slice(1, None, 2),), "layer[L] (direction=backward) | batch[B] | feature[H] : step=final"),
        ((slice(-2, None),), "direction[2] (layer=L - 1) | batch[B] | feature[H] : step=final"),
        ((slice(None, 2),), "direction[2] (layer=0) | batch[B] | feature[H] : step=final"),
        ((slice(-1, None),), "layer[1]@L - 1 direction[1]@1 | batch[B] | feature[H] : step=final"),
    ],
)
def test_rows_of_the_state(items: tuple[int | Dim | slice, ...], expected: str) -> None:
    assert said(at(results().h_n, *items)) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((ALL, -1), "batch[B] | direction[2] feature[H] : layer=L - 1 step=T - 1"),
        ((ALL, -1, slice(None, H)), "batch[B] | feature[H] (direction=forward) : layer=L - 1 step=T - 1"),
        ((ALL, 0, slice(H, None)), "batch[B] | feature[H] (direction=backward) : layer=L - 1 step=0"),
        ((-1,), "time[T] | direction[2] feature[H] : layer=L - 1 sample=B - 1"),
        ((ALL, ALL, -1), "batch[B] | time[T] : layer=L - 1 direction=backward unit=H - 1"),
        ((ALL, slice(-1, None)), "batch[B] | time[1]@T - 1 | direction[2] feature[H] : layer=L - 1"),
        ((ALL, slice(1, None)), "batch[B] | time[T - 1]@1 | direction[2] feature[H] : layer=L - 1"),
        ((ALL, slice(None, None, 2)), "batch[B] | time[((T + 1) // 2)]*2 | direction[2] feature[H] : layer=L - 1"),
        ((ALL, slice(None, 5)), "batch[B] | time[(min(5, T))] | direction[2] feature[H] : layer=L - 1"),
    ],
)
def test_parts_of_the_output(items: tuple[int | Dim | slice, ...], expected: str) -> None:
    assert said(at(output(), *items)) == expected


def test_the_first_rows_of_a_known_number_of_layers_are_the_lower_layers() -> None:
    layers = Dim.of(2)
    lower = at(results(layers=layers).h_n, slice(None, layers))
    assert said(lower) == "direction[2] (layer=0) | batch[B] | feature[H] : step=final"


def test_the_first_rows_of_an_unknown_number_of_layers() -> None:
    found = at(results().h_n, slice(None, L))
    assert found.sizes[0] == L
    assert found.axes[0].parts[0].digits[0].size == L.floor_quotient(2)


def test_one_direction_at_its_last_step_is_final() -> None:
    assert said(at(output(bidirectional=False), ALL, -1)) == (
        "batch[B] | feature[H] (direction=forward) : layer=L - 1 step=T - 1"
    )
    assert at(output(bidirectional=False), ALL, -1, 0).blocks[0].step == "final"


def test_a_loop_index_is_a_step_and_an_unknown_one_is_some_step() -> None:
    loop = Dim.of(Symbol("t", "t", least=0))
    assert said(at(output(), ALL, loop)).endswith("step=t")
    unknown = select(output(), [SliceItem(), IntegerItem(None)], "made")
    assert said(unknown).endswith("step=some")


def test_rows_picked_by_lengths() -> None:
    found = select(output(), [TensorItem((B,)), TensorItem((B,))], "made")
    assert said(found) == "other[B] | direction[2] feature[H] : layer=L - 1 step=some sample=some"
    assert select(output(), [TensorItem((B,)), SliceItem(), TensorItem((B,))], "made") is None
    assert select(output(), [TensorItem((B,), is_mask=True)], "made") is None


def test_what_fails_or_cannot_be_stated_is_unknown() -> None:
    assert select(output(), [SliceItem(), IntegerItem(T)], "made") is None
    assert select(output(), [SliceItem(UNKNOWN_BOUND)], "made") is None
    assert select(output(), [IntegerItem(Dim.of(0))] * 4, "made") is None
    assert select(output(), [SliceItem(), SliceItem(T, T)], "made") is None
    assert select(output(), [SliceItem(), SliceItem(Dim.of(3), Dim.of(2))], "made") is None


def test_the_place_is_kept_where_a_coordinate_was_fixed() -> None:
    last = select(output(), [SliceItem(), IntegerItem(Dim.of(-1))], "here")
    assert isinstance(last, Tensor)
    assert last.label.made == "here"
    assert select(output(), [SliceItem(None, B)], "here") is not None


@pytest.mark.parametrize(
    ("size", "index", "expected"),
    [(T, T, True), (T, T - 1, False), (T, Dim.of(-1), False), (T, Dim.of(3), None), (T, -T - 1, True)],
)
def test_out_of_range(size: Dim, index: Dim, expected: bool | None) -> None:
    assert out_of_range(size, index) is expected
