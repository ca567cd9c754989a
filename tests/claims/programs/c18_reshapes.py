"""`h_n.view(B, -1)` mixes samples, `h_n.view(-1, R)` makes samples of layers, `h_n.squeeze(0)` does nothing."""

import torch
from torch import nn

lstm = nn.LSTM(8, 16, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
mixed = h_n.view(4, -1)  # SHP208
right = h_n.transpose(0, 1).reshape(4, -1)
assert mixed.shape == right.shape and not torch.equal(mixed, right)
assert torch.equal(right, torch.cat((h_n[-2], h_n[-1]), dim=-1))
rows = h_n.view(-1, 16)  # SHP206
assert rows.shape == (2 * 4, 16)
same = h_n.squeeze(0)  # SHP205
assert same.shape == h_n.shape
print(nn.Linear(32, 3)(mixed), nn.Linear(16, 3)(rows))

SHOWN = {
    "h_n.view(4, -1)": "(4, 32) [mixed up by a reshape]",
    "h_n.transpose(0, 1).reshape(4, -1)": "(4, 32) [forward final state | backward final state]",
}
