"""Joins, reductions and broadcasts of random tensors agree with torch; the cases people write are pinned one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapelint.domain.combine import combine, matmul
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.join import cat, chunk, split, stack, unbind
from shapelint.domain.provenance import At, Direction, Position
from shapelint.domain.recurrent import Call
from shapelint.domain.reduce import reduce
from shapelint.domain.select import IntegerItem, SliceItem, select
from shapelint.domain.tensor import Axis, Sketch, Tensor, feature_part, results_of
from tests.domain.combining import check_combination, check_join, check_reduction
from tests.domain.coordinates import concrete_call

SEEDS = st.integers(0, 2**32)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(SEEDS)
def test_joins(seed: int) -> None:
    check_join(seed)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(SEEDS)
def test_reductions(seed: int) -> None:
    check_reduction(seed)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(SEEDS)
def test_combinations(seed: int) -> None:
    check_combination(seed)


def bidirectional(layers: int = 2, hidden: int = 3) -> Call:
    return concrete_call(layers=layers, bidirectional=True, batch_first=True, hidden=hidden)


def row(tensor: Tensor, index: int) -> Tensor:
    found = select(tensor, [IntegerItem(Dim.of(index))], "made")
    assert found is not None
    return found


def last_step(tensor: Tensor) -> Tensor:
    found = select(tensor, [SliceItem(), IntegerItem(Dim.of(-1))], "made")
    assert found is not None
    return found


def test_cat_of_the_two_final_states_names_both() -> None:
    h_n = results_of(bidirectional()).h_n
    joined = cat([row(h_n, -2), row(h_n, -1)], -1)
    assert isinstance(joined, Tensor)
    assert [label.direction for label in joined.blocks] == [Direction.FORWARD, Direction.BACKWARD]
    assert all(label.step is Position.FINAL for label in joined.blocks)


@pytest.mark.parametrize("other", [None, Sketch("features", "features")])
def test_a_state_beside_something_unknown_keeps_its_block(other: Sketch | None) -> None:
    joined = cat([row(results_of(bidirectional()).h_n, -1), other], 1)
    assert isinstance(joined, Tensor) and joined.rank == 2
    first, second = joined.blocks
    assert first.direction is Direction.BACKWARD and second.call is None
    assert joined.axes[0].role == "batch"


def test_two_slices_of_time_that_follow_each_other_are_one() -> None:
    output = results_of(bidirectional()).output
    assert isinstance(output, Tensor)
    pieces = split(output, [Dim.of(2), Dim.of(3)], 1)
    assert pieces is not None and len(pieces) == 2
    assert cat(pieces, 1) == output


def test_halves_of_the_features_are_the_directions() -> None:
    hidden = Dim.of(Symbol("H", "H"))
    call = concrete_call(bidirectional=True, batch_first=True)
    output = Tensor((*_axes(call)[:2], results_of_with(call, hidden)))
    halves = chunk(output, 2, -1)
    assert halves is not None
    assert [half.sizes[-1] for half in halves] == [hidden, hidden]
    assert [half.blocks[0].direction for half in halves] == [Direction.FORWARD, Direction.BACKWARD]


def _axes(call: Call) -> tuple[Axis, ...]:
    output = results_of(call).output
    assert isinstance(output, Tensor)
    return output.axes


def results_of_with(call: Call, hidden: Dim) -> Axis:
    return Axis((feature_part(call.layer.directions, hidden),))


def test_sum_of_both_halves_is_both_directions_at_that_step() -> None:
    output = results_of(bidirectional()).output
    assert isinstance(output, Tensor)
    every = chunk(output, 2, -1)
    last = chunk(last_step(output), 2, -1)
    assert every is not None and last is not None
    at_every, at_last = combine(*every), combine(*last)
    assert isinstance(at_every, Tensor) and at_every.label.direction is Direction.BOTH and at_every.label.step is None
    assert isinstance(at_last, Tensor) and at_last.label.direction is Direction.BOTH
    assert at_last.label.step == At(Dim.of(4)) and not at_last.label.verbatim


def test_final_states_added_are_both_directions_at_the_end() -> None:
    h_n = results_of(bidirectional()).h_n
    added = combine(row(h_n, -2), row(h_n, -1))
    assert isinstance(added, Tensor)
    assert added.label.direction is Direction.BOTH and added.label.step is Position.FINAL


def test_different_layers_added_are_nothing_known() -> None:
    h_n = results_of(bidirectional()).h_n
    added = combine(row(h_n, 0), row(h_n, -1))
    assert isinstance(added, Tensor) and added.label.call is None and added.sizes == row(h_n, 0).sizes


@pytest.mark.parametrize("axis", [0, 1])
def test_one_sample_and_another_added_are_neither(axis: int) -> None:
    output = results_of(bidirectional()).output
    assert isinstance(output, Tensor)
    before = [SliceItem()] * axis
    first, second = (select(output, [*before, SliceItem(Dim.of(i), Dim.of(i + 1))], "made") for i in range(2))
    assert first is not None and second is not None
    total = combine(first, second)
    assert isinstance(total, Tensor) and total.axes[axis] == Axis.plain(Dim.of(1))


def test_one_number_of_several_calls_added_up_is_of_none_of_them() -> None:
    numbers = []
    for key in ("a", "b", "c"):
        output = results_of(concrete_call(key, layers=1, bidirectional=False, hidden=1, steps=1, batch=1)).output
        assert isinstance(output, Tensor)
        numbers.append(output)
    both = combine(numbers[0], numbers[1])
    assert isinstance(both, Tensor)
    every = combine(both, numbers[2])
    assert isinstance(every, Tensor)
    assert every.call is None


def test_mean_over_time_is_pooled() -> None:
    output = results_of(bidirectional()).output
    assert isinstance(output, Tensor)
    mean = reduce(output, (1,))
    assert mean is not None and mean.label.step is Position.POOLED
    assert [label.direction for label in mean.blocks] == [Direction.FORWARD, Direction.BACKWARD]


def test_mean_over_some_steps_leaves_the_step_unknown() -> None:
    output = results_of(bidirectional()).output
    assert isinstance(output, Tensor)
    part = select(output, [SliceItem(), SliceItem(Dim.of(1))], "made")
    assert part is not None
    mean = reduce(part, (1,))
    assert mean is not None and mean.label.step is None


def test_stack_of_final_states_summed() -> None:
    h_n = results_of(bidirectional()).h_n
    stacked = stack([row(h_n, -2), row(h_n, -1)], 0)
    assert isinstance(stacked, Tensor)
    total = reduce(stacked, (0,))
    assert total is not None and total.label.direction is Direction.BOTH


def test_unbind_gives_the_rows() -> None:
    h_n = results_of(bidirectional()).h_n
    rows = unbind(h_n, 0)
    assert rows == tuple(row(h_n, i) for i in range(4))


def test_pieces_of_unknown_number_are_not_told() -> None:
    tensor = Tensor((Axis.plain(Dim.of(Symbol("n", "n"))),))
    assert unbind(tensor, 0) is None
    assert split(tensor, Dim.of(2), 0) is None
    assert chunk(tensor, 2, 0) is None


def test_shapes_that_never_fit_are_refused() -> None:
    two, three = (Tensor((Axis.plain(Dim.of(size)),)) for size in (2, 3))
    assert combine(two, three) is None
    assert matmul(two, three) is None
    assert cat([two, Tensor((Axis.plain(Dim.of(2)), Axis.plain(Dim.of(2))))], 0) is None


def test_sizes_of_different_names_broadcast_to_the_greater() -> None:
    n, m = (Dim.of(Symbol(name, name)) for name in "nm")
    found = combine(Tensor((Axis.plain(n),)), Tensor((Axis.plain(m),)))
    assert isinstance(found, Tensor) and str(found.sizes[0]) == "max(m,n)"
    wide = combine(Tensor((Axis.plain(n),)), Tensor((Axis.plain(m * 2),)))
    assert isinstance(wide, Tensor) and wide.sizes == (m * 2,)
