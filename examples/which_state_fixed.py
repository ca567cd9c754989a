"""Where in `output` is the final state? A small experiment, to see how an LSTM's results belong together."""

import torch
from torch import nn

BATCH, STEPS, FEATURES, HIDDEN = 3, 7, 5, 8

torch.manual_seed(0)
x = torch.randn(BATCH, STEPS, FEATURES)

one_way = nn.LSTM(FEATURES, HIDDEN, num_layers=2, batch_first=True)
output, (h_n, c_n) = one_way(x)
print("one direction:", torch.allclose(output[:, -1], h_n[-1]))

two_ways = nn.LSTM(FEATURES, HIDDEN, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, c_n) = two_ways(x)
forward, backward = output[..., :HIDDEN], output[..., HIDDEN:]
print("forward:", torch.allclose(forward[:, -1], h_n[-2]))
print("backward:", torch.allclose(backward[:, 0], h_n[-1]))
