"""A phoneme for every frame of speech: two recurrent layers, one upon the other, over packed recordings."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence


class FrameClassifier(nn.Module):
    def __init__(self, filters, phonemes, hidden_size=32):
        super().__init__()
        self.lower = nn.LSTM(filters, hidden_size, batch_first=True)
        self.upper = nn.LSTM(hidden_size, hidden_size, batch_first=True)
        self.classify = nn.Linear(hidden_size, phonemes)

    def forward(self, frames, lengths):
        packed = pack_padded_sequence(frames, lengths, batch_first=True, enforce_sorted=False)
        packed_output, _ = self.lower(packed)
        lower, _ = pad_packed_sequence(packed_output)  # expect: SHP502
        upper, _ = self.upper(lower)
        return self.classify(upper)


if __name__ == "__main__":
    torch.manual_seed(0)
    lengths = [12, 7, 9, 10]
    frames = pad_sequence([torch.randn(length, 13) for length in lengths], batch_first=True)
    labels = [torch.randint(0, 6, (length,)) for length in lengths]
    targets = pad_sequence(labels, batch_first=True, padding_value=-100)
    scores = FrameClassifier(filters=13, phonemes=6)(frames, lengths)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
    loss.backward()
    print(f"loss {loss.item():.3f}")
