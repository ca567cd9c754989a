"""One layer, one direction: `output[-1]` is `h_n[0]`; of several layers `h_n[0]` is in no slice of `output`."""

import torch
from torch import nn

x = torch.randn(5, 4, 8)
output, h_n = nn.GRU(8, 16)(x)
assert torch.equal(output[-1], h_n[0])
deep, states = nn.GRU(8, 16, num_layers=2)(x)
assert not any(torch.equal(step, states[0]) for step in deep.detach())
summary = states[0]  # SHP203
print(nn.Linear(16, 3)(summary))

SHOWN = {"h_n[0]": "(4, 16) [final state]", "states[0]": "(4, 16) [final state of layer 0]"}
