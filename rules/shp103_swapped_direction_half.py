"""One direction's half of `output`, read at the end where that direction begins.

## What it finds
`output[:, -1, H:]` (the backward half at the last step) or `output[:, 0, :H]` (the forward half at the first step) of
a bidirectional layer, consumed without that direction's final state. Both ends of a direction together are fine.

## Why it is wrong
The forward direction ends at the last step, the backward one at the first. Read the other way round, each half is the
state after a single step of its direction. The shapes are the same either way, and no run fails.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        output, h_n = self.gru(x)
        forward = output[:, 0, :16]  # SHP103
        backward = output[:, -1, 16:]  # SHP103
        return self.fc(torch.cat((forward, backward), dim=-1))


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
        output, h_n = self.gru(x)
        forward = output[:, -1, :16]
        backward = output[:, 0, 16:]
        return self.fc(torch.cat((forward, backward), dim=-1))


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

x = torch.randn(4, 5, 8, requires_grad=True)
output, h_n = nn.GRU(8, 16, batch_first=True, bidirectional=True)(x)
assert torch.allclose(output[:, -1, :16], h_n[-2])
assert torch.allclose(output[:, 0, 16:], h_n[-1])
for half, step in ((output[:, 0, :16], 0), (output[:, -1, 16:], 4)):
    (reached,) = torch.autograd.grad(half.sum(), x, retain_graph=True)
    read = reached.abs().sum((0, 2)) > 0
    assert read.nonzero().flatten().tolist() == [step]  # that one step, and no other
```

## Fix safety
Unsafe: the program reads another step afterwards. A fix is offered for an index of the whole `output`.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import swapped_halves
from shapelint.domain.provenance import Direction
from shapelint.domain.state import only_direction
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import finding, last_states, text_of
from shapelint.findings.index_edits import other_end
from shapelint.findings.output_reads import ends_read, output_slice
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP103", "swapped-direction-half", Severity.ERROR, "a direction's half read where that direction begins")


def check(event: Consumed) -> Iterator[Finding]:
    """Report halves at the wrong end that are consumed without their direction's final state."""
    for call, labels in ends_read(event).items():
        if not call.layer.bidirectional:
            continue
        for label in swapped_halves(call, labels):
            direction = label.direction or Direction.BOTH
            message = (
                f"`{text_of(event.node, label)}` is the {direction.value} direction's first step, not its final state, "
                f"which is {output_slice(event, call, direction, label.made)}"
            )
            is_one = only_direction(labels) is not None  # at its end it would still be one direction alone
            edit = None if is_one else other_end(event.context, call, label.made, direction)
            fix = unsafe("read the direction where it ends", edit, covers_all=True)
            right = () if direction is Direction.BOTH else last_states(call, "h_n", direction)
            yield finding(event, call, message, label.made, fix, right)
