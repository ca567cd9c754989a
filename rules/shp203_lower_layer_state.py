"""The state of a lower layer, taken for the final state of the whole stack.

## What it finds
`h_n[0]`, or `torch.cat((h_n[0], h_n[1]), dim=-1)` of a bidirectional layer, where `num_layers` is more than one,
consumed as a summary; and `h_n[:num_layers]` of a bidirectional layer handed to a decoder as if it were the forward
states. A `num_layers` that may be one is not reported.

## Why it is wrong
`h_n` starts with the first layer. The layers above it, whose states are the ones that `output` shows, are at the end:
`h_n[-1]`, or `h_n[-2]` and `h_n[-1]` with two directions. What is read from a lower layer trains none of those above.
Rows alternate between directions: the first `num_layers` rows are the lower layers twice, not the forward direction.

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
        return self.fc(h_n[0])  # SHP203


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
output, h_n = gru(torch.randn(4, 5, 8))
assert torch.allclose(h_n[-1], output[:, -1])
assert not any(torch.allclose(h_n[0], output[:, step]) for step in range(5))
h_n[0].sum().backward()
assert gru.weight_hh_l1.grad is None or not gru.weight_hh_l1.grad.any()  # the upper layer is not in it
```

## Fix safety
Unsafe: the program reads the last layer afterwards. A fix is offered for single rows of the whole state.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.provenance import Direction, Label
from shapelint.domain.state import is_lower_layer, labels_by_call, memory_name, only_direction
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import final_states, finding, last_states, may_select_last_layer, name_of, text_read
from shapelint.findings.index_edits import rows_of_last_layer
from shapelint.interpreter.events import Called, Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP203", "lower-layer-state", Severity.ERROR, "the state of a lower layer taken for the last layer's")


def check(event: Consumed | Called) -> Iterator[Finding]:
    """Report a call of which only lower layers are consumed, or handed on as if they were the forward states."""
    if isinstance(event, Called):
        yield from _starting_another(event)
        return
    for call, labels in labels_by_call(operand.value for operand in event.operands).items():
        if not all(is_lower_layer(label) for label in labels) or may_select_last_layer(event, call):
            continue
        right = final_states(event, call, memory_name(labels[0]), labels[0].made)
        here = [label for label in labels if label.made == labels[0].made]
        message = (
            f"`{text_read(event, labels[0])}` is the state of {_layers(here)}, but the last of the "
            f"{call.layer.num_layers} layers is layer {call.layer.num_layers - 1}: its final state is {right}"
        )
        fix = unsafe("take the last layer's state", *rows_of_last_layer(event.context, labels, call), covers_all=True)
        yield finding(event, call, message, labels[0].made, fix, last_states(call, memory_name(labels[0])))


def _starting_another(event: Called) -> Iterator[Finding]:
    if (state := event.state) is None or event.call.layer.bidirectional:
        return
    for call, labels in labels_by_call([state.value]).items():
        if not all(is_lower_layer(label) for label in labels) or only_direction(labels) is not None:
            continue
        kind, made = memory_name(labels[0]), labels[0].made
        name, text = name_of(event, call, kind, made), text_read(event, labels[0])
        wrong = (
            f"`{text}` is {_layers(labels)}, both directions in turn, and not one direction of all layers; "
            f"the forward states of all {call.layer.num_layers} are `{name}[0::2]`, the backward ones `{name}[1::2]`"
        )
        yield finding(event, call, wrong, made, right=last_states(call, kind, Direction.FORWARD, whole=True))


def _layers(labels: list[Label]) -> str:
    names = list(dict.fromkeys(str(label.layer) for label in labels))
    return f"layer {names[0]}" if len(names) == 1 else f"layers {' and '.join(names)}"
