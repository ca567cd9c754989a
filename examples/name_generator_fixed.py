"""Names, one letter at a time: every letter is guessed from those before it, which the state remembers."""

import torch
from torch import nn

LETTERS = ".abcdefghijklmnopqrstuvwxyz"
NAMES = ["anna", "boris", "clara", "david", "elena", "felix", "greta", "henry"]


class NameGenerator(nn.Module):
    def __init__(self, letters, size=12, hidden=24):
        super().__init__()
        self.embedding = nn.Embedding(letters, size)
        self.gru = nn.GRU(size, hidden, batch_first=True)
        self.predict = nn.Linear(hidden, letters)

    def forward(self, names):
        state = None
        scores = []
        for position in range(names.size(1)):
            letter = self.embedding(names[:, position]).unsqueeze(1)
            output, state = self.gru(letter, state)
            scores.append(self.predict(output.squeeze(1)))
        return torch.stack(scores, dim=1)


if __name__ == "__main__":
    torch.manual_seed(0)
    rows = [[LETTERS.index(letter) for letter in f".{name}.".ljust(8, ".")] for name in NAMES]
    names = torch.tensor(rows)
    model = NameGenerator(len(LETTERS))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        scores = model(names[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), names[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}")
