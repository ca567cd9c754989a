"""What an editor is told of a program's expressions: places, parts, what a layer returns, hints of targets."""

from __future__ import annotations

import pytest

from shapelint.expressions import Expression, expressions_of
from shapelint.interpreted import interpreted

PROGRAM = """\
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, hidden, two):
        super().__init__()
        self.gru = nn.GRU(8, hidden, batch_first=True, bidirectional=two)

    def forward(self, x):
        output, h_n = self.gru(x)
        result = self.gru(x)
        (self.last, *_), n = (h_n[-1],), 3
        return output[:, -1]


lstm = nn.LSTM(8, 16)
pair = lstm(torch.randn(5, 4, 8))[1]
"""


def at(needle: str, program: str = PROGRAM) -> Expression:
    """The outermost expression that begins where this text does."""
    before = program[: program.index(needle)]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    found = expressions_of(interpreted(program))
    return next(each for each in found if (each.location.row, each.location.column) == place)


@pytest.mark.parametrize(
    ("needle", "hints"),
    [
        ("output, h_n", ("(B, T, 2*hidden)", "(B, T, hidden)")),
        ("h_n = ", ("(2, B, hidden)", "(1, B, hidden)")),
        ("result = ", ("((B, T, 2*hidden), (2, B, hidden))", "((B, T, hidden), (1, B, hidden))")),
        ("self.last", ("(B, hidden)",)),
        ("pair = ", ("((1, 4, 16), (1, 4, 16))",)),
        ("lstm = ", ()),
        ("self.gru = ", ()),
        ("output[:, -1]", ()),
    ],
)
def test_hints_are_shapes_of_targets(needle: str, hints: tuple[str, ...]) -> None:
    assert at(needle).hints == hints


def test_only_what_comes_out_of_a_layer_is_told() -> None:
    held = {(each.location.row, each.location.column) for each in expressions_of(interpreted(PROGRAM))}
    for needle in ("x)", "n = (", "two", "torch.randn"):
        before = PROGRAM[: PROGRAM.index(needle)]
        assert (before.count("\n") + 1, len(before) - before.rfind("\n")) not in held


def test_a_layer_says_what_a_call_returns() -> None:
    made = at("nn.LSTM(8, 16)")
    assert [part.blocks for part in made.parts] == ["LSTM(8, 16)"]
    told = [(part.name, part.shape) for part in made.returned]
    assert told == [("output", "(T, B, 16)"), ("h_n", "(1, B, 16)"), ("c_n", "(1, B, 16)")]


def test_parts_have_names_and_conditions() -> None:
    told = {(part.name, part.shape, part.under) for part in at("self.gru(x)").parts}
    assert ("output", "(B, T, 2*hidden)", "two") in told
    assert ("h_n", "(1, B, hidden)", "not two") in told
    assert at("pair").parts[0].name == "h_n"


CALLED = """\
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, hidden=24, two=True):
        super().__init__()
        self.lstm = nn.LSTM(8, hidden, batch_first=True, bidirectional=two)

    def forward(self, x):
        output, (h_n, _) = self.lstm(x)
        return output


Tagger()(torch.randn(4, 5, 8))
Tagger(16)(torch.randn(7, 9, 8))
"""


def test_calls_with_numbers_do_not_hide_what_holds_of_every_call() -> None:
    called = at("output, (h_n", CALLED)
    assert called.hints == ("(B, T, 2*hidden)", "(B, T, hidden)")
    shapes = [part.shape for part in called.parts]
    assert "(4, 5, 48)" in shapes and "(7, 9, 32)" in shapes, "the hover tells of them"


def test_shapes_of_which_neither_is_the_general_one_are_both_told() -> None:
    program = "import torch\nx = torch.randn(5, 4, 8)\nif a:\n    x = torch.randn(5, 6, 8)\n"
    program += "out = torch.nn.LSTM(8, 16)(x)[0]\n"
    assert set(at("out = ", program).hints) == {"(5, 4, 16)", "(5, 6, 16)"}
