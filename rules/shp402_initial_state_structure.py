"""One tensor given to an LSTM as its state, or a pair given to a GRU or RNN.

## What it finds
`lstm(x, h_0)` with a single tensor, and `gru(x, (h_0, c_0))` or `rnn(x, (h_0, c_0))`; an LSTM's state handed on to
a GRU. An LSTM takes a list `[h_0, c_0]` as well, and any layer takes `None`.

## Why it is wrong
An LSTM has a hidden state and a cell state and takes the pair `(h_0, c_0)`; it reads the first two rows of a single
tensor as if they were that pair. A GRU and an RNN have one state and take it as a tensor. The error that follows speaks
of axes and says nothing of a pair.

## Example
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=2)

    def forward(self, x):
        h_0 = torch.zeros(2, x.size(1), 16)
        output, (h_n, c_n) = self.lstm(x, h_0)  # SHP402
        return h_n[-1]


Encoder()(torch.randn(5, 4, 8))
```
`RuntimeError: For batched 3-D input, hx and cx should also be 3-D but got (2-D, 2-D) tensors`.

## Use instead
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, num_layers=2)

    def forward(self, x):
        h_0 = torch.zeros(2, x.size(1), 16)
        c_0 = torch.zeros(2, x.size(1), 16)
        output, (h_n, c_n) = self.lstm(x, (h_0, c_0))
        return h_n[-1]


Encoder()(torch.randn(5, 4, 8))
```

## Proof
```python
import torch
from torch import nn

x, state = torch.randn(5, 4, 8), torch.zeros(1, 4, 16)
nn.LSTM(8, 16)(x, [state, state])  # a list is a pair too
nn.GRU(8, 16)(x, state)
nn.GRU(8, 16)(x, None)
for layer, given in ((nn.LSTM(8, 16), state), (nn.GRU(8, 16), (state, state)), (nn.RNN(8, 16), [state, state])):
    try:
        refused = layer(x, given) is None
    except (RuntimeError, IndexError, AttributeError):
        refused = True
    assert refused
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.recurrent import Kind
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Meaning, Sequence
from shapelint.findings.building import called
from shapelint.findings.call_inputs import constructor
from shapelint.interpreter.events import Called
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule(
    "SHP402", "initial-state-structure", Severity.ERROR, "one tensor as an LSTM's state, or a pair as a GRU's", True
)


def check(event: Called) -> Iterator[Finding]:
    """Report a state that is known to be a tensor or a tuple where the layer takes the other."""
    if event.state is None:
        return
    layer, kind = f"`{called(event.call)}`", event.call.layer.kind.value
    is_lstm = event.call.layer.kind is Kind.LSTM
    match event.state.value:
        case Sequence(items=()):
            return  # a parameter's default, in place of a state that is passed
        case Tensor() if is_lstm:
            wrong = f"is one tensor, but {layer} is an LSTM, whose state is the pair `(h_0, c_0)`"
        case Sequence(items=items, meaning=meaning) if is_lstm and (len(items) != 2 or meaning is Meaning.RESULTS):
            wrong = f"is not the pair `(h_0, c_0)` that {layer}, an LSTM, takes for its state"
        case Sequence(meaning=Meaning.STATE) if not is_lstm:
            wrong = f"is an LSTM's pair `(h_n, c_n)`, but {layer} is {_article(kind)} {kind} and takes `h_0` alone"
        case Sequence(is_list=is_list) if not is_lstm:
            given = "a list" if is_list else "a tuple"
            wrong = f"is {given}, but {layer} is {_article(kind)} {kind}, whose state is the tensor `h_0` alone"
        case _:
            return
    yield Finding(event.state.node, f"`{spelled(event.state.node)}` {wrong}", constructor(event.call.layer))


def _article(kind: str) -> str:
    return "an" if kind == "RNN" else "a"
