"""A loss that is given time or batch where it takes classes or steps.

## What it finds
`CrossEntropyLoss` or `NLLLoss` over `(batch, time, classes)` or `(time, batch, classes)`, which take the classes on
axis 1; `CTCLoss` over `(batch, time, classes)`, which takes `(time, batch, classes)`. What is reported comes out of a
recurrent layer, also through `Linear`, dropout or `log_softmax`.

## Why it is wrong
Axis 1 is normalised as if the time steps were the classes. With class indices as targets the loss raises unless the
sizes happen to agree; with class probabilities, or as many classes as steps, no run fails and the model learns to
choose a step. A `CTCLoss` that reads the batch as time aligns one label sequence across samples.

## Example
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x, probabilities):
        output, _ = self.lstm(x)
        logits = self.fc(output)
        return nn.functional.cross_entropy(logits, probabilities)  # SHP705


print(Tagger()(torch.randn(4, 5, 8), torch.full((4, 5, 3), 1 / 3)))
```

## Use instead
```python
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x, probabilities):
        output, _ = self.lstm(x)
        logits = self.fc(output)
        return nn.functional.cross_entropy(logits.transpose(1, 2), probabilities.transpose(1, 2))


print(Tagger()(torch.randn(4, 5, 8), torch.full((4, 5, 3), 1 / 3)))
```

## Proof
```python
import torch
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax

logits, target = torch.randn(4, 5, 3), torch.randint(3, (4, 5))
try:
    cross_entropy(logits, target)
    raise AssertionError("the shapes fit")
except RuntimeError:
    pass
cross_entropy(logits.transpose(1, 2), target)
probabilities = torch.full((4, 5, 3), 1 / 3)
over_steps = -(probabilities * log_softmax(logits, dim=1)).sum(1).mean()
assert torch.allclose(cross_entropy(logits, probabilities), over_steps)
lengths, targets = torch.full((4,), 4), torch.randint(1, 3, (5, 2))
nn.CTCLoss()(log_softmax(logits, -1), targets, torch.full((5,), 4), torch.full((5,), 2))  # 5 "samples", 4 "steps"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.layout import class_order
from shapelint.domain.value import Module
from shapelint.findings.building import following_finding, text_of
from shapelint.findings.next_modules import batch_first_ctc, misplaced_classes
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP705", "loss-axis-order", Severity.ERROR, "a loss given time or batch on the axis of the classes")


def check(event: Consumed) -> Iterator[Finding]:
    """Report what a loss reads with time or batch on axis 1 in place of the classes, or batch-first in CTC."""
    by = event.by.strip("`")
    for operand, value in misplaced_classes(event):
        text, takes = text_of(operand.node), _reader(event, by)
        is_time = value.axes[1].role == "time"
        role, move = ("time", "transpose(1, 2)") if is_time else ("the batch", "permute(1, 2, 0)")
        message = (
            f"`{text}` is `{class_order(value)}`, classes last, but {takes} takes them on axis 1, which is {role} "
            f"here: `{text}.{move}`, or merge batch and time in both operands"
        )
        yield following_finding(event, operand, message, _module(event))
    for operand, value in batch_first_ctc(event):
        text = text_of(operand.node)
        wanted = f"{_reader(event, by)} takes `(time, batch, classes)`: `{text}.transpose(0, 1)`"
        message = f"`{text}` is `{class_order(value)}`, but {wanted}"
        yield following_finding(event, operand, message, _module(event))


def _module(event: Consumed) -> Module | None:
    return event.module if isinstance(event.module, Module) else None


def _reader(event: Consumed, by: str) -> str:
    """The loss as the program calls it, and what it is where that does not say so."""
    module = _module(event)
    return f"`{by}`" if module is None or module.kind in by else f"`{by}`, an `nn.{module.kind}`,"
