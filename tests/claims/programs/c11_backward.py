"""Backward is final at step 0: `output[0, :, R:]` is `h_n[-1]`."""

import torch
from torch import nn

gru = nn.GRU(8, 16, num_layers=2, bidirectional=True)
output, h_n = gru(torch.randn(5, 4, 8))
assert torch.equal(output[0, :, 16:], h_n[-1])
wrong = output[-1, :, 16:]  # SHP103
assert not torch.equal(wrong, h_n[-1])
print(nn.Linear(16, 3)(wrong))

SHOWN = {
    "output[0, :, 16:]": "(4, 16) [backward final state of the last layer]",
    "output[-1, :, 16:]": "(4, 16) [backward direction's first step]",
}
