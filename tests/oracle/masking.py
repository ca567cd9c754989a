"""Random masks, lengths and losses: what a program does with sequences of different lengths, and with targets."""

from __future__ import annotations

import torch

from tests.oracle.builder import Builder, Entry
from tests.oracle.counting import inside


def masked(b: Builder) -> bool:
    """A mask over the steps by the lengths of the samples, or the last valid step of each."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() == 3)
    if entry is None:
        return False
    axis = b.pick([0, 1])
    steps, batch = int(entry.value.shape[axis]), int(entry.value.shape[1 - axis])
    t, stem = b.spelling.torch, f"v{len(b.body)}"
    lengths = _lengths(b, steps, batch)
    return _last(b, entry, axis, lengths) if b.chance(50) else _filled(b, entry, axis, lengths, t, stem)


def _lengths(b: Builder, steps: int, batch: int) -> str:
    """A name for the lengths of so many samples."""
    fitting = [
        e.name for e in b.tensors(lambda v: v.dtype == torch.int64 and v.shape == (batch,))
        if int(e.value.min()) > 0 and int(e.value.max()) <= steps
    ]  # fmt: skip
    if fitting:
        return str(b.pick(fitting))
    name = f"v{len(b.body)}n"
    numbers = [b.pick(range(1, steps + 1)) for _ in range(batch)]
    b.bind(f"{b.spelling.torch}.tensor({numbers})", targets=(name,))
    return name


def _filled(b: Builder, entry: Entry, axis: int, lengths: str, t: str, stem: str) -> bool:
    """What is behind the end of a sample's sequence put to a number, and perhaps the mean of the rest."""
    name, steps = entry.name, inside(b, int(entry.value.shape[axis]))
    counted = b.pick([f"{t}.arange({steps})", f"{t}.arange({name}.size({axis}))"])
    mask = f"{counted}[None, :] < {lengths}[:, None]" if axis else f"{counted}.unsqueeze(1) < {lengths}.unsqueeze(0)"
    b.bind(mask, targets=(f"{stem}m",))
    wide = b.pick([f"{stem}m.unsqueeze(-1)", f"{stem}m[..., None]", f"{stem}m[:, :, None]", f"{stem}m.unsqueeze(2)"])
    text = b.pick([
        f"{name}.masked_fill(~{wide}, 0.0)", f"{name} * {wide}", f"{name} * {wide}.double()",
        f"{t}.where({wide}, {name}, {t}.zeros_like({name}))", f"{name}.masked_fill({wide} == 0, float('-inf'))",
    ])  # fmt: skip
    if b.chance(50):
        return b.bind(text)
    over = b.pick([f"({name} * {wide}).sum({axis})", f"{name}.masked_fill(~{wide}, -1e9).max({axis})[0]"])
    divided = f" / {lengths}.unsqueeze(-1)" if "sum" in over and b.chance(60) else ""
    return b.bind(f"{over}{divided}")


def _last(b: Builder, entry: Entry, axis: int, lengths: str) -> bool:
    """The step at which each sample's sequence ends."""
    name, t, width = entry.name, b.spelling.torch, int(entry.value.shape[2])
    batch = inside(b, int(entry.value.shape[1 - axis]))
    samples = b.pick([f"{t}.arange({batch})", f"{t}.arange({name}.size({1 - axis}))", f"range({batch})"])
    index = f"({lengths} - 1).view(-1, 1, 1).expand(-1, 1, {inside(b, width)})" if axis else (
        f"({lengths} - 1).view(1, -1, 1).expand(1, -1, {name}.size(2))"
    )  # fmt: skip
    return b.bind(b.pick([
        f"{name}[{samples}, {lengths} - 1]" if axis else f"{name}[{lengths} - 1, {samples}]",
        f"{name}[{samples}, {lengths} - 1, :]" if axis else f"{name}[{lengths} - 1, {samples}, :]",
        f"{name}.gather({axis}, {index}).squeeze({axis})", f"{t}.gather({name}, {axis}, {index})",
    ]))  # fmt: skip


def lost(b: Builder) -> bool:
    """A loss over some value, with targets that are made for it."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() in (1, 2, 3))
    if entry is None:
        return False
    name, t, f, shape = entry.name, b.spelling.torch, b.spelling.functional, tuple(map(int, entry.value.shape))
    reduction = b.pick(["", "", ", reduction='sum'", ", reduction='none'"])
    options = [
        f"{f}.mse_loss({name}, {t}.zeros_like({name}){reduction})",
        f"{f}.l1_loss({name}, {name} * 2{reduction})",
    ]
    if len(shape) > 1:
        whole = ", ".join([str(shape[0]), *map(str, shape[2:])])
        flat = f"{name}.reshape(-1, {inside(b, shape[-1])})"
        rows = entry.value.numel() // shape[-1]
        options += [
            f"{f}.cross_entropy({name}, {t}.zeros({whole}, dtype={t}.long){reduction})",
            f"{f}.cross_entropy({flat}, {t}.zeros({rows}, dtype={t}.long))",
            f"{f}.nll_loss({f}.log_softmax({flat}, dim=-1), {t}.ones({rows}).long() * 0)",
        ]
    if len(shape) == 3:
        options += [
            f"{f}.cross_entropy({name}.{turn}, {t}.zeros({shape[0]}, {shape[1]}).long(){reduction})"
            for turn in ("transpose(1, 2)", "permute(0, 2, 1)")
        ]
    if b.chance(60):
        return b.bind(b.pick(options))
    return _loss_module(b, entry, reduction.lstrip(", "))


def _loss_module(b: Builder, entry: Entry, reduction: str) -> bool:
    name, t, nn, shape = entry.name, b.spelling.torch, b.spelling.nn, tuple(map(int, entry.value.shape))
    kind = b.pick(["MSELoss", "L1Loss", "SmoothL1Loss", "CrossEntropyLoss", "NLLLoss", "BCEWithLogitsLoss"])
    module = b.module("loss", f"{nn}.{kind}({reduction})")
    if module is None:
        return False
    if kind not in ("CrossEntropyLoss", "NLLLoss"):
        return b.bind(f"{module}({name}, {t}.zeros_like({name}))")
    if len(shape) == 3 and b.chance(60):
        return b.bind(f"{module}({name}.transpose(1, 2), {t}.zeros({shape[0]}, {shape[1]}, dtype={t}.long))")
    rows = entry.value.numel() // shape[-1]
    return b.bind(f"{module}({name}.reshape(-1, {shape[-1]}), {t}.zeros({rows}, dtype={t}.int64))")


def regrouped(b: Builder) -> bool:
    """A `view` that exchanges two axes without moving anything, or that regroups rows of a state."""
    entry = b.tensor(lambda value: value.dim() in (2, 3))
    if entry is None:
        return False
    name, (first, second, *rest) = entry.name, list(map(int, entry.value.shape))
    tail = [inside(b, size) for size in rest]
    texts = [
        f"{name}.view({', '.join([f'{name}.size(1)', f'{name}.size(0)', *tail])})",
        f"{name}.reshape({', '.join([inside(b, second), inside(b, first), *tail])})",
        f"{name}.contiguous().view({', '.join([f'{name}.shape[1]', '-1', *tail])})",
        f"{name}.reshape({name}.size(1), -1)", f"{name}.transpose(0, 1).reshape({inside(b, second)}, -1)",
        f"{name}.permute({', '.join(['1', '0', '2'][: 2 + len(rest)])}).contiguous().view({inside(b, second)}, -1)",
    ]  # fmt: skip
    if first % 2 == 0:
        half = inside(b, first // 2)
        texts += [f"{name}.view({', '.join([half, '2', inside(b, second), *tail])})",
                  f"{name}.view({', '.join(['2', half, inside(b, second), *tail])})",
                  f"{name}.view({', '.join(['-1', '2', inside(b, second), *tail])})[-1]"]  # fmt: skip
    return b.bind(b.pick(texts), entry.pure)


__all__ = ["lost", "masked", "regrouped"]
