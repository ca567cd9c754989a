"""A `view` or `reshape` in place of a transpose.

## What it finds
`output.view(seq, batch, -1)` of a batch-first output, `output.view(batch, -1)` of a time-first one, and any other
reshape that cuts across the axes of time and batch out of stored order; on inputs, `x.view(x.size(1), x.size(0), -1)`.

## Why it is wrong
A reshape keeps the elements in stored order and only counts them off anew. To exchange two axes the elements must be
reordered: `transpose` and `permute` do that. After the reshape the shape is as expected and no run fails, but what
stands in one row comes from several samples and several time steps.

## Example
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        batch, seq = x.size(0), x.size(1)
        output, _ = self.gru(x)
        return self.fc(output.reshape(seq, batch, 16))  # SHP701


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, _ = self.gru(x)
        return self.fc(output.transpose(0, 1))


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, _ = nn.GRU(8, 16, batch_first=True)(torch.randn(4, 5, 8))
right, wrong = output.transpose(0, 1), output.reshape(5, 4, 16)
assert right.shape == wrong.shape
assert torch.equal(right[0, 1], output[1, 0])  # step 0 of sample 1
assert torch.equal(wrong[0, 1], output[0, 1])  # step 1 of sample 0
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.layout import (
    exchanged_axes,
    exchanges_own_sizes,
    first_two,
    is_batch,
    is_time,
    keeps_samples_together,
    order_words,
    splits_features_first,
)
from shapelint.domain.state import is_laid_out_as_state
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.findings.building import finding, sizes_after, sizes_given, text_of
from shapelint.interpreter.events import Reshaped
from shapelint.rule import Finding, Rule, Severity
from shapelint.torchlib.coerce import as_tensor

RULE = Rule("SHP701", "view-as-transpose", Severity.ERROR, "a view or reshape in place of a transpose")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a reshape that cuts across time and batch, or asks for a tensor's own sizes in exchanged order."""
    base, sizes = as_tensor(event.base.value), sizes_given(event)
    text, name = text_of(event.node), text_of(event.base.node)
    if isinstance(base, Sketch):
        if exchanges_own_sizes(base, sizes):
            cure = f"it mixes them; `{name}.transpose(0, 1)` does"
            yield finding(event, None, f"`{text}` does not exchange axes 0 and 1 of `{name}`, {cure}")
        return
    if base is None or base.scrambled or _is_told_otherwise(base, event):
        return
    has_both = any(map(is_time, base.axes)) and any(map(is_batch, base.axes))
    exchanged = exchanged_axes(base, sizes, sizes_after(event))
    if not has_both or not (exchanged == (0, 1) or (isinstance(event.result, Tensor) and event.result.scrambled)):
        return
    inner = "steps" if is_time(base.axes[1]) else "samples"
    mixed = f"{inner} and features" if exchanged == (1, 2) else "samples and steps"
    transposed = f"`{name}.transpose{exchanged or (0, 1)}`"
    cure = f"{transposed if exchanged or first_two(base) else '`permute`'} must come before it"
    if exchanged == (0, 1):
        cure = f"{transposed} exchanges them"
    message = f"`{text}` mixes {mixed}: `{name}` is `{order_words(base)}`, and a reshape moves no axis; {cure}"
    yield finding(event, base.call, message)


def _is_told_otherwise(base: Tensor, event: Reshaped) -> bool:
    """Whether a view is right, or SHP702 or SHP304 tells what it does."""
    if keeps_samples_together(base, sizes_given(event)) and not exchanges_own_sizes(base, sizes_given(event)):
        return True
    return splits_features_first(base, sizes_after(event)) or is_laid_out_as_state(base, sizes_given(event))
