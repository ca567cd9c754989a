"""What is drawn for a place: findings, comparisons, alternatives, stacks, packed batches; nothing where nothing is."""

from __future__ import annotations

import pytest

from shapelint.picture.diagram import Picture, Result, Role
from shapelint.picture.places import NoPicture, picture_at
from shapelint.picture.program import Program
from shapelint.picture.svg import as_svg
from shapelint.rule import load_rules
from tests.command import ROOT

HEAD = """import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

"""


def drawn(text: str, ending: str, column: int | None = None, *, rules: bool = False) -> Picture:
    """The picture of the line that ends in a marker."""
    whole = HEAD + text
    row = next(row for row, line in enumerate(whole.splitlines(), 1) if line.endswith(ending))
    return picture_at(Program.of(whole), row, column, load_rules().rules if rules else ())


def marked(picture: Picture, role: Role = Role.TAKEN, diagram: int = 0) -> list[tuple[str, str, str, str, int]]:
    """State, layer, direction, step and block of the marked cells."""
    return [
        (
            mark.cell.memory.value,
            str(mark.cell.layer),
            mark.cell.direction.value,
            "last valid" if mark.cell.step is None else str(mark.cell.step),
            mark.block,
        )
        for selection in picture.diagrams[diagram].selections
        for mark in selection.marks
        if mark.role is role
    ]


CLASS = """class Net(nn.Module):
    def __init__(self, size, num_layers, bidirectional={default}):
        super().__init__()
        self.lstm = nn.LSTM(size, 16, num_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, x, lengths):
        out, (hidden, cells) = self.lstm(x)
        last = out[:, -1]  # last
        top = hidden[-1]  # top
        packed = pack_padded_sequence(x, lengths, batch_first=True)
        _, (final, _) = self.lstm(packed)  # call
        end = final[-1]  # packed
        every = out  # every
        some = out[:, 1:3]  # some
        return last, top, end, every, some
"""
BOTH = CLASS.format(default=True)


def test_alternatives_are_told_apart() -> None:
    picture = drawn(BOTH, "# last")
    assert [each.under for each in picture.diagrams] == ["bidirectional", "not bidirectional"]
    assert marked(picture) == [
        ("h", "num_layers - 1", "forward", "T - 1", 1), ("h", "num_layers - 1", "backward", "T - 1", 2),
    ]  # fmt: skip
    assert marked(picture, diagram=1) == [("h", "num_layers - 1", "forward", "T - 1", 1)]


def test_final_states_are_where_the_direction_ends() -> None:
    assert marked(drawn(BOTH, "# top")) == [("h", "num_layers - 1", "backward", "0", 1)]
    assert marked(drawn(BOTH, "# top"), diagram=1) == [("h", "num_layers - 1", "forward", "T - 1", 1)]


def test_shapes_and_names_are_the_users() -> None:
    (call,) = drawn(BOTH, "# last").diagrams[0].calls
    assert call.name == "self.lstm"
    told = {group.result: (group.name, group.shape, group.note) for group in call.groups}
    assert told[Result.OUTPUT] == ("out", "(B, T, 32)", "")
    assert told[Result.H_N] == ("hidden", "(2*num_layers, B, 16)", "")
    assert told[Result.C_N] == ("cells", "(2*num_layers, B, 16)", "")
    assert told[Result.H_0] == ("h_0", "(2*num_layers, B, 16)", "zeros")
    assert told[Result.INPUT] == ("x", "(B, T, size)", "")


def test_steps_are_real_where_they_are_known() -> None:
    text = "lstm = nn.LSTM(4, 6)\nout, _ = lstm(torch.randn({steps}, 3, 4))  # call\n"
    for steps, names in ((3, ["1", "2", "3"]), (6, list("123456")), (40, ["1", "2", "3", "40"])):
        (call,) = drawn(text.format(steps=steps), "# call").diagrams[0].calls
        assert [tick.name for tick in call.steps] == names
    (call,) = drawn(BOTH, "# last").diagrams[0].calls
    assert [tick.name for tick in call.steps] == ["1", "2", "3", "T"]
    assert [tick.after_gap for tick in call.steps] == [False, False, False, True]


def test_a_slice_is_drawn_for_sequences_that_are_long_enough() -> None:
    picture = drawn(BOTH, "# some")
    assert {step for _, _, _, step, _ in marked(picture)} == {"1", "2"}
    (selection,) = picture.diagrams[0].selections
    assert "as long as there are as many steps and layers as are drawn" in selection.notes


def test_what_lies_in_a_gap_is_marked_as_well() -> None:
    (selection,) = drawn(BOTH, "# every").diagrams[1].selections
    assert [(str(mark.cell.step), mark.goes_on) for mark in selection.marks] == [
        ("0", False), ("1", False), ("2", True), ("T - 1", False),
    ]  # fmt: skip


def test_packed_sequences_end_on_their_own() -> None:
    picture = drawn(BOTH, "# packed")
    (call,) = picture.diagrams[1].calls
    assert call.is_packed
    assert call.ends == ()
    assert marked(picture, diagram=1) == [("h", "num_layers - 1", "forward", "last valid", 1)]


@pytest.mark.parametrize("lengths", ["[4, 2, 2]", "torch.tensor([4, 2, 2])"])
def test_packed_sequences_end_where_their_lengths_say(lengths: str) -> None:
    text = f"""gru = nn.GRU(4, 6)
packed = pack_padded_sequence(torch.randn(4, 3, 4), {lengths})
out, h = gru(packed)
last = h[-1]  # last
"""
    picture = drawn(text, "# last")
    (selection,) = picture.diagrams[0].selections
    assert picture.diagrams[0].calls[0].ends == (3, 1, 1)
    assert {(str(mark.cell.step), mark.samples, mark.order) for mark in selection.marks} == {
        ("3", (0,), 0), ("1", (1, 2), 0),
    }  # fmt: skip


def test_layers_called_one_after_the_other_are_a_stack() -> None:
    text = """low = nn.GRU(4, 6, bidirectional=True)
high = nn.GRU(12, 6)
first, _ = low(torch.randn(5, 3, 4))
second, _ = high(torch.relu(first))
last = second[-1]  # last
"""
    (diagram,) = drawn(text, "# last").diagrams
    assert [(call.name, call.below) for call in diagram.calls] == [("low", None), ("high", 0)]
    assert {mark.cell.call for mark in diagram.selections[0].marks} == {1}


def test_several_calls_in_one_value() -> None:
    text = """low = nn.GRU(4, 6)
high = nn.GRU(4, 6)
first, _ = low(torch.randn(5, 3, 4))
second, _ = high(torch.randn(5, 3, 4))
both = torch.cat((first[-1], second[0]), -1)  # both
"""
    picture = drawn(text, "# both")
    cells = [mark.cell for mark in picture.diagrams[0].selections[0].marks]
    assert [(cell.call, str(cell.step)) for cell in cells] == [(0, "4"), (1, "0")]


def test_a_comparison_has_two_sides() -> None:
    text = "lstm = nn.LSTM(4, 6, 2)\nout, (h, c) = lstm(torch.randn(5, 3, 4))\nassert (out[-1] == h[0]).all()  # same\n"
    picture = drawn(text, "# same")
    assert marked(picture) == [("h", "1", "forward", "4", 1)]
    assert marked(picture, Role.OTHER) == [("h", "0", "forward", "4", 1)]


def test_a_finding_shows_what_would_be_right() -> None:
    text = """lstm = nn.LSTM(4, 6, bidirectional=True, batch_first=True)
out, (h, c) = lstm(torch.randn(3, 5, 4))
head = nn.Linear(12, 2)
print(head(out[:, -1]))  # taken
"""
    picture = drawn(text, "# taken", rules=True)
    assert picture.finding.startswith("the backward half of `out[:, -1]`")
    assert marked(picture) == [("h", "0", "forward", "4", 1), ("h", "0", "backward", "4", 2)]
    assert marked(picture, Role.RIGHT) == [("h", "0", "forward", "4", 1), ("h", "0", "backward", "0", 2)]
    assert "torch.cat((h[-2], h[-1]), dim=-1)" in [each.text for each in picture.diagrams[0].selections]


def test_a_finding_without_a_fix_shows_what_would_be_right() -> None:
    text = """lstm = nn.LSTM(4, 6, bidirectional=True, batch_first=True)
out = lstm(torch.randn(3, 5, 4))[0]
head = nn.Linear(12, 2)
print(head(out[:, 0]))  # taken
"""
    assert marked(drawn(text, "# taken", rules=True), Role.RIGHT) == [
        ("h", "0", "forward", "4", 1), ("h", "0", "backward", "0", 2),
    ]  # fmt: skip


def test_a_column_chooses_the_smallest_expression() -> None:
    text = "lstm = nn.GRU(4, 6)\nout, h = lstm(torch.randn(5, 3, 4))\nlast = out[-1].relu()  # last\n"
    assert drawn(text, "# last").title == "out[-1].relu()"
    assert drawn(text, "# last", 9).title == "out"
    assert drawn(text, "# last", 12).title == "out[-1]"
    assert drawn(text, "# last", 1).title == "last"


@pytest.mark.parametrize("selected", ["h.view(3, -1)", "out[torch.randint(5, (1,))]", "out[:, :, [0, 1]] @ out"])
def test_what_is_not_known_is_not_marked(selected: str) -> None:
    text = f"lstm = nn.LSTM(4, 6, 2)\nout, (h, c) = lstm(torch.randn(5, 3, 4))\nvalue = {selected}  # value\n"
    try:
        picture = drawn(text, "# value")
    except NoPicture:
        return
    if picture.title == selected:
        (selection,) = picture.diagrams[0].selections
        assert selection.marks == ()
        assert selection.notes


def test_a_layer_alone_and_a_call_are_drawn_without_marks() -> None:
    text = "lstm = nn.LSTM(4, 6)  # made\nout, (h, c) = lstm(torch.randn(5, 3, 4))  # called\n"
    for ending in ("# made", "# called"):
        (diagram,) = drawn(text, ending).diagrams
        assert diagram.selections == ()
        assert diagram.calls[0].name == "lstm"


def test_both_memories_of_a_state_are_numbered_on() -> None:
    text = "lstm = nn.LSTM(4, 6, 2)\nout, state = lstm(torch.randn(5, 3, 4))\nagain = state  # state\n"
    assert marked(drawn(text, "# state")) == [
        ("h", "0", "forward", "4", 1), ("h", "1", "forward", "4", 2),
        ("c", "0", "forward", "4", 3), ("c", "1", "forward", "4", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (1, None, "line 1 holds no recurrent layer"),
        (2, 3, "column 3 of line 2 holds"),
    ],
)
def test_places_without_a_picture(row: int, column: int | None, said: str) -> None:
    program = Program.of(HEAD + "lstm = nn.LSTM(4, 6)\n")
    with pytest.raises(NoPicture, match=said):
        picture_at(program, row, column)


def test_every_place_of_the_examples() -> None:
    rules = load_rules().rules
    for path in sorted((ROOT / "examples").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        program = Program.of(text)
        for row in range(1, len(text.splitlines()) + 1):
            try:
                picture = picture_at(program, row, None, rules)
            except NoPicture:
                assert "expect: SHP10" not in text.splitlines()[row - 1]
                continue
            assert as_svg(picture).startswith("<svg ")


def test_code_that_is_reached_with_several_layers_says_so() -> None:
    text = """one = nn.GRU(4, 6)
two = nn.LSTM(4, 6, 2)


def last(out):
    return out[-1]  # last


last(one(torch.randn(5, 3, 4))[0])
last(two(torch.randn(5, 3, 4))[0])
"""
    picture = drawn(text, "# last")
    assert picture.diagrams[0].calls[0].name == "one"
    assert picture.diagrams[0].notes == ("one of 2 layers with which the program gets here",)
    assert "one of 2 layers" in as_svg(picture)


def test_a_finding_by_default_is_drawn_with_the_defaults() -> None:
    text = """class Net(nn.Module):
    def __init__(self, bidirectional=True):
        super().__init__()
        self.lstm = nn.LSTM(4, 16, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(32, 2)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])  # last
"""
    picture = drawn(text, "# last", rules=True)
    assert "with the default bidirectional=True" in picture.finding
    assert [each.under for each in picture.diagrams] == [""]
    assert marked(picture, Role.RIGHT)


def test_the_ends_of_samples_that_are_not_known_are_not_marked() -> None:
    text = """gru = nn.GRU(4, 6)
packed = pack_padded_sequence(torch.randn(4, 3, 4), [4, 2, 2])
out, h = gru(packed)
value = h[-1].index_select(0, torch.randint(3, (2,)))  # value
"""
    picture = drawn(text, "# value")
    assert marked(picture) == []
    assert any("more than is marked" in note for note in picture.diagrams[0].selections[0].notes)


def test_cases_that_are_not_drawn_are_counted() -> None:
    text = """class Net(nn.Module):
    def __init__(self, kind, bidirectional, batch_first):
        super().__init__()
        if kind == "lstm":
            self.rnn = nn.LSTM(4, 6, bidirectional=bidirectional, batch_first=batch_first)
        else:
            self.rnn = nn.GRU(4, 6, bidirectional=bidirectional, batch_first=batch_first)

    def forward(self, x):
        out, h = self.rnn(x)
        return out  # out
"""
    picture = drawn(text, "# out")
    assert len({each.under for each in picture.diagrams}) == 4
    assert picture.diagrams[-1].notes == ("4 more cases are not drawn",)


def test_a_case_of_which_nothing_is_known_is_told() -> None:
    text = """class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.rnn = nn.GRU(4, 6) if kind == "gru" else build(kind)

    def forward(self, x):
        out, h = self.rnn(x)
        return out  # out
"""
    (diagram,) = drawn(text, "# out").diagrams
    assert diagram.under == "kind == 'gru'"
    assert diagram.notes == ("in other cases it is not known what it is",)


def test_an_initial_state_says_which_layer_it_comes_from() -> None:
    text = """encoder = nn.LSTM(4, 6)
decoder = nn.LSTM(4, 6)
_, (h, c) = encoder(torch.randn(5, 3, 4))
out, _ = decoder(torch.randn(7, 3, 4), (h, c))
last = out[-1]  # last
"""
    (call,) = drawn(text, "# last").diagrams[0].calls
    told = [call.group(result) for result in (Result.H_0, Result.C_0)]
    assert [group.note for group in told if group is not None] == ["(h, c) of encoder"] * 2
