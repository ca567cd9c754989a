"""`h_n` is ordered by layer, then direction: `view(L, D, B, R)`, never `view(D, L, ...)`."""

import torch
from torch import nn

gru = nn.GRU(8, 16, num_layers=3, bidirectional=True)
output, h_n = gru(torch.randn(5, 4, 8))
right = h_n.view(3, 2, 4, 16)
assert torch.equal(right[-1, 0], h_n[-2]) and torch.equal(right[-1, 1], h_n[-1]) and torch.equal(right[0, 1], h_n[1])
wrong = h_n.view(2, 3, 4, 16)  # SHP207
assert not torch.equal(wrong[0, -1], h_n[-2])
print(wrong.sum(0))

SHOWN = {"right[-1, 0]": "(4, 16) [forward final state of the last layer]"}
