"""The last feature of `output`, taken for the last step.

## What it finds
`output[:, :, -1]` (also `output[..., -1]`): one feature of every step, consumed. Layers with one feature are left
alone.

## Why it is wrong
The last axis of `output` holds the features. Its last position is one hidden unit (of a bidirectional layer a
backward one) at every step: what follows sees `(batch, steps)` for `(batch, hidden)`, which fits where the sequence
happens to be as long as the layer is wide.

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
        output, _ = self.gru(x)
        return self.fc(output[:, :, -1])  # SHP105


print(Classifier()(torch.randn(4, 16, 8)).shape)  # runs, since there are 16 steps
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
        output, _ = self.gru(x)
        return self.fc(output[:, -1])


print(Classifier()(torch.randn(4, 16, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, h_n = nn.GRU(8, 16, batch_first=True)(torch.randn(4, 5, 8))
assert output[:, :, -1].shape == (4, 5)  # one number for each step
assert torch.equal(output[:, -1, -1], output[:, :, -1][:, -1])
assert torch.allclose(output[:, -1], h_n[-1])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import end_of_features_taken
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Coordinate
from shapelint.findings.building import finding, is_rebound, name_of, text_of
from shapelint.findings.output_reads import is_summary
from shapelint.interpreter.events import Consumed
from shapelint.interpreter.turns import goes_through
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP105", "feature-axis-as-time", Severity.ERROR, "the last feature taken for the last step")


def check(event: Consumed) -> Iterator[Finding]:
    """Report the last feature of every step, consumed as if it were the last step."""
    if not is_summary(event):
        return
    for tensor in tensors_in(operand.value for operand in event.operands):
        label, call = end_of_features_taken(tensor), tensor.call
        if label is None or call is None or goes_through(event, call, Coordinate.UNIT):
            continue
        name = name_of(event, call, "output", label.made)
        right = f"{name}[:, -1]" if call.layer.batch_first and call.batch is not None else f"{name}[-1]"
        right = "" if is_rebound(event, call, "output", label.made) else f", which is `{right}`"
        message = f"`{text_of(event.node, label)}` is one feature of every step, not the last step{right}"
        yield finding(event, call, message, label.made)
