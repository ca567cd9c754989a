"""A `squeeze` of the layer axis of a state that has several layers or directions.

## What it finds
`h_n.squeeze(0)` where `num_layers` times the number of directions is more than one.

## Why it is wrong
`squeeze(dim)` removes an axis of size 1 and silently returns the tensor as it is otherwise. The code that follows
expects `(batch, hidden)` and gets every layer and direction as one more leading axis: a `Linear` accepts it, a loss
may broadcast it.

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
        _, h_n = self.gru(x)
        return self.fc(h_n.squeeze(0))  # SHP205


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
_, h_n = gru(torch.randn(4, 5, 8))
assert h_n.squeeze(0).shape == h_n.shape == (2, 4, 16)
_, h_n = nn.GRU(8, 16, batch_first=True)(torch.randn(4, 5, 8))
assert h_n.squeeze(0).shape == (4, 16)
```

## Fix safety
Unsafe: the program reads the last layer alone afterwards. With two directions no fix is offered: the two joined would
be twice as wide as what the code expects.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import axis_words
from shapelint.domain.state import has_many_rows, is_state_axis, memory_name
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Number
from shapelint.domain.words import rows_words
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import final_states, finding, last_states, text_of
from shapelint.findings.index_edits import row_of_state
from shapelint.interpreter.events import Reshaped
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP205", "squeeze-without-effect", Severity.ERROR, "a squeeze of a layer axis that is longer than one")


def check(event: Reshaped) -> Iterator[Finding]:
    """Report a squeeze of an axis that runs over several layers or directions for certain."""
    tensor, dim = event.base.value, event.arguments.get("dim")
    if event.name != "squeeze" or not isinstance(tensor, Tensor) or not isinstance(dim, Number):
        return
    index = dim.dim.known
    if index is None or not -tensor.rank <= index < tensor.rank:
        return
    axis, call = tensor.axes[index], tensor.call
    if call is None or not is_state_axis(axis) or not has_many_rows(axis):
        return
    state = memory_name(tensor.label)
    rows = rows_words(call.layer) if axis.size == call.layer.rows else f"{axis.size} {axis_words(axis)}"
    message = (
        f"`{text_of(event.node)}` does nothing: axis {index} holds {rows}, not 1; "
        f"the last layer's final state is {final_states(event, call, state)}"
    )
    fix = unsafe("take the last layer's state", row_of_state(event.context, call, event.node), covers_all=True)
    yield finding(event, call, message, fix=fix, right=last_states(call, state))
