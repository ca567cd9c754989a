"""What a loop leaves behind: by its end, by `break` and by `continue`."""

from __future__ import annotations

import pytest

from shapelint.domain.tensor import Tensor
from tests.interpreter.test_idioms import probed, shape

LOOP = """
def run(x, flags):
    gru, kept, found = nn.GRU(8, 16, bidirectional=True), [], torch.zeros(2, 3)
    for step in range(2):
        output, h_n = gru(x)
        if {condition}:
            {leave}
        kept.append(h_n)
    probe({probed})
"""


@pytest.mark.parametrize(("leave", "shapes"), [
    ("continue", {"(2, B, 16)", "(4, B, 16)"}), ("break", {"(2, B, 16)", "(4, B, 16)"}), ("pass", {"(4, B, 16)"}),
])  # fmt: skip
def test_how_much_was_collected(leave: str, shapes: set[str]) -> None:
    values = probed(LOOP.format(condition="flags[step]", leave=leave, probed="torch.cat(kept, dim=0)"))
    assert {shape(value) for value in values if isinstance(value, Tensor)} == shapes


@pytest.mark.parametrize("leave", ["found = h_n; break", "found = h_n; continue"])
def test_what_was_bound_on_the_way_out(leave: str) -> None:
    values = probed(LOOP.format(condition="flags[step]", leave=leave, probed="found.sum(0) if False else found"))
    assert "(2, B, 16)" in {shape(value) for value in values}


def test_a_loop_that_searches() -> None:
    source = """
    def run(x, flags):
        gru, found = nn.GRU(8, 16), None
        for flag in flags:
            output, h_n = gru(x)
            if flag:
                found = h_n
                break
        probe(found)
    """
    assert "(1, B, 16)" in {shape(value) for value in probed(source) if isinstance(value, Tensor)}
