"""What tests tell of what is unknown, and which tests contradict each other."""

from __future__ import annotations

from itertools import product

import pytest

from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Sequence
from shapelint.interpreter.predicates import TRUTHY, Affixed, Containing, OneOf, exclude
from shapelint.shapes import shapes_of
from tests.interpreter.test_idioms import probed, shape

CONSTANTS = [None, True, False, 0, 1, 2, 2.5, "", "lstm", "bilstm", "gru", "linear"]
TOLD = [
    *CONSTANTS, TRUTHY, OneOf(("lstm", "gru")), OneOf(("gru",)), OneOf((1, 2)), OneOf(()), Containing("lstm"),
    Affixed(("bi",), False), Affixed(("bi", "gr"), False), Affixed(("m",), True),
]  # fmt: skip


def is_so(told: object, constant: object) -> bool:
    covers = getattr(told, "covers", None)
    return bool(covers(constant)) if covers else told == constant


@pytest.mark.parametrize("one", TOLD, ids=repr)
def test_what_some_constant_is_both_of_does_not_exclude_each_other(one: object) -> None:
    for other, holds, also in product(TOLD, (True, False), (True, False)):
        both = [each for each in CONSTANTS if is_so(one, each) is holds and is_so(other, each) is also]
        assert not (both and exclude(one, holds, other, also)), both  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "holds", "other", "also"),
    [
        ("linear", True, Containing("lstm"), True),
        ("lstm", True, Containing("lstm"), False),
        ("bilstm", True, Affixed(("bi",), False), False),
        ("gru", True, OneOf(("lstm", "gru")), False),
        ("linear", True, OneOf(("lstm", "gru")), True),
        (OneOf(("lstm", "gru")), True, OneOf((1, 2)), True),
        (OneOf(("gru",)), True, "gru", False),
        (0, True, TRUTHY, True),
        (None, True, TRUTHY, True),
        ("gru", True, TRUTHY, False),
        (TRUTHY, True, TRUTHY, False),
    ],
    ids=repr,
)
def test_what_excludes_each_other(one: str, holds: bool, other: str, also: bool) -> None:
    assert exclude(one, holds, other, also)
    assert exclude(other, also, one, holds)


TESTS = {
    "a size that is tested": ("if n: probe(nn.GRU(3, n)(x)[1])", ["(1, B, n)"]),
    "a flag that is tested": (
        "rnn = nn.GRU(3, 3, bidirectional=bi)\nif bi: probe(rnn(x)[1])\nelse: probe(rnn(x)[1])",
        ["(2, B, 3)", "(1, B, 3)"],
    ),
    "one of several": (
        "rnn = nn.GRU(3, 4) if kind in ('a', 'b') else nn.GRU(3, 5)\nif kind == 'a': probe(rnn(x)[1])",
        ["(1, B, 4)"],
    ),
    "none of several": (
        "rnn = nn.GRU(3, 4) if kind in ['a', 'b'] else nn.GRU(3, 5)\nif kind not in ['a', 'b']: probe(rnn(x)[1])",
        ["(1, B, 5)"],
    ),
    "a constant among constants": ("rnn = nn.GRU(3, 4 if 2 in (1, 2) else 5); probe(rnn(x)[1])", ["(1, B, 4)"]),
    "a constant in a text": ("rnn = nn.GRU(3, 4 if 'b' in 'abc' else 5); probe(rnn(x)[1])", ["(1, B, 4)"]),
    "a text in something unknown": (
        "rnn = nn.GRU(3, 4) if 'rnn' in kind else nn.GRU(3, 5)\nif kind == 'cnn': probe(rnn(x)[1])",
        ["(1, B, 5)"],
    ),
    "an ending": (
        "rnn = nn.GRU(3, 4) if kind.endswith('rnn') else nn.GRU(3, 5)\nif kind.endswith('rnn'): probe(rnn(x)[1])",
        ["(1, B, 4)"],
    ),
    "one of several beginnings": (
        "rnn = nn.GRU(3, 4) if kind.startswith(('a', 'b')) else nn.GRU(3, 5)\nif kind == 'bc': probe(rnn(x)[1])",
        ["(1, B, 4)"],
    ),
    "in small letters": (
        "rnn = nn.GRU(3, 4) if kind.lower() == 'a' else nn.GRU(3, 5)\nif kind.lower() == 'a': probe(rnn(x)[1])",
        ["(1, B, 4)"],
    ),
    "a text in small letters": ("probe(nn.GRU(3, 4 if 'LSTM'.lower() == 'lstm' else 5)(x)[1])", ["(1, B, 4)"]),
    "asked again": ("if kind == 'a': pass\nelif kind == 'a': probe(nn.GRU(3, 3)(x)[1])", []),
}


@pytest.mark.parametrize("name", TESTS)
def test_what_a_test_tells(name: str) -> None:
    body, expected = TESTS[name]
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    assert [shape(value) for value in probed(f"def run(x, n, kind, bi):\n{lines}\n")] == expected


WIDTHS = {
    "no options": ("def width(**options): return 5 if options else 4", "width()"),
    "options": ("def width(**options): return 4 if options else 5", "width(n=1)"),
    "an empty dict": ("empty = {}", "5 if empty else 4"),
    "a length of 0": ("class Empty:\n    def __len__(self): return 0", "5 if Empty() else 4"),
    "a length": ("class Full:\n    def __len__(self): return 3", "4 if Full() else 5"),
    "a truth": (
        "class Off(list):\n    def __len__(self): return 3\n    def __bool__(self): return False",
        "4 if not Off() else 5",
    ),
    "an inherited length": (
        "class Base:\n    def __init__(self, n): self.n = n\n    def __len__(self): return self.n\n"
        "class Of(Base): pass",
        "4 if Of(2) and not Of(0) else 5",
    ),
    "an object": ("class Plain(nn.Module): pass", "4 if Plain() else 5"),
    "modules": ("layers = nn.Sequential(nn.Linear(3, 3))", "4 if layers else 5"),
    "no modules": ("layers = nn.Sequential()", "4 if not layers and not nn.ModuleList() else 5"),
    "a module that was added": ("layers = nn.Sequential()\nlayers.append(nn.Linear(3, 3))", "4 if layers else 5"),
}


@pytest.mark.parametrize("name", WIDTHS)
def test_what_is_empty_is_false(name: str) -> None:
    before, width = WIDTHS[name]
    found = probed(f"{before}\nprobe(nn.GRU(3, {width})(torch.rand(2, 3, 3))[1])\n")
    assert [shape(value) for value in found] == ["(1, 3, 4)"]


def test_objects_that_are_lists_may_be_empty() -> None:
    source = "class Layers(nn.ModuleList): pass\nprobe(nn.GRU(3, 4 if Layers() else 5)(torch.rand(2, 3, 3))[1])\n"
    assert sorted(shape(value) for value in probed(source)) == ["(1, 3, 4)", "(1, 3, 5)"]


ASKED = """
def run(x, a, b):
    _, h = nn.GRU(3, 3)(x)
    if a:
        state = (h,)
        if b:
            state = (h, h[0])
    else:
        state = h
    {asked}
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("if isinstance(state, tuple) and len(state) == 2: probe(state[1])", ["(B, 3)"]),
        ("if isinstance(state, tuple): probe(state[-1])", ["(B, 3)", "(1, B, 3)"]),
        ("if not isinstance(state, tuple): probe(state)", ["(1, B, 3)"]),
        ("probe(state[-1] if isinstance(state, tuple) and len(state) == 2 else h)", ["(B, 3)", "(1, B, 3)"]),
        ("if isinstance(state, tuple) and len(state) > 1: state = state[0]\n    probe(state)", ["(1, B, 3)"] * 2),
    ],
)
def test_a_variable_holds_what_it_was_asked_for(asked: str, expected: list[str]) -> None:
    found = [each for each in probed(ASKED.replace("{asked}", asked)) if not isinstance(each, Sequence)]
    assert [shape(value) for value in found] == expected


def test_one_step_cut_out_of_something_unknown_is_one_step_at_most() -> None:
    source = """
    def run(x, i):
        out, h = nn.GRU(3, 3, batch_first=True)(made(x)[:, i : i + 1])
        probe(out)
    """
    (out,) = probed(source)
    assert isinstance(out, Tensor) and out.sizes[1].bounds()[1] == 1


MADE = """
from torch import nn

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.rnn = nn.GRU(3, 4) if {test} else nn.GRU(3, 5)
"""


@pytest.mark.parametrize(
    ("test", "words", "opposite"),
    [
        ("kind", "kind", "not kind"),
        ("kind == 'a'", "kind == 'a'", "kind != 'a'"),
        ("kind in ['a']", "kind == 'a'", "kind != 'a'"),
        ("kind in ['a', 'b']", "kind in ('a', 'b')", "kind not in ('a', 'b')"),
        ("'bi' in kind", "'bi' in kind", "'bi' not in kind"),
        ("kind.startswith('bi')", "kind.startswith('bi')", "not kind.startswith('bi')"),
        ("kind.endswith(('a', 'b'))", "kind.endswith(('a', 'b'))", "not kind.endswith(('a', 'b'))"),
        ("kind.lower() == 'a'", "kind.lower() == 'a'", "kind.lower() != 'a'"),
        ("isinstance(kind, str)", "isinstance(kind, str)", "not isinstance(kind, str)"),
        ("isinstance(kind, (str, int))", "isinstance(kind, (int, str))", "not isinstance(kind, (int, str))"),
    ],
)
def test_conditions_in_words(test: str, words: str, opposite: str) -> None:
    assert [row.under for row in shapes_of(MADE.replace("{test}", test))] == [words, opposite]
