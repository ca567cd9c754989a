"""The first step of `output`, taken for the summary of the sequence.

## What it finds
`output[:, 0]` (time first: `output[0]`) consumed whole: of a bidirectional layer without the forward direction's
final state, of a unidirectional one by a layer, a loss or a `return`. Steps of a loop outside, where a state is
passed in and the sequence may be of one step, are left alone.

## Why it is wrong
The forward direction has just begun at step 0: it has read one input step (with several layers one step of the
layer below). Every later step is ignored, of a bidirectional layer by half of the features, of a unidirectional one by
all.
The habit comes from the first token of a transformer, which sees all others.

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
        output, h_n = self.gru(x)
        return self.fc(output[:, 0])  # SHP102


print(Classifier()(torch.randn(4, 5, 8)).shape)
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
        output, h_n = self.gru(x)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

x = torch.randn(4, 5, 8, requires_grad=True)
output, h_n = nn.GRU(8, 16, batch_first=True)(x)
(reached,) = torch.autograd.grad(output[:, 0].sum(), x, retain_graph=True)
assert reached[:, 0].any() and not reached[:, 1:].any()  # one step has been read
assert not torch.allclose(output[:, 0], h_n[-1])
output, h_n = nn.GRU(8, 16, batch_first=True, bidirectional=True)(x)
(reached,) = torch.autograd.grad(output[:, 0, :16].sum(), x, retain_graph=True)
assert not reached[:, 1:].any()  # nor by the forward half of a bidirectional layer
assert torch.allclose(output[:, 0, 16:], h_n[-1])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import ONE
from shapelint.domain.ends import holds_every_step, holds_final, is_forward_start, is_one_selection, may_be_stepping
from shapelint.domain.provenance import Direction
from shapelint.findings.building import final_states, finding, last_states, text_of
from shapelint.findings.output_reads import ends_read, is_summary
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP102", "first-step-summary", Severity.ERROR, "the first step of an output taken for its summary")


def check(event: Consumed) -> Iterator[Finding]:
    """Report a whole first step that is consumed without the forward direction's final state."""
    for call, labels in ends_read(event).items():
        if may_be_stepping(call) or holds_every_step(labels) or holds_final(labels, Direction.FORWARD):
            continue
        both = call.layer.bidirectional
        for label in filter(is_forward_start, labels):
            if not (is_one_selection(label, labels, Direction.BACKWARD) if both else is_summary(event)):
                continue  # one half alone: SHP103
            text = text_of(event.node, label)
            what = f"the forward half of `{text}`" if both else f"`{text}`"
            whose = "that direction's" if both else "the"
            begun = ", which has read one input step only" if call.layer.num_layers == ONE else ""
            message = (
                f"{what} is not the {'forward ' if both else ''}final state but {whose} first step{begun}; "
                f"the final {'states are' if both else 'state is'} {final_states(event, call, made=label.made)}"
            )
            yield finding(event, call, message, label.made, right=last_states(call))
