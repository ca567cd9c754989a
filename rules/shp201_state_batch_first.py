"""An index on the batch axis of `h_n` or `c_n` that was meant for the layers.

## What it finds
`h_n[:, -1]`, `h_n[:, -1, :]`, `c_n[:, 0]`: index 0 or -1 on the second axis of a state that still runs over all layers.
A transpose to batch-first before the index, a batch that is known to be of one sample, and other indices are fine.

## Why it is wrong
`h_n` and `c_n` are `(num_layers * directions, batch, hidden)` for every layer. `batch_first=True` moves the batch
axis of the input and of `output`, never that of the states. So `h_n[:, -1]` is the last sample of the batch, once per
layer, and every other sample is dropped.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, (h_n, c_n) = self.lstm(x)
        return self.fc(h_n[:, -1])  # SHP201


print(Classifier()(torch.randn(4, 5, 8)).shape)
```
Four sequences go in, two rows of scores come out: one per layer.

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, (h_n, c_n) = self.lstm(x)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True)
x = torch.randn(4, 5, 8)
output, (h_n, c_n) = lstm(x)
other = x.clone()
other[:3] += 1.0  # three of the four sequences change, and the "summary" does not
_, (h_other, _) = lstm(other)
assert h_n.shape == (2, 4, 16)
assert torch.allclose(h_n[:, -1], h_other[:, -1])
assert torch.allclose(h_n[-1], output[:, -1])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import ONE
from shapelint.domain.recurrent import Call
from shapelint.domain.state import end_of_batch, is_final_state, memory_name, tensors_in
from shapelint.domain.tensor import Coordinate
from shapelint.findings.building import final_states, finding, last_states, name_of, text_of
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP201", "state-batch-first", Severity.ERROR, "an index on the batch axis of `h_n` meant for the layers")


def check(event: Consumed) -> Iterator[Finding]:
    """Report the first block of each operand that is one end of the batch while layers are still run over."""
    for tensor in tensors_in(operand.value for operand in event.operands):
        if not tensor.runs_over(Coordinate.LAYER):
            continue
        for label in tensor.blocks:
            end = end_of_batch(label)
            if end is None or label.call is None or not is_final_state(label):
                continue
            state = memory_name(label)
            name = name_of(event, label.call, state, label.made)
            message = (
                f"`{text_of(event.node, label)}` is the {end} sample of the batch, once per {_row(label.call)}: "
                f"axis 1 of `{name}` is the batch, whatever `batch_first` says; "
                f"the last layer's final state is {final_states(event, label.call, state, label.made)}"
            )
            yield finding(event, label.call, message, label.made, right=last_states(label.call, state))
            break


def _row(call: Call) -> str:
    if not call.layer.bidirectional:
        return "layer"
    return "direction" if call.layer.num_layers == ONE else "layer and direction"
