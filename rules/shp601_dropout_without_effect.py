"""`dropout` given to a recurrent layer of one layer.

## What it finds
A recurrent layer that has one layer for certain and a `dropout` greater than zero, or one that is handed down from a
parameter or a setting and can act with none of its values. `0 if num_layers == 1 else dropout` is fine.

## Why it is wrong
`dropout` acts on the output of each layer except the last. With `num_layers=1`, the default, there is no such layer:
the argument does nothing, and the model is trained without the regularisation it seems to have. torch warns.

## Example
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, dropout=0.5)  # SHP601
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
print(output.shape)
```
`UserWarning: dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers
greater than 1, but got dropout=0.5 and num_layers=1`.

## Use instead
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16)
dropout = nn.Dropout(0.5)
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
print(dropout(output).shape)
```

## Proof
```python
import warnings

import torch
from torch import nn

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    one, two = nn.LSTM(8, 16, dropout=0.9), nn.LSTM(8, 16, num_layers=2, dropout=0.9)
assert len(caught) == 1 and "expects num_layers greater than 1" in str(caught[0].message)
x = torch.randn(5, 4, 8)
assert torch.equal(one(x)[0], one(x)[0])  # nothing is dropped, also in training
assert not torch.equal(two(x)[0], two(x)[0])
```

## Fix safety
Safe: the argument is dropped, and the layer computes what it did; only torch's warning goes. Whether a `nn.Dropout`
should take its place is yours to say. An argument that calls something, or that has no keyword, stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import equal
from shapelint.domain.value import Opaque
from shapelint.findings.argument_edits import dropped, safe
from shapelint.interpreter.events import Constructed
from shapelint.interpreter.spelling import argument
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP601", "dropout-without-effect", Severity.WARNING, "`dropout` in a recurrent layer of one layer")


def check(event: Constructed) -> Iterator[Finding]:
    """Report a `dropout` above zero, or one that is handed down, in a layer whose `num_layers` is known to be one."""
    layer, given = event.layer, event.arguments.get("dropout")
    if layer is None or given is None or equal(layer.num_layers, 1) is not True:
        return
    if isinstance(given.value, Opaque):
        without = "can never have an effect"
    elif layer.dropout is not None and 0 < layer.dropout <= 1:
        without = "has no effect"
    else:
        return
    message = (
        f"{argument(event.node, 'dropout', given.node)} {without}: it acts between layers, and this {event.kind} has "
        "one; drop it, or put `nn.Dropout` after the layer"
    )
    yield Finding(event.node, message, fix=safe("drop the argument", dropped(event.node, "dropout")))
