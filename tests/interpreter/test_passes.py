"""How many passes of a loop are run: as few as tell what it leaves."""

from __future__ import annotations

import libcst as cst
import pytest

from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Sequence
from shapelint.interpreter import loops
from shapelint.interpreter.entry import interpret
from shapelint.interpreter.passes import pass_of
from tests.interpreter.test_idioms import probed, shape


def loop(text: str) -> cst.For | cst.While:
    """The loop that a text consists of."""
    node = cst.parse_module(text).body[0]
    assert isinstance(node, (cst.For, cst.While))
    return node


@pytest.mark.parametrize(("body", "carried", "only_grown"), [
    ("loss = f(x); total += loss", {"f", "x", "total"}, {"total"}),
    ("total += 1; print(total)", {"total", "print"}, set()),
    ("h = f(h)", {"f", "h"}, set()),
    ("kept.append(x)", {"kept", "x"}, {"kept"}),
    ("kept.append(len(kept))", {"kept", "len"}, set()),
    ("a, b = x; a.b = b", {"x"}, set()),
    ("y = [i for i in x]; del y", {"i", "x"}, set()),
])  # fmt: skip
def test_names_of_a_body(body: str, carried: set[str], only_grown: set[str]) -> None:
    found = pass_of(loop(f"for n in range(9):\n    {body}\n"))
    assert (found.carried, found.only_grown) == (carried, only_grown)


@pytest.mark.parametrize(("text", "carried"), [
    ("while go:\n    go = f()\n", {"go", "f"}),
    ("for n in xs:\n    if n:\n        a = 1\n    else:\n        a = 2\n    f(a)\n", {"f"}),
    ("for n in xs:\n    if n:\n        a = 1\n    f(a)\n", {"f", "a"}),
    ("for n in xs:\n    for a in n:\n        b = a\n    f(b)\n", {"f", "b"}),
    ("for n in xs:\n    with f() as a:\n        b = a\n    f(b)\n", {"f"}),
    ("for n in xs:\n    try:\n        b = n\n    except E:\n        pass\n    f(b)\n", {"f", "b"}),
    ("for n in xs:\n    def g(): return y\n    y = g()\n", {"g", "y"}),
])  # fmt: skip
def test_names_that_branches_assign(text: str, carried: set[str]) -> None:
    assert pass_of(loop(text)).carried == carried


def passes(monkeypatch: pytest.MonkeyPatch, body: str) -> int:
    """How often the body of a loop in a function is run, `before` being run once before it."""
    count = 0
    once = loops._once

    def counted(*arguments: object) -> object:
        nonlocal count
        count += 1
        return once(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loops, "_once", counted)
    text = f"def f(model, data, h):\n    n, kept, y = 0, [], 0\n    for x in data:\n        {body}\n"
    interpret(cst.parse_module(text))
    return count


@pytest.mark.parametrize(("body", "times"), [
    ("print(model(x))", 1), ("n += 1", 1), ("n += 1; print(n)", 1), ("kept.append(model(x))", 1),
    ("y = model(x); print(y)", 1), ("n = n + 1; y = x", 1), ("h = [model(x), h]", 4),
])  # fmt: skip
def test_number_of_passes(monkeypatch: pytest.MonkeyPatch, body: str, times: int) -> None:
    assert passes(monkeypatch, body) == times


def test_a_counter_is_no_known_number() -> None:
    source = """
    def run(x, xs):
        gru, n, found = nn.GRU(8, 16), 0, torch.zeros(2, 3)
        for each in xs:
            if n == 1:
                found = gru(x)[1]
            n += 1
        probe(found)
    """
    assert {shape(value) for value in probed(source)} == {"(1, B, 16)", "(2, 3)"}


def test_a_sum_of_tensors_is_one() -> None:
    source = """
    def run(x, xs):
        gru, total = nn.GRU(8, 16), 0
        for each in xs:
            total += gru(x)[1]
        probe(total)
    """
    assert "(1, B, 16)" in {shape(value) for value in probed(source) if isinstance(value, Tensor)}


@pytest.mark.parametrize("grow", ["kept += [gru(x)[1]]", "kept.append(gru(x)[1])", "kept = kept + [gru(x)[1]]"])
def test_a_list_has_no_length_after_a_loop_that_fills_it(grow: str) -> None:
    source = f"""
    def run(x, xs):
        gru, kept = nn.GRU(8, 16), []
        for each in xs:
            {grow}
        probe(kept)
    """
    assert not any(isinstance(value, Sequence) for value in probed(source))


def test_a_function_that_is_called_reads_a_name() -> None:
    source = """
    def run(x, xs):
        gru, kept = nn.GRU(8, 16), torch.zeros(2, 3)
        def show():
            probe(kept)
        for each in xs:
            show()
            kept = gru(x)[1]
    """
    assert {shape(value) for value in probed(source)} == {"(1, B, 16)", "(2, 3)"}
