"""A part of `output` compared with a part of a state that is another value.

## What it finds
`==`, `torch.equal`, `allclose`, `assert_close` and the like between two blocks of one call that are never the same:
the last step of `output` with the backward final state, one layer with another, `output` with `c_n`, one sample with
all.

## Why it is wrong
Of `h_n` only the last layer's rows occur in `output`: the forward one at the last step, in the first half of the
features, the backward one at step 0, in the second half. Any other comparison is false, and what is concluded from it
as well.

## Example
```python
import torch
from torch import nn

hidden = 16
lstm = nn.LSTM(8, hidden, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
print(torch.equal(output[:, -1, :hidden], h_n[-1]))  # SHP801
```

## Use instead
```python
import torch
from torch import nn

hidden = 16
lstm = nn.LSTM(8, hidden, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
print(torch.equal(output[:, -1, :hidden], h_n[-2]))
print(torch.equal(output[:, 0, hidden:], h_n[-1]))
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
assert torch.allclose(output[:, -1, :16], h_n[-2])
assert torch.allclose(output[:, 0, 16:], h_n[-1])
for row in (0, 1, 3):
    assert not torch.allclose(output[:, -1, :16], h_n[row])
assert not torch.allclose(output[:, -1, 16:], h_n[-1])
assert not torch.allclose(output[:, -1, :16], c_n[-2])
```

## Fix safety
Unsafe: the comparison may come out otherwise. A fix is offered between an index of the whole `output` and a row of the
whole `h_n`: the row is changed to the one that the slice is, else the slice to the one that the row is.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.comparison import difference, never_fit
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import finding
from shapelint.findings.comparison_edits import made_same
from shapelint.findings.comparisons import broadcasts, right_claim, sets_weights, side_words, sides
from shapelint.interpreter.events import Compared
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP801", "output-state-comparison", Severity.ERROR, "a part of an output compared with another part")


def check(event: Compared) -> Iterator[Finding]:
    """Report a claim that two values of one call are the same, where some block of them never is."""
    both = sides(event)
    if both is None or never_fit(*both, broadcast=broadcasts(event)):
        return  # SHP802
    left, right = both
    pair, call = difference(left, right), left.call
    if pair is None or call is None or sets_weights(event):
        return
    message = (
        f"{side_words(event.left, left)}, {side_words(event.right, right)}, which are never the same; "
        f"{right_claim(event, call, left.blocks, right.blocks)}"
    )
    fix = unsafe("compare what is the same", made_same(event, call), covers_all=True)
    yield finding(event, call, message, fix=fix)
