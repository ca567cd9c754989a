"""What is not run because nothing can come of it: the findings are the same, and it is not nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst
import pytest

from shapelint.interpreter.entry import interpret
from shapelint.interpreter.reach import Outline
from shapelint.judge import Judged, judge
from shapelint.rule import load_rules
from tests.command import ROOT

PROGRAMS = sorted(path for folder in ("tests/fixtures", "examples") for path in (ROOT / folder).rglob("*.py"))
RULES = [rule for rule in load_rules().rules if rule.check]


def outline_of(text: str) -> Outline:
    return Outline(text, ast.parse(text))


def found(judged: tuple[Judged, ...]) -> list[tuple[str, int, str, str]]:
    return sorted((each.rule.code, id(each.finding.node), each.finding.message, each.certainty) for each in judged)


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.relative_to(ROOT).as_posix() for path in PROGRAMS])
def test_the_findings_are_those_of_everything(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        module = libcst.parse_module(text)
    except libcst.ParserSyntaxError:
        return
    everything, some = judge(module, RULES), judge(module, RULES, None, outline_of(text))
    assert found(some.findings) == found(everything.findings)


HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import GRU as Layer\n\n\n"
BODY = "def check(flag):\n    assert flag\n    return flag\n"


def run(text: str) -> int:
    """How many events there are."""
    module = libcst.parse_module(HEAD + text)
    return len(interpret(module, None, outline_of(HEAD + text))[0].events)


def test_what_names_no_layer_is_not_run() -> None:
    assert run(BODY) == 0


@pytest.mark.parametrize(
    "text",
    [
        "def use(x):\n    assert x\n    return nn.LSTM(8, 16)(x)\n",
        "def use(x):\n    assert x\n    return Layer(8, 16)(x)\n",
        "def use(x):\n    assert x\n    return make()(x)\n\n\ndef make():\n    return nn.RNN(8, 16)\n",
        "layer = nn.GRU(8, 16)\n\n\ndef use(x):\n    assert x\n    return layer(x)\n",
        "layers = [nn.GRU(8, 16)]\n\n\ndef use(x):\n    assert x\n    return layers[0](x)\n",
        "class Net(nn.Module):\n    def __init__(self):\n        self.rnn = Layer(8, 16)\n\n"
        "    def forward(self, x):\n        assert x\n        return self.rnn(x)\n",
        "class Net(nn.Module):\n    def forward(self, x):\n        assert x\n        return self.make()(x)\n\n\n"
        "class Other(Net):\n    def make(self):\n        return nn.GRU(8, 16)\n",
        "class Maker:\n    def make(self):\n        return nn.LSTM(8, 16)\n\n\n"
        "class Other(Maker):\n    def use(self, x):\n        assert x\n        return super().make()(x)\n",
        "def use(x, kind):\n    assert x\n    return getattr(nn, kind)(8, hidden_size=16)(x)\n",
        "def use(x):\n    assert x\n    return x.view(x.size(1), x.size(0), -1)\n",
    ],
)
def test_what_may_come_to_a_layer_is_run(text: str) -> None:
    assert run(text + "\n\n" + BODY) >= 1
    assert run(text + "\n\n" + BODY) == len(interpret(libcst.parse_module(HEAD + text))[0].events)
