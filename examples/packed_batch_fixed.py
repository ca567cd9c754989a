"""Sequences of different lengths, packed: one label for each."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence


class GestureClassifier(nn.Module):
    def __init__(self, sensors, gestures, hidden_size=32):
        super().__init__()
        self.gru = nn.GRU(sensors, hidden_size, batch_first=True)
        self.norm = nn.LayerNorm(hidden_size)
        self.classify = nn.Linear(hidden_size, gestures)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.gru(packed)
        summary = h_n[-1]
        return self.classify(self.norm(summary))


if __name__ == "__main__":
    torch.manual_seed(0)
    recordings = [torch.randn(length, 6) for length in (9, 4, 7)]
    lengths = torch.tensor([len(recording) for recording in recordings])
    model = GestureClassifier(sensors=6, gestures=3)
    scores = model(pad_sequence(recordings, batch_first=True), lengths)
    loss = nn.functional.cross_entropy(scores, torch.tensor([0, 2, 1]))
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
