"""Two values compared whose shapes are never the same.

## What it finds
`torch.equal`, `==`, `allclose`, `assert_close` and the like of a part of `output`, `h_n` or `c_n` and a value of
another shape: both directions with one, one layer with all. Shapes that broadcast are left alone where the comparison
allows it.

## Why it is wrong
`torch.equal` of different shapes is False whatever the values are, `assert_close` and (where they do not broadcast)
`==` and `allclose` raise. `output[:, -1]` of a bidirectional layer is twice as wide as a row of `h_n`, and `h_n` has
an axis for layers and directions even where there is one of each.

## Example
```python
import torch
from torch import nn

layers, batch, hidden = 2, 4, 16
lstm = nn.LSTM(8, hidden, num_layers=layers, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(batch, 5, 8))
h = h_n.view(layers, 2, batch, hidden)
print(torch.equal(output[:, -1], h[-1, 0]))  # SHP802
```

## Use instead
```python
import torch
from torch import nn

layers, batch, hidden = 2, 4, 16
lstm = nn.LSTM(8, hidden, num_layers=layers, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(batch, 5, 8))
h = h_n.view(layers, 2, batch, hidden)
print(torch.equal(output[:, -1, :hidden], h[-1, 0]))
print(torch.equal(output[:, 0, hidden:], h[-1, 1]))
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
h = h_n.view(2, 2, 4, 16)
assert output[:, -1].shape == (4, 32) and h[-1, 0].shape == (4, 16)
assert not torch.equal(output[:, -1], h[-1, 0])
for claim in (torch.allclose, torch.testing.assert_close, torch.eq):
    try:
        claim(output[:, -1], h[-1, 0])
    except (RuntimeError, AssertionError):
        continue
    raise AssertionError("shapes fit")
assert torch.allclose(output[:, -1, :16], h[-1, 0])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.comparison import never_fit
from shapelint.domain.words import shape_words
from shapelint.findings.building import finding
from shapelint.findings.comparisons import broadcasts, right_claim, side_words, sides
from shapelint.interpreter.events import Compared
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP802", "compared-shapes-differ", Severity.ERROR, "two values compared whose shapes are never the same")


def check(event: Compared) -> Iterator[Finding]:
    """Report a claim that two tensors are the same, where their shapes never fit."""
    both = sides(event)
    if both is None or not never_fit(*both, broadcast=broadcasts(event)):
        return
    left, right = both
    call = left.call or right.call
    message = (
        f"{side_words(event.left, left, shape=shape_words(left))}; "
        f"{side_words(event.right, right, shape=shape_words(right))}; the shapes never fit"
    )
    if call is not None and left.call == right.call:
        message += f"; {right_claim(event, call, left.blocks, right.blocks)}"
    yield finding(event, call, message)
