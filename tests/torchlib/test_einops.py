"""einops: each call is what the same written with torch's own operations is, as far as the interpreter tells."""

from __future__ import annotations

import pytest

from shapelint.torchlib.axis_patterns import Pattern, pattern
from tests.interpreter.test_idioms import probed, shape

PROGRAM = """
from einops import rearrange, reduce, repeat
import einops

class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.LSTM(8, hidden, 2, batch_first=True, bidirectional=True)
        self.hidden = hidden

    def forward(self, x):
        out, (h, c) = self.rnn(x)
        probe({one})
        probe({other})
"""

SAME = [
    ("rearrange(h, 'd b h -> b (d h)')", "h.permute(1, 0, 2).flatten(1)", "(B, 4*hidden)"),
    ("rearrange(out, 'b t h -> t b h')", "out.transpose(0, 1)", "(T, B, 2*hidden)"),
    ("reduce(out, 'b t h -> b h', 'mean')", "out.mean(1)", "(B, 2*hidden)"),
    ("reduce(out, 'b t (d h) -> b h', 'max', d=2)", "out.unflatten(2, (2, -1)).amax((1, 2))", "(B, hidden)"),
    ("einops.rearrange(h, '(l d) b h -> l b (d h)', d=2)[-1]",
     "h.unflatten(0, (2, 2)).transpose(1, 2).flatten(2)[-1]", "(B, 2*hidden)"),
    ("rearrange(h, 'd b h -> (d b) h')", "h.flatten(0, 1)", "(4*B, hidden)"),
    ("rearrange(h[-1], 'b h -> b 1 h')", "h[-1].unsqueeze(1)", "(B, 1, hidden)"),
    ("rearrange(h[-1:], '1 b h -> b h')", "h[-1:].squeeze(0)", "(B, hidden)"),
    ("rearrange(h[-1:], '() b h -> b () h')", "h[-1:].squeeze(0).unsqueeze(1)", "(B, 1, hidden)"),
    ("rearrange(out, '... h -> h ...')", "out.permute(2, 0, 1)", "(2*hidden, B, T)"),
    ("rearrange(pattern='b t h -> b h t', tensor=out)", "out.transpose(1, 2)", "(B, 2*hidden, T)"),
    ("repeat(h[-1], 'b h -> n b h', n=3)", "h[-1].unsqueeze(0).expand(3, -1, -1)", "(3, B, hidden)"),
    ("reduce(out, 'b t h -> b 1 h', 'sum')", "out.sum(1).unsqueeze(1)", "(B, 1, 2*hidden)"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "sizes"), SAME)
def test_is_what_torch_does(one: str, other: str, sizes: str) -> None:
    first, second = probed(PROGRAM.format(one=one, other=other))
    assert first == second
    assert shape(first) == sizes


UNKNOWN = [
    "rearrange(out, 'b t -> t b')", "rearrange(out, 'b t h -> b t')", "rearrange(out, 'b t h -> b t h n', n=2)",
    "reduce(out, 'b t h -> b h', torch.mean)", "rearrange(h, '(l d) b h -> l d b h')", "rearrange(out, 'b t b -> t b')",
    "rearrange(out, pattern)", "rearrange(h, '1 b h -> b h')", "repeat(h, 'd b h -> n d b h')", "rearrange(out, 'b-t')",
]  # fmt: skip


@pytest.mark.parametrize("call", UNKNOWN)
def test_what_is_not_followed_is_unknown(call: str) -> None:
    assert probed(PROGRAM.format(one=call, other="None")) == []


PATTERNS = [
    ("d b h -> b (d h)", Pattern((("d",), ("b",), ("h",)), (("b",), ("d", "h")))),
    ("(l d) 1 h->l d () h", Pattern((("l", "d"), (), ("h",)), (("l",), ("d",), (), ("h",)))),
    ("... a -> a ...", Pattern((("...",), ("a",)), (("a",), ("...",)))),
    ("a b -> (a (b))", None), ("a b", None), ("a a -> a", None), ("(... a) -> a", None), ("a -> b -> c", None),
    ("a, b -> c", None), ("(a b -> a b", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PATTERNS)
def test_patterns(text: str, expected: Pattern | None) -> None:
    assert pattern(text) == expected
