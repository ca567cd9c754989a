"""A packed sequence used as a tensor.

## What it finds
The output of a recurrent layer that was given a `PackedSequence`, indexed like a tensor of several axes, asked for a
tensor's method or given to a layer or function that takes tensors. `packed.data`, `packed[0]` (the same),
`packed.batch_sizes` and another recurrent layer are fine.

## Why it is wrong
A packed sequence in gives a packed sequence out: a named tuple of the data `(sum of lengths, features)`, the batch
sizes and two orders of the batch. It has no axes; `pad_packed_sequence` makes a tensor of it. `packed[:, -1]` and
`packed.size(1)` raise; `packed[-1]` is an order of the batch, or None.

## Example
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

gru = nn.GRU(8, 16, batch_first=True)
packed = pack_padded_sequence(torch.randn(3, 5, 8), torch.tensor([5, 3, 2]), batch_first=True)
output, h_n = gru(packed)
print(output[:, 0])  # SHP108
```
`TypeError: tuple indices must be integers or slices, not tuple`.

## Use instead
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

gru = nn.GRU(8, 16, batch_first=True)
packed = pack_padded_sequence(torch.randn(3, 5, 8), torch.tensor([5, 3, 2]), batch_first=True)
output, h_n = gru(packed)
output, lengths = pad_packed_sequence(output, batch_first=True)
print(output.mean(1))
```

## Proof
```python
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

gru = nn.GRU(8, 16, batch_first=True)
output, _ = gru(pack_padded_sequence(torch.randn(3, 5, 8), torch.tensor([5, 3, 2]), batch_first=True))
assert isinstance(output, PackedSequence) and output.data.shape == (10, 16)
assert output[0] is output.data and output[-1] is None
for misuse in (lambda: output[:, 0], lambda: output.size(1), lambda: nn.Linear(16, 3)(output)):
    try:
        misuse()
    except (TypeError, AttributeError):
        continue
    raise AssertionError("a tensor after all")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.recurrent import Call
from shapelint.findings.building import finding, name_of, text_of
from shapelint.findings.output_reads import packed_misused
from shapelint.interpreter.events import Accessed, Combined, Consumed, Indexed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP108", "packed-as-tensor", Severity.ERROR, "a packed sequence used as a tensor")


def check(event: Indexed | Accessed | Combined | Consumed) -> Iterator[Finding]:
    """Report what a tensor allows and a named tuple of tensors does not."""
    for packed in packed_misused(event):
        call = packed.label.call
        if not isinstance(call, Call):
            continue
        name = name_of(event, call, "output")
        message = (
            f"`{text_of(event.node)}` takes `{name}` for a tensor, "
            f"but it is a `PackedSequence`, since a packed input was given; "
            f"`pad_packed_sequence({name}, batch_first={call.layer.batch_first})` makes a tensor of it"
        )
        yield finding(event, call, message)
