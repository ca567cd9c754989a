"""Random layers that follow: convolutions, norms, pools, attention, and several of them in a container."""

from __future__ import annotations

import torch

from tests.oracle.builder import Builder, Entry
from tests.oracle.counting import inside, outside


def follow(b: Builder) -> bool:
    """A module that takes features on some axis, or pools, applied to a value of real numbers."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() in (2, 3))
    if entry is None:
        return False
    return bool(b.pick([_channels, _channels, _pool, _attention, _several, _several, _reshaping])(b, entry))


def _channels(b: Builder, entry: Entry) -> bool:
    """A convolution or a norm over axis 1."""
    nn, name, given = b.spelling.nn, entry.name, _turned(b, entry)
    value = eval(given, b.inner)
    channels, length = int(value.shape[1]), int(value.shape[-1])
    kernel = b.pick(range(1, min(length, 3) + 1))
    padding = b.pick(["", "", ", padding=1", ", padding='same'", f", {b.pick([1, 2])}"])
    text = b.pick([
        f"{nn}.Conv1d({outside(b, channels)}, {outside(b, b.pick([1, 2, 3]))}, {kernel}{padding})",
        f"{nn}.Conv1d({outside(b, channels)}, out_channels={b.pick([1, 2])}, kernel_size={kernel}, bias=False)",
        f"{nn}.Conv1d(in_channels={channels}, out_channels={channels}, kernel_size={kernel}, groups={channels})",
        f"{nn}.BatchNorm1d({outside(b, channels)})", f"{nn}.BatchNorm1d(num_features={channels}).eval()",
        f"{nn}.InstanceNorm1d({outside(b, channels)}, affine=True)", f"{nn}.GroupNorm(1, {outside(b, channels)})",
    ])  # fmt: skip
    module = b.module("layer", text)
    if module is None:
        return False
    back = f".transpose(1, 2){b.pick(['', '.contiguous()'])}" if given != name and b.chance(60) else ""
    return b.bind(f"{module}({given}){back}")


def _turned(b: Builder, entry: Entry) -> str:
    """The value, its last two axes exchanged more often than not."""
    name = entry.name
    if entry.value.dim() == 2 or b.chance(30):
        return name
    return str(b.pick([f"{name}.transpose(1, 2)", f"{name}.permute(0, 2, 1)", f"{name}.transpose(-1, -2)"]))


def _pool(b: Builder, entry: Entry) -> bool:
    """A pool over the last axis."""
    nn, f, given = b.spelling.nn, b.spelling.functional, _turned(b, entry)
    length = int(eval(given, b.inner).shape[-1])
    kernel = outside(b, b.pick([1, 2, length]))
    squeezed = b.pick(["", "", ".squeeze(-1)", ".squeeze(2)"])
    if b.chance(50):
        call = b.pick([
            f"{f}.max_pool1d({given}, {inside(b, length)})", f"{f}.avg_pool1d({given}, kernel_size={length})",
            f"{f}.adaptive_avg_pool1d({given}, 1)", f"{f}.adaptive_max_pool1d({given}, {b.pick([1, 2])})",
            f"{f}.max_pool1d({given}, {given}.size(2))", f"{f}.avg_pool1d({given}, 2, stride=1)",
        ])  # fmt: skip
        return b.bind(f"{call}{squeezed}")
    text = b.pick([
        f"{nn}.MaxPool1d({kernel})", f"{nn}.MaxPool1d(kernel_size={kernel}, stride=1)", f"{nn}.AvgPool1d({kernel})",
        f"{nn}.AdaptiveMaxPool1d(1)", f"{nn}.AdaptiveAvgPool1d(output_size={b.pick([1, 2])})",
        f"{nn}.MaxPool1d(2, ceil_mode=True)",
    ])  # fmt: skip
    module = b.module("layer", text)
    return module is not None and b.bind(f"{module}({given}){squeezed}")


def _attention(b: Builder, entry: Entry) -> bool:
    """Attention of a value to itself, or to another of the same width."""
    width, name, stem = int(entry.value.shape[-1]), entry.name, f"v{len(b.body)}"
    heads = b.pick([n for n in (1, 2, 3) if width % n == 0])
    flag = b.pick(["", ", batch_first=True", ", batch_first=False"])
    module = b.module("layer", f"{b.spelling.nn}.MultiheadAttention({outside(b, width)}, {heads}{flag})")
    if module is None:
        return False
    other = b.tensor(lambda v: v.dtype == torch.float64 and v.dim() == entry.value.dim() and v.shape[-1] == width)
    key = name if other is None else other.name
    return b.bind(f"{module}({name}, {key}, {key})", False, (f"{stem}a", f"{stem}w"))


def _several(b: Builder, entry: Entry) -> bool:
    """A `Sequential` of layers, one of its layers, or a list of layers gone through in a loop."""
    nn, size, name, stem = b.spelling.nn, int(entry.value.shape[-1]), entry.name, f"v{len(b.body)}"
    width, last = b.pick([1, 2, 3]), b.pick([1, 2, 4])
    parts = [f"{nn}.Linear({outside(b, size)}, {width})", f"{nn}.{b.pick(['ReLU', 'Tanh', 'Sigmoid', 'GELU'])}()"]
    parts += [f"{nn}.LayerNorm({width})"] * b.chance(40) + [f"{nn}.Dropout(0.0)"] * b.chance(30)
    parts += [f"{nn}.Linear({width}, {last})"]
    every = ", ".join(parts)
    kind = b.pick(["Sequential", "Sequential", "ModuleList", "list"])
    if kind == "Sequential":
        module = b.module("layer", f"{nn}.Sequential({every})")
        return module is not None and b.bind(b.pick([f"{module}({name})", f"{module}({name})", f"{module}[0]({name})"]))
    module = b.module("layer", f"{nn}.ModuleList([{every}])" if kind == "ModuleList" else f"[{every}]")
    if module is None:
        return False
    if b.chance(40):
        return b.bind(f"{module}[{len(parts) - 1}]({module}[0]({name}))")
    lines = [f"for each in {module}:", f"    {stem} = each({stem})"]
    return b.bind(name, targets=(stem,)) and b.block(lines, (stem,))


def _reshaping(b: Builder, entry: Entry) -> bool:
    """A module that only rearranges."""
    nn, size, name = b.spelling.nn, int(entry.value.shape[-1]), entry.name
    divisor = b.pick([d for d in range(1, size + 1) if size % d == 0])
    text = b.pick([
        f"{nn}.Flatten()", f"{nn}.Flatten(0, 1)", f"{nn}.Flatten(start_dim=0)",
        f"{nn}.Unflatten(-1, ({divisor}, {size // divisor}))", f"{nn}.Unflatten(dim=-1, unflattened_size=({size}, 1))",
    ])  # fmt: skip
    module = b.module("layer", text)
    return module is not None and b.bind(f"{module}({name})", entry.pure)


__all__ = ["follow"]
