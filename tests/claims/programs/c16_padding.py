"""On padded batches the last step of a shorter sequence is padding; `h_n` is right."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

gru = nn.GRU(8, 16, batch_first=True)
packed = pack_padded_sequence(torch.randn(4, 5, 8), [5, 4, 4, 2], batch_first=True)
result, h_n = gru(packed)
output, lengths = pad_packed_sequence(result, batch_first=True)
last = output[:, -1]  # SHP107
assert torch.equal(last[0], h_n[-1, 0]) and not last[1:].any() and h_n[-1, 1:].all()
print(nn.Linear(16, 3)(last))

SHOWN = {"output[:, -1]": "(4, 16) [output at the last padded step]"}
