"""A reshape that turns layers and directions into extra samples.

## What it finds
`h_n.view(-1, hidden_size)` where `num_layers` times the number of directions is more than one: one axis that runs over
layers and samples at once, consumed as a batch. A further `view` that separates the two again is fine.

## Why it is wrong
`h_n` is `(num_layers * directions, batch, hidden)`. Flattened to `(-1, hidden)` it has every sample once per layer and
direction: the first `batch` rows are layer 0 of all samples, the next ones layer 1, and so on. A loss either fails on
the batch size or, where targets are repeated or broadcast to fit, trains every layer as a classifier.

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
        _, (h_n, _) = self.lstm(x)
        merged = h_n.view(-1, 16)  # SHP206
        return self.fc(merged)


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

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
        _, (h_n, _) = self.lstm(x)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True)
_, (h_n, _) = lstm(torch.randn(4, 5, 8))
merged = h_n.view(-1, 16)
assert merged.shape == (8, 16)  # of four samples
assert torch.equal(merged[:4], h_n[0])
assert torch.equal(merged[4:], h_n[1])
```

## Fix safety
Unsafe: the program reads the last layer alone afterwards. With two directions no fix is offered: the two joined would
be twice as wide as what the code expects.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.state import memory_name, merged_axis, tensors_in
from shapelint.domain.words import rows_words
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import arranged_at, final_states, finding, last_states, name_of, text_of
from shapelint.findings.index_edits import row_of_state
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP206", "layers-merged-into-batch", Severity.ERROR, "layers and directions turned into extra samples")


def check(event: Consumed) -> Iterator[Finding]:
    """Report a consumed value with an axis that runs over several layers and over the batch."""
    for operand in event.operands:
        for tensor in tensors_in([operand.value]):
            axis, call = merged_axis(tensor), tensor.call
            if axis is None or call is None or tensor.arranged in event.context.seen.separated:
                continue
            made = arranged_at(tensor, operand)
            state = memory_name(tensor.blocks[0])
            name = name_of(event, call, state, tensor.arranged)
            message = (
                f"`{text_of(made)}` turns the {rows_words(call.layer)} of `{name}` "
                f"into extra samples: axis {axis} is `{tensor.axes[axis].size}` long for a batch of `{call.batch}`; "
                f"the last layer's final state is {final_states(event, call, state, tensor.arranged)}"
            )
            row = row_of_state(event.context, call, made) if tensor.rank == 2 else None
            fix = unsafe("take the last layer's state", row)
            yield finding(event, call, message, made, fix, last_states(call, state))
