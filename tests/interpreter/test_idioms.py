"""How programs are written: each leaves `probe(value)`; the test reads off what the interpreter knows of the value."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Sequence
from shapelint.interpreter.entry import interpret
from shapelint.interpreter.guards import Guarded

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def probed(source: str, by_default: bool = False) -> list[object]:
    """The value of the argument of each `probe(...)` in the order of evaluation, alternatives apart."""
    module = cst.parse_module(HEAD + textwrap.dedent(source))
    runs = interpret(module)
    run = runs[-1] if by_default else runs[0]
    wanted = {
        call.args[0].value for call in _calls(module) if isinstance(call.func, cst.Name) and call.func.value == "probe"
    }
    found: list[object] = []
    for (_, node), value in run.derived.items():
        if node in wanted:
            found.extend(each for _, each in value.alternatives) if isinstance(value, Guarded) else found.append(value)
    return found


def _calls(node: cst.CSTNode) -> list[cst.Call]:
    here = [node] if isinstance(node, cst.Call) else []
    return here + [call for child in node.children for call in _calls(child)]


def shape(value: object) -> str:
    """A tensor's sizes as text."""
    assert isinstance(value, Tensor), value
    return "(" + ", ".join(str(size) for size in value.sizes) + ")"


ONE_CLASS = """
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.LSTM(8, hidden, 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        {body}
"""

UNPACKINGS = [
    ("out, (h, c) = self.rnn(x); probe(h)", "(4, B, hidden)"),
    ("out, state = self.rnn(x); probe(state[0])", "(4, B, hidden)"),
    ("_, (h, _) = self.rnn(x); probe(h[-1])", "(B, hidden)"),
    ("out = self.rnn(x)[0]; probe(out)", "(B, T, 2*hidden)"),
    ("h = self.rnn(x)[1][0]; probe(h)", "(4, B, hidden)"),
    ("(out, (h, c)) = self.rnn.forward(x); probe(out)", "(B, T, 2*hidden)"),
    ("res = self.rnn(x); out, *rest = res; probe(out)", "(B, T, 2*hidden)"),
    ("x, _ = self.rnn(x); x = x[:, -1]; probe(x)", "(B, 2*hidden)"),
    ("[out, hc] = self.rnn(x); probe(out)", "(B, T, 2*hidden)"),
    ("h = (out := self.rnn(x)[0])[:, 0]; probe(h)", "(B, 2*hidden)"),
    ("b, t = x.shape[:2]; out, _ = self.rnn(x); probe(out.reshape(b * t, -1))", "(B*T, 2*hidden)"),
    ("b, t, _ = x.size(); out, _ = self.rnn(x); probe(out.view(b, t, 2, -1))", "(B, T, 2, hidden)"),
]


@pytest.mark.parametrize(("body", "expected"), UNPACKINGS, ids=[body for body, _ in UNPACKINGS])
def test_unpacking(body: str, expected: str) -> None:
    assert [shape(value) for value in probed(ONE_CLASS.format(body=body))] == [expected]


IMPORTS = [
    "import torch.nn as N\nrnn = N.GRU(3, 5)",
    "from torch.nn import GRU as Cell\nrnn = Cell(3, 5)",
    "from torch.nn import *\nrnn = GRU(3, 5)",
    "import torch as t\nrnn = t.nn.GRU(3, 5)",
    "from torch.nn.modules.rnn import GRU\nrnn = GRU(input_size=3, hidden_size=5)",
    "from torch.nn import modules as M\nrnn = M.GRU(3, 5)",
    "sizes = {'input_size': 3, 'hidden_size': 5}\nrnn = nn.GRU(**sizes)",
    "sizes = (3, 5)\nrnn = nn.GRU(*sizes)",
    "H = 10\nrnn = nn.GRU(3, H // 2)",
]


@pytest.mark.parametrize("text", IMPORTS)
def test_imports_and_constructions(text: str) -> None:
    values = probed(f"{text}\nout, h = rnn(torch.randn(7, 4, 3))\nprobe(out)\nprobe(h)\n")
    assert [shape(value) for value in values] == ["(7, 4, 5)", "(1, 4, 5)"]


PROGRAMS = {
    "a break ends an unrolled loop": (
        """
        rnn = nn.GRU(3, 5)
        out, h = rnn(torch.randn(7, 4, 3))
        for i in range(3):
            r = out[i:]
            break
        probe(r)
        """,
        ["(7, 4, 5)"],
    ),
    "a continue goes on with what it leaves": (
        """
        rnn = nn.GRU(3, 5)
        out, h = rnn(torch.randn(7, 4, 3))
        for i in range(2):
            if i == 1:
                r = out[1:]
                continue
            else:
                r = out
                continue
        probe(r)
        """,
        ["(6, 4, 5)"],
    ),
    "a case that continues leaves no function": (
        """
        rnn = nn.GRU(3, 5)
        out, h = rnn(torch.randn(7, 4, 3))
        for i in range(2):
            match i:
                case 0:
                    continue
                case _:
                    r = out[1:]
        probe(r)
        """,
        ["(6, 4, 5)"],
    ),
    "a helper function of the file gets the results": (
        """
        def last(seq):
            return seq[:, -1]

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.rnn = nn.GRU(3, 5, batch_first=True)
            def forward(self, x):
                out, h = self.rnn(x)
                probe(last(out))
        """,
        ["(B, 5)"],
    ),
    "a helper method makes the layer": (
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.build(5)
            def build(self, size):
                self.rnn = nn.GRU(3, size, batch_first=True)
            def forward(self, x):
                out, h = self.rnn(x)
                probe(out)
        """,
        ["(B, T, 5)"],
    ),
    "a base class of the file": (
        """
        class Base(nn.Module):
            def __init__(self, size):
                super(Base, self).__init__()
                self.rnn = nn.GRU(3, size, batch_first=True)
            def run(self, x):
                return self.rnn(x)
        class Net(Base):
            def __init__(self):
                super(Net, self).__init__(5)
            def forward(self, x):
                out, h = self.run(x)
                probe(out)
        """,
        ["(B, T, 5)"],
    ),
    "an early return leaves the rest": (
        """
        class Net(nn.Module):
            def __init__(self, bi):
                super().__init__()
                self.bi = bi
                self.rnn = nn.GRU(3, 5, batch_first=True, bidirectional=bi)
            def forward(self, x):
                out, h = self.rnn(x)
                if not self.bi:
                    return out
                probe(out)
        """,
        ["(B, T, 10)"],
    ),
    "a flag as a number": (
        """
        class Net(nn.Module):
            def __init__(self, n, bi):
                super().__init__()
                self.rnn = nn.GRU(3, 5, n, bidirectional=bi)
                self.dirs = 2 if bi else 1
                self.n = n
            def forward(self, x):
                out, h = self.rnn(x)
                probe(h.view(self.n, self.dirs, x.size(1), 5))
        """,
        ["(n, 2, B, 5)", "(n, 1, B, 5)"],
    ),
    "a subclass of a recurrent layer": (
        """
        class Mine(nn.LSTM):
            def __init__(self, size):
                super().__init__(3, size, batch_first=True)
            def forward(self, x):
                out, (h, c) = super().forward(x)
                probe(h)
        """,
        ["(1, B, size)"],
    ),
    "an object made in the file": (
        """
        class Net(nn.Module):
            def __init__(self, size=4):
                super().__init__()
                self.rnn = nn.GRU(3, size, batch_first=True)
            def forward(self, x):
                return self.rnn(x)
        net = Net(5)
        out, h = net(torch.zeros(2, 7, 3))
        probe(out)
        """,
        ["(2, 7, 5)"],
    ),
    "a loop over time steps": (
        """
        rnn = nn.GRU(3, 5)
        x = torch.randn(7, 4, 3)
        h = None
        for t in range(x.size(0)):
            out, h = rnn(x[t].unsqueeze(0), h)
            probe(out)
        """,
        ["(1, 4, 5)"],
    ),
    "try, with and match": (
        """
        rnn = nn.GRU(3, 5)
        x = torch.randn(7, 4, 3)
        with torch.no_grad():
            try:
                out, h = rnn(x)
            except RuntimeError:
                raise
        match 'last':
            case 'last':
                r = out[-1]
            case _:
                r = out
        probe(r)
        """,
        ["(4, 5)"],
    ),
    "comprehensions and lists of layers": (
        """
        layers = nn.ModuleList([nn.GRU(3 if i == 0 else 5, 5) for i in range(3)])
        x = torch.randn(7, 4, 3)
        for layer in layers:
            x, h = layer(x)
        probe(x)
        """,
        ["(7, 4, 5)"],
    ),
    "a wrapper around the input": (
        """
        from torch.autograd import Variable
        rnn = nn.GRU(3, 5).cuda()
        out, h = rnn(Variable(torch.randn(7, 4, 3)).to('cpu'))
        probe(out)
        """,
        ["(7, 4, 5)"],
    ),
    "layers that follow each other": (
        """
        class Net(nn.Module):
            def __init__(self, vocab):
                super().__init__()
                self.emb = nn.Embedding(vocab, 8)
                self.a = nn.LSTM(8, 5, bidirectional=True, batch_first=True)
                self.b = nn.LSTM(10, 6, batch_first=True)
            def forward(self, ids):
                x = F.dropout(self.emb(ids), 0.5)
                x, _ = self.a(x)
                x, (h, _) = self.b(torch.relu(x))
                probe(x)
        """,
        ["(B, T, 6)"],
    ),
    "packed": (
        """
        from torch.nn.utils.rnn import pack_padded_sequence as pack, pad_packed_sequence as unpack
        rnn = nn.GRU(3, 5, batch_first=True, bidirectional=True)
        def run(x, lengths):
            p = pack(x, lengths, batch_first=True)
            out, h = rnn(p)
            out, n = unpack(out, batch_first=True)
            probe(out)
        """,
        ["(x.size(0), T, 10)"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, expected = PROGRAMS[name]
    assert [shape(value) for value in probed(source)] == expected


def test_defaults_are_a_run_of_their_own() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size, bidirectional=True, layers=2):
            super().__init__()
            self.rnn = nn.GRU(3, size, layers, bidirectional=bidirectional)
        def forward(self, x):
            out, h = self.rnn(x)
            probe(h)
    """
    assert [shape(value) for value in probed(source)] == ["(2*layers, B, size)", "(layers, B, size)"]
    assert [shape(value) for value in probed(source, by_default=True)] == ["(4, B, size)"]


def test_what_the_file_passes_is_no_default() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, layers=2):
            super().__init__()
            self.rnn = nn.GRU(3, 5, layers)
        def forward(self, x):
            out, h = self.rnn(x)
            probe(h)
    net = Net(layers=3)
    """
    assert {shape(value) for value in probed(source, by_default=True)} == {"(layers, B, 5)", "(3, B, 5)"}


def test_results_of_an_lstm_are_a_tuple_of_a_tensor_and_a_pair() -> None:
    (value,) = probed("rnn = nn.LSTM(3, 5)\nprobe(rnn(torch.zeros(7, 4, 3)))\n")
    assert isinstance(value, Sequence)
    assert isinstance(value.items[1], Sequence)


CHOSEN = {
    "getattr": "rnn = getattr(nn, kind)(3, 5, num_layers=2)",
    "a dict": "rnn = {'LSTM': nn.LSTM, 'GRU': nn.GRU}[kind](3, 5, 2)",
    "a conditional expression": "rnn = (nn.LSTM if kind == 'LSTM' else nn.GRU)(3, 5, 2)",
}


@pytest.mark.parametrize("name", CHOSEN)
def test_a_class_chosen_by_a_name(name: str) -> None:
    source = f"""
    class Net(nn.Module):
        def __init__(self, kind):
            super().__init__()
            {CHOSEN[name].replace('rnn', 'self.rnn')}
            self.kind = kind
        def forward(self, x):
            out, state = self.rnn(x)
            if self.kind == 'LSTM':
                h = state[0]
            else:
                h = state
            probe(out)
            probe(h)
    """
    assert {shape(value) for value in probed(source)} == {"(T, B, 5)", "(2, B, 5)"}


def test_options_of_argparse_have_defaults() -> None:
    source = """
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('--hidden-size', '-s', type=int, default=128)
    parser.add_argument('--bi', action='store_true')
    args = parser.parse_args()
    class Net(nn.Module):
        def __init__(self, args):
            super().__init__()
            self.rnn = nn.GRU(3, args.hidden_size, bidirectional=args.bi)
        def forward(self, x):
            out, h = self.rnn(x)
            probe(h)
    Net(args)
    """
    assert "(2, B, args.hidden_size)" in [shape(value) for value in probed(source)]
    assert "(1, B, 128)" in [shape(value) for value in probed(source, by_default=True)]


def test_fields_of_a_dataclass() -> None:
    source = """
    from dataclasses import dataclass
    @dataclass
    class Config:
        inputs: int
        hidden: int = 7
    config = Config(3)
    rnn = nn.GRU(config.inputs, config.hidden)
    out, h = rnn(torch.zeros(2, 4, 3))
    probe(h)
    """
    assert [shape(value) for value in probed(source)] == ["(1, 4, 7)"]


def test_two_calls_of_a_helper_make_two_values() -> None:
    source = """
    from torch.nn.utils.rnn import pack_padded_sequence
    def packed(x, lengths):
        return pack_padded_sequence(x, lengths)
    rnn = nn.GRU(3, 5)
    def run(x, lengths, y, others):
        first, h = rnn(packed(x, lengths))
        second, h = rnn(packed(y, others))
        probe(torch.cat((first.data, second.data)))
    """
    (value,) = probed(source)
    assert isinstance(value, Tensor)
    assert len(value.sizes[0].symbols) == 2


def test_what_changes_with_each_pass_of_a_loop_is_unknown() -> None:
    source = """
    rnn = nn.GRU(3, 5)
    out, h = rnn(torch.zeros(70, 4, 3))
    i = 0
    for name in names:
        i = i + 1
    probe(out[:i])
    """
    assert probed(source) == []


def test_arithmetic_on_an_argument_keeps_it_a_tensor() -> None:
    source = """
    rnn = nn.GRU(3, 5, batch_first=True)
    def run(x, mask):
        x = -(x * 2 + mask)
        out, h = rnn(x)
        probe(h)
    """
    (value,) = probed(source)
    assert shape(value) == "(1, B, 5)"


@pytest.mark.parametrize("moved", ["", ".to('cuda')", ".cuda().eval()", ".requires_grad_(False)"])
def test_a_layer_that_is_extended_keeps_its_own_forward(moved: str) -> None:
    (value,) = probed(f"""
        class Last(nn.GRU):
            def forward(self, x):
                return super().forward(x)[1][-1]

        last = Last(8, 16, 2){moved}
        probe(last(torch.randn(5, 3, 8)))
    """)
    assert shape(value) == "(3, 16)"


@pytest.mark.parametrize("flag", ["bidirectional", "self.rnn.bidirectional"])
def test_a_flag_as_a_number(flag: str) -> None:
    found = probed(f"""
        class Net(nn.Module):
            def __init__(self, bidirectional):
                super().__init__()
                self.rnn = nn.GRU(8, 16, 3, bidirectional=bidirectional)
                self.directions = int({flag}) + 1

            def forward(self, x):
                _, h = self.rnn(x)
                probe(h.view(3, self.directions, -1, 16)[-1])
    """)
    assert {shape(value) for value in found} == {"(1, B, 16)", "(2, B, 16)"}


@pytest.mark.parametrize("made", [
    "from argparse import Namespace\nargs = Namespace(hidden=16, layers=2)",
    "from types import SimpleNamespace\nargs = SimpleNamespace(hidden=16, layers=2)",
    "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--hidden', type=int, default=3)\n"
    "args = parser.parse_args()\nargs.hidden = 16\nargs.layers = 2",
])  # fmt: skip
def test_what_the_program_sets_in_a_namespace_is_known(made: str) -> None:
    (value,) = probed(f"{made}\nprobe(nn.GRU(8, args.hidden, args.layers)(torch.randn(5, 3, 8))[1])\n")
    assert shape(value) == "(2, 3, 16)"


def test_a_size_that_is_the_number_of_layers_is_not_0() -> None:
    found = probed("""
        class Net(nn.Module):
            def __init__(self, size):
                super().__init__()
                self.rnn = nn.LSTM(8, 16, size, proj_size=size)

            def forward(self, x):
                probe(self.rnn(x)[1][0])
    """)
    assert [shape(value) for value in found if isinstance(value, Tensor)] == ["(size, B, size)"]
