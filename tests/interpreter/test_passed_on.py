"""Arguments that a program passes on: `*args`, `**kwargs`, entries of settings, a class by its name."""

from __future__ import annotations

import libcst as cst
import pytest

from shapelint.domain.dim import Dim
from shapelint.domain.recurrent import Recurrent
from shapelint.interpreter.entry import interpret
from shapelint.interpreter.events import Called, Constructed
from tests.interpreter.test_idioms import HEAD, probed, shape


def layers(source: str) -> list[tuple[str, str, str, bool, bool]]:
    """Kind, hidden size, number of layers, batch first and two directions of every layer there may be."""
    runs = interpret(cst.parse_module(HEAD + source))
    made = [each.layer for each in runs[0].events if isinstance(each, Constructed)]
    found = [
        (each.kind.value, str(each.hidden_size), str(each.num_layers), each.batch_first, each.bidirectional)
        for each in made
        if isinstance(each, Recurrent) and each.proj_size == Dim.of(0)
    ]
    return sorted(set(found))


BOTH = [(False, False), (False, True), (True, False), (True, True)]

ENTRIES = {
    "a function": "def make(*args, **kwargs):\n    return nn.GRU(8, 16, *args, **kwargs)\n",
    "a constructor": (
        "class A(nn.Module):\n    def __init__(self, **kwargs):\n        self.rnn = nn.GRU(8, 16, **kwargs)\n"
    ),
    "a subclass that passes it all on": (
        "class A(nn.Module):\n    def __init__(self, layers=1, first=False, both=False):\n"
        "        self.rnn = nn.GRU(8, 16, layers, True, first, 0.0, both)\n"
        "class B(A):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n"
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_what_an_unknown_caller_passes_on_may_be_anything(name: str) -> None:
    found = layers(ENTRIES[name])
    assert [each[3:] for each in found] == BOTH
    assert {each[:2] for each in found} == {("GRU", "16")}
    assert "1" not in {each[2] for each in found}


def test_what_a_known_caller_passes_on_is_known() -> None:
    source = """def make(*args, **kwargs):
    return nn.GRU(*args, batch_first=True, **kwargs)
make(8, 16, bidirectional=True)
"""
    assert ("GRU", "16", "1", True, True) in layers(source)


def test_what_was_given_by_hand_stays_given() -> None:
    found = layers("def make(**kwargs):\n    return nn.GRU(8, 16, batch_first=True, bidirectional=True, **kwargs)\n")
    assert found == [("GRU", "16", "num_layers", True, True)]


def test_the_place_after_something_unknown_is_unknown() -> None:
    source = """
    rnn = nn.GRU(3, 5)
    out, h = rnn(torch.zeros(2, 4, 3))
    def second(a, b):
        return b
    probe(second(*sizes, h))
    """
    assert probed(source) == []
    assert layers("rnn = nn.GRU(*sizes, 5)") == []


def test_a_call_with_more_arguments_that_are_not_known() -> None:
    source = """class A(nn.Module):
    def __init__(self):
        self.rnn = nn.GRU(8, 16)
    def forward(self, x, *state):
        out, h = self.rnn(x, *state)
        self.rnn(*state)
"""
    called = [each for each in interpret(cst.parse_module(HEAD + source))[0].events if isinstance(each, Called)]
    assert [each.call.has_initial_state for each in called] == [True]


@pytest.mark.parametrize("read", ["settings['both']", "settings.get('both')", "settings.get('both', False)"])
def test_an_entry_of_settings_is_one_symbol(read: str) -> None:
    source = f"""
    def run(settings, x):
        rnn = nn.GRU(8, 16, bidirectional={read})
        out, h = rnn(x)
        probe(h if settings["both"] else h[0])
    """
    assert [shape(value) for value in probed(source)] == ["(2, B, 16)", "(B, 16)"]


def test_an_entry_that_is_missing_has_its_default() -> None:
    source = """
    def run(settings, x):
        rnn = nn.GRU(8, settings.get("hidden", 5))
        out, h = rnn(x)
        probe(h)
    """
    assert [shape(value) for value in probed(source)] == ["(1, B, settings['hidden'])"]
    assert [shape(value) for value in probed(source, by_default=True)] == ["(1, B, 5)"]


NAMED = {
    "layers": ("rnn_type", "n, n, layers", True),
    "layers by another word": ("recurrent_type", "n, n, layers", True),
    "dropout": ("args.rnn", "n, n, dropout=0.5", True),
    "a cell takes a flag there": ("rnn_type", "n, n, True", False),
    "a cell": ("rnn_cell", "n, n, bias", False),
    "a cell by its words": ("kind", "input_size=n, hidden_size=n", False),
    "another module": ("activation", "n, n, layers", False),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_class_by_its_name(name: str) -> None:
    by, arguments, is_layer = NAMED[name]
    found = layers(f"def make(args, rnn_type, kind, n, layers, bias):\n    return getattr(nn, {by})({arguments})\n")
    assert [each[0] for each in found] == (["GRU", "LSTM", "RNN"] if is_layer else [])
