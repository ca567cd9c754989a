"""A layer that follows and takes another number of features, or takes them on another axis.

## What it finds
`nn.Linear(hidden, ...)` on the output of a bidirectional layer, which has `2 * hidden` features, and `LayerNorm`,
`BatchNorm1d`, `Conv1d` or `MultiheadAttention` of another width; `BatchNorm1d` and `Conv1d`, which take features on
axis 1, on `(batch, time, features)`. Only what differs for certain is reported. For a recurrent layer that follows
see SHP404 and SHP403.

## Why it is wrong
The last axis of `output` is `hidden_size` wide for each direction (`proj_size` where there is one), and the call
raises. Halving what is given, `h_n[-1]` say, makes the error go away and drops the forward direction.

## Example
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.fc(output)  # SHP703


print(Tagger()(torch.randn(4, 5, 8)).shape)
```
`RuntimeError: mat1 and mat2 shapes cannot be multiplied (20x32 and 16x3)`.

## Use instead
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.fc(output)


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, (h_n, _) = nn.LSTM(8, 16, batch_first=True, bidirectional=True)(torch.randn(4, 5, 8))
assert output.shape == (4, 5, 32)
for layer in (nn.Linear(16, 3), nn.LayerNorm(16), nn.BatchNorm1d(32), nn.Conv1d(32, 3, 1)):
    try:
        layer(output)
    except RuntimeError as error:
        if isinstance(layer, nn.Linear):
            assert str(error) == "mat1 and mat2 shapes cannot be multiplied (20x32 and 16x3)"
        continue
    raise AssertionError(layer)
nn.BatchNorm1d(32)(output.transpose(1, 2)), nn.Conv1d(32, 3, 1)(output.transpose(1, 2))
same = nn.Linear(16, 3)(h_n[-1])  # no error, and the backward direction alone
assert same.shape == (4, 3) and torch.allclose(h_n[-1], output[:, 0, 16:])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.tensor import Tensor
from shapelint.findings.building import following_finding, text_of
from shapelint.findings.call_inputs import directions_in, shape_of
from shapelint.findings.next_modules import Misfit, misfit
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule(
    "SHP703", "layer-in-features", Severity.ERROR, "a layer that takes another width than it is given", fails=True
)


def check(event: Consumed) -> Iterator[Finding]:
    """Report the input of a module whose width, or whose axis of features, is another for certain."""
    found = misfit(event.module, event.operands[0].value) if event.operands else None
    if found is not None:
        yield following_finding(event, event.operands[0], _message(event, found), found.module)


def _message(event: Consumed, found: Misfit) -> str:
    value, text, by = event.operands[0].value, text_of(event.operands[0].node), event.by.strip("`")
    assert isinstance(value, Tensor)
    takes = f"`{by}` is a `{found.module.kind}` with `{found.argument}={found.wanted}`"
    if found.features is not None:
        axis = value.axes[found.axis]
        role = f", {axis.role}" if axis.role in ("time", "batch") else ""
        return (
            f"`{text}` is {shape_of(value.sizes)}, its features are on axis {found.features}, but {takes}, which takes "
            f"them on axis {found.axis}{role}: `{text}.transpose({found.axis}, {found.features})`"
        )
    if value.axes[found.axis].role in ("time", "batch"):
        role = value.axes[found.axis].role
        return f"`{text}` is {shape_of(value.sizes)} and its last axis, {role}, is `{found.given}`, but {takes}"
    return f"`{text}` is {shape_of(value.sizes)} and has `{found.given}` features{directions_in(value)}, but {takes}"
