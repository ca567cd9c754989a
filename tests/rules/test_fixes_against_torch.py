"""Fixes under torch: in every configuration of the layer the fixed program gives the value that was meant."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
import torch

from shapelint.config import Settings
from shapelint.engine import check_bytes
from shapelint.fixes import fixed

PROGRAM = """\
import torch
from torch import nn

layer = nn.{kind}(8, 16, num_layers={layers}, batch_first={batch_first}, bidirectional={bidirectional})


def read(x):
    {bound} = layer(x)
    return {read}
"""
STEPS, BATCH = 5, 4
SAME_SHAPE = ("SHP101", "SHP103", "SHP203", "SHP208", "SHP702")
"""Where the shape was right and what it held was not."""


@dataclass(frozen=True)
class Case:
    """What is read, batch first and time first, and what was meant of `output` and `h_n`."""

    code: str
    bidirectional: bool
    batch_first: str
    time_first: str
    meant: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    layers: tuple[int, ...] = (1, 2)


def both(_: torch.Tensor, h_n: torch.Tensor) -> torch.Tensor:
    return torch.cat((h_n[-2], h_n[-1]), dim=-1)


def last(_: torch.Tensor, h_n: torch.Tensor) -> torch.Tensor:
    return h_n[-1]


OUTPUT = [
    Case("SHP101", True, "out[:, -1]", "out[-1]", both),
    Case("SHP101", True, "out[:, -1, :]", "out[-1, :, :]", both),
    Case("SHP101", True, "out[:, x.size(1) - 1]", "out[x.size(0) - 1]", both),
    Case("SHP101", True, "out[:, -1:]", "out[-1:]", both),
    Case(
        "SHP103", True, "torch.cat((out[:, 0, :16], out[:, -1, 16:]), -1)",
        "torch.cat((out[0, :, :16], out[-1, :, 16:]), -1)", both,
    ),
    Case("SHP104", False, "out[-1]", "out[:, -1]", last),
    Case("SHP104", True, "out[-1]", "out[:, -1, :]", both),
    Case("SHP702", True, *["out.view(x.size(0), x.size(1), 16, 2)[..., 0]"] * 2, lambda out, _: out[..., :16]),
    Case("SHP702", True, *["out.unflatten(2, (16, 2)).mean(-1)"] * 2, lambda out, _: sum(out.split(16, -1)) / 2),
]  # fmt: skip
STATE = [
    Case("SHP203", False, "h[0]", "h[0, :]", last, (2, 3)),
    Case("SHP203", True, *["torch.cat((h[0], h[1]), -1)"] * 2, both, (2, 3)),
    Case("SHP205", False, *["h.squeeze(0)"] * 2, last, (2, 3)),
    Case("SHP206", False, *["h.view(-1, 16)"] * 2, last, (2, 3)),
    Case("SHP208", True, "h.view(x.size(0), -1)", "h.reshape(x.size(1), -1)", lambda _, h: torch.cat(tuple(h), -1)),
]
TUPLE = [
    Case("SHP301", False, *["h[-1]"] * 2, last),
    Case("SHP301", False, *["h[-1, :, :]"] * 2, last),
    Case("SHP301", True, *["torch.cat((h[-2], h[-1]), dim=1)"] * 2, both),
]


def cases() -> Iterator[tuple[str, str, Case, bool, int]]:
    """Kind, target, case, batch_first and number of layers of every program."""
    for kind, batch_first in itertools.product(("LSTM", "GRU", "RNN"), (True, False)):
        pair = kind == "LSTM"
        named = [("out, _", OUTPUT), ("out, h", OUTPUT), ("_, (h, _)" if pair else "_, h", STATE)]
        for target, found in [*named, *([("_, h", TUPLE)] if pair else [])]:
            yield from ((kind, target, case, batch_first, layers) for case in found for layers in case.layers)


@pytest.mark.parametrize(("kind", "target", "case", "batch_first", "layers"), list(cases()))
def test_the_fixed_program_gives_what_was_meant(
    kind: str, target: str, case: Case, batch_first: bool, layers: int
) -> None:
    read = case.batch_first if batch_first else case.time_first
    program = PROGRAM.format(
        kind=kind, layers=layers, batch_first=batch_first, bidirectional=case.bidirectional, bound=target, read=read
    )
    done = fixed(program.encode(), "a.py", partial(check_bytes, filename="a.py", settings=Settings()), unsafe=True)
    assert {each.code for each in done.applied} == {case.code}, program
    assert done.outcome.diagnostics == ()
    x = torch.randn((BATCH, STEPS, 8) if batch_first else (STEPS, BATCH, 8))
    layer, given = run(done.data.decode(), x)
    output, state = layer(x)
    meant = case.meant(output, state[0] if kind == "LSTM" else state)
    assert torch.allclose(given.squeeze(), meant, atol=1e-6)
    if case.code in SAME_SHAPE:
        assert given.shape == run(program, x)[1].shape


def run(program: str, x: torch.Tensor) -> tuple[torch.nn.RNNBase, torch.Tensor]:
    """The layer of a program, and what it reads of an input."""
    names: dict[str, object] = {}
    torch.manual_seed(0)
    exec(program, names)
    layer, read = names["layer"], names["read"]
    assert isinstance(layer, torch.nn.RNNBase)
    assert callable(read)
    return layer, read(x)
