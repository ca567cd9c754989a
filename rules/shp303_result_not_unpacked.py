"""The `(output, state)` tuple that a recurrent layer returns, used as if it were `output`.

## What it finds
`x = lstm(x)` and then `x.view(...)`, `x[:, -1]`, `linear(x)`, `x + y`: what only a tensor can do, done to the tuple.
Returning the tuple, unpacking it later and indexing it with 0 or 1 are fine.

## Why it is wrong
Calling a recurrent layer gives `output, state`. The tuple has no tensor methods, and modules and operations that take
tensors refuse it.

## Example
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        x = self.lstm(x)
        return self.fc(x)  # SHP303


print(Tagger()(torch.randn(4, 5, 8)).shape)
```
`TypeError: linear(): argument 'input' (position 1) must be Tensor, not tuple`.

## Use instead
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        x, _ = self.lstm(x)
        return self.fc(x)


print(Tagger()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

result = nn.LSTM(8, 16, batch_first=True)(torch.randn(4, 5, 8))
assert isinstance(result, tuple) and len(result) == 2
try:
    nn.Linear(16, 3)(result)
except TypeError as error:
    assert "must be Tensor, not tuple" in str(error)
else:
    raise AssertionError
assert not hasattr(result, "view")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.recurrent import Kind
from shapelint.domain.value import Meaning, Sequence
from shapelint.findings.building import called, finding, text_of, tuple_operands
from shapelint.interpreter.events import Accessed, Consumed, Indexed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP303", "result-not-unpacked", Severity.ERROR, "the `(output, state)` tuple used as a tensor")


def check(event: Indexed | Accessed | Consumed) -> Iterator[Finding]:
    """Report what only a tensor could do, done to the result tuple of a recurrent layer."""
    if isinstance(event, Indexed) and len(event.items) < 2:
        return
    for operand in tuple_operands(event, Meaning.RESULTS):
        assert isinstance(operand.value, Sequence) and operand.value.call is not None
        call = operand.value.call
        state = "(h_n, c_n)" if call.layer.kind is Kind.LSTM else "h_n"
        message = (
            f"`{text_of(operand.node)}` is the tuple (output, {state}) that `{called(call)}` returns, not a tensor; "
            f"unpack it: `output, {state} = {called(call)}(...)`"
        )
        yield finding(event, call, message)
