"""`shapes --statistics`: what a plain reading finds, what of it is resolved, and the reason for the rest."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import libcst as cst
import pytest

from shapelint.census.sites import sites
from shapelint.config import Settings
from shapelint.interpreter.entry import interpret
from shapelint.interpreter.spelling import spelled
from shapelint.report.resolution import as_text
from shapelint.resolved import Count, resolution
from shapelint.unresolved import Reason, why_not
from tests.command import CLEAN, DEFECT, shapelint

HEAD = "import torch\nfrom torch import nn\n"

FOUND = {
    "a name": ("rnn = nn.LSTM(3, 5)\nout, h = rnn(x)", ["nn.LSTM(3, 5)"], ["rnn(x)"]),
    "an alias": ("from torch.nn import GRU as G\nrnn = G(3, 5)\nrnn.forward(x)", ["G(3, 5)"], ["rnn.forward(x)"]),
    "a star": ("from torch.nn import *\nLSTM(3, 5)(x)", ["LSTM(3, 5)"], ["LSTM(3, 5)(x)"]),
    "a private module": ("from torch.nn.modules.rnn import RNN\nRNN(3, 5)", ["RNN(3, 5)"], []),
    "by name": ("rnn = getattr(nn, rnn_type)(3, 5)\nrnn(x)", ["getattr(nn, rnn_type)(3, 5)"], ["rnn(x)"]),
    "by a name that says nothing": (
        "a = getattr(nn, name)(3, 5)\nb = getattr(nn, name)(3, 5, batch_first=True)\na(x)\nb(x)",
        ["getattr(nn, name)(3, 5, batch_first=True)"],
        ["b(x)"],
    ),
    "from a dict": ("kinds = {'lstm': nn.LSTM, 'gru': nn.GRU}\nkinds[k](3, 5)", ["kinds[k](3, 5)"], []),
    "a class as a parameter": (
        "def make(cls, n):\n    return cls(n, n)\nrnn = make(nn.GRU, 3)\nrnn(x)",
        ["cls(n, n)"],
        ["rnn(x)"],
    ),
    "a layer as a parameter": (
        "def run(layer):\n    return layer(x)\nrun(nn.GRU(3, 5))",
        ["nn.GRU(3, 5)"],
        ["layer(x)"],
    ),
    "an attribute, called in a subclass": (
        """
        class A(nn.Module):
            def __init__(self):
                self.rnn = nn.LSTM(3, 5).cuda()
        class B(A):
            def forward(self, x):
                return self.rnn(x)
        """,
        ["nn.LSTM(3, 5)"],
        ["self.rnn(x)"],
    ),
    "an attribute of the same name elsewhere": (
        """
        class A(nn.Module):
            def __init__(self):
                self.rnn = nn.LSTM(3, 5)
        class B(nn.Module):
            def __init__(self):
                self.rnn = nn.Linear(3, 5)
            def forward(self, x):
                return self.rnn(x)
        """,
        ["nn.LSTM(3, 5)"],
        [],
    ),
    "a list": (
        """
        rnns = nn.ModuleList([nn.GRU(3, 3) for _ in range(n)])
        for i, rnn in enumerate(rnns):
            rnn(x)
        rnns[0](x)
        """,
        ["nn.GRU(3, 3)"],
        ["rnn(x)", "rnns[0](x)"],
    ),
    "a list that grows": (
        "rnns = []\nfor i in range(n):\n    rnns.append(nn.GRU(3, 3))\nfor rnn, y in zip(rnns, ys):\n    rnn(y)",
        ["nn.GRU(3, 3)"],
        ["rnn(y)"],
    ),
    "by a name that is put together": (
        """
        class A(nn.Module):
            def __init__(self):
                for i in range(3):
                    setattr(self, f"rnn{i}", nn.GRU(3, 3))
            def forward(self, x):
                return getattr(self, f"rnn{i}")(x)
        """,
        ["nn.GRU(3, 3)"],
        ["getattr(self, f\"rnn{i}\")(x)"],
    ),
    "a subclass": ("class L(nn.LSTM):\n    pass\nrnn = L(3, 5)\nrnn(x)", ["L(3, 5)"], ["rnn(x)"]),
    "a subclass with methods of its own": (
        """
        class L(nn.LSTM):
            def __init__(self, n):
                super().__init__(n, n)
            def forward(self, x):
                return super().forward(x)
        rnn = L(3)
        rnn(x)
        """,
        ["super().__init__(n, n)"],
        ["super().forward(x)"],
    ),
    "a class that a base in another file chooses": (
        """
        from base import Base
        class A(Base):
            def __init__(self):
                self.rnn = self.rnn_cell(3, 5, batch_first=True)
                self.fc = self.linear(3, 5)
            def forward(self, x):
                return self.fc(self.rnn(x))
        """,
        ["self.rnn_cell(3, 5, batch_first=True)"],
        ["self.rnn(x)"],
    ),
    "a function that gives a layer": (
        "def LSTM(*a):\n    m = nn.LSTM(*a)\n    return m\nrnn = LSTM(3, 5)\nrnn(x)",
        ["nn.LSTM(*a)"],
        ["rnn(x)"],
    ),
    "a class of the user's own": ("class LSTM(nn.Module):\n    pass\nrnn = LSTM(3)\nrnn(x)", [], []),
    "cells and other modules": ("c = nn.LSTMCell(3, 5)\nc(x)\nf = getattr(nn, 'ReLU')()\nf(x)", [], []),
    "what only names a class": (
        '"""nn.LSTM(3, 5)"""\ndef f(rnn: nn.LSTM) -> nn.GRU:\n    return isinstance(rnn, (nn.LSTM, nn.GRU))',
        [],
        [],
    ),
    "methods of a layer": ("rnn = nn.LSTM(3, 5)\nrnn.flatten_parameters()\nrnn.train()", ["nn.LSTM(3, 5)"], []),
}  # fmt: skip


@pytest.mark.parametrize(("source", "constructions", "calls"), FOUND.values(), ids=FOUND)
def test_what_a_plain_reading_finds(source: str, constructions: list[str], calls: list[str]) -> None:
    found = sites(cst.parse_module(HEAD + textwrap.dedent(source)))
    assert sorted(spelled(each.node) for each in found if each.kind == "construction") == sorted(constructions)
    assert sorted(spelled(each.node) for each in found if each.kind == "call") == sorted(calls)


REASONS = {
    "resolved": ("rnn = nn.LSTM(3, hidden, batch_first=flag)\nout, h = rnn(x)", []),
    "an alternative is enough": ("rnn = nn.LSTM(3, 5) if lstm else make()\nout, h = rnn(x)", []),
    "a shifted number": ("rnn = nn.LSTM(3, 1 << 4, num_layers=4 >> 1)\nout, h = rnn(x)", []),
    "passed on": ("rnn = nn.LSTM(*sizes)\n", []),
    "passed on in between": ("rnn = nn.LSTM(*sizes, 5)\n", [Reason.PASSED_ON]),
    "arguments of the call": ("rnn = nn.LSTM(3, 5)\nrnn(*x)", [Reason.PASSED_ON]),
    "refused": ("rnn = nn.LSTM(3, 5, layers=2)", [Reason.REFUSED]),
    "a size": ("rnn = nn.LSTM(3, 'many')\nrnn(x)", [Reason.SIZE, Reason.LAYER]),
    "the class": ("rnn = getattr(nn, 'rnn'.swapcase())(3, 5)\nrnn(x)", [Reason.CLASS, Reason.LAYER]),
    "the input": ("rnn = nn.LSTM(3, 5)\nrnn(torch.zeros(1, 2, 3, 4))", [Reason.INPUT]),
    "something else": ("rnn = nn.LSTM(3, 5)\nrnn = nn.Linear(3, 5)\nrnn(x)", [Reason.OTHER]),
    "not reached": ("def f(x):\n    return x\n    nn.LSTM(3, 5)(x)", [Reason.UNREACHED, Reason.UNREACHED]),
}


@pytest.mark.parametrize(("source", "expected"), REASONS.values(), ids=REASONS)
def test_reasons(source: str, expected: list[Reason]) -> None:
    module = cst.parse_module(HEAD + source)
    runs = interpret(module)
    found = [why_not(each, runs) for each in sorted(sites(module), key=lambda each: each.kind, reverse=True)]
    assert [why[0] for why in found if why is not None] == expected


def test_what_is_calculated_is_named_as_it_is_written() -> None:
    module = cst.parse_module(f"{HEAD}rnn = nn.LSTM(3, 5, num_layers=1 << n)\n")
    assert [why_not(each, interpret(module)) for each in sites(module)] == [(Reason.SIZE, "num_layers: << of numbers")]


def test_too_many_steps() -> None:
    work = "".join(f"    a{i} = [b + {i} for b in range(8)]\n" for i in range(700))
    module = cst.parse_module(f"{HEAD}def f(x):\n{work}    return nn.LSTM(3, 5)(x)\n")
    runs = interpret(module)
    assert [why_not(each, runs) for each in sites(module)] == [(Reason.STEPS, "")] * 2


def test_files_are_counted_each_for_itself(tmp_path: Path) -> None:
    texts = {"a.py": DEFECT, "b.py": "import torch\nLSTM(\n", "c.py": CLEAN, "d.py": "x = 1\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = resolution([str(tmp_path / name) for name in (*texts, "e.py")], lambda _: Settings())
    assert (found.files, found.constructions, found.calls) == (5, Count(2, 2), Count(2, 2))
    assert [path for path, _ in found.failures] == [str(tmp_path / "b.py"), str(tmp_path / "e.py")]
    *_, gap, syntax, gone = as_text(found)
    assert (gap, syntax.startswith("not analysed: "), gone.startswith("not analysed: ")) == ("\n", True, True)
    assert next(iter(as_text(resolution([str(tmp_path / "a.py")], lambda _: Settings())))) == "1 file\n"


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    (tmp_path / "b.py").write_text(f"{HEAD}def f(*args):\n    return nn.LSTM(*args, 1)\n")
    done = shapelint("shapes", "--statistics", cwd=tmp_path)
    assert done.returncode == 0
    assert "constructions     1 of 2 resolved (50.0%)\ncalls             1 of 1 resolved (100.0%)\n" in done.stdout
    assert f"1  construction: {Reason.PASSED_ON.value}\n     b.py:4:12  nn.LSTM(*args, 1)\n" in done.stdout
    found = json.loads(shapelint("shapes", "--statistics", "--output-format", "json", "b.py", cwd=tmp_path).stdout)
    assert found["constructions"] == {"found": 1, "resolved": 0}
    assert [each["location"] for each in found["unresolved"]] == [{"row": 4, "column": 12}]


def test_paths_that_do_not_go(tmp_path: Path) -> None:
    assert shapelint("shapes", "--statistics", "nowhere", cwd=tmp_path).returncode == 2
    assert shapelint("shapes", "a.py", "b.py", cwd=tmp_path).returncode == 2
