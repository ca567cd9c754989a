"""`h_0` is `(L*D, B, R)`, `c_0` `(L*D, B, H)`; `B` is `x.size(0)` only with `batch_first=True`."""

import torch
from torch import nn

from tests.claims.failing import refused

lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True)
x = torch.randn(5, 4, 8)
right = torch.zeros(2 * 2, x.size(1), 16)
output, (h_n, c_n) = lstm(x, (right, right))
with refused(RuntimeError):
    rows = torch.zeros(2, x.size(1), 16)  # SHP401
    lstm(x, (rows, rows))
with refused(RuntimeError):
    batch = torch.zeros(2 * 2, x.size(0), 16)  # SHP401
    lstm(x, (batch, batch))

SHOWN = {"lstm(x, (right, right))": "(5, 4, 32) [forward | backward]"}
