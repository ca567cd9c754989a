"""A `num_layers` that shapes the initial state and is not given to the constructor.

## What it finds
`torch.zeros(self.num_layers, ...)` given to a layer that was constructed without `num_layers`, so that it has one layer
whatever that attribute, parameter or constant says.

## Why it is wrong
The state has as many rows as the parameter says, the layer has one. With `num_layers=1` nothing shows; with any other
value the first call raises, and speaks of the state, which is not what is wrong.

## Example
```python
import torch
from torch import nn


class Forecaster(nn.Module):
    def __init__(self, num_layers):
        super().__init__()
        self.num_layers = num_layers
        self.lstm = nn.LSTM(8, 16, batch_first=True)  # SHP605

    def forward(self, x):
        h_0 = torch.zeros(self.num_layers, x.size(0), 16)
        c_0 = torch.zeros(self.num_layers, x.size(0), 16)
        output, _ = self.lstm(x, (h_0, c_0))
        return output


print(Forecaster(1)(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Forecaster(nn.Module):
    def __init__(self, num_layers):
        super().__init__()
        self.num_layers = num_layers
        self.lstm = nn.LSTM(8, 16, num_layers=num_layers, batch_first=True)

    def forward(self, x):
        h_0 = torch.zeros(self.num_layers, x.size(0), 16)
        c_0 = torch.zeros(self.num_layers, x.size(0), 16)
        output, _ = self.lstm(x, (h_0, c_0))
        return output


print(Forecaster(2)(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm, x = nn.LSTM(8, 16, batch_first=True), torch.randn(4, 5, 8)
assert lstm.num_layers == 1
for num_layers in (2, 3):
    state = torch.zeros(num_layers, 4, 16)
    try:
        lstm(x, (state, state))
    except RuntimeError as error:
        assert f"Expected hidden[0] size (1, 4, 16), got [{num_layers}, 4, 16]" in str(error)
    else:
        raise AssertionError
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from shapelint.domain.initial import initial_states
from shapelint.findings.building import called
from shapelint.findings.call_inputs import layers_not_passed_on, state_operand
from shapelint.interpreter.events import Called
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, NodeRelated, Rule, Severity

if TYPE_CHECKING:
    import libcst as cst

RULE = Rule("SHP605", "argument-not-passed-on", Severity.ERROR, "a `num_layers` that the constructor is not given")


def check(event: Called) -> Iterator[Finding]:
    """Report a layer that is not given the `num_layers` that its initial state is made with."""
    layer = event.call.layer
    if event.state is None or layer.at is None:
        return
    for initial in initial_states(layer, event.state.value):
        name = layers_not_passed_on(event, initial)
        if name is None:
            continue
        message = (
            f"`{called(event.call)}` is not given `num_layers` and has one layer, "
            f"but its initial state has `{name}` layers: pass `num_layers={name}`"
        )
        read = state_operand(event, initial).node
        node = cast("cst.CSTNode", layer.at)
        yield Finding(node, message, (NodeRelated(read, f"`{spelled(read)}` is the initial state"),))
        return
