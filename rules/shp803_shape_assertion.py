"""An assertion about a shape that never holds.

## What it finds
`assert output.shape == (batch, seq, hidden)`, `assert h_n.size(0) == num_layers`, `assert output.dim() == 2` and
`assertEqual` of these, where the number of axes, or a size, is another one whatever the unknown sizes are, or where
batch and time are exchanged. `assert not`, `!=`, alternatives with `or`, and what stands in `pytest.raises` or
`assertRaises` are left alone.

## Why it is wrong
The assertion fails at the first run, or never runs and misleads its readers. It nearly always forgets that
`bidirectional=True` doubles the features of `output` and the rows of `h_n`, or that the batch is the second axis of
`h_n`.

## Example
```python
import torch
from torch import nn

batch, seq, hidden = 4, 5, 16
lstm = nn.LSTM(8, hidden, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(batch, seq, 8))
assert output.shape == (batch, seq, hidden)  # SHP803
```
`AssertionError`.

## Use instead
```python
import torch
from torch import nn

batch, seq, hidden = 4, 5, 16
lstm = nn.LSTM(8, hidden, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(batch, seq, 8))
assert output.shape == (batch, seq, 2 * hidden)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
assert output.shape == (4, 5, 2 * 16)
assert h_n.shape == c_n.shape == (3 * 2, 4, 16)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.claim import Source, contradiction
from shapelint.domain.tensor import Tensor
from shapelint.findings.building import finding, text_of
from shapelint.findings.contradicted_shapes import reality
from shapelint.interpreter.events import Claimed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP803", "shape-assertion", Severity.ERROR, "an assertion about a shape that never holds")


def check(event: Claimed) -> Iterator[Finding]:
    """Report an assertion that something known about the value contradicts for certain."""
    value = event.value.value
    if event.claim.source is not Source.ASSERTION or not isinstance(value, Tensor):
        return
    found = contradiction(value, event.claim)
    if found is not None:
        message = f"`{text_of(event.node)}` never holds: {reality(event, found)}"
        yield finding(event, value.call, message)
