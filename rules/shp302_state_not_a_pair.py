"""The state of a GRU or RNN, unpacked as if it were the `(h_n, c_n)` pair of an LSTM.

## What it finds
`output, (h, c) = gru(x)`, or `h, c = state` of a GRU's or RNN's state, where the state does not have two rows or the
second name says cell state. `forward, backward = h_n` of a bidirectional layer is fine.

## Why it is wrong
A GRU or RNN has no cell state: it returns `output, h_n`. Unpacking `h_n` takes it apart along its first axis, layers
times directions. With two rows this runs: `h` and `c` are then two layers or two directions. Any other number of rows
raises `ValueError: not enough values to unpack` or `too many values to unpack`.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=2, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, (h, c) = self.gru(x)  # SHP302
        return self.fc(h + c)


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=2, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16, num_layers=2, batch_first=True)
output, (h, c) = gru(torch.randn(4, 5, 8))
assert torch.allclose(c, output[:, -1])  # "c" is the last layer's hidden state, "h" the first layer's
assert not torch.allclose(h, output[:, -1])
try:
    output, (h, c) = nn.GRU(8, 16, batch_first=True)(torch.randn(4, 5, 8))
except ValueError as error:
    assert "not enough values to unpack" in str(error)
else:
    raise AssertionError
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapelint.domain.dim import equal
from shapelint.domain.recurrent import Kind
from shapelint.domain.state import is_whole_state
from shapelint.domain.tensor import Tensor
from shapelint.findings.building import called, finding
from shapelint.interpreter.events import Unpacked
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP302", "state-not-a-pair", Severity.ERROR, "the state of a GRU or RNN unpacked as `(h_n, c_n)`")

CELL = re.compile(r"(^|[._])(c|cx|cn|ct|cs|c\d|cell\w*)(_|\d|$)", re.IGNORECASE)


def check(event: Unpacked) -> Iterator[Finding]:
    """Report a state without cell that is taken apart into two."""
    state = event.source.value
    if len(event.targets) != 2 or not isinstance(state, Tensor) or not is_whole_state(state):
        return
    call, (_, second) = state.call, event.targets
    if call is None or call.layer.kind is Kind.LSTM or not isinstance(second, str):
        return
    rows = call.layer.rows
    if equal(rows, 2) is not False and not CELL.search(second):
        return
    kind = call.layer.kind.value
    article = "a" if kind == "GRU" else "an"
    message = (
        f"{article} {kind} has no cell state: the second value `{called(call)}(...)` returns is `h_n` alone, "
        f"and this unpacks its first axis, of size {rows}; write `output, h_n = {called(call)}(...)`"
    )
    yield finding(event, call, message)
