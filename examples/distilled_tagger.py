"""A small tagger learns from a large one: its targets are the probabilities that the large one gives each tag."""

import torch
from torch import nn


class SmallTagger(nn.Module):
    def __init__(self, vocabulary_size, tags, embedding_size=16, hidden_size=20):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.lstm = nn.LSTM(embedding_size, hidden_size, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.2)
        self.tag = nn.Linear(2 * hidden_size, tags)

    def forward(self, words):
        output, _ = self.lstm(self.embedding(words))
        return self.tag(self.dropout(output))


if __name__ == "__main__":
    torch.manual_seed(0)
    words = torch.randint(0, 100, (6, 9))
    teacher = torch.randn(6, 9, 5).softmax(dim=-1)
    model = SmallTagger(vocabulary_size=100, tags=5)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        scores = model(words)
        loss = loss_function(scores, teacher)  # expect: SHP705
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}")
