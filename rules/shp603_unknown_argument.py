"""A keyword argument that a recurrent layer does not have.

## What it finds
`nn.GRU(8, hidden_state=16)`, `nn.LSTM(8, 16, n_layers=2)`, `nn.LSTM(8, 16, nonlinearity="relu")`: a keyword that is
none of the layer's parameters.

## Why it is wrong
The parameters are `input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, device, dtype`, for
an LSTM `proj_size` and for an RNN `nonlinearity` as well. The constructor raises.

## Example
```python
from torch import nn

gru = nn.GRU(8, hidden_state=16, batch_first=True)  # SHP603
```
`TypeError: RNNBase.__init__() got an unexpected keyword argument 'hidden_state'`.

## Use instead
```python
from torch import nn

gru = nn.GRU(8, hidden_size=16, batch_first=True)
```

## Proof
```python
from torch import nn

for keyword in ("hidden_state", "n_layers", "layers", "units", "nonlinearity"):
    try:
        nn.GRU(8, 16, **{keyword: 2})
    except TypeError as error:
        assert f"unexpected keyword argument '{keyword}'" in str(error)
    else:
        raise AssertionError
nn.RNN(8, 16, nonlinearity="relu", device="cpu")
nn.LSTM(8, 16, proj_size=4)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from shapelint.interpreter.events import Constructed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP603", "unknown-argument", Severity.ERROR, "a keyword that a recurrent layer does not have")

COMMON = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional")
OWN = {"LSTM": ("proj_size",), "RNN": ("nonlinearity",)}
ELSEWHERE = {
    "hidden_state": "hidden_size", "hidden_dim": "hidden_size", "hidden_units": "hidden_size", "units": "hidden_size",
    "embedding_dim": "input_size", "layers": "num_layers", "recurrent_dropout": "dropout", "activation": "nonlinearity",
}  # fmt: skip
"""What other libraries, and people, call a parameter."""


def check(event: Constructed) -> Iterator[Finding]:
    """Report the first keyword that is no parameter; `proj_size` of a GRU or RNN is SHP604's."""
    parameters = [*COMMON, *OWN.get(event.kind, ()), "device", "dtype"]
    for keyword in list(event.arguments)[event.positional :]:
        if keyword in (*parameters, "proj_size"):
            continue
        known = [each for each in parameters if each not in event.arguments]
        usual = ELSEWHERE.get(keyword)
        near = [usual] if usual in known else get_close_matches(keyword, known, n=1, cutoff=0.5)
        hint = f"; the nearest parameter is `{near[0]}`" if near else ""
        yield Finding(event.node, f"`nn.{event.kind}` has no parameter `{keyword}`{hint}")
        return
