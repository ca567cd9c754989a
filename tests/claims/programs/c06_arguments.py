"""The defaults and the positional order of the constructors."""

import torch
from torch import nn

from tests.claims.failing import refused

lstm, gru, rnn = nn.LSTM(8, 16), nn.GRU(8, 16, 2, True, True), nn.RNN(8, 16, 2, "relu", True, True)
assert (lstm.num_layers, lstm.bias, lstm.batch_first, lstm.dropout) == (1, True, False, 0)
assert (lstm.bidirectional, lstm.proj_size, gru.batch_first, rnn.batch_first) == (False, 0, True, True)
x = torch.randn(4, 5, 8)
output, h_n = gru(x)
other, state = rnn(x)
with refused(ValueError):
    nn.RNN(8, 16, 2, 0.5)  # SHP602

SHOWN = {"gru(x)": "(2, 4, 16) [layer 0 | layer 1]", "rnn(x)": "(2, 4, 16) [layer 0 | layer 1]"}
