"""Part-of-speech tags: each word is its embedding and what a bidirectional GRU reads in its characters."""

import torch
from torch import nn


class CharacterEncoder(nn.Module):
    """Words as rows of characters in, one vector per word out."""

    def __init__(self, characters, size, hidden):
        super().__init__()
        self.embedding = nn.Embedding(characters, size)
        self.gru = nn.GRU(size, hidden, batch_first=True, bidirectional=True)

    def forward(self, words):
        _, h_n = self.gru(self.embedding(words))
        return h_n.view(words.size(0), -1)  # expect: SHP208


class Tagger(nn.Module):
    def __init__(self, vocabulary, characters, tags, word_size=32, char_size=8, char_hidden=12, hidden=40):
        super().__init__()
        self.words = nn.Embedding(vocabulary, word_size)
        self.characters = CharacterEncoder(characters, char_size, char_hidden)
        self.lstm = nn.LSTM(word_size + 2 * char_hidden, hidden, batch_first=True, bidirectional=True)
        self.tag = nn.Linear(2 * hidden, tags)

    def forward(self, words, spelled):
        batch, length, width = spelled.shape
        by_word = self.characters(spelled.reshape(batch * length, width))
        by_word = by_word.view(batch, length, -1)
        output, _ = self.lstm(torch.cat((self.words(words), by_word), dim=-1))
        return self.tag(output)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = Tagger(vocabulary=100, characters=30, tags=5)
    words = torch.randint(0, 100, (4, 7))
    spelled = torch.randint(0, 30, (4, 7, 9))
    scores = model(words, spelled)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), torch.randint(0, 5, (28,)))
    loss.backward()
    print(scores.shape, f"loss {loss.item():.3f}")
