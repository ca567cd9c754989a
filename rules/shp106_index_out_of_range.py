"""An index that is certainly out of range.

## What it finds
An integer index of `output`, `h_n` or `c_n`, or of what is made of them, that is out of range whatever the sizes are:
`output[:, T]` for `T` steps, `h_n[num_layers * directions]`, `h_n[1]` of a layer that has one row.

## Why it is wrong
Steps count from 0, so the last of `T` is `T - 1`; `h_n` has one row for each layer and direction. The line raises as
soon as it is run.

## Example
```python
import torch
from torch import nn

steps = 5
lstm = nn.LSTM(8, 16, batch_first=True)
output, (h_n, c_n) = lstm(torch.randn(4, steps, 8))
last = output[:, steps]  # SHP106
```
`IndexError: index 5 is out of bounds for dimension 1 with size 5`.

## Use instead
```python
import torch
from torch import nn

steps = 5
lstm = nn.LSTM(8, 16, batch_first=True)
output, (h_n, c_n) = lstm(torch.randn(4, steps, 8))
last = output[:, steps - 1]
```

## Proof
```python
import torch
from torch import nn

output, (h_n, c_n) = nn.LSTM(8, 16, batch_first=True)(torch.randn(4, 5, 8))
for value, index in ((output, (slice(None), 5)), (output, (slice(None), -6)), (h_n, 1)):
    try:
        value[index]
    except IndexError as error:
        assert "out of bounds" in str(error)
    else:
        raise AssertionError("in range")
assert torch.allclose(output[:, 4], h_n[-1])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import axis_words, positions
from shapelint.domain.select import out_of_range
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Number
from shapelint.findings.building import finding, text_of
from shapelint.findings.output_reads import whole_numbers
from shapelint.interpreter.events import Indexed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP106", "index-out-of-range", Severity.ERROR, "an index that is certainly out of range", fails=True)


def check(event: Indexed) -> Iterator[Finding]:
    """Report each integer that lies outside its axis for certain."""
    tensor = event.base.value
    if not isinstance(tensor, Tensor):
        return
    for axis, item in positions(tensor, whole_numbers(event)):
        if not isinstance(item, Number) or out_of_range(tensor.axes[axis].size, item.dim) is not True:
            continue
        size = tensor.axes[axis].size
        what = axis_words(tensor.axes[axis])
        message = (
            f"`{text_of(event.node)}` is out of range: axis {axis} of `{text_of(event.base.node)}` has {size} {what}, "
            f"the last is {size - 1}"
        )
        yield finding(event, tensor.call, message)
