"""A packed sequence in gives one out; `pad_packed_sequence` gives time first unless asked otherwise."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.claims.failing import refused

lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
packed = pack_padded_sequence(torch.randn(4, 5, 8), [5, 4, 4, 2], batch_first=True)
output, (h_n, c_n) = lstm(packed)
assert output.data.shape == (5 + 4 + 4 + 2, 2 * 16)
with refused((AttributeError, TypeError)):
    output.mean(1)  # SHP108
padded, lengths = pad_packed_sequence(output)
assert padded.shape == (5, 4, 2 * 16)
rows = torch.arange(4)
assert torch.equal(padded[lengths - 1, rows, :16], h_n[-2]) and torch.equal(padded[0, :, 16:], h_n[-1])

SHOWN = {"pad_packed_sequence(output)": "(5, 4, 32) [forward | backward]"}
