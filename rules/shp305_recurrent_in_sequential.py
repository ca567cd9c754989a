"""A recurrent layer inside `nn.Sequential`, followed by a module that takes a tensor.

## What it finds
`nn.Sequential(nn.LSTM(...), nn.Linear(...))`. A recurrent layer that is last, one that is followed by a module of your
own (which may unpack) or by `nn.Identity`, and a `Sequential` that is only indexed or iterated are fine.

## Why it is wrong
`nn.Sequential` hands the result of each module to the next. A recurrent layer returns the tuple `(output, state)`,
which modules of torch refuse.

## Example
```python
import torch
from torch import nn

model = nn.Sequential(
    nn.LSTM(8, 16, batch_first=True),  # SHP305
    nn.Linear(16, 3),
)
print(model(torch.randn(4, 5, 8)).shape)
```
`TypeError: linear(): argument 'input' (position 1) must be Tensor, not tuple`.

## Use instead
```python
import torch
from torch import nn


class Output(nn.Module):
    def forward(self, results):
        output, _ = results
        return output


model = nn.Sequential(
    nn.LSTM(8, 16, batch_first=True),
    Output(),
    nn.Linear(16, 3),
)
print(model(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

model = nn.Sequential(nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 3))
try:
    model(torch.randn(4, 5, 8))
except TypeError as error:
    assert "must be Tensor, not tuple" in str(error)
else:
    raise AssertionError
```

## Fix safety
Unsafe, since the program raises before and runs afterwards: a class that returns `output` is put in front of the first
statement that makes an `nn.Sequential`, and an object of it behind each layer. The layers have to stand in the call of
`nn.Sequential` itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.value import Module
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import constructed_at
from shapelint.findings.sequential_edits import output_handed_on
from shapelint.interpreter.events import Sequenced
from shapelint.rule import Finding, NodeRelated, Rule, Severity
from shapelint.torchlib.module_calls import takes_a_tensor

RULE = Rule("SHP305", "recurrent-in-sequential", Severity.ERROR, "a recurrent layer in front of a module for tensors")


def check(event: Sequenced) -> Iterator[Finding]:
    """Report each recurrent layer that a module of torch follows, unless the Sequential only holds the two."""
    seen = event.context.seen
    if event.node in seen.opened and event.node not in seen.called:
        return
    for layer, following in pairwise(event.children):
        if not isinstance(layer.value, Recurrent) or not takes_a_tensor(following.value):
            continue
        assert isinstance(following.value, (Module, Recurrent))
        kind = layer.value.kind.value
        taker = following.value.kind if isinstance(following.value, Module) else following.value.kind.value
        message = (
            f"`{kind}` hands the tuple (output, state) to `{taker}`, which takes a tensor; "
            f"put a module between them that returns `output`, or call the layer yourself"
        )
        related = (NodeRelated(following.node, f"takes what `{kind}` returns"),)
        fix = unsafe("put a module between them", *output_handed_on(event, following.node))
        yield Finding(constructed_at(layer.value, layer.node), message, related, fix)
