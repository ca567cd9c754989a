"""`pack_padded_sequence` told another axis order than the sequence has.

## What it finds
A sequence whose axes are known (`pad_sequence`, a recurrent layer's output, an embedding or transpose of one) and are
not in the order that `batch_first` says; and lengths whose number is that of the other axis. The third positional
argument is `batch_first` too. A sequence of unknown layout is never reported.

## Why it is wrong
Without `batch_first=True` axis 0 is time. Packed so, a batch of four sequences with five steps becomes five sequences
of four steps. Where both numbers are the same no run fails, and each "sequence" is one time step of all samples.

## Example
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

sequences = [torch.randn(3, 8), torch.randn(3, 8), torch.randn(1, 8)]
padded = pad_sequence(sequences, batch_first=True)
packed = pack_padded_sequence(padded, [3, 3, 1])  # SHP501
output, h_n = nn.GRU(8, 16)(packed)
print(h_n.shape)
```

## Use instead
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

sequences = [torch.randn(3, 8), torch.randn(3, 8), torch.randn(1, 8)]
padded = pad_sequence(sequences, batch_first=True)
packed = pack_padded_sequence(padded, [3, 3, 1], batch_first=True)
output, h_n = nn.GRU(8, 16)(packed)
print(h_n.shape)
```

## Proof
```python
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

sequences = [torch.ones(3, 8), torch.ones(3, 8), torch.ones(1, 8)]
padded = pad_sequence(sequences, batch_first=True)
right = pack_padded_sequence(padded, [3, 3, 1], batch_first=True)
wrong = pack_padded_sequence(padded, [3, 3, 1])
assert right.data.all()  # no padding is left
assert right.data.shape == wrong.data.shape and not wrong.data.all()  # padding was kept, steps were dropped
try:
    pack_padded_sequence(torch.zeros(3, 5, 8), [5, 5, 5])
except RuntimeError as error:
    assert "Expected `len(lengths)` to be equal to batch_size, but got 3 (batch_size=5)" in str(error)
```

## Fix safety
Unsafe: other sequences are packed afterwards. A fix is offered where `batch_first` is not given, or as `True`.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.initial import wrong_number_of_lengths
from shapelint.domain.layout import is_batch_first, one_step
from shapelint.findings.argument_edits import flag_set, unsafe
from shapelint.interpreter.events import Packing
from shapelint.interpreter.spelling import spelled
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP501", "pack-batch-first", Severity.ERROR, "`pack_padded_sequence` told another axis order")


def check(event: Packing) -> Iterator[Finding]:
    """Report a sequence of known layout, or one whose lengths tell it, that is not what `batch_first` says."""
    given, text = event.input.value, spelled(event.input.node)
    known = is_batch_first(given)
    if known is not None and known is not event.batch_first and not one_step(given):
        wrong = f"`{text}` is `({'batch, time' if known else 'time, batch'}, ...)`"
    elif known is None and event.lengths is not None:
        batch = wrong_number_of_lengths(event.batch_first, given, event.lengths.value)
        if batch is None:
            return
        wrong = f"`{spelled(event.lengths.node)}` has one length for each row of axis {batch} of `{text}`"
    else:
        return
    takes = "batch" if event.batch_first else "time"
    cure = "leave `batch_first` out" if event.batch_first else "give it `batch_first=True`"
    fix = unsafe(cure, flag_set(event.node, "batch_first", 2, not event.batch_first))
    yield Finding(event.node, f"{wrong}, but `pack_padded_sequence` takes axis 0 for {takes}: {cure}", fix=fix)
