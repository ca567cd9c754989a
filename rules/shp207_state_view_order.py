"""A `view` of a state as (directions, layers, ...): the layers come first.

## What it finds
`h_n.view(2, num_layers, batch, hidden)` of a bidirectional layer. Where `num_layers` is known to be one or two the
sizes fit either order and nothing is reported.

## Why it is wrong
The rows of `h_n` are layer 0 forward, layer 0 backward, layer 1 forward, and so on: the direction changes fastest. A
view with the direction first puts different layers under one direction and different directions under one layer; its
`[0]` is not "the forward states".

## Example
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=3, batch_first=True, bidirectional=True)

    def forward(self, x):
        _, h_n = self.gru(x)
        by_direction = h_n.view(2, 3, x.size(0), 16)  # SHP207
        return by_direction.sum(0)


print(Encoder()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=3, batch_first=True, bidirectional=True)

    def forward(self, x):
        _, h_n = self.gru(x)
        by_layer = h_n.view(3, 2, x.size(0), 16)
        return by_layer.sum(1)


print(Encoder()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16, num_layers=3, batch_first=True, bidirectional=True)
output, h_n = gru(torch.randn(4, 5, 8))
right = h_n.view(3, 2, 4, 16)
wrong = h_n.view(2, 3, 4, 16)
assert torch.allclose(right[-1, 0], output[:, -1, :16])  # the last layer, forward
assert torch.equal(wrong[0, 1], right[0, 1])  # "forward, layer 1" is layer 0, backward
assert not torch.equal(wrong[0, 1], right[1, 0])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import equal
from shapelint.domain.state import is_whole_state, memory_name
from shapelint.domain.tensor import Tensor
from shapelint.interpreter.events import Reshaped
from shapelint.interpreter.findings import finding, sizes_given, text_of
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP207", "state-view-order", Severity.ERROR, "a view of a state with the directions before the layers")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a view of a whole bidirectional state whose first two sizes are 2 and the number of layers."""
    tensor, sizes = event.base.value, sizes_given(event)
    if len(sizes) < 3 or not isinstance(tensor, Tensor) or not is_whole_state(tensor):
        return
    call = tensor.call
    if call is None or not call.layer.bidirectional or sizes[0] is None or sizes[1] is None:
        return
    layers = call.layer.num_layers
    if layers.known in (1, 2) or equal(sizes[0], 2) is not True or equal(sizes[1], layers) is not True:
        return
    message = (
        f"`{text_of(event.node)}` puts the directions before the layers; "
        f"`{memory_name(tensor.label)}` is ordered by layer, then direction: `view({layers}, 2, ...)`"
    )
    yield finding(event, call, message)
