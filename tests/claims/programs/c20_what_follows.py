"""A layer that follows sees `D*R` features; on `h_n[-1]` a narrow one drops the forward direction."""

import torch
from torch import nn

from tests.claims.failing import refused

lstm, narrow, wide = nn.LSTM(8, 16, bidirectional=True), nn.Linear(16, 3), nn.Linear(2 * 16, 3)
output, (h_n, c_n) = lstm(torch.randn(5, 4, 8))
assert wide(output).shape == (5, 4, 3)
with refused(RuntimeError):
    narrow(output)  # SHP703
half = h_n[-1]  # SHP202
assert narrow(half).shape == (4, 3) and torch.equal(half, output[0, :, 16:])

SHOWN = {"lstm(torch.randn(5, 4, 8))": "(5, 4, 32) [forward | backward]", "h_n[-1]": "(4, 16) [backward final state]"}
