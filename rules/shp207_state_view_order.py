"""A state taken for (directions, layers, ...): the layers come first.

## What it finds
`h_n.view(2, num_layers, batch, hidden)` of a bidirectional layer, and its rows `i` and `i + num_layers` joined as the
two directions of layer `i`, for all layers. With one layer a view is harmless: where `num_layers` may be one it is
reported as `possible` only. With two layers the sizes fit either order, and the name tells: `view(2, self.num_layers,
...)` is reported, `view(2, 2, ...)` is not.

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
from dataclasses import replace

from shapelint.domain.dim import equal
from shapelint.domain.state import is_whole_state, memory_name, paired_directions_first
from shapelint.domain.tensor import Tensor
from shapelint.findings.building import finding, name_of, sizes_given, text_of, written_sizes
from shapelint.interpreter.events import Combined, Reshaped
from shapelint.interpreter.spelling import is_called_layers, spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP207", "state-view-order", Severity.ERROR, "a state taken for directions, then layers")


def check(event: Reshaped | Combined) -> Iterator[Finding]:
    """Report a view with the directions in front, or the rows of each layer looked for so far apart."""
    if isinstance(event, Combined):
        yield from _paired(event)
        return
    tensor, sizes = event.base.value, sizes_given(event)
    if len(sizes) < 3 or not isinstance(tensor, Tensor) or not is_whole_state(tensor):
        return
    call = tensor.call
    if call is None or not call.layer.bidirectional or sizes[0] is None or sizes[1] is None:
        return
    layers = call.layer.num_layers
    if layers.known == 1 or equal(sizes[0], 2) is not True or equal(sizes[1], layers) is not True:
        return
    written = written_sizes(event)
    if layers.known == 2 and not (written and is_called_layers(written[1]) and not is_called_layers(written[0])):
        return
    first, second = (spelled(written[1]), spelled(written[0])) if written else (str(layers), "2")
    message = (
        f"`{text_of(event.node)}` puts the directions before the layers, but the rows of "
        f"`{name_of(event, call, memory_name(tensor.label))}` are ordered by layer, then by direction: "
        f"the sizes must begin with `{first}, {second}`"
    )
    yield replace(finding(event, call, message), in_some_cases=layers.known is None)


def _paired(event: Combined) -> Iterator[Finding]:
    operands = [operand.value for operand in event.operands]
    call = paired_directions_first(operands) if event.name == "stack" else None
    if call is not None:
        layers = call.layer.num_layers
        message = (
            f"`{text_of(event.node)}` joins rows `i` and `i + {layers}` of the state as the directions of layer `i`; "
            f"its rows are ordered by layer, then direction: those of layer `i` are `2*i` and `2*i + 1`"
        )
        yield finding(event, call, message)
