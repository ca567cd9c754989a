"""An initial state whose shape is not the one the layer takes.

## What it finds
An `h_0` or `c_0` that misses rows (layers or directions), has its batch axis first, takes its batch size from the time
axis of the input, or is as wide as the other of the two is with `proj_size`. The state may come from another method
or through an attribute. A size that is not known is no finding.

## Why it is wrong
`h_0` is `(num_layers * directions, batch, hidden)` and `c_0` is as wide as `hidden_size` always, `h_0` as wide as
`proj_size` where there is one. `batch_first=True` moves the batch axis of the input and of `output`, never that of the
states. The batch size is `x.size(0)` only with `batch_first=True`; without it that is the number of steps, and the
program runs just as long as the two happen to be the same.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=2, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        h_0 = torch.zeros(2 * 2, x.size(0), 16)  # SHP401
        output, h_n = self.gru(x, h_0)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))


print(Classifier()(torch.randn(4, 4, 8)).shape)  # as many steps as sequences: no error
```
With five steps of four sequences torch expects hidden size `(4, 4, 16)` and gets `[4, 5, 16]`.

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, num_layers=2, bidirectional=True)
        self.fc = nn.Linear(2 * 16, 3)

    def forward(self, x):
        h_0 = torch.zeros(2 * 2, x.size(1), 16)
        output, h_n = self.gru(x, h_0)
        return self.fc(torch.cat((h_n[-2], h_n[-1]), dim=-1))


print(Classifier()(torch.randn(5, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

x = torch.randn(5, 4, 8)
lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True, proj_size=6)
lstm(x, (torch.zeros(4, 4, 6), torch.zeros(4, 4, 16)))
for h_0, c_0 in (
    (torch.zeros(2, 4, 6), torch.zeros(2, 4, 16)),  # the directions are missing
    (torch.zeros(4, 5, 6), torch.zeros(4, 5, 16)),  # 5 is the number of steps
    (torch.zeros(4, 4, 6), torch.zeros(4, 4, 6)),  # c_0 has hidden_size features
):
    try:
        lstm(x, (h_0, c_0))
    except RuntimeError as error:
        assert "Expected hidden[" in str(error)
    else:
        raise AssertionError
```

## Fix safety
Unsafe: the state has another shape afterwards. A fix is offered for the sizes of a new tensor that only this call
reads: the directions that are missing, the axis of the input that is asked, rows and batch the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapelint.domain.initial import Fault, initial_states, shape_fault, source_of
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import called
from shapelint.findings.call_inputs import layers_not_passed_on, shape_of, state_finding, state_wanted, why_wrong
from shapelint.findings.initial_edits import sizes_mended
from shapelint.interpreter.events import Called
from shapelint.rule import Finding, Rule, Severity

RULE = Rule(
    "SHP401", "initial-state-shape", Severity.ERROR, "an initial state of another shape than the layer takes", True
)


def check(event: Called) -> Iterator[Finding]:
    """Report the first tensor of the initial state that has a wrong shape; what other rules tell is left to them.

    What another layer returned is SHP406's, a number of layers that the layer was not told of SHP605's.
    """
    if event.state is None:
        return
    for initial in initial_states(event.call.layer, event.state.value):
        fault = shape_fault(event.call, event.input.value, initial)
        if fault is None or (fault in (Fault.ROWS, Fault.WIDTH) and source_of(initial) is not None):
            continue
        if fault is Fault.ROWS and layers_not_passed_on(event, initial) is not None:
            continue
        message = (
            f"is {shape_of(initial.tensor.sizes)}, but the `{initial.name}` of `{called(event.call)}` is "
            f"{state_wanted(event, initial)}: {why_wrong(fault, event, initial)}"
        )
        found = state_finding(event, initial, message)
        yield replace(found, fix=unsafe("give the state the layer's shape", *sizes_mended(event), covers_all=True))
        return
