"""Rain tomorrow, from a month of weather: with dropout, since there are few months to learn from."""

import torch
from torch import nn


class RainForecaster(nn.Module):
    def __init__(self, measurements, hidden_size=32, dropout=0.4):
        super().__init__()
        self.normalize = nn.LayerNorm(measurements)
        self.lstm = nn.LSTM(measurements, hidden_size, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.rain = nn.Linear(hidden_size, 1)

    def forward(self, month):
        _, (h_n, _) = self.lstm(self.normalize(month))
        return self.rain(self.dropout(h_n[-1])).squeeze(-1)


if __name__ == "__main__":
    torch.manual_seed(0)
    months, rain = torch.randn(12, 30, 5), torch.rand(12)
    model = RainForecaster(measurements=5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        loss = nn.functional.mse_loss(model(months), rain)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")
