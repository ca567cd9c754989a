"""An input of another width than `input_size`, or of a rank that no layer takes.

## What it finds
An input whose last axis is known to differ from the layer's `input_size`: something was concatenated and not counted,
or the `2 * hidden_size` features of a bidirectional output go into a layer of `hidden_size`. And an input that is known
to have neither two nor three axes.

## Why it is wrong
A layer takes `(time, batch, input_size)`, with `batch_first=True` `(batch, time, input_size)`, or without a batch
`(time, input_size)`. The first call raises; of an LSTM that is given a packed sequence the error speaks of two matrices
and names no argument.

## Example
```python
import torch
from torch import nn


class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.lower = nn.GRU(8, 16, bidirectional=True)
        self.upper = nn.GRU(16, 16)

    def forward(self, x):
        output, _ = self.lower(x)
        output, _ = self.upper(output)  # SHP404
        return output


Stacked()(torch.randn(5, 4, 8))
```
`RuntimeError: input.size(-1) must be equal to input_size. Expected 16, got 32`.

## Use instead
```python
import torch
from torch import nn


class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.lower = nn.GRU(8, 16, bidirectional=True)
        self.upper = nn.GRU(2 * 16, 16)

    def forward(self, x):
        output, _ = self.lower(x)
        output, _ = self.upper(output)
        return output


Stacked()(torch.randn(5, 4, 8))
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16)
gru(torch.randn(5, 4, 8)), gru(torch.randn(5, 8))
for x in (torch.randn(5, 4, 9), torch.randn(8), torch.randn(2, 5, 4, 8)):
    try:
        refused = gru(x) is None
    except (RuntimeError, ValueError):
        refused = True
    assert refused
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import equal
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.words import rank_words
from shapelint.findings.call_inputs import constructor, directions_in, shape_of
from shapelint.interpreter.events import Called, Refused
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule(
    "SHP404", "input-size", Severity.ERROR, "an input of another width or rank than the layer takes", fails=True
)


def check(event: Called | Refused) -> Iterator[Finding]:
    """Report a width that differs for certain, or a rank that is known and neither two nor three."""
    layer = event.layer if isinstance(event, Refused) else event.call.layer
    name = layer.name or layer.kind.value
    match event.input.value:
        case Tensor(axes=axes) if len(axes) not in (2, 3):
            takes = "(batch, time, features)" if layer.batch_first else "(time, batch, features)"
            wrong = f"has {rank_words(len(axes))}; `{name}` takes `{takes}`, unbatched `(time, features)`"
        case Tensor(axes=(*_, last)) | Packed(features=last) | Sketch(back=(*_, last)):
            if layer.input_size is None or equal(last.size, layer.input_size) is not False:
                return
            wrong = f"has `{last.size}` features{directions_in(event.input.value)}, but `{name}` has "
            wrong += f"`input_size={layer.input_size}`"
        case _:
            return
    shape = f" is {shape_of(event.input.value.sizes)} and" if isinstance(event.input.value, Tensor) else ""
    yield Finding(event.input.node, f"`{spelled(event.input.node)}`{shape} {wrong}", constructor(layer))
