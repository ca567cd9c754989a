"""The last step of a bidirectional `output`, taken for the summary of the sequence.

## What it finds
`output[:, -1]` (time first: `output[-1]`) of a bidirectional layer, whole, consumed without the backward direction's
final state; also the last valid step of unpacked sequences, `output[i, lengths[i] - 1]` or `gather` at `lengths - 1`.
Its halves taken apart, `cat((output[:, -1, :H], output[:, 0, H:]), -1)`, and sequences of one step are
fine.

## Why it is wrong
The backward direction reads from the end, so at the last step it has just begun: with one layer that half has read
one input step only, whatever the length of the sequence. Its final state is at step 0. Shapes fit, no run fails, and
half of the summary knows next to nothing of the sequence.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        output, (h_n, c_n) = self.lstm(x)
        last = output[:, -1]  # SHP101
        return self.fc(last)


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        output, (h_n, c_n) = self.lstm(x)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
x = torch.randn(4, 5, 8, requires_grad=True)
output, (h_n, _) = lstm(x)
assert torch.allclose(output[:, -1, :16], h_n[-2])  # the forward half is the forward final state
assert not torch.allclose(output[:, -1, 16:], h_n[-1])  # the backward half is not the backward one
assert torch.allclose(output[:, 0, 16:], h_n[-1])
(reached,) = torch.autograd.grad(output[:, -1, 16:].sum(), x)
assert reached[:, -1].any() and not reached[:, :-1].any()  # it has read the last step and no other
```

## Fix safety
Unsafe: the program computes something else afterwards. A fix is offered where the layer is called in the same function
and its state has a name there, or none yet (`_`); a name that is in use already is never taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import ONE
from shapelint.domain.ends import holds_every_step, holds_final, is_backward_start, is_one_selection
from shapelint.domain.provenance import Direction
from shapelint.findings.building import final_states, finding, last_states, text_of
from shapelint.findings.named_states import final_states as final_states_at
from shapelint.findings.output_reads import ends_read
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP101", "bidirectional-last-step", Severity.ERROR, "a bidirectional output's last step as a summary")


def check(event: Consumed) -> Iterator[Finding]:
    """Report a whole last step that is consumed without the backward direction's final state."""
    for call, labels in ends_read(event).items():
        if holds_every_step(labels) or holds_final(labels, Direction.BACKWARD):
            continue
        for label in filter(is_backward_start, labels):
            if not is_one_selection(label, labels, Direction.FORWARD):
                continue  # one half alone: SHP103
            begun = ", which has read one input step only" if call.layer.num_layers == ONE else ""
            part = "part" if label.direction is Direction.BOTH else "half"
            right = final_states(event, call, made=label.made)
            message = (
                f"the backward {part} of `{text_of(event.node, label)}` is not the backward final state "
                f"but that direction's first step{begun}; the final states are {right}"
            )
            fix = final_states_at(event.context, call, label.made)
            yield finding(event, call, message, label.made, fix, last_states(call))
