"""`output[..., :R]` is forward, `output[..., R:]` backward; `view(T, B, D, R)` splits them."""

import torch
from torch import nn

gru = nn.GRU(8, 16, bidirectional=True)
output, h_n = gru(torch.randn(5, 4, 8))
split = output.view(5, 4, 2, 16)
assert torch.equal(split[:, :, 0], output[..., :16]) and torch.equal(split[:, :, 1], output[..., 16:])
wrong = output.view(5, 4, 16, 2)  # SHP702
assert not torch.equal(wrong[..., 0], output[..., :16])
print(wrong.mean(-1))

SHOWN = {
    "output[..., :16]": "(5, 4, 16) [forward half of every step]",
    "split[:, :, 1]": "(5, 4, 16) [backward half of every step]",
}
