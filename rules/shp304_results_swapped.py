"""The two values a recurrent layer returns, taken in the wrong order.

## What it finds
`hidden, output = gru(x)`, where both names say the opposite of what they hold; `(h, c), output = lstm(x)`; and, with
the first value under any name, a `view` of it by layers and directions, `h.view(num_layers, 2, batch, hidden)`. One
misleading name alone is not reported.

## Why it is wrong
Every recurrent layer returns `output` first and the state second. Both have three axes, and with one direction
the same number of features, so code that takes one for the other mostly runs: `hidden[-1]` is then a time step or a
sample, not a layer.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        hidden, output = self.gru(x)  # SHP304
        return self.fc(output)


print(Classifier()(torch.randn(5, 4, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        output, hidden = self.gru(x)
        return self.fc(output)


print(Classifier()(torch.randn(5, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

gru = nn.GRU(8, 16)
hidden, output = gru(torch.randn(5, 4, 8))
assert hidden.shape == (5, 4, 16)  # every step
assert output.shape == (1, 4, 16)  # the final state alone
assert torch.allclose(hidden[-1], output[0])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.state import is_laid_out_as_state
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Meaning, Sequence
from shapelint.findings.building import called, finding, sizes_given, text_of
from shapelint.interpreter.events import Reshaped, Unpacked
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP304", "results-swapped", Severity.ERROR, "`output` and the state taken in the wrong order")

STATES = frozenset(("hidden", "h_n", "hn", "hidden_state", "last_hidden", "final_hidden", "final_state"))
OUTPUTS = frozenset(("output", "outputs", "out", "lstm_out", "gru_out", "rnn_out"))


def check(event: Unpacked | Reshaped) -> Iterator[Finding]:
    """Report a result unpacked the other way round, or the first value laid out as a state."""
    if isinstance(event, Unpacked):
        yield from _unpacked(event)
        return
    output = event.base.value
    if isinstance(output, Tensor) and output.call is not None and is_laid_out_as_state(output, sizes_given(event)):
        call = output.call
        message = (
            f"`{text_of(event.base.node)}` is `output`, the first value `{called(call)}(...)` returns, "
            f"but is viewed as the layers and directions of `h_n`; the state is the second value"
        )
        yield finding(event, call, message)


def _unpacked(event: Unpacked) -> Iterator[Finding]:
    source = event.source.value
    if not isinstance(source, Sequence) or source.meaning is not Meaning.RESULTS or source.call is None:
        return
    call = source.call
    match event.targets:
        case (tuple() as pair, str(output)) if len(pair) == 2:
            first = f"({', '.join(map(str, pair))})"
        case (str(first), str(output)) if first in STATES and output in OUTPUTS:
            pass
        case _:
            return
    message = f"`{first}` is `output` and `{output}` is the state: `{called(call)}(...)` returns `output` first"
    yield finding(event, call, f"{message}; write `{output}, {first} = {called(call)}(...)`")
