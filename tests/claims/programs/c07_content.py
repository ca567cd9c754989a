"""`output` holds the last layer only, every step; `h_n` every layer, the final step only."""

import torch
from torch import nn

gru = nn.GRU(8, 16, num_layers=2)
output, h_n = gru(torch.randn(5, 4, 8))
assert torch.equal(output[-1], h_n[1])
assert not torch.equal(output[-1], h_n[0])  # no claim that they are
print(torch.equal(output[-1], h_n[0]))  # SHP801

SHOWN = {"output[-1]": "(4, 16) [final state of the last layer]", "h_n[0]": "(4, 16) [final state of layer 0]"}
