"""A bidirectional layer that is called step by step and fed its own last state.

## What it finds
A loop (or a function called in one) that gives a bidirectional layer one time step and, as the initial state, what the
same layer returned the time before. Stepping a layer of one direction is right, and so is one layer's state given to
another.

## Why it is wrong
The backward direction has to start at the end of the sequence. Called with one step it reads that step only, starting
from the state of the step before: it runs forward like the other direction and sees nothing that comes later. The
shapes are those of one step, `(1, batch, 2 * hidden_size)`, and no run fails. A decoder or generator, which makes each
step from the one before, has no later step to read: it takes a layer of one direction.

## Example
```python
import torch
from torch import nn

lstm = nn.LSTM(3, 3, bidirectional=True)
inputs = [torch.randn(1, 3) for _ in range(5)]
hidden = (torch.randn(2, 1, 3), torch.randn(2, 1, 3))
for i in inputs:
    out, hidden = lstm(i.view(1, 1, -1), hidden)  # SHP405
print(out.shape)
```

## Use instead
```python
import torch
from torch import nn

lstm = nn.LSTM(3, 3, bidirectional=True)
inputs = [torch.randn(1, 3) for _ in range(5)]
hidden = (torch.randn(2, 1, 3), torch.randn(2, 1, 3))
out, hidden = lstm(torch.cat(inputs).view(5, 1, -1), hidden)
print(out.shape)
```

## Proof
```python
import torch
from torch import nn


def stepped(layer, x):
    out, state = [], None
    for t in range(len(x)):
        step, state = layer(x[t : t + 1], state)
        out.append(step)
    return torch.cat(out)


x = torch.randn(5, 1, 3)
one, both = nn.LSTM(3, 4), nn.LSTM(3, 4, bidirectional=True)
assert torch.allclose(stepped(one, x), one(x)[0], atol=1e-6)
assert not torch.allclose(stepped(both, x), both(x)[0], atol=1e-6)
later = x.clone()
later[4] += 1.0
assert torch.equal(stepped(both, x)[:4], stepped(both, later)[:4])  # no step has seen a later one
assert not torch.equal(both(x)[0][0], both(later)[0][0])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import at_least
from shapelint.domain.initial import feeds_itself
from shapelint.findings.building import called
from shapelint.findings.call_inputs import constructor
from shapelint.interpreter.events import Called
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP405", "bidirectional-stepping", Severity.ERROR, "a bidirectional layer stepped with its state fed back")


def check(event: Called) -> Iterator[Finding]:
    """Report a call of a bidirectional layer on one step, whose state is what this very call returned before."""
    call = event.call
    if event.state is None or not call.layer.bidirectional or at_least(call.steps, 2) is not False:
        return
    if not feeds_itself(call, event.state.value):
        return
    message = (
        f"`{called(call)}` is bidirectional and gets one step at a time with its own state fed back: "
        "its backward direction never sees a later step; call it once over the whole sequence, or, where each step "
        "is made from the one before, construct it without `bidirectional=True`"
    )
    yield Finding(event.node, message, constructor(call.layer), in_any_pass=True)
