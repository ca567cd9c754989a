"""An argument that no recurrent layer can be constructed with.

## What it finds
A size or `num_layers` that is zero, negative or no whole number; a `dropout` outside 0 to 1; a `proj_size` that is
negative, not less than `hidden_size`, or given to a GRU or RNN; a `bias` or `batch_first` that is a number; a
`nonlinearity` other than `tanh` and `relu`.

## Why it is wrong
The constructor raises. `hidden_size / 2` is a fraction, where `hidden_size // 2` is meant; a projection is there to
make the state smaller, and an LSTM alone has it.

## Example
```python
from torch import nn

lstm = nn.LSTM(8, 16, proj_size=16)  # SHP604
```
`ValueError: proj_size has to be smaller than hidden_size`.

## Use instead
```python
from torch import nn

lstm = nn.LSTM(8, 16, proj_size=4)
```

## Proof
```python
from torch import nn

refused = (
    (nn.LSTM, (8, 0), {}, "hidden_size must be greater than zero"),
    (nn.LSTM, (8, 16 / 2), {}, "hidden_size should be of type int, got: float"),
    (nn.LSTM, (0, 16), {}, "input_size must be greater than zero"),
    (nn.GRU, (8, 16, 0), {}, "num_layers must be greater than zero"),
    (nn.GRU, (8, 16, 2), {"dropout": 1.5}, "dropout should be a number in range [0, 1]"),
    (nn.GRU, (8, 16, 2), {"dropout": True}, "dropout should be a number in range [0, 1]"),
    (nn.GRU, (8, 16), {"batch_first": 1}, "batch_first should be of type bool, got: int"),
    (nn.GRU, (8, 16), {"proj_size": 4}, "proj_size argument is only supported for LSTM, not RNN or GRU"),
    (nn.LSTM, (8, 16), {"proj_size": 16}, "proj_size has to be smaller than hidden_size"),
    (nn.RNN, (8, 16), {"nonlinearity": "gelu"}, "Unknown nonlinearity 'gelu'. Select from 'tanh' or 'relu'."),
)
for kind, positional, keywords, says in refused:
    try:
        kind(*positional, **keywords)
    except (ValueError, TypeError) as error:
        assert says in str(error)
    else:
        raise AssertionError
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapelint.domain.arguments import meant_for
from shapelint.domain.dim import Dim, at_least
from shapelint.domain.value import Constant, Number, Opaque
from shapelint.interpreter.events import Constructed
from shapelint.interpreter.spelling import argument, own_name
from shapelint.rule import Finding, Rule, Severity
from shapelint.torchlib.coerce import as_dim

RULE = Rule("SHP604", "invalid-argument", Severity.ERROR, "an argument that the constructor refuses")


def check(event: Constructed) -> Iterator[Finding]:
    """Report the first argument that torch refuses; what stands in another parameter's place is SHP602's."""
    values = {name: given.value for name, given in event.arguments.items()}
    for place, (name, given) in enumerate(event.arguments.items()):
        wrong = _refusal(event.kind, name, given.value, values)
        if wrong is not None and not (place < event.positional and meant_for(name, given.value, own_name(given.node))):
            yield Finding(event.node, f"{argument(event.node, name, given.node)}: {wrong}")
            return


def _refusal(kind: str, name: str, value: object, values: Mapping[str, object]) -> str | None:
    """Why torch refuses an argument, None where it does not, or where that is not known."""
    match name, value:
        case "proj_size", _ if kind != "LSTM":
            return f"only an LSTM has `proj_size`, not {'an' if kind == 'RNN' else 'a'} {kind}"
        case "proj_size", (Number() | Opaque()):
            return _refused_projection(as_dim(value), as_dim(values.get("hidden_size")))
        case ("input_size" | "hidden_size" | "num_layers"), Constant(float()):
            return "a size is a whole number; `//` divides without a fraction"
        case "num_layers", Constant(bool()):
            return "`num_layers` is a number; a call of the layer raises"
        case ("bias" | "batch_first"), (Number() | Constant(float() | str() | None)):
            return f"`{name}` is `True` or `False`, and torch takes nothing else for it"
        case ("input_size" | "hidden_size" | "num_layers"), Number(dim) if at_least(dim, 1) is False:
            return f"`{name}` is at least 1"
        case "dropout", Constant(bool() | str() | None):
            return "`dropout` is a probability between 0 and 1"
        case "dropout", (Constant(float(number)) | Number(Dim(known=int(number)))) if not 0 <= number <= 1:
            return "`dropout` is a probability between 0 and 1"
        case "nonlinearity", Constant(str(text)) if kind == "RNN" and text not in ("tanh", "relu"):
            return "an RNN has `tanh` or `relu`"
        case _:
            return None


def _refused_projection(size: Dim | None, hidden_size: Dim | None) -> str | None:
    if size is None or at_least(size, 0) is False:
        return None if size is None else "`proj_size` is 0 (no projection) or more"
    if hidden_size is not None and at_least(size, hidden_size) is True and at_least(size, 1) is True:
        which = "" if str(hidden_size) == "hidden_size" else f", which is `{hidden_size}`"
        return f"`proj_size` has to be smaller than `hidden_size`{which}"
    return None
