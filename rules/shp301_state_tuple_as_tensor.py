"""The `(h_n, c_n)` tuple of an LSTM, used as if it were the tensor `h_n`.

## What it finds
`_, h = lstm(x)` and then `h[-1]`, `h[-2:]`, `h[:, -1]`, `h.view(...)`, `h.squeeze(0)`, or `h` given to a module or an
operation that takes tensors. `h[0]` and `h[1]` are right: they are `h_n` and `c_n`; so is `c_n = h[-1]`, by its name.

## Why it is wrong
An LSTM returns `output, (h_n, c_n)`, a GRU or RNN returns `output, h_n`. The same two lines are right for a GRU: with
an LSTM `h[-1]` is `c_n` of all layers, not the hidden state of the last one. With one layer the shape differs by an
axis of size 1 only, which a `Linear` does not mind.

## Example
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, hidden = self.lstm(x)
        return self.fc(hidden[-1])  # SHP301


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Use instead
```python
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        _, (h_n, c_n) = self.lstm(x)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True)
x = torch.randn(4, 5, 8)
output, hidden = lstm(x)
h_n, c_n = hidden
assert hidden[-1] is c_n and hidden[-1].shape == (1, 4, 16)
assert not torch.allclose(hidden[-1][0], output[:, -1])
assert torch.allclose(h_n[-1], output[:, -1])
```

## Fix safety
Unsafe: the program reads `h_n` afterwards. A fix is offered where everything in the function takes the name for `h_n`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Meaning, Number, Sequence, Span
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import called, finding, last_states, text_of, tuple_operands
from shapelint.findings.fix_names import called_after
from shapelint.findings.named_states import state_unpacked
from shapelint.interpreter.events import Accessed, Consumed, Indexed
from shapelint.rule import Finding, Rule, Severity

CELL = re.compile(r"(?:^|_)(?:c|cn|cx|ct|cells?|memory)(?:_|\d|$)", re.IGNORECASE)
"""What a cell state is called: who writes `c_n = state[-1]` knows what `state` is."""

RULE = Rule("SHP301", "state-tuple-as-tensor", Severity.ERROR, "the `(h_n, c_n)` tuple of an LSTM used as a tensor")


def check(event: Indexed | Accessed | Consumed) -> Iterator[Finding]:
    """Report what only a tensor could do, done to the state tuple of an LSTM."""
    for operand in tuple_operands(event, Meaning.STATE):
        assert isinstance(operand.value, Sequence) and operand.value.call is not None
        call, name = operand.value.call, text_of(operand.node)
        wrong: str | None = f"`{name}` is the pair (h_n, c_n), not a tensor"
        if isinstance(event, Indexed):
            wrong = _wrong_index(event)
        if wrong is not None:
            summary = "torch.cat((h_n[-2], h_n[-1]), dim=-1)" if call.layer.bidirectional else "h_n[-1]"
            right = f"unpack it: `output, (h_n, c_n) = {called(call)}(...)`, then `{summary}`"
            edit = state_unpacked(event.context, call, operand.node)
            fix = unsafe("unpack the state", edit)
            yield finding(event, call, f"{wrong}; {right}", fix=fix, right=last_states(call))


def _wrong_index(event: Indexed) -> str | None:
    text, name = text_of(event.node), text_of(event.base.node)
    match [item.value for item in event.items]:
        case [Number(_)] if event.node in event.context.seen.lists:
            return None  # also of a list, such as one of states by layer
        case [Number(dim)] if dim == Dim.of(-1):
            is_meant = CELL.search(called_after(event.context, event.node) or "")
            return None if is_meant else f"`{text}` is `c_n` of all layers: `{name}` is the pair (h_n, c_n), not `h_n`"
        case [Number(dim)] if dim.known is not None and dim.known not in (-2, 0, 1):
            return f"`{text}` is out of range: `{name}` is the pair (h_n, c_n), not `h_n`"
        case [Span(start, Constant(None), Constant(None))] if start != Constant(None):
            return f"`{text}` is a part of the pair (h_n, c_n), not of `h_n`"
        case [_, _, *_]:
            return f"`{text}` fails: `{name}` is the pair (h_n, c_n), not `h_n`"
    return None
