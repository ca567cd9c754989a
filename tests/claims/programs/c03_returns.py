"""An LSTM returns `(output, (h_n, c_n))`, GRU and RNN `(output, h_n)`; of the LSTM's tuple `[-1]` is `c_n`."""

import torch
from torch import nn

x = torch.randn(5, 4, 8)
out, h = nn.LSTM(8, 16, num_layers=2)(x)
hidden, cell = h
assert isinstance(h, tuple) and torch.equal(hidden[-1], out[-1])
last = h[-1]  # SHP301
assert torch.equal(last, cell) and not torch.equal(last, hidden)
print(nn.Linear(16, 3)(last))
output, h_n = nn.GRU(8, 16, num_layers=2)(x)
assert torch.equal(h_n[-1], output[-1])

SHOWN = {"h[-1]": "(2, 4, 16) [layer 0 (cell) | layer 1 (cell)]"}
