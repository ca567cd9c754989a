"""`dropout` acts between layers: with one layer it does nothing."""

import torch
from torch import nn

from tests.claims.failing import warned

with warned(UserWarning, match="non-zero dropout expects num_layers greater than 1"):
    gru = nn.GRU(8, 16, dropout=0.9)  # SHP601
x = torch.randn(5, 4, 8)
output, _ = gru(x)
again, _ = gru(x)
assert torch.equal(output, again)
deep = nn.GRU(8, 16, num_layers=2, dropout=0.9)
assert not torch.equal(deep(x)[0], deep(x)[0])

SHOWN = {"gru(x)": "(5, 4, 16) [every step]"}
