"""Random state transfer: what one recurrent layer ends with as the initial state of another."""

from __future__ import annotations

import torch

from shapelint.domain.recurrent import Kind
from tests.oracle.builder import Builder, Entry
from tests.oracle.starting import recurrent


def seeded(b: Builder) -> bool:
    """A further recurrent layer whose initial state is made of some value's rows, at most one in a program."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() == 3 and max(value.shape) <= 8)
    if entry is None or any(name.endswith("seed") for binding in b.body for name in binding.names):
        return False
    stem, text = f"v{len(b.body)}", b.pick(_states(b, entry))
    if not b.bind(text, targets=(f"{stem}seed",)) or b.inner[f"{stem}seed"].dim() != 3:
        return False
    rows, batch, width = (int(size) for size in b.inner[f"{stem}seed"].shape)
    return _called(b, stem, rows, batch, width) if rows <= 6 and width <= 6 else False


def _states(b: Builder, entry: Entry) -> list[str]:
    """Ways to make `(rows, batch, width)` of a state."""
    name, rows, t = entry.name, int(entry.value.shape[0]), b.spelling.torch
    found = [name, name, f"{name}[-1:]", f"{name}[-1].unsqueeze(0)", f"{name}[0][None]", f"{name}[:{(rows + 1) // 2}]"]
    found += [f"{name}.transpose(0, 1).contiguous()", f"{name}.contiguous()", f"{t}.tanh({name})"]
    if rows % 2 == 0:
        found += [
            f"{name}[0::2]", f"{name}[1::2]", f"{name}[-2:]", f"{name}[0::2] + {name}[1::2]",
            f"{name}.view({rows // 2}, 2, *{name}.shape[1:]).sum(1)",
            f"{name}.view({rows // 2}, 2, {name}.size(1), {name}.size(2)).mean(dim=1)",
            f"{t}.cat(({name}[0::2], {name}[1::2]), dim=-1)", f"{t}.cat([{name}[0::2], {name}[1::2]], 2)",
            f"{t}.cat(({name}[-2], {name}[-1]), dim=-1).unsqueeze(0)", f"({name}[-2] + {name}[-1]).unsqueeze(0)",
            f"{t}.cat([{name}[:{rows // 2}], {name}[{rows // 2}:]], dim=-1)",
        ]  # fmt: skip
    return found


def _called(b: Builder, stem: str, rows: int, batch: int, width: int) -> bool:
    """The second layer over some value with as many samples, or one made for it."""
    directions = b.pick([1, 2]) if rows % 2 == 0 else 1
    given = b.tensor(lambda v: v.dtype == torch.float64 and v.dim() == 3 and batch in v.shape[:2] and max(v.shape) <= 8)
    if given is None or b.chance(30):
        features = b.pick([1, 2, 3])
        sizes = b.pick([(batch, 2, features), (2, batch, features)])
        b.bind(f"{b.spelling.torch}.ones({', '.join(map(str, sizes))})", targets=(f"{stem}x",))
        given = b.entries[-1]
    shape, kind = given.value.shape, b.pick(list(Kind))
    arguments: dict[str, int | bool | float | str] = {
        "input_size": int(shape[2]), "hidden_size": width, "num_layers": rows // directions,
        "bias": True, "batch_first": b.chance(50) if shape[0] == shape[1] else shape[0] == batch, "dropout": 0.0,
        "bidirectional": directions == 2, "proj_size": 0, "nonlinearity": "tanh",
    }  # fmt: skip
    layer, seed = recurrent(b, kind, arguments, named=False), f"{stem}seed"
    if layer is None:
        return False
    if kind is not Kind.LSTM:
        return b.bind(f"{layer}({given.name}, {seed})", True, (f"{stem}o", f"{stem}h"))
    same = [e.name for e in b.tensors(lambda v: v.shape == (rows, batch, width) and v.dtype == torch.float64)]
    cell = b.pick([*same, f"{b.spelling.torch}.zeros_like({seed})"])
    state = b.pick([f"({seed}, {cell})", f"({seed}, {cell})", f"({cell}, {seed})"])
    if b.chance(25):
        b.bind(state, targets=(f"{stem}pair",))
        state = f"{stem}pair"
    target = f"{stem}o, ({stem}h, {stem}c)"
    return b.bind(f"{layer}({given.name}, {state})", True, (f"{stem}o", f"{stem}h", f"{stem}c"), target)


__all__ = ["seeded"]
