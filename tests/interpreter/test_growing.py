"""Containers that grow where they are one of several: each alternative gets its own item, and all of them stay."""

from __future__ import annotations

import pytest

from tests.interpreter.test_idioms import probed, shape

GROWN = {
    "a list": (
        """
        if both:
            layers = [nn.GRU(3, 5, bidirectional=True)]
        else:
            layers = [nn.GRU(3, 5)]
        layers.append(nn.Linear(3, 3))
        """,
        "layers[0]",
        ["(2, B, 5)", "(1, B, 5)"],
    ),
    "a container of modules": (
        """
        layers = nn.Sequential(nn.GRU(3, 5, bidirectional=True)) if both else nn.Sequential(nn.GRU(3, 5))
        layers.add_module("fc", nn.Linear(3, 3))
        """,
        "layers[0]",
        ["(2, B, 5)", "(1, B, 5)"],
    ),
    "of different lengths": (
        """
        layers = [] if both else [nn.GRU(3, 5)]
        layers.append(nn.GRU(3, 5))
        layers.append(nn.GRU(3, 6))
        """,
        "layers[1]",
        ["(1, B, 6)", "(1, B, 5)"],
    ),
    "in one branch only": (
        """
        layers = [] if both else [nn.GRU(3, 5)]
        if both:
            layers.append(nn.GRU(3, 6))
        """,
        "layers[0]",
        ["(1, B, 6)", "(1, B, 5)"],
    ),
}


@pytest.mark.parametrize("name", GROWN)
def test_every_alternative_grows(name: str) -> None:
    made, layer, expected = GROWN[name]
    body = "\n".join(line[4:] for line in made.splitlines())
    values = probed(f"def run(both, x):\n{body}\n    _, h = {layer}(x)\n    probe(h)\n")
    assert sorted(shape(value) for value in values) == sorted(expected)
