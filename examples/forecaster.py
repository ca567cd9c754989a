"""The next value of a series from a window of earlier ones."""

import argparse

import torch
from torch import nn


class Forecaster(nn.Module):
    def __init__(self, features, hidden_size):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden_size, batch_first=True)
        self.head = nn.Sequential(nn.Linear(hidden_size, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, window):
        _, state = self.lstm(window)
        last = state[-1]  # expect: SHP301
        return self.head(last).reshape(-1)


def windows(series, length):
    inputs = torch.stack([series[start : start + length] for start in range(len(series) - length)])
    return inputs.unsqueeze(-1), series[length:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden-size", type=int, default=24)
    parser.add_argument("--length", type=int, default=10)
    args, _ = parser.parse_known_args()
    torch.manual_seed(0)
    inputs, targets = windows(torch.sin(torch.arange(60) / 5), args.length)
    model = Forecaster(1, args.hidden_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
