"""The backward half of `output[-1]` is that direction's first step; with one layer it has read one input step."""

import torch
from torch import nn

x = torch.randn(5, 4, 8, requires_grad=True)
output, h_n = nn.GRU(8, 16, bidirectional=True)(x)
last = output[-1]  # SHP101
print(nn.Linear(32, 3)(last))
(gradient,) = torch.autograd.grad(last[:, 16:].sum(), x)
assert not gradient[:-1].any() and gradient[-1].any()
deep, _ = nn.GRU(8, 16, num_layers=2, bidirectional=True)(x)
end = deep[-1]  # SHP101
print(nn.Linear(32, 3)(end))
(gradient,) = torch.autograd.grad(end[:, 16:].sum(), x)
assert gradient[0].any()
first = deep[0]  # SHP102
print(nn.Linear(32, 3)(first))

SHOWN = {"output[-1]": "(4, 32) [forward final state | backward direction's first step]"}
