"""`pad_packed_sequence` in another axis order than its result is used in.

## What it finds
A padded sequence that goes into a recurrent layer of the other `batch_first`, or is computed with or joined to a tensor
that has its batch and time axes the other way round, or that a comment says to be so; also through what leaves the axes
where they are, such as `LayerNorm`, `Dropout` or `Linear`. A transpose in between is fine.

## Why it is wrong
`pad_packed_sequence` gives `(time, batch, features)` unless it is told `batch_first=True` itself, whatever the layer
and `pack_padded_sequence` were told. What follows takes samples for steps; where the two numbers broadcast or do not
matter, no run fails.

## Example
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.tags = nn.LSTM(8, 16, batch_first=True), nn.LSTM(16, 16, batch_first=True)

    def forward(self, x, lengths):
        output, _ = self.words(pack_padded_sequence(x, lengths, batch_first=True))
        output, _ = pad_packed_sequence(output)  # SHP502
        return self.tags(output)[0]


Tagger()(torch.randn(3, 4, 8), [4, 3, 2])
```

## Use instead
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.tags = nn.LSTM(8, 16, batch_first=True), nn.LSTM(16, 16, batch_first=True)

    def forward(self, x, lengths):
        output, _ = self.words(pack_padded_sequence(x, lengths, batch_first=True))
        output, _ = pad_packed_sequence(output, batch_first=True)
        return self.tags(output)[0]


Tagger()(torch.randn(3, 4, 8), [4, 3, 2])
```

## Proof
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

output, _ = nn.LSTM(8, 16, batch_first=True)(pack_padded_sequence(torch.randn(3, 4, 8), [4, 3, 2], batch_first=True))
padded, lengths = pad_packed_sequence(output)
assert padded.shape == (4, 3, 16)  # time first all the same
batch_first, _ = pad_packed_sequence(output, batch_first=True)
assert torch.equal(batch_first, padded.transpose(0, 1))
assert not padded[3, 2].any() and padded[3, 0].any()  # axis 0 runs over steps: the shorter sequences end in zeros
```

## Fix safety
Unsafe: the axes have another order afterwards. Offered where nothing else reads the padded sequence.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.claim import stated_otherwise
from shapelint.domain.layout import is_batch_first, one_step
from shapelint.findings.argument_edits import unsafe
from shapelint.findings.building import called
from shapelint.findings.call_inputs import constructor, layout_made_by_padding
from shapelint.findings.packing_edits import padded_so
from shapelint.interpreter.events import Called, Claimed, Combined, Event, Operand
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, NodeRelated, Rule, Severity

RULE = Rule("SHP502", "pad-batch-first", Severity.ERROR, "`pad_packed_sequence` in another axis order than is used")

TOGETHER = frozenset(("cat", "concat", "concatenate", "stack", "add", "sub", "mul", "div", "+", "-", "*", "/"))
"""Operations whose operands have their axes in the same order."""


def check(event: Called | Combined | Claimed) -> Iterator[Finding]:
    """Report a padded sequence whose reader is known to have, or to want, its first two axes the other way round."""
    if isinstance(event, Called):
        wanted, reader = event.call.layer.batch_first, f"`{called(event.call)}`"
        yield from _judged(event, event.input, wanted, f"{reader} takes", constructor(event.call.layer))
    elif isinstance(event, Claimed):
        if stated_otherwise(event.value.value, event.claim):
            yield from _judged(event, event.value, not is_batch_first(event.value.value), "its comment says")
    elif event.name in TOGETHER:
        for padded in event.operands:
            for other in event.operands:
                wanted_ = is_batch_first(other.value)
                if wanted_ is not None and layout_made_by_padding(event.context, other.value) is None:
                    yield from _judged(event, padded, wanted_, f"`{spelled(other.node)}` is")


def _judged(
    event: Event, padded: Operand, wanted: bool, reader: str, related: tuple[NodeRelated, ...] = ()
) -> Iterator[Finding]:
    made = layout_made_by_padding(event.context, padded.value)
    if made is None or is_batch_first(padded.value) is wanted or one_step(padded.value):
        return
    is_, takes = ("time, batch", "batch, time")[:: 1 if wanted else -1]
    cure = "give `pad_packed_sequence` `batch_first=True`" if wanted else "leave `batch_first` out"
    message = f"`{spelled(made)}` gives `({is_}, ...)`, but {reader} `({takes}, ...)`: {cure}"
    read = NodeRelated(event.node, f"`{spelled(padded.node)}` has its axes from there and is read here")
    fix = unsafe(cure.replace("`pad_packed_sequence`", "it"), padded_so(event, made, wanted))
    yield Finding(made, message, (*related, read), fix)
