"""What a constructor and a call are given: the rules report exactly the lines that torch refuses."""

from __future__ import annotations

import itertools
import random
import warnings
from collections.abc import Iterator

import torch
from torch import nn

from shapelint import check_source

HEADER = "import torch\nfrom torch import nn\n"
REFUSED = ("SHP401", "SHP402", "SHP404", "SHP406", "SHP602", "SHP603", "SHP604")


def reported(lines: list[str]) -> dict[int, set[str]]:
    """The codes found on each line."""
    found: dict[int, set[str]] = {}
    for each in check_source(HEADER + "\n".join(lines) + "\n"):
        found.setdefault(each.location.row - HEADER.count("\n") - 1, set()).add(each.code)
    return found


def raises(line: str, names: dict[str, object]) -> bool:
    """Whether torch refuses the line."""
    try:
        exec(line, names)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError):
        return True
    return False


VALUES: dict[str, tuple[str, ...]] = {
    "hidden_size": ("16", "16", "16", "16", "0", "-1", "8.0"),
    "num_layers": ("1", "2", "3", "0", "-1", "2.0"),
    "bias": ("True", "False", "0.5", "1", "2"),
    "batch_first": ("True", "False", "0.5", "1"),
    "dropout": ("0", "0.0", "0.5", "1", "1.5", "-0.5", "True", "2"),
    "bidirectional": ("True", "False", "1"),
    "proj_size": ("0", "4", "15", "16", "17", "-1"),
    "nonlinearity": ("'tanh'", "'relu'", "'gelu'"),
}


def constructions(rng: random.Random) -> Iterator[str]:
    """Constructors with up to three arguments by keyword, or all in torch's order."""
    for kind in ("LSTM", "GRU", "RNN"):
        names = [name for name in VALUES if name != "hidden_size"] + ["hidden_dim"]
        for _ in range(60):
            chosen = rng.sample(names, rng.randint(0, 3))
            keywords = "".join(f", {name}={rng.choice(VALUES.get(name, ('16',)))}" for name in chosen)
            yield f"nn.{kind}(8, {rng.choice(VALUES['hidden_size'])}{keywords})"
        order = ["num_layers", *["nonlinearity"] * (kind == "RNN"), "bias", "batch_first", "dropout", "bidirectional"]
        for _ in range(40):
            values = (rng.choice(VALUES[name]) for name in order[: rng.randint(1, len(order))])
            yield f"nn.{kind}(8, 16, {', '.join(values)})"


def test_constructors_that_torch_refuses() -> None:
    lines = list(constructions(random.Random(1)))
    found = reported(lines)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        refused = {i for i, line in enumerate(lines) if raises(line, {"nn": nn})}
    wrong = {i for i in range(len(lines)) if (i in refused) != bool(found.get(i, set()) & set(REFUSED))}
    assert not [lines[i] for i in sorted(wrong)]
    assert len(refused) > 50


def test_dropout_of_which_torch_warns() -> None:
    numbers = ("", ", num_layers=1", ", num_layers=2")
    every = itertools.product(("LSTM", "GRU", "RNN"), numbers, (0, 0.0, 0.5, 1))
    lines = [f"nn.{kind}(8, 16{layers}, dropout={p})" for kind, layers, p in every]
    found = reported(lines)
    for i, line in enumerate(lines):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            exec(line, {"nn": nn})
        assert bool(caught) == (found.get(i) == {"SHP601"}), line


def states(layers: int, directions: int) -> Iterator[str]:
    """Initial states right and wrong for three sequences of five steps."""
    rows, shapes = layers * directions, []
    for row, batch, width in itertools.product({rows, layers, directions, 1, 4}, (3, 5), (16, 6, 32)):
        shapes.append(f"torch.zeros({row}, {batch}, {width})")
    shapes += [f"torch.zeros(3, {rows}, 16)", "torch.zeros(3, 16)", f"torch.zeros({rows}, 16)"]
    for shape in shapes:
        yield shape
        yield f"({shape}, {shape})"
        yield f"[{shape}, torch.zeros({rows}, 3, 16)]"
    yield "None"
    yield f"(torch.zeros({rows}, 3, 16),)"


def calls(rng: random.Random) -> Iterator[str]:
    """Layers and calls of them: inputs of several shapes, states of many."""
    for kind, layers, both, first in itertools.product(("LSTM", "GRU", "RNN"), (1, 2), (True, False), (True, False)):
        projection = ", proj_size=6" if kind == "LSTM" and both is first else ""
        yield f"rnn = nn.{kind}(8, 16, {layers}, bidirectional={both}, batch_first={first}{projection})"
        sizes = "3, 5" if first else "5, 3"
        for width in (8, 9, 16):
            yield f"rnn(torch.randn({sizes}, {width}))"
        for shape in ("8", "5, 8", "5, 9", "2, 5, 3, 8"):
            yield f"rnn(torch.randn({shape}))"
        for state in rng.sample(list(states(layers, 2 if both else 1)), 12):
            yield f"rnn(torch.randn({sizes}, 8), {state})"
        yield "rnn(torch.randn(5, 8), torch.zeros(1, 16))"


def test_calls_that_torch_refuses() -> None:
    lines = list(calls(random.Random(2)))
    found, names = reported(lines), {"nn": nn, "torch": torch}
    refused = {i for i, line in enumerate(lines) if raises(line, names)}
    wrong = {i for i in range(len(lines)) if (i in refused) != bool(found.get(i, set()) & set(REFUSED))}
    assert not [lines[i] for i in sorted(wrong)]
    assert len(refused) > 100


TRANSFER = """
encoder = nn.{kind}(8, 16, {el}, bidirectional={ed})
decoder = nn.{kind}(8, {width}, {dl}, bidirectional={dd})
_, state = encoder(torch.randn(5, 3, 8))
decoder(torch.randn(4, 3, 8), state)
"""


def test_states_of_other_layers() -> None:
    """What torch refuses is reported, and what it takes though the directions differ; nothing else is."""
    flags = (True, False)
    for kind, el, ed, dl, dd, width in itertools.product(("LSTM", "GRU"), (1, 2), flags, (1, 2), flags, (16, 32)):
        text = TRANSFER.format(kind=kind, el=el, ed=ed, dl=dl, dd=dd, width=width)
        codes = {each.code for each in check_source(HEADER + text)}
        expected = raises(text, {"nn": nn, "torch": torch}) or ed != dd
        assert codes == ({"SHP406"} if expected else set()), text
