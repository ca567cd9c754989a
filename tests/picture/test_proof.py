"""The proof: what is marked, worked out cell by cell, is the value of the expression; and a false mark is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest
import torch

from shapelint.domain.provenance import Direction
from shapelint.picture import marks
from shapelint.picture.blocks import Block, Holding, holding
from shapelint.picture.diagram import Mark
from tests.oracle.generating import generate
from tests.picture.proof import Cases, prove

IN_ORDER = 250
"""Cases per series whose value is compared cell by cell in order; there are four series, and more cases beside."""


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


def _proved(series: str) -> Iterator[Cases]:
    """All cases so far, program by program."""
    cases, number = Cases(), 0
    while True:
        random = Random(f"{series}/{number}")
        cases.add(prove(generate(random), random))
        number += 1
        yield cases


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("series", range(4))
def test_marked_cells_are_the_value(series: int) -> None:
    for cases in _proved(f"picture/{series}"):
        assert not cases.wrong
        if cases.ordered >= IN_ORDER:
            break
    assert cases.unordered >= 15, "some values have an order that is not known"
    assert cases.depends >= 20, "some values are computed from cells"
    assert cases.unmarked <= 0.2 * (cases.ordered + cases.unordered + cases.depends), "few pictures say nothing"


def _is_noticed(series: str, programs: int) -> bool:
    return any(bool(cases.wrong) for cases, _ in zip(_proved(series), range(programs), strict=False))


def _other_direction(block: Block) -> Block:
    other = {Direction.FORWARD: Direction.BACKWARD, Direction.BACKWARD: Direction.FORWARD}
    return replace(block, direction=other.get(block.direction, block.direction))


FAULTS: dict[str, Callable[[Block], Block]] = {
    "the other direction": _other_direction,
    "the layer below": lambda block: replace(block, layers=block.layers * 0),  # type: ignore[operator]
    "another order": lambda block: replace(block, order=None if block.order is None else -block.order),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_false_mark_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def false(*given: object) -> Holding:
        held = holding(*given)  # type: ignore[arg-type]
        return replace(held, blocks=tuple(_changed(block, FAULTS[fault]) for block in held.blocks))

    monkeypatch.setattr("shapelint.picture.drawing.holding", false)
    assert _is_noticed("faults", 40)


def _changed(block: Block, change: Callable[[Block], Block]) -> Block:
    try:
        return change(block)
    except TypeError:  # a range of layers
        return block


@pytest.mark.filterwarnings("ignore")
def test_a_missing_mark_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    own = marks._marks

    def fewer(*given: object) -> Iterator[Mark]:
        yield from list(own(*given))[1:]  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "_marks", fewer)
    assert _is_noticed("faults", 40)
