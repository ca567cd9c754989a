"""`proj_size` exists on LSTM alone and shrinks `output` and `h_n`, not `c_n`."""

import torch
from torch import nn

from tests.claims.failing import refused

lstm = nn.LSTM(8, 16, proj_size=6)
x = torch.randn(5, 4, 8)
output, (h_n, c_n) = lstm(x)
assert output.shape == (5, 4, 6) and h_n.shape == (1, 4, 6) and c_n.shape == (1, 4, 16)
with refused(ValueError):
    nn.GRU(8, 16, proj_size=6)  # SHP604
with refused(RuntimeError):
    lstm(x, (torch.zeros(1, 4, 6), torch.zeros(1, 4, 6)))  # SHP401

SHOWN = {"lstm(x)": "(1, 4, 6) [final state]"}
