"""Lengths for packing that were taken from the padded tensor.

## What it finds
`pack_padded_sequence(x, [x.size(1)] * x.size(0), batch_first=True)` and the like (a comprehension, `torch.full`,
`torch.tensor` of such a list): every length is the size of the time axis of the very tensor that is packed. Lengths
written as numbers are fine, and so are lengths that are full where none were passed (`if lengths is None:`), a batch
that is known to be of one sample, and a layer that packs what is no `PackedSequence` yet, with one that comes packed as
its other branch.

## Why it is wrong
The size of the time axis is the length of the longest sequence, padding included. Packed with it, nothing is left out:
the layer reads the padding of every shorter sequence, `h_n` is the state after it, and a backward direction begins in
it. Packing then does nothing at all.

## Example
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)

    def forward(self, x):
        lengths = [x.size(1)] * x.size(0)
        packed = pack_padded_sequence(x, lengths, batch_first=True)  # SHP503
        _, h_n = self.gru(packed)
        return h_n[-1]


print(Encoder()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True)
        _, h_n = self.gru(packed)
        return h_n[-1]


print(Encoder()(torch.randn(4, 5, 8), [5, 4, 2, 1]).shape)
```

## Proof
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

x = torch.randn(2, 5, 8)
x[1, 2:] = 0.0  # the second sequence has two steps, the rest is padding
gru = nn.GRU(8, 16, batch_first=True)
alone = gru(x[1:, :2])[1][-1]
right = gru(pack_padded_sequence(x, [5, 2], batch_first=True))[1][-1, 1:]
wrong = gru(pack_padded_sequence(x, [x.size(1)] * x.size(0), batch_first=True))[1][-1, 1:]
assert torch.allclose(right, alone, atol=1e-6) and not torch.allclose(wrong, alone, atol=1e-6)
assert torch.allclose(wrong, gru(x)[1][-1, 1:], atol=1e-6)  # as if nothing had been packed
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import equal
from shapelint.domain.initial import settled, steps_and_batch
from shapelint.findings.call_inputs import lengths_made_at
from shapelint.findings.other_ways import has_other_ways, is_done_otherwise
from shapelint.interpreter.events import Packing
from shapelint.interpreter.kinds import is_told_unpacked
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, NodeRelated, Rule, Severity
from shapelint.torchlib.packing import one_length

RULE = Rule("SHP503", "pack-lengths", Severity.WARNING, "lengths for packing taken from the padded tensor")


def check(event: Packing) -> Iterator[Finding]:
    """Report lengths that are all the same symbol as the number of padded steps."""
    axes = steps_and_batch(event.input.value, event.batch_first)
    length = None if event.lengths is None else one_length(event.lengths.value)
    if event.lengths is None or length is None or length.known is not None or axes is None:
        return
    if is_told_unpacked(event.context.guard):
        return
    if equal(settled(length, event.input.value), axes[0]) is not True or equal(axes[1], 1) is True:
        return
    made_at = lengths_made_at(event.lengths)
    if has_other_ways(event.context, event.lengths.node, made_at):
        return
    if is_done_otherwise(event.context, event.node, "pack_padded_sequence"):
        return
    padded = spelled(event.input.node)
    message = (
        f"`{spelled(event.lengths.node)}` gives every sequence of `{padded}` the length of the padded tensor, "
        f"`{length}`: packing leaves no padding out; pass each sequence's own length"
    )
    made = NodeRelated(made_at, f"every length is `{length}`, the number of steps of `{padded}`")
    yield Finding(event.node, message, (made,))
