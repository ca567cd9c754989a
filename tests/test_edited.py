"""A program while it is edited: after every edit it is what it would be if nothing were kept from before."""

from __future__ import annotations

import ast
import gc
import random
from pathlib import Path

import libcst as cst
import pytest

from shapelint.interpreted import TIDY_EVERY, Edited, interpreted
from tests.edited import Typed
from tests.mutations import PROGRAMS, mutated, parses

EDITS = 8

HEAD = "import torch\nfrom torch import nn\n\nWIDTH = 16\n\n"
TAGGER = HEAD + (
    "class Tagger(nn.Module):\n"
    "    def __init__(self, both=True):\n"
    "        super().__init__()\n"
    "        self.rnn = nn.LSTM(8, WIDTH, batch_first=True, bidirectional=both)\n"
    "        self.fc = nn.Linear(2 * WIDTH, 3)\n\n"
    "    def forward(self, x):\n"
    "        out, _ = self.rnn(x)\n"
    "        return self.fc(out)\n\n"
    "    def other(self, x):\n"
    "        return self.rnn(x)[1][0]\n\n"
)
FUNCTIONS = HEAD + (
    "def make():\n"
    "    return nn.LSTM(8, WIDTH, batch_first=True, bidirectional=True)\n\n"
    "def one(x):\n"
    "    out, _ = make()(x)\n"
    "    return out[:, -1]\n\n"
    "def two(x):\n"
    "    out, _ = nn.GRU(8, 16)(x)\n"
    "    return out[-1].sum()\n\n"
)


@pytest.mark.parametrize("path", PROGRAMS[::4], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_random_edits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not parses(text):
        pytest.skip("does not parse")
    typed, dice, texts = Typed(path), random.Random(path.name), [text]
    typed.become(text)
    while len(texts) <= EDITS:
        new = dice.choice(texts) if dice.random() < 0.2 else mutated(texts[-1], dice)
        if parses(new) and new.strip() and ast.parse(new).body:
            texts.append(new)
            typed.become(new)


def run_after(before: str, old: str, new: str, ran: list[str]) -> list[str]:
    """Which entries are run after one edit; that all is as if all were is checked on the way."""
    edited = Edited()
    edited.interpreted(before, None, lambda: None)
    assert before.count(old) == 1
    ran.clear()
    edited.interpreted(before.replace(old, new), None, lambda: None)
    names = list(ran)
    typed = Typed()
    typed.become(before)
    typed.become(before.replace(old, new))
    return names


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("out[-1].sum()", "out[-2].sum()", ["two"]),
        ("out[:, -1]", "out[:, 0]", ["one"]),
        ("return nn.LSTM(8,", "return nn.LSTM(4,", ["make", "one"]),
        ("WIDTH = 16", "WIDTH = 8", ["make", "one"]),
        ("WIDTH = 16", "WIDTH = 16\nHEIGHT = 3", []),
        ("def two(x)", "def three(x)", ["three"]),
    ],
)  # fmt: skip
def test_what_is_run_again(old: str, new: str, expected: list[str], ran: list[str]) -> None:
    assert run_after(FUNCTIONS, old, new, ran) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("self.fc(out)", "self.fc(out[0])", {"forward"}),
        ("[1][0]", "[1][1]", {"other"}),
        ("self.fc = nn.Linear(2", "self.fc = nn.Linear(3", {"__init__", "forward", "other"}),
        ("both=True", "both=False", {"__init__", "forward", "other"}),
        ("class Tagger(nn.Module)", "class Tagger(object)", {"__init__", "forward", "other"}),
        ("        return self.rnn(x)[1][0]", "        self.fc = None", {"forward", "other"}),
    ],
)  # fmt: skip
def test_which_methods_are_run_again(old: str, new: str, expected: set[str], ran: list[str]) -> None:
    assert set(run_after(TAGGER, old, new, ran)) == expected


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("from torch.nn import *\ndef f(x):\n    return LSTM(8, 16)(x)[0][:, -1]\n", "torch.nn", "nowhere"),
        ("import torch\ndef f(x):\n    global lstm\n    lstm = torch.nn.LSTM(8, 16)\n\n"
         "def g(x):\n    return lstm(x)[1][0][0]\n", "16", "4"),
        ("from dataclasses import dataclass\nimport torch\n@dataclass\nclass Config:\n    a: int = 1\n    b: int = 2\n"
         "def f(x):\n    made = Config(4, 8)\n    return torch.nn.LSTM(8, made.b)(x)[0]\n", "    a: int = 1\n", ""),
        ("import torch\nclass A:\n    both = True\nclass B:\n    both = False\nclass C(A):\n    pass\n"
         "def f(x):\n    return torch.nn.LSTM(8, 4, bidirectional=C().both, batch_first=True)(x)[0][:, -1]\n",
         "C(A)", "C(B)"),
        ("import torch\nclass Config:\n    def __init__(self, both=True):\n        self.both = both\n\n"
         "def f(x, config):\n    return torch.nn.LSTM(8, 4, 1, True, True, 0, config.both)(x)[0][:, -1]\n",
         "both=True", "both=False"),
        ("import torch\nclass N(torch.nn.Module):\n    def __init__(self):\n        self.rnn = torch.nn.LSTM(8, 4)\n\n"
         "    def f(self, x):\n        return self.rnn(x)[0].view(-1, 4)\n\n    def g(self):\n        self.h = 1\n\n"
         "    def h(self):\n        return self.rnn\n", "self.h = 1", "self.rnn = torch.nn.GRU(8, 4)"),
    ],
    ids=["star import", "global", "field of a record", "base class", "settings by name", "set by a method"],
)  # fmt: skip
def test_what_an_entry_depends_on_without_naming_it(text: str, old: str, new: str) -> None:
    typed = Typed()
    for each in (text, text.replace(old, new), text):
        typed.become(each)


def test_without_a_default_nothing_is_run_with_defaults(ran: list[str]) -> None:
    interpreted(FUNCTIONS)
    assert ran == ["make", "one", "two"]
    ran.clear()
    interpreted(FUNCTIONS + "def three(x, width=3):\n    return nn.LSTM(8, width)(x)\n")
    assert ran == ["make", "one", "two", "three", "three"]


def test_what_a_default_reaches_is_run_with_it(ran: list[str]) -> None:
    interpreted(TAGGER)
    assert ran == 2 * ["__init__", "forward", "other"]


def test_nodes_are_not_kept_for_ever() -> None:
    edited = Edited()
    gc.collect()
    before = sum(isinstance(each, cst.FunctionDef) for each in gc.get_objects())
    for number in range(5 * TIDY_EVERY):
        text = f"import torch\n\ndef f(x):\n    lstm = torch.nn.LSTM(8, {number + 1})\n    return lstm(x)[0][:, -1]\n"
        runs = edited.interpreted(text, None, lambda: None).runs
    assert runs[0].events
    gc.collect()
    after = sum(isinstance(each, cst.FunctionDef) for each in gc.get_objects())
    assert after - before < 3 * TIDY_EVERY


def test_an_entry_does_not_keep_the_text_that_it_was_run_in() -> None:
    edited = Edited()
    widths = 12 * [16]
    for number in range(3 * len(widths)):
        widths[number % len(widths)] += 1
        functions = (f"def f{at}(x):\n    return nn.LSTM(8, {width})(x)[0][-1]\n\n" for at, width in enumerate(widths))
        edited.interpreted("from torch import nn\n\n" + "".join(functions), None, lambda: None)
    gc.collect()
    texts = [each for each in gc.get_objects() if isinstance(each, cst.Module) and len(each.body) > len(widths)]
    assert len(texts) < 3
