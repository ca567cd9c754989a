"""Random new tensors, modules and numbers: `zeros`, `Linear`, `Embedding`, sizes, another recurrent layer."""

from __future__ import annotations

from shapelint.domain.recurrent import Kind
from tests.oracle.builder import Builder
from tests.oracle.counting import inside, outside
from tests.oracle.starting import recurrent


def made(b: Builder) -> bool:
    """A new tensor: of sizes spelled out, or like another one."""
    entry = b.tensor()
    if entry is None:
        return False
    t, name = b.spelling.torch, entry.name
    sizes = [inside(b, size) for size in entry.value.shape][: b.pick([1, 2, 3])] or ["2"]
    every = ", ".join(sizes)
    return b.bind(b.pick([
        f"{t}.zeros({every})", f"{t}.ones(({every},))", f"{name}.new_zeros({every})", f"{t}.zeros_like({name})",
        f"{name}.new_ones(({every},))",
        f"{t}.full(({every},), 1.0)", f"{t}.arange({sizes[0]})", f"{t}.zeros(size=({every},))", f"{t}.eye({sizes[0]})",
        f"{t}.zeros({name}.shape)",
        f"{t}.zeros({name}.size())", f"{t}.ones_like({name})", f"{t}.zeros(*{name}.shape)",
    ]))  # fmt: skip


def layer(b: Builder) -> bool:
    """A module that is not recurrent, applied."""
    entry = b.tensor(lambda value: value.dtype.is_floating_point and value.dim() > 0)
    if entry is None:
        return False
    nn, size, name = b.spelling.nn, int(entry.value.shape[-1]), entry.name
    width = b.pick([1, 2, 3, 5])
    text = b.pick([
        f"{nn}.Linear({outside(b, size)}, {width})",
        f"{nn}.Linear({outside(b, size)}, {outside(b, width)}, bias=False)",
        f"{nn}.Linear(in_features={outside(b, size)}, out_features={width})", f"{nn}.Dropout(0.3).eval()",
        f"{nn}.Tanh()", f"{nn}.ReLU()",
        f"{nn}.LayerNorm({outside(b, size)})", f"{nn}.Sequential({nn}.Linear({size}, {width}), {nn}.ReLU())",
        f"{nn}.Softmax(dim=-1)",
        f"{nn}.Identity()",
    ])  # fmt: skip
    module = b.module("layer", text)
    return module is not None and b.bind(f"{module}({name})")


def embedded(b: Builder) -> bool:
    """An embedding of whole numbers."""
    entry = b.tensor(lambda value: not value.dtype.is_floating_point and int(value.min()) >= 0 and int(value.max()) < 7)
    if entry is None:
        return False
    module = b.module(
        "embed", f"{b.spelling.nn}.Embedding(7, {b.pick(['', 'embedding_dim='])}{outside(b, b.pick([2, 3]))})"
    )
    return module is not None and b.bind(f"{module}({entry.name}.long())")


def product(b: Builder) -> bool:
    """A matrix product of two values."""
    left = b.tensor(lambda value: value.dtype.is_floating_point and value.dim() >= 2)
    if left is None:
        return False
    width = left.value.shape[-1]
    right = b.tensor(lambda value: value.dtype.is_floating_point and value.dim() >= 2 and value.shape[-1] == width)
    if right is None:
        return False
    function = b.pick([f"{b.spelling.torch}.matmul", f"{b.spelling.torch}.bmm"])
    other = f"{right.name}.transpose(-1, -2)"
    return b.bind(b.pick([f"{left.name} @ {other}", f"{function}({left.name}, {other})"]))


def asked(b: Builder) -> bool:
    """Sizes under names of their own."""
    entry = b.tensor(lambda value: value.dim() > 0)
    if entry is None:
        return False
    rank, stem = entry.value.dim(), f"n{len(b.body)}"
    axis = b.pick(range(-rank, rank))
    if rank <= 4 and b.chance(30):
        names = [f"{stem}{letter}" for letter in "abcd"[:rank]]
        return b.bind(
            f"{entry.name}.{b.pick(['shape', 'size()'])}", False, names, ", ".join(names) + ("," if rank == 1 else "")
        )
    name = entry.name
    return b.bind(b.pick([
        f"{name}.size({axis})", f"{name}.shape[{axis}]", f"len({name})", f"{name}.dim()", f"{name}.numel()",
        f"{name}.ndim",
        f"{name}.size({axis}) // 2", f"{name}.size(0) * {name}.shape[-1]", f"{name}.size({axis}) - 1",
    ]), False, (stem,))  # fmt: skip


def again(b: Builder) -> bool:
    """A further recurrent layer over some value, at most two in a program."""
    entry = b.tensor(lambda value: value.dtype.is_floating_point and value.dim() in (2, 3) and max(value.shape) <= 8)
    if entry is None or sum(name.startswith("rnn") for name in b.modules) > 1 or b.chance(60):
        return False
    kind = b.pick(list(Kind))
    arguments: dict[str, int | bool | float | str] = {
        "input_size": int(entry.value.shape[-1]), "hidden_size": b.pick([1, 2, 3]), "num_layers": b.pick([1, 1, 2]),
        "bias": True, "batch_first": b.chance(50), "dropout": 0.0, "bidirectional": b.chance(50), "proj_size": 0,
        "nonlinearity": "tanh",
    }  # fmt: skip
    name = recurrent(b, kind, arguments, named=False)
    stem = f"v{len(b.body)}"
    if name is None or entry.value.dtype.itemsize != 8:
        return False
    if kind is Kind.LSTM:
        return b.bind(
            f"{name}({entry.name})", True, (f"{stem}o", f"{stem}h", f"{stem}c"), f"{stem}o, ({stem}h, {stem}c)"
        )
    return b.bind(f"{name}({entry.name})", True, (f"{stem}o", f"{stem}h"))
