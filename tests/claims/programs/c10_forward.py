"""Forward is final at step T-1: `output[-1, :, :R]` is `h_n[-2]`, of one direction `h_n[-1]`."""

import torch
from torch import nn

x = torch.randn(5, 4, 8)
output, h_n = nn.GRU(8, 16, num_layers=2, bidirectional=True)(x)
single, state = nn.GRU(8, 16, num_layers=2)(x)
assert torch.equal(output[-1, :, :16], h_n[-2]) and torch.equal(single[-1], state[-1])
print(torch.equal(output[0, :, :16], h_n[-2]))  # SHP801

SHOWN = {
    "output[-1, :, :16]": "(4, 16) [forward final state of the last layer]",
    "single[-1]": "(4, 16) [final state of the last layer]",
}
