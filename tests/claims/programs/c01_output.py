"""`output` is `(T, B, D*R)`; batch-first `(B, T, D*R)`; unbatched `(T, D*R)`."""

import torch
from torch import nn

both, projected = nn.LSTM(8, 16, bidirectional=True), nn.LSTM(8, 16, batch_first=True, proj_size=6)
x = torch.randn(5, 4, 8)
output, _ = both(x)
narrow, _ = projected(x.transpose(0, 1))
single, _ = both(x[:, 0])
assert output.shape == (5, 4, 2 * 16) and narrow.shape == (4, 5, 6) and single.shape == (5, 2 * 16)
print(output.shape)  # (5, 4, 16)  # SHP804

SHOWN = {
    "both(x)": "(5, 4, 32) [forward | backward]",
    "projected(x.transpose(0, 1))": "(4, 5, 6) [every step]",
    "both(x[:, 0])": "(5, 32) [forward | backward]",
}
