"""A positional argument of a recurrent layer in another parameter's place.

## What it finds
`True` in the place of a size or of `num_layers`; a number in the place of `bias`, `batch_first` or `bidirectional`;
anything but a string in the place of an RNN's `nonlinearity`; an argument that is called `dropout` or `bidirectional`
in the place of something else. `nn.GRU(i, h, 2, True)` is legal: its fourth parameter is `bias`.

## Why it is wrong
The order is `input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size`; an RNN has
`nonlinearity` before `bias`. The fourth parameter is never `dropout`, and the third is never `batch_first`. Some of
these mistakes construct a layer that is not the one that was meant.

## Example
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, 2, 0.5)  # SHP602
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
```
`TypeError: bias should be of type bool, got: float`.

## Use instead
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, 2, dropout=0.5)
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
```

## Proof
```python
import torch
from torch import nn

assert nn.LSTM(8, 16, 2, False).bias is False
assert nn.GRU(8, 16, 2, True).batch_first is False  # the fourth is `bias`
assert nn.RNN(8, 16, 2, "relu").nonlinearity == "relu"
assert nn.LSTM(8, 16, True).batch_first is False and nn.LSTM(8, 16, True).num_layers == 1
for kind, arguments in ((nn.LSTM, (2, 0.5)), (nn.GRU, (2, True, 0.5)), (nn.RNN, (2, True)), (nn.RNN, (2, 0.5))):
    try:
        kind(8, 16, *arguments)
    except (TypeError, ValueError):
        continue
    raise AssertionError
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.arguments import meant_for
from shapelint.interpreter.events import Constructed
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP602", "misplaced-argument", Severity.ERROR, "a positional argument in another parameter's place")

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def check(event: Constructed) -> Iterator[Finding]:
    """Report the first positional argument whose value or name does not fit the parameter whose place it takes."""
    for place, (parameter, given) in enumerate(list(event.arguments.items())[: event.positional]):
        meant = meant_for(parameter, given.value)
        if meant is None:
            continue
        text = spelled(given.node)
        message = (
            f"`{text}` is the {ORDINALS[place]} positional argument of `nn.{event.kind}`, which is `{parameter}`: "
            f"name the parameter that is meant, as in `{meant}={text}`"
        )
        yield Finding(event.node, message)
        return
