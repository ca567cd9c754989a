"""Topics of documents: a bidirectional GRU reads the words, attention weighs what it read."""

import torch
from torch import nn


class TopicClassifier(nn.Module):
    def __init__(self, vocabulary_size, topics, embedding_size=24, hidden_size=32):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.gru = nn.GRU(embedding_size, hidden_size, batch_first=True, bidirectional=True)
        self.attention = nn.Linear(2 * hidden_size, 1)
        self.classify = nn.Linear(2 * hidden_size, topics)

    def forward(self, documents):
        embedded = self.embedding(documents)  # (batch, seq, embedding_size)
        output, _ = self.gru(embedded)  # (batch, seq, 2 * hidden_size)
        weights = torch.softmax(self.attention(output), dim=1)  # (batch, seq, 1)
        summary = (weights * output).sum(dim=1)  # (batch, 2 * hidden_size)
        return self.classify(summary)


if __name__ == "__main__":
    torch.manual_seed(0)
    documents = torch.randint(0, 150, (5, 16))
    scores = TopicClassifier(vocabulary_size=150, topics=4)(documents)
    loss = nn.functional.cross_entropy(scores, torch.tensor([0, 3, 1, 1, 2]))
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
