"""The last sample of a batch, taken for the last step of every sequence.

## What it finds
`output[-1]` of a layer with `batch_first=True`, or `output[:, -1]` of one without: an index of the last sample (or of
the last step) on the batch axis, with every step still there, consumed as a summary. A batch of one is left alone.

## Why it is wrong
With `batch_first=True` the axes of `output` are batch, time, features, otherwise time, batch, features; the wrong one
of `output[-1]` and `output[:, -1]` gives all steps of one sample instead of one step of all samples. What follows
sees `(steps, features)` for `(batch, features)`, which mostly runs.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.fc(output[-1])  # SHP104


print(Classifier()(torch.randn(4, 5, 8)).shape)  # (5, 3): one row for each step of the last sample
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.fc(output[:, -1])


print(Classifier()(torch.randn(4, 5, 8)).shape)  # (4, 3)
```

## Proof
```python
import torch
from torch import nn

x = torch.randn(4, 5, 8, requires_grad=True)
output, (h_n, _) = nn.LSTM(8, 16, batch_first=True)(x)
assert output[-1].shape == (5, 16)  # five steps, not four samples
(reached,) = torch.autograd.grad(output[-1].sum(), x)
assert reached[-1].any() and not reached[:-1].any()  # nothing of the other samples is in it
assert torch.allclose(output[:, -1], h_n[-1])
```

## Fix safety
Unsafe: the program reads one step of all samples afterwards. A fix is offered for an index of the whole `output`; with
two directions the final states are taken instead, where they have a name or can be given one.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import end_of_batch_taken
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Coordinate
from shapelint.findings.building import called, finding, is_rebound, name_of, text_of
from shapelint.findings.index_edits import last_step
from shapelint.findings.output_reads import is_summary
from shapelint.interpreter.events import Consumed
from shapelint.interpreter.turns import goes_through
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP104", "batch-axis-as-time", Severity.ERROR, "the last sample of a batch taken for the last step")


def check(event: Consumed) -> Iterator[Finding]:
    """Report all steps of the last sample, consumed as if they were the last step of all samples."""
    if not is_summary(event):
        return
    for tensor in tensors_in(operand.value for operand in event.operands):
        label, call = end_of_batch_taken(tensor), tensor.call
        if label is None or call is None or goes_through(event, call, Coordinate.BATCH):
            continue
        name, first = name_of(event, call, "output", label.made), call.layer.batch_first
        axes, right = ("batch, time", f"{name}[:, -1]") if first else ("time, batch", f"{name}[-1]")
        why = f"`{name}` is ({axes}, features) {'with' if first else 'without'} `batch_first=True`"
        last = f"its last step is `{right}`"
        if is_rebound(event, call, "output", label.made):
            why, last = f"`{called(call)}(...)` returned ({axes}, features)", "and its axes were rearranged since"
        text = text_of(event.node, label)
        message = f"`{text}` is every step of one sample, not one step of every sample: {why}, {last}"
        yield finding(event, call, message, label.made, last_step(event.context, call, label.made))
