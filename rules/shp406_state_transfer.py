"""A state given to another layer that has other layers, directions or features.

## What it finds
`h_n` or `c_n` of one recurrent layer as the initial state of a layer with another number of layers or directions, or
another size; also where a bidirectional encoder of one layer happens to fit a decoder of two layers.

## Why it is wrong
The rows of a state are layer 0 forward, layer 0 backward, layer 1 forward, and so on. A decoder of one direction reads
row 1 as its second layer: the encoder's backward direction seeds it, no run fails. Where the numbers of rows differ the
call raises.

## Example
```python
import torch
from torch import nn


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(8, 16, bidirectional=True)
        self.decoder = nn.GRU(8, 16, num_layers=2)

    def forward(self, source, target):
        _, h_n = self.encoder(source)
        output, _ = self.decoder(target, h_n)  # SHP406
        return output


print(Translator()(torch.randn(5, 4, 8), torch.randn(6, 4, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(8, 16, num_layers=2, bidirectional=True)
        self.decoder = nn.GRU(8, 16, num_layers=2)

    def forward(self, source, target):
        _, h_n = self.encoder(source)
        joined = h_n.view(2, 2, source.size(1), 16).sum(1)
        output, _ = self.decoder(target, joined)
        return output


print(Translator()(torch.randn(5, 4, 8), torch.randn(6, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

encoder, decoder = nn.GRU(8, 16, bidirectional=True), nn.GRU(8, 16, num_layers=2)
source, target = torch.randn(5, 4, 8), torch.randn(6, 4, 8)
output, h_n = encoder(source)
assert torch.allclose(h_n[1], output[0, :, 16:], atol=1e-6)  # the backward direction ...
h_0 = h_n.detach().requires_grad_()
decoder.weight_hh_l0.data.zero_(), decoder.weight_ih_l1.data.zero_()
decoder(target, h_0)[0].sum().backward()
assert h_0.grad[1].any()  # ... is what the decoder's second layer starts from
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.initial import Fault, Initial, initial_states, shape_fault, source_of
from shapelint.domain.recurrent import Call, Recurrent
from shapelint.domain.state import is_whole_state
from shapelint.findings.building import called
from shapelint.findings.call_inputs import constructors, origin, shape_of, state_operand, state_wanted
from shapelint.interpreter.events import Called
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP406", "state-transfer", Severity.ERROR, "a state given to a layer of other layers, directions or size")


def check(event: Called) -> Iterator[Finding]:
    """Report the first tensor of a state that another layer returned and this one cannot take for what it is."""
    if event.state is None:
        return
    for initial in initial_states(event.call.layer, event.state.value):
        source = source_of(initial)
        if source is None or source.layer.at is event.call.layer.at:
            continue
        wrong = _wrong(event, initial, source)
        if wrong is not None:
            node = state_operand(event, initial).node
            message = f"{origin(event.context, source, initial.memory, node)} {wrong}"
            yield Finding(node, message, constructors(source, event.call))
            return


def _wrong(event: Called, initial: Initial, source: Call) -> str | None:
    """What does not fit, in words."""
    ours, theirs = event.call.layer, source.layer
    whole = is_whole_state(initial.tensor)
    if whole and ours.directions != theirs.directions:
        has, takes = _directions(theirs), _directions(ours)
        rows = "layer 0 forward, layer 0 backward, ..." if theirs.bidirectional else "one for each layer"
        return f"has {has} ({rows}), but `{called(event.call)}` has {takes}: join the directions first"
    fault = shape_fault(event.call, event.input.value, initial)
    if fault not in (Fault.ROWS, Fault.WIDTH):
        return None
    sizes, wanted = shape_of(initial.tensor.sizes), state_wanted(event, initial)
    return f"is {sizes}, but the `{initial.name}` of `{called(event.call)}` is {wanted}"


def _directions(layer: Recurrent) -> str:
    return "two directions" if layer.bidirectional else "one direction"
