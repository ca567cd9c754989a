"""A state reshaped to batch-first while its layers still come first.

## What it finds
`h_n.view(batch, -1)`, `h_n.reshape(batch, 2 * hidden)` where `num_layers` times the number of directions is more than
one and the batch axis has not been moved to the front before. So too of some of its rows (`h_n[-2:].view(batch, -1)`)
and of states that were stacked or joined (`torch.stack((h_n[-2], h_n[-1])).view(batch, -1)`).

## Why it is wrong
`h_n` is `(num_layers * directions, batch, hidden)`. A reshape keeps the stored order, so the first rows of the result
are layer 0 of several samples side by side: every row mixes samples. The shape is as expected, and no run fails.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.fc(h_n.view(x.size(0), -1))  # SHP208


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.fc(h_n.transpose(0, 1).reshape(x.size(0), -1))


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
_, (h_n, _) = lstm(torch.randn(4, 5, 8))
wrong = h_n.view(4, -1)
right = h_n.transpose(0, 1).reshape(4, -1)
assert wrong.shape == right.shape == (4, 32)
assert torch.equal(wrong[0], torch.cat((h_n[0, 0], h_n[0, 1])))  # row 0 is the forward state of samples 0 and 1
assert torch.equal(right[0], torch.cat((h_n[0, 0], h_n[1, 0])))
```

## Fix safety
Unsafe: the same numbers stand in another order afterwards. A fix is offered where `view` or `reshape` is called on the
whole state as a method.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from shapelint.domain.dim import ONE, equal
from shapelint.domain.state import is_state_before_batch, is_whole_state, memory_name
from shapelint.domain.tensor import Coordinate, Tensor
from shapelint.domain.words import rows_words
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import finding, name_of, text_of
from shapelint.findings.index_edits import transposed_first
from shapelint.interpreter.events import Reshaped
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP208", "state-reshaped-before-transpose", Severity.ERROR, "a reshape of `h_n` that mixes samples")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a reshape to batch-first, which mixes samples, of a state with several rows in front of the batch."""
    tensor, result = event.base.value, event.result
    if not isinstance(tensor, Tensor) or not isinstance(result, Tensor) or tensor.scrambled or not result.scrambled:
        return
    call, batch = tensor.call, tensor.axis_of(Coordinate.BATCH)
    if call is None or call.batch is None or batch is None or not is_state_before_batch(tensor):
        return
    if not result.axes or equal(result.axes[0].size, call.batch) is not True:
        return
    whole = is_whole_state(tensor)
    name = name_of(event, call, memory_name(tensor.label)) if whole else text_of(event.base.node)
    rows = rows_words(call.layer) if whole else f"{prod(tensor.sizes[:batch], start=ONE)} rows"
    moved = "transpose(0, 1)" if batch == 1 else f"movedim({batch}, 0)"
    message = (
        f"`{text_of(event.node)}` mixes samples: `{name}` has its {rows} "
        f"in front of the batch; `{name}.{moved}` must come before the reshape"
    )
    edit = transposed_first(event.context, call, event.node) if whole else None
    fix = unsafe("put the batch axis first", edit, covers_all=True)
    yield finding(event, call, message, fix=fix)
