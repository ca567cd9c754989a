"""Batch-first, `output[:, -1]` is the last step, `output[-1]` the last sample, `output[:, :, -1]` one feature."""

import torch
from torch import nn

output, h_n = nn.GRU(8, 16, batch_first=True)(torch.randn(4, 5, 8))
assert torch.equal(output[:, -1], h_n[-1])
sample = output[-1]  # SHP104
feature = output[:, :, -1]  # SHP105
assert sample.shape == (5, 16) and feature.shape == (4, 5)
print(nn.Linear(16, 3)(sample), nn.Linear(5, 3)(feature))

SHOWN = {"output[:, -1]": "(4, 16) [final state]", "output[-1]": "(5, 16)", "output[:, :, -1]": "(4, 5)"}
