"""A batch-first input given to a time-first layer, or the reverse.

## What it finds
An input whose axes are known (the `output` of another recurrent layer, `pad_sequence`, an embedding, transpose or
permute of one of these) and are not in the order the layer takes. An input of unknown layout is never reported.

## Why it is wrong
Without `batch_first=True` a layer reads axis 0 as time. Given `(batch, time, features)` it steps through the samples of
the batch as if they were one sequence, for every time step anew: no run fails, the output has the shape of the
input, and every sample is computed from the samples before it.

## Example
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.GRU(8, 16, batch_first=True)
        self.tags = nn.GRU(16, 16)

    def forward(self, x):
        hidden, _ = self.words(x)
        tags, _ = self.tags(hidden)  # SHP403
        return tags


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.GRU(8, 16, batch_first=True)
        self.tags = nn.GRU(16, 16, batch_first=True)

    def forward(self, x):
        hidden, _ = self.words(x)
        tags, _ = self.tags(hidden)
        return tags


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

x = torch.randn(4, 5, 8)  # four samples of five steps
other = x.clone()
other[0] += 1.0  # another first sample
right, wrong = nn.GRU(8, 16, batch_first=True), nn.GRU(8, 16)
assert torch.equal(right(x)[0][1:], right(other)[0][1:])  # the others do not depend on it
assert not torch.equal(wrong(x)[0][3], wrong(other)[0][3])  # here the last sample does
later = x.clone()
later[:, 0] += 1.0  # another first step
assert torch.equal(wrong(x)[0][:, 1:], wrong(later)[0][:, 1:])  # and no step depends on the one before
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.layout import is_batch_first, one_step
from shapelint.findings.building import called
from shapelint.findings.call_inputs import constructor, layout_made_by_padding
from shapelint.interpreter.events import Called
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP403", "input-axis-order", Severity.ERROR, "a batch-first input for a time-first layer, or the reverse")


def check(event: Called) -> Iterator[Finding]:
    """Report an input of known layout that is not the layer's; what `pad_packed_sequence` laid out so is SHP502's."""
    given, layer = event.input, event.call.layer
    batch_first = is_batch_first(given.value)
    if batch_first is None or batch_first is layer.batch_first or one_step(given.value):
        return
    if layout_made_by_padding(event.context, given.value) is not None:
        return
    is_, takes = ("(batch, time, ...)", "time") if batch_first else ("(time, batch, ...)", "batch")
    cure = "give the layer `batch_first=True`" if batch_first else "construct the layer without `batch_first=True`"
    message = (
        f"`{spelled(given.node)}` is `{is_}`, but `{called(event.call)}` takes axis 0 for {takes}: "
        f"{cure}, or transpose the first two axes"
    )
    yield Finding(given.node, message, constructor(layer))
