"""The five snippets of question and answer behind this project: what is said to be the same is one cell."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from shapelint.picture.places import picture_at
from shapelint.picture.program import Program
from shapelint.picture.svg import as_svg
from tests.picture.marked import cells_of

HEAD = """import torch
from torch import nn

steps, batch, features, hidden = 5, 3, 10, 20
x = torch.randn(steps, batch, features)
"""

ONE_LAYER = """
lstm = nn.LSTM(features, hidden)
output, (h_n, c_n) = lstm(x)
torch.equal(output[-1], h_n[0])
torch.equal(output[-1], h_n[-1])
torch.equal(output[0], h_n[0])
torch.equal(output[-1], c_n[0])
"""
TWO_LAYERS = """
lstm = nn.LSTM(features, hidden, num_layers=2)
output, (h_n, c_n) = lstm(x)
torch.equal(output[-1], h_n[-1])
torch.equal(output[-1], h_n[0])
torch.equal(output[-1], h_n[1])
"""
TWO_DIRECTIONS = """
lstm = nn.LSTM(features, hidden, num_layers=2, bidirectional=True)
output, (h_n, c_n) = lstm(x)
torch.equal(output[-1, :, :hidden], h_n[-2])
torch.equal(output[0, :, hidden:], h_n[-1])
torch.equal(output[-1, :, hidden:], h_n[-1])
torch.equal(output[-1, :, :hidden], h_n[0])
torch.equal(output.view(steps, batch, 2, hidden)[-1, :, 0], h_n.view(2, 2, batch, hidden)[-1, 0])
torch.equal(output.view(steps, batch, 2, hidden)[0, :, 1], h_n.view(2, 2, batch, hidden)[-1, 1])
"""
THREE_LAYERS = """
gru = nn.GRU(features, hidden, num_layers=3)
output, h_n = gru(x)
torch.equal(output[-1], h_n[-1])
torch.equal(output[-1], h_n[2])
torch.equal(output[-1], h_n[0])
"""
BATCH_FIRST = """
lstm = nn.LSTM(features, hidden, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(x.transpose(0, 1))
torch.equal(output[:, -1, :hidden], h_n[0])
torch.equal(output[:, 0, hidden:], h_n[1])
torch.equal(output[:, 0, :hidden], h_n[0])
"""

SNIPPETS = {
    "one layer": ONE_LAYER, "two layers": TWO_LAYERS, "two layers with two directions": TWO_DIRECTIONS,
    "GRU with three layers": THREE_LAYERS, "batch first": BATCH_FIRST,
}  # fmt: skip


@pytest.mark.parametrize("name", SNIPPETS)
def test_both_sides_are_one_cell_exactly_where_torch_says_equal(name: str) -> None:
    text = HEAD + SNIPPETS[name]
    program, namespace = Program.of(text), _run(text)
    compared = [(row, line) for row, line in enumerate(text.splitlines(), 1) if line.startswith("torch.equal")]
    assert compared
    for row, line in compared:
        picture = picture_at(program, row)
        (cells,) = cells_of(as_svg(picture))
        sides = {
            side: [cell[:5] for cell in map(_place, cells) if side in cell[5]] for side in ("taken", "other")
        }
        assert len(sides["taken"]) == len(sides["other"]) == 1, line
        assert (sides["taken"] == sides["other"]) is eval(line, namespace), line


def _place(cell: Any) -> tuple[Any, ...]:
    return cell.layer, cell.direction, cell.step, cell.memory, cell.line, {mark.side for mark in cell.marks}


def _run(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        torch.manual_seed(0)
        exec(text, namespace)
    finally:
        torch.set_default_dtype(before)
    return namespace
