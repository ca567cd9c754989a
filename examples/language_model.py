"""A language model over a time-first LSTM; the corpus comes in rows, one row for each line."""

import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self, vocabulary_size, embedding_size=24, hidden_size=32):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.lstm = nn.LSTM(embedding_size, hidden_size, num_layers=2, dropout=0.2)
        self.predict = nn.Linear(hidden_size, vocabulary_size)

    def forward(self, lines):
        embedded = self.embedding(lines)
        by_step = embedded.view(embedded.size(1), embedded.size(0), -1)  # expect: SHP701
        output, _ = self.lstm(by_step)
        return self.predict(output)


if __name__ == "__main__":
    torch.manual_seed(0)
    lines = torch.randint(0, 90, (6, 15))
    model = LanguageModel(vocabulary_size=90)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        scores = model(lines[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), lines[:, 1:].t().flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: perplexity {loss.exp().item():.1f}")
