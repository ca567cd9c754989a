"""A sentence in, positive or negative out: embedding, bidirectional LSTM, one linear layer."""

import torch
from torch import nn


class SentimentClassifier(nn.Module):
    def __init__(self, vocabulary_size, embedding_size=32, hidden_size=48, num_layers=2):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size, padding_idx=0)
        self.lstm = nn.LSTM(
            embedding_size, hidden_size, num_layers, batch_first=True, bidirectional=True, dropout=0.3
        )
        self.dropout = nn.Dropout(0.3)
        self.classify = nn.Linear(2 * hidden_size, 2)

    def forward(self, tokens):
        embedded = self.embedding(tokens)
        _, (h_n, _) = self.lstm(embedded)
        sentence = torch.cat((h_n[-2], h_n[-1]), dim=-1)
        return self.classify(self.dropout(sentence))


def train(model, batches, steps=3):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_function = nn.CrossEntropyLoss()
    for step in range(steps):
        for tokens, labels in batches:
            optimizer.zero_grad()
            loss = loss_function(model(tokens), labels)
            loss.backward()
            optimizer.step()
        print(f"step {step}: loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    data = [(torch.randint(1, 200, (8, 12)), torch.randint(0, 2, (8,))) for _ in range(2)]
    train(SentimentClassifier(vocabulary_size=200), data)
