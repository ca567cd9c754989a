"""Is a word part of a name? What two directions read is added up, so that the next layer stays small."""

import torch
from torch import nn


class NameSpotter(nn.Module):
    def __init__(self, vocabulary_size, embedding_size=20, hidden_size=32):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.gru = nn.GRU(embedding_size, hidden_size, batch_first=True, bidirectional=True)
        self.spot = nn.Linear(hidden_size, 1)

    def forward(self, sentences):
        batch, words = sentences.shape
        output, _ = self.gru(self.embedding(sentences))
        both = output.view(batch, words, 2, self.hidden_size).sum(dim=2)
        return self.spot(torch.tanh(both)).squeeze(-1)


if __name__ == "__main__":
    torch.manual_seed(0)
    sentences = torch.randint(0, 70, (4, 10))
    scores = NameSpotter(vocabulary_size=70)(sentences)
    loss = nn.functional.binary_cross_entropy_with_logits(scores, (sentences < 12).float())
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
