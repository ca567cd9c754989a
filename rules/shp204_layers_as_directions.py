"""The last two layers of a unidirectional stack, joined as if they were two directions.

## What it finds
`torch.cat((h_n[-2], h_n[-1]), dim=-1)` of a layer with several layers and one direction, consumed as a summary: rows
counted from the end, as one takes the two directions of a last layer. All layers merged per sample on purpose is fine,
`h_n.transpose(0, 1).reshape(batch, -1)` or, with two layers, `torch.cat((h_n[0], h_n[1]), dim=-1)`.

## Why it is wrong
`h_n[-2]` is the forward direction of the last layer only where the layer is bidirectional. With one direction it is the
layer below: the joined vector has the width that was expected and holds an intermediate state in its first half.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))  # SHP204


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True)
output, (h_n, _) = lstm(torch.randn(4, 5, 8))
assert torch.allclose(h_n[-1], output[:, -1])
h_n[-2].sum().backward()  # the layer below the last: no last-layer weight is in it
assert lstm.weight_hh_l2.grad is None or not lstm.weight_hh_l2.grad.any()
assert lstm.weight_hh_l1.grad.any()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.state import is_pair_of_layers, memory_name, tensors_in
from shapelint.findings.building import called, final_states, finding, last_states, text_read
from shapelint.interpreter.events import Consumed
from shapelint.interpreter.place import node_at
from shapelint.interpreter.spelling import is_counted_from_end
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP204", "layers-as-directions", Severity.WARNING, "two layers of one direction joined as two directions")


def check(event: Consumed) -> Iterator[Finding]:
    """Report a value whose two halves are the states of the last two layers of a unidirectional layer."""
    for tensor in tensors_in(operand.value for operand in event.operands):
        call = tensor.call
        if call is None or call.layer.bidirectional or not is_pair_of_layers(tensor):
            continue
        below, last = tensor.blocks
        if below.made is None or not is_counted_from_end(node_at(below.made)):
            continue
        right = final_states(event, call, memory_name(last), below.made)
        message = (
            f"`{text_read(event, below)}` is the state of the layer below, not of a direction: "
            f"`{called(call)}` has {call.layer.num_layers} layers and one direction; its final state is {right}"
        )
        yield finding(event, call, message, below.made, right=last_states(call, memory_name(last)))
