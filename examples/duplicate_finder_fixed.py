"""Are two questions the same? Both are read by one bidirectional GRU and their vectors are compared."""

from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Config:
    vocabulary: int = 120
    embedding_size: int = 24
    hidden_size: int = 20


class QuestionEncoder(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.embedding = nn.Embedding(config.vocabulary, config.embedding_size)
        self.gru = nn.GRU(config.embedding_size, config.hidden_size, batch_first=True, bidirectional=True)

    def forward(self, question: torch.Tensor) -> torch.Tensor:
        _, h_n = self.gru(self.embedding(question))
        return torch.cat((h_n[-2], h_n[-1]), dim=-1)


class DuplicateFinder(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.encoder = QuestionEncoder(config)

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return torch.cosine_similarity(self.encoder(left), self.encoder(right), dim=-1)


if __name__ == "__main__":
    torch.manual_seed(0)
    config = Config()
    model = DuplicateFinder(config)
    left = torch.randint(0, config.vocabulary, (5, 11))
    right = torch.randint(0, config.vocabulary, (5, 8))
    print(model(left, right))
