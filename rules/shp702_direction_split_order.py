"""The two directions of `output` split off as the last axis: they are stored one after the other.

## What it finds
`output.view(T, B, hidden, 2)` of a bidirectional layer (`reshape` and `unflatten` too). Where `hidden_size` is known
to be two the sizes fit either order and nothing is reported.

## Why it is wrong
The features of `output` are all forward units, then all backward units: `view(T, B, 2, hidden)` separates them. With
the 2 last, `[..., 0]` is every other unit of both directions, and no run fails.

## Example
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, bidirectional=True)

    def forward(self, x):
        steps, batch, _ = x.shape
        output, _ = self.gru(x)
        by_direction = output.view(steps, batch, 16, 2)  # SHP702
        return by_direction.sum(-1)


print(Encoder()(torch.randn(5, 4, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, bidirectional=True)

    def forward(self, x):
        steps, batch, _ = x.shape
        output, _ = self.gru(x)
        by_direction = output.view(steps, batch, 2, 16)
        return by_direction.sum(2)


print(Encoder()(torch.randn(5, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, h_n = nn.GRU(8, 16, bidirectional=True)(torch.randn(5, 4, 8))
right, wrong = output.view(5, 4, 2, 16), output.view(5, 4, 16, 2)
assert torch.allclose(right[-1, :, 0], h_n[0]) and torch.allclose(right[0, :, 1], h_n[1])
assert torch.equal(wrong[..., 0], output[..., ::2])  # half of it forward, half of it backward
assert not torch.allclose(wrong[-1, ..., 0], h_n[0])
```

## Fix safety
Unsafe: the program computes something else afterwards. The axes are exchanged behind the reshape, so that the shape is
the one that the code expects.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.layout import splits_features_first
from shapelint.domain.tensor import Tensor
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import finding, sizes_after, text_of, written_sizes
from shapelint.findings.reshape_edits import directions_split_first
from shapelint.interpreter.events import Reshaped
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP702", "direction-split-order", Severity.ERROR, "the directions of `output` split off as the last axis")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a split of both directions' features into (units, 2)."""
    tensor = event.base.value
    if not isinstance(tensor, Tensor) or tensor.call is None:
        return
    if not splits_features_first(tensor, sizes_after(event)):
        return
    written = written_sizes(event)[-2:]
    units, two = map(spelled, written) if written else (str(tensor.call.layer.state_size), "2")
    if units == "-1":
        units = str(tensor.call.layer.state_size)
    message = (
        f"`{text_of(event.node)}` takes every other unit for a direction; the features of `{text_of(event.base.node)}` "
        f"are `{units}` forward units, then `{units}` backward ones: the last sizes must be `{two}, {units}`"
    )
    fix = unsafe("split the directions first", directions_split_first(event))
    yield finding(event, tensor.call, message, fix=fix)
