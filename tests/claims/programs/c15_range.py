"""`output[:, T]` is out of range: the last valid index is `T-1`."""

import torch
from torch import nn

from tests.claims.failing import refused

steps = 5
output, _ = nn.GRU(8, 16, batch_first=True)(torch.randn(4, steps, 8))
with refused(IndexError):
    output[:, steps]  # SHP106
assert output[:, steps - 1].shape == (4, 16)

SHOWN = {"output[:, steps - 1]": "(4, 16) [final state]"}
