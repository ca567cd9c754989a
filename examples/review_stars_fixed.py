"""How many stars does a review give? Reviews of different lengths in one batch, padded with zeros."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence


class StarPredictor(nn.Module):
    def __init__(self, vocabulary_size, embedding_size=16, hidden_size=24):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size, padding_idx=0)
        self.lstm = nn.LSTM(embedding_size, hidden_size, batch_first=True)
        self.stars = nn.Linear(hidden_size, 5)

    def forward(self, reviews):
        embedded = self.embedding(reviews)
        lengths = (reviews != 0).sum(dim=1)
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, (h_n, _) = self.lstm(packed)
        return self.stars(h_n[-1])


if __name__ == "__main__":
    torch.manual_seed(0)
    reviews = [torch.randint(1, 80, (length,)) for length in (5, 14, 3, 8, 11)]
    model = StarPredictor(vocabulary_size=80)
    scores = model(pad_sequence(reviews, batch_first=True))
    loss = nn.functional.cross_entropy(scores, torch.tensor([4, 0, 3, 2, 4]))
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
