"""A script without any class: which character comes next in a text."""

import torch
import torch.nn as nn
import torch.nn.functional as F

TEXT = "the quick brown fox jumps over the lazy dog. " * 4
WINDOW = 12
HIDDEN = 32

torch.manual_seed(0)
alphabet = sorted(set(TEXT))
codes = torch.tensor([alphabet.index(character) for character in TEXT])
windows = torch.stack([codes[i : i + WINDOW] for i in range(len(codes) - WINDOW)])
targets = codes[WINDOW:]

embedding = nn.Embedding(len(alphabet), 16)
rnn = nn.LSTM(16, HIDDEN, batch_first=True)
predict = nn.Linear(HIDDEN, len(alphabet))
parameters = [*embedding.parameters(), *rnn.parameters(), *predict.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-2)

for epoch in range(3):
    output, (h_n, c_n) = rnn(embedding(windows))
    loss = F.cross_entropy(predict(output[:, -1]), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.3f}")

with torch.no_grad():
    output, (h_n, c_n) = rnn(embedding(windows[:5]))
    scores = predict(output[-1])  # expect: SHP104
    print("next:", [alphabet[i] for i in scores.argmax(-1).tolist()])
