"""A positional argument of a recurrent layer in another parameter's place.

## What it finds
`True` in the place of a size or of `num_layers`; a number in the place of `bias`, `batch_first` or `bidirectional`;
anything but a string in the place of an RNN's `nonlinearity`; an argument that the program itself calls `dropout`,
`bidirectional`, `hidden_size` or another parameter in the place of something else. `nn.GRU(i, h, 2, True)` is legal:
its fourth parameter is `bias`.

## Why it is wrong
The order is `input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size`; an RNN has
`nonlinearity` before `bias`. The fourth parameter is never `dropout`, and the third is never `batch_first`.

How it comes out depends on the place. One flag in another's place is silent: `nn.GRU(i, h, 2, bidirectional)` has one
direction, and no bias if the flag is False. A number for `bias` or `batch_first` and anything for `nonlinearity` are
refused by the constructor. `num_layers=True` and a number for `bidirectional` pass the constructor, and the first call
raises a `TypeError` that lists types and names no argument.

## Example
```python
import torch
from torch import nn

bidirectional = True
gru = nn.GRU(8, 16, 2, bidirectional)  # SHP602
output, h_n = gru(torch.randn(5, 4, 8))
print(output.shape)
```

## Use instead
```python
import torch
from torch import nn

bidirectional = True
gru = nn.GRU(8, 16, 2, bidirectional=bidirectional)
output, h_n = gru(torch.randn(5, 4, 8))
print(output.shape)
```

## Proof
```python
import torch
from torch import nn

assert nn.GRU(8, 16, 2, True).bidirectional is False  # the fourth is `bias`
assert nn.GRU(8, 16, 2, False).bias is False
assert nn.RNN(8, 16, 2, "relu").nonlinearity == "relu"
for kind, arguments in ((nn.LSTM, (2, 0.5)), (nn.GRU, (2, True, 0.5)), (nn.RNN, (2, True)), (nn.RNN, (2, 0.5))):
    try:
        kind(8, 16, *arguments)
    except (TypeError, ValueError):
        continue
    raise AssertionError
for layer in (nn.LSTM(8, 16, True), nn.GRU(8, 16, 2, True, False, 0.2, 0.5)):  # constructed, and then
    try:
        layer(torch.randn(5, 4, 8))
    except TypeError as error:
        assert "received an invalid combination of arguments" in str(error)
    else:
        raise AssertionError
```

## Fix safety
Unsafe: another layer is made afterwards, or one where there was an error. A fix is offered where the name of the
argument leaves no doubt, or where a fraction can only be `dropout`; arguments after it must have such names too.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.arguments import meant_for, only_for, received
from shapelint.findings.argument_edits import named, unsafe
from shapelint.interpreter.events import Constructed
from shapelint.interpreter.spelling import own_name, spelled
from shapelint.rule import Finding, NodeFix, Rule, Severity

RULE = Rule("SHP602", "misplaced-argument", Severity.ERROR, "a positional argument in another parameter's place")

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def check(event: Constructed) -> Iterator[Finding]:
    """Report the first positional argument whose value or name does not fit the parameter whose place it takes."""
    for place, (parameter, given) in enumerate(list(event.arguments.items())[: event.positional]):
        name = own_name(given.node)
        meant = meant_for(parameter, given.value, name)
        if meant is None:
            continue
        text, reception = spelled(given.node), received(parameter, given.value, meant)
        cure = "write" if name is not None else "name the parameter that is meant, as in"
        happens = "" if reception is None else f"{reception.value}; "
        message = (
            f"`{text}` is the {ORDINALS[place]} positional argument of `nn.{event.kind}`, which is `{parameter}`: "
            f"{happens}{cure} `{meant}={text}`"
        )
        yield Finding(event.node, message, fix=_fix(event, place))
        return


def _fix(event: Constructed, first: int) -> NodeFix | None:
    """The arguments from the first misplaced one on, each with the name of the parameter that it can only be for."""
    given = list(event.arguments.items())[first : event.positional]
    names = [only_for(parameter, each.value, own_name(each.node)) for parameter, each in given]
    known = [(first + place, name) for place, name in enumerate(names) if name is not None]
    is_taken = not {*list(event.arguments)[:first]}.isdisjoint(names)
    return None if is_taken or None in names else unsafe("name the parameters", *named(event.node, known))
