"""One direction's final state, taken for the summary of a bidirectional layer.

## What it finds
`h_n[-1]` of a bidirectional layer (its backward direction alone), or `h_n[-2]`, `h_n[0]` with one layer (its forward
direction alone), consumed without the other direction.

## Why it is wrong
The states of a bidirectional layer are ordered layer 0 forward, layer 0 backward, layer 1 forward, and so on. So
`h_n[-1]` is the last layer's backward direction: what the forward direction has read is dropped, no run fails, and
half of the last layer's parameters are trained for nothing.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(h_n[-1])  # SHP202


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16, batch_first=True, bidirectional=True)
output, h_n = gru(torch.randn(4, 5, 8))
assert torch.allclose(h_n[-1], output[:, 0, 16:])  # the backward direction ends at the first step
assert torch.allclose(h_n[-2], output[:, -1, :16])  # the forward direction ends at the last step
h_n[-1].sum().backward()
assert gru.weight_hh_l0.grad is None or not gru.weight_hh_l0.grad.any()  # nothing of the forward direction is in it
assert gru.weight_hh_l0_reverse.grad.any()
```

## Fix safety
Unsafe: the `nn.Linear` that reads the state is made twice as wide, so that weights saved before do not fit any more. No
fix is offered where anything else reads the state, or where that `Linear` is used in a second place.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.state import is_final_state, labels_by_call, memory_name, only_direction
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import final_states, finding, last_states, may_select_another_direction, text_read
from shapelint.findings.index_edits import both_directions
from shapelint.findings.width_edits import twice_as_wide
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP202", "one-direction-state", Severity.ERROR, "one direction's final state taken for both")


def check(event: Consumed) -> Iterator[Finding]:
    """Report a bidirectional call of which only one direction's final state is consumed."""
    for call, labels in labels_by_call(operand.value for operand in event.operands).items():
        direction = only_direction(labels)
        if not call.layer.bidirectional or direction is None:
            continue
        if not all(is_final_state(label) and label.is_last_layer() is True for label in labels):
            continue
        if may_select_another_direction(event, call, direction):
            continue
        label = labels[0]
        message = (
            f"`{text_read(event, label)}` is the final state of the {direction.value} direction alone; "
            f"that of both directions is {final_states(event, call, memory_name(label), label.made)}"
        )
        edits = (both_directions(event.context, call, label.made), twice_as_wide(event, call, label.made))
        fix = unsafe("join both directions", *edits)
        yield finding(event, call, message, label.made, fix, last_states(call, memory_name(label)))
