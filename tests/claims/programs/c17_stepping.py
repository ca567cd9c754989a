"""Stepping with the state fed back equals one call for one direction, and does not for two."""

import torch
from torch import nn

x = torch.randn(5, 4, 8)
one, both = nn.GRU(8, 16), nn.GRU(8, 16, bidirectional=True)
state, other = torch.zeros(1, 4, 16), torch.zeros(2, 4, 16)
for t in range(5):
    step, state = one(x[t : t + 1], state)
    last, other = both(x[t : t + 1], other)  # SHP405
assert torch.allclose(state, one(x)[1], atol=1e-6)
assert step.shape == (1, 4, 16) and last.shape == (1, 4, 2 * 16)
_, whole = both(x)
assert torch.allclose(other[0], whole[0], atol=1e-6) and not torch.allclose(other[1], whole[1])

SHOWN = {"both(x)": "(2, 4, 16) [forward final state | backward final state]"}
