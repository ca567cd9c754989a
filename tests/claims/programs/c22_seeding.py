"""A state seeds a layer of the same `L`, `D`, `H`: from two directions to one they are joined first."""

import torch
from torch import nn

encoder, decoder = nn.GRU(8, 16, bidirectional=True), nn.GRU(8, 16, num_layers=2)
wide = nn.GRU(8, 32)
_, h_n = encoder(torch.randn(5, 4, 8))
y = torch.randn(3, 4, 8)
joined = torch.cat((h_n[-2], h_n[-1]), 1).unsqueeze(0)
assert wide(y, joined)[0].shape == (3, 4, 32)
wrong, _ = decoder(y, h_n)  # SHP406
assert wrong.shape == (3, 4, 16)

SHOWN = {"torch.cat((h_n[-2], h_n[-1]), 1).unsqueeze(0)": "(1, 4, 32) [forward final state | backward final state]"}
