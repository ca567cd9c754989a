"""The recurrences worked out by hand: layer by layer, direction by direction, step by step, from the weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.oracle.layers import RealCall

Pair = tuple[torch.Tensor, torch.Tensor]


def states(call: RealCall) -> dict[str, torch.Tensor]:
    """The true states: for each memory (`h`, of an LSTM also `c`) a tensor `[layer, direction, step, sample, unit]`.

    What a direction has not computed (padding) is NaN.
    """
    rows = 2 if call.layer.bidirectional else 1
    below = call.padded_input()
    found: list[tuple[torch.Tensor, torch.Tensor]] = []
    for layer in range(call.layer.num_layers):
        pairs = [_direction(call, layer, direction, below) for direction in range(rows)]
        found.append((torch.stack([h for h, _ in pairs]), torch.stack([c for _, c in pairs])))
        below = torch.cat([h.nan_to_num() for h, _ in pairs], dim=-1)
    memories = {"h": torch.stack([h for h, _ in found])}
    if isinstance(call.layer, nn.LSTM):
        memories["c"] = torch.stack([c for _, c in found])
    return memories


def _direction(call: RealCall, layer: int, direction: int, given: torch.Tensor) -> Pair:
    """Both memories of one direction of one layer, `[step, sample, unit]`."""
    steps, batch = given.shape[:2]
    lengths = torch.tensor(call.lengths or (steps,) * batch)
    h, c = _initial(call, layer * (2 if call.layer.bidirectional else 1) + direction, batch)
    hidden = torch.full((steps, batch, h.shape[-1]), torch.nan)
    cell = torch.full((steps, batch, c.shape[-1]), torch.nan)
    for step in reversed(range(steps)) if direction else range(steps):
        lives = (lengths > step).unsqueeze(1)
        new_h, new_c = _step(call.layer, layer, direction, given[step], (h, c))
        h, c = torch.where(lives, new_h, h), torch.where(lives, new_c, c)
        hidden[step], cell[step] = torch.where(lives, h, torch.nan), torch.where(lives, c, torch.nan)
    return hidden, cell


def _initial(call: RealCall, row: int, batch: int) -> Pair:
    layer = call.layer
    if call.state is None:
        return torch.zeros(batch, layer.proj_size or layer.hidden_size), torch.zeros(batch, layer.hidden_size)
    h, c = call.state if isinstance(call.state, tuple) else (call.state, call.state)
    return (h[row], c[row]) if call.batch is not None else (h[row].unsqueeze(0), c[row].unsqueeze(0))


def _step(layer: nn.RNNBase, number: int, direction: int, x: torch.Tensor, state: Pair) -> Pair:
    """One step of a cell, as the formulas of torch's documentation have it."""
    suffix = f"l{number}{'_reverse' if direction else ''}"
    h, c = state
    from_input = x @ _weight(layer, f"weight_ih_{suffix}").T + _bias(layer, f"bias_ih_{suffix}")
    from_state = h @ _weight(layer, f"weight_hh_{suffix}").T + _bias(layer, f"bias_hh_{suffix}")
    if isinstance(layer, nn.GRU):
        r, z = torch.sigmoid(from_input + from_state).chunk(3, -1)[:2]
        n = torch.tanh(from_input.chunk(3, -1)[2] + r * from_state.chunk(3, -1)[2])
        h = (1 - z) * n + z * h
        return h, h
    if isinstance(layer, nn.LSTM):
        i, f, g, o = (from_input + from_state).chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return (h @ _weight(layer, f"weight_hr_{suffix}").T if layer.proj_size else h), c
    h = torch.relu(from_input + from_state) if layer.mode == "RNN_RELU" else torch.tanh(from_input + from_state)
    return h, h


def _weight(layer: nn.RNNBase, name: str) -> torch.Tensor:
    weight: torch.Tensor = getattr(layer, name)
    return weight


def _bias(layer: nn.RNNBase, name: str) -> Any:
    return getattr(layer, name) if layer.bias else 0.0
