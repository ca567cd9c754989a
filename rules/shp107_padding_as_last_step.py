"""The last step of a padded batch, taken for the last step of every sequence.

## What it finds
`output[:, -1]` of what `pad_packed_sequence` returned for a recurrent layer's output. A batch of one is left alone,
and so is `output[range(batch), lengths - 1]`.

## Why it is wrong
Packed sequences end at different steps. Unpacked again, every sequence but the longest is filled up with zeros, and
the last step is that filling: a row of zeros for most samples. `h_n` of a packed sequence is each one's own last
valid step.

## Example
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        output, h_n = self.gru(packed)
        output, _ = pad_packed_sequence(output, batch_first=True)
        return self.fc(output[:, -1])  # SHP107


print(Classifier()(torch.randn(4, 5, 8), torch.tensor([5, 3, 2, 1])).shape)
```

## Use instead
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 3)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        output, h_n = self.gru(packed)
        return self.fc(h_n[-1])


print(Classifier()(torch.randn(4, 5, 8), torch.tensor([5, 3, 2, 1])).shape)
```

## Proof
```python
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

lengths = torch.tensor([5, 3, 2, 1])
packed, h_n = nn.GRU(8, 16, batch_first=True)(pack_padded_sequence(torch.randn(4, 5, 8), lengths, batch_first=True))
output, _ = pad_packed_sequence(packed, batch_first=True)
assert output[0, -1].any() and not output[1:, -1].any()  # zeros, but for the longest sequence
assert torch.allclose(output[torch.arange(4), lengths - 1], h_n[-1])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.ends import holds_every_step, is_padded_end
from shapelint.findings.building import final_states, finding, last_states, text_of
from shapelint.findings.output_reads import ends_read
from shapelint.interpreter.events import Consumed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("SHP107", "padding-as-last-step", Severity.ERROR, "the last step of a padded batch taken for everyone's")


def check(event: Consumed) -> Iterator[Finding]:
    """Report the last padded step of sequences that were packed."""
    for call, labels in ends_read(event).items():
        if holds_every_step(labels):
            continue
        for label in filter(is_padded_end, labels):
            states = "final states are" if call.layer.bidirectional else "final state is"
            message = (
                f"`{text_of(event.node, label)}` is padding for every sequence but the longest of the batch; "
                f"each sequence's own {states} {final_states(event, call, made=label.made)}"
            )
            yield finding(event, call, message, label.made, right=last_states(call))
