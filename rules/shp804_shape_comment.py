"""A comment or an annotation that states another shape than the value has.

## What it finds
Shapes in comments, as people write them: `# (batch, seq, hidden)`, `# [B, T, H]`, `# out: tensor of shape
(batch_size, seq_length, hidden_size*2)`, `# out.shape = (B, T, H)`, at the end of a line about what it binds, or above
a line about a name; and jaxtyping's `Float[Tensor, "batch time hidden"]` of a result or a variable. Reported is another
number of axes, a size that differs for certain (names stand for the sizes that they have in scope), or batch said of an
axis that is time or layers.

## Why it is wrong
The next reader believes the comment: `hidden` where there are `2 * hidden` becomes a `Linear` of the wrong width, an
exchanged batch and time become an index on the wrong axis.

## Example
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, hidden_size=16):
        super().__init__()
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(8, hidden_size, bidirectional=True)

    def forward(self, x):
        output, _ = self.lstm(x)  # (seq, batch, hidden_size)  # SHP804
        return output


print(Encoder()(torch.randn(5, 4, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, hidden_size=16):
        super().__init__()
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(8, hidden_size, bidirectional=True)

    def forward(self, x):
        output, _ = self.lstm(x)  # (seq, batch, 2 * hidden_size)
        return output


print(Encoder()(torch.randn(5, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, (h_n, c_n) = nn.LSTM(8, 16, bidirectional=True)(torch.randn(5, 4, 8))
assert output.shape == (5, 4, 2 * 16) != (5, 4, 16)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapelint.domain.claim import Conflict, Source, contradiction
from shapelint.domain.tensor import Tensor
from shapelint.findings.building import finding
from shapelint.findings.call_inputs import layout_made_by_padding
from shapelint.findings.contradicted_shapes import reality
from shapelint.interpreter.events import Claimed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP804", "shape-comment", Severity.WARNING, "a comment or annotation of another shape than the value has")


def check(event: Claimed) -> Iterator[Finding]:
    """Report a stated shape that something known about the value contradicts for certain."""
    value = event.value.value
    if event.claim.source is Source.ASSERTION or not isinstance(value, Tensor):
        return
    found = contradiction(value, event.claim)
    told_by_padding = layout_made_by_padding(event.context, value) is not None  # SHP502
    if found is not None and not (found.kind is Conflict.ORDER and told_by_padding):
        message = f"the {event.claim.source.value} says `{event.claim.text}`, but {reality(event, found)}"
        yield replace(finding(event, value.call, message), on_every_way=True)
