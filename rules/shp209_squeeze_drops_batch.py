"""A `squeeze` without an axis, which also drops a batch of one.

## What it finds
`h_n.squeeze()` and the like: no axis is named, one axis is of size 1 for certain, which is the one that is meant, and
the batch axis is there too, of a size that may be 1. A batch that is known to be of one sample is dropped on purpose.

## Why it is wrong
`squeeze()` removes every axis of size 1. With a batch of one, the last incomplete batch of an epoch or a single
request, the batch axis goes as well: a `(1, 1, 16)` state becomes `(16,)`, and what follows fails or broadcasts.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(h_n.squeeze())  # SHP209


print(Classifier()(torch.randn(1, 5, 8)).shape)  # (3,): the batch of one is gone
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(h_n.squeeze(0))


print(Classifier()(torch.randn(1, 5, 8)).shape)  # (1, 3)
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16, batch_first=True)
for batch, expected in ((4, (4, 16)), (1, (16,))):
    _, h_n = gru(torch.randn(batch, 5, 8))
    assert h_n.squeeze().shape == expected
    assert h_n.squeeze(0).shape == (batch, 16)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import at_least, equal
from shapelint.domain.tensor import Coordinate, Tensor
from shapelint.findings.building import finding, text_of
from shapelint.interpreter.events import Reshaped
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP209", "squeeze-drops-batch", Severity.WARNING, "a squeeze without an axis that may drop the batch")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a squeeze of all axes of a recurrent value with a batch axis of unknown size and another of size 1."""
    tensor = event.base.value
    if event.name != "squeeze" or event.arguments.get("dim") is not None:
        return
    if not isinstance(tensor, Tensor) or tensor.call is None:
        return
    batch = tensor.axis_of(Coordinate.BATCH)
    if batch is None or tensor.axes[batch].coordinates != {Coordinate.BATCH}:
        return
    size = tensor.axes[batch].size
    meant = [i for i, axis in enumerate(tensor.axes) if i != batch and equal(axis.size, 1) is True]
    if not meant or equal(size, 1) is True or at_least(size, 2) is True:
        return
    right = f"squeeze({meant[0]})" if len(meant) == 1 else f"squeeze({tuple(meant)})"
    message = (
        f"`{text_of(event.node)}` drops the batch axis too when {size} is 1; "
        f"`{right}` drops only the axis of size 1 that is meant"
    )
    yield finding(event, tensor.call, message)
