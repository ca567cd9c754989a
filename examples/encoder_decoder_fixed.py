"""Sequence to sequence: a bidirectional encoder whose forward states start a decoder of as many layers."""

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, vocabulary, size, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, size)
        self.gru = nn.GRU(size, hidden, num_layers=2, bidirectional=True)

    def forward(self, source):
        return self.gru(self.embedding(source))


class Decoder(nn.Module):
    def __init__(self, vocabulary, size, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, size)
        self.gru = nn.GRU(size, hidden, num_layers=2)
        self.predict = nn.Linear(hidden, vocabulary)

    def forward(self, token, state):
        output, state = self.gru(self.embedding(token).unsqueeze(0), state)
        return self.predict(output.squeeze(0)), state


class Translator(nn.Module):
    def __init__(self, source_words, target_words, size=16, hidden=24):
        super().__init__()
        self.encoder = Encoder(source_words, size, hidden)
        self.decoder = Decoder(target_words, size, hidden)

    def forward(self, source, target):
        _, h_n = self.encoder(source)
        state = h_n[0::2]
        scores = []
        for step in range(target.size(0) - 1):
            score, state = self.decoder(target[step], state)
            scores.append(score)
        return torch.stack(scores)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = Translator(50, 60)
    source, target = torch.randint(0, 50, (9, 4)), torch.randint(0, 60, (6, 4))
    scores = model(source, target)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), target[1:].flatten())
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
