"""`h_n` is `(L*D, B, R)` and `c_n` `(L*D, B, H)`; `batch_first` never moves their batch axis."""

import torch
from torch import nn

lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True, bidirectional=True, proj_size=6)
x = torch.randn(4, 5, 8)
output, (h_n, c_n) = lstm(x)
assert h_n.shape == (3 * 2, 4, 6) and c_n.shape == (3 * 2, 4, 16)
_, (single, cell) = lstm(x[0])
assert single.shape == (3 * 2, 6) and cell.shape == (3 * 2, 16)
last = h_n[:, -1]  # SHP201
print(nn.Linear(6, 2)(last))

SHOWN = {"h_n[:, -1]": "(6, 6) [layer 0 forward | layer 0 backward | layer 1 forward | layer 1 backward"}
