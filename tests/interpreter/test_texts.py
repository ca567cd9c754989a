"""Attributes whose names a program puts together."""

from __future__ import annotations

import pytest

from tests.interpreter.test_idioms import probed, shape

CLASS = """
class Net(nn.Module):
    def __init__(self, n, both):
        super().__init__()
        {made}

    def forward(self, x, i):
        _, h = {read}(x)
        probe(h)
"""

NAMED = {
    "written out": ('setattr(self, "rnn", nn.GRU(3, 3))', "self.rnn", ["(1, B, 3)"]),
    "in a known loop": (
        'for i in range(2): setattr(self, f"rnn{i}", nn.GRU(3, 3 + i))',
        "self.rnn1",
        ["(1, B, 4)"],
    ),
    "a sum": ('for i in range(2): setattr(self, "rnn" + str(i), nn.GRU(3, 3 + i))', "self.rnn1", ["(1, B, 4)"]),
    "as often as somebody says": (
        'for i in range(n): setattr(self, f"rnn{i}", nn.GRU(3, 3))',
        'getattr(self, f"rnn{i}")',
        ["(1, B, 3)"],
    ),
    "a sum, as often as somebody says": (
        'for i in range(n): setattr(self, "rnn_" + str(i), nn.GRU(3, 3))',
        'getattr(self, "rnn_" + str(i))',
        ["(1, B, 3)"],
    ),
    "registered": (
        'for i in range(n): self.add_module(f"rnn{i}", nn.GRU(3, 3))',
        'getattr(self, f"rnn{i}")',
        ["(1, B, 3)"],
    ),
    "alternatives": (
        'setattr(self, "rnn", nn.GRU(3, 3, bidirectional=both))',
        "self.rnn",
        ["(2, B, 3)", "(1, B, 3)"],
    ),
    "not all alike": (
        'setattr(self, "rnn0", nn.GRU(3, 5)); [setattr(self, f"rnn{i}", nn.GRU(3, 3)) for i in range(n)]',
        'getattr(self, f"rnn{i}")',
        [],
    ),
    "another name": ('setattr(self, f"rnn{n}", nn.GRU(3, 3))', 'getattr(self, f"fc{i}")', []),
    "a name of which nothing is known": ('setattr(self, n, nn.GRU(3, 3))', "getattr(self, n)", []),
    "braces and escapes": (
        'setattr(self, f"{{rnn}}{n}", nn.GRU(3, 3))',
        'getattr(self, f"{{rnn}}{i}")',
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_attributes_by_a_name_that_is_put_together(name: str) -> None:
    made, read, expected = NAMED[name]
    values = probed(CLASS.replace("{made}", made).replace("{read}", read))
    assert [shape(value) for value in values] == expected


def test_a_formatted_string_is_known_where_its_parts_are() -> None:
    source = """
    layers = {"rnn_3": nn.GRU(3, 3), "rnn_4": nn.GRU(3, 4)}
    size = 4
    out, h = layers[f"rnn_{size}"](torch.zeros(2, 5, 3))
    probe(h)
    """
    assert [shape(value) for value in probed(source)] == ["(1, 5, 4)"]
