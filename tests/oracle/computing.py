"""Random computations: joins, arithmetic, comparisons, reductions, activations."""

from __future__ import annotations

import torch

from tests.oracle.builder import Builder, Entry


def joined(b: Builder) -> bool:
    """`cat` and `stack` of two or three values that fit."""
    first = b.tensor(lambda value: value.dim() > 0)
    if first is None:
        return False
    rank = first.value.dim()
    dim = b.pick(range(rank))
    stack = b.chance(35)

    def fits(value: torch.Tensor) -> bool:
        return value.dim() == rank and all(
            a == c or (i == dim and not stack)
            for i, (a, c) in enumerate(zip(value.shape, first.value.shape, strict=True))
        )

    chosen = [first, *(b.pick(b.tensors(fits)) for _ in range(b.pick([1, 1, 2])))]
    b.random.shuffle(chosen)
    place = dim - rank - (1 if stack else 0) if b.chance(50) else dim
    names = ", ".join(entry.name for entry in chosen)
    names = f"({names})" if b.chance(50) else f"[{names}]"
    function = "stack" if stack else b.pick(["cat", "cat", "concat"])
    suffix = b.pick([f", dim={place}", f", {place}", f", axis={place}"]) if place or b.chance(50) else ""
    return b.bind(f"{b.spelling.torch}.{function}({names}{suffix})", all(entry.pure for entry in chosen) and not stack)


def arithmetic(b: Builder) -> bool:
    """A binary operation with a number or with a value that broadcasts."""
    left = b.tensor(lambda value: value.dtype.is_floating_point)
    if left is None:
        return False
    name = left.name
    if b.chance(40):
        number = b.pick(["2", "0.5", "3"])
        return b.bind(
            b.pick(
                [
                    f"{name} * {number}",
                    f"{number} - {name}",
                    f"{name} / {number}",
                    f"-{name}",
                    f"{name} ** 2",
                    f"{name} + 1",
                ]
            )
        )
    right = _beside(b, left)
    if right is None:
        return False
    t, other, width = b.spelling.torch, right.name, left.value.shape[-1] if left.value.dim() else 1
    return b.bind(b.pick([
        f"{name} + {other}", f"{name} + {other}", f"{name} - {other}", f"{name} * {other}", f"{t}.add({name}, {other})",
        f"({name} + {other}) / 2", f"{t}.maximum({name}, {other})", f"{name}.add({other})",
        f"{t}.where({name} > 0, {name}, {other})",
        f"{name}.masked_fill({t}.arange({width}) < {b.pick([1, 2])}, 0.0)", f"{t}.max({name}, {other})",
    ]))  # fmt: skip


def _beside(b: Builder, left: Entry) -> Entry | None:
    """A value that broadcasts with this one, one of the same shape more often than not."""
    same = b.tensors(lambda value: value.dtype.is_floating_point and value.shape == left.value.shape)
    if b.chance(60):
        return b.pick(same)  # type: ignore[no-any-return]
    return b.tensor(lambda value: value.dtype.is_floating_point and _broadcasts(value, left.value))


def _broadcasts(a: torch.Tensor, c: torch.Tensor) -> bool:
    return all(x == y or 1 in (x, y) for x, y in zip(reversed(a.shape), reversed(c.shape), strict=False))


def compared(b: Builder) -> bool:
    """A comparison, as a tensor or as one truth value."""
    left = b.tensor(lambda value: value.dtype.is_floating_point)
    right = None if left is None else _beside(b, left)
    if left is None or right is None:
        return False
    t = b.spelling.torch
    return b.bind(b.pick([
        f"{left.name} > 0", f"{left.name} == {right.name}", f"{left.name} <= {right.name}",
        f"{t}.equal({left.name}, {right.name})",
        f"{t}.isclose({left.name}, {right.name})", f"{t}.allclose({left.name}, {right.name})",
        f"{left.name}.ne({right.name})",
    ]))  # fmt: skip


def reduced(b: Builder) -> bool:
    """`sum`, `mean`, `max`, ... over one axis, several or all."""
    entry = b.tensor(lambda value: value.dtype.is_floating_point)
    if entry is None:
        return False
    name, rank, t = entry.name, entry.value.dim(), b.spelling.torch
    if not rank or b.chance(10):
        return b.bind(
            b.pick([f"{name}.sum()", f"{name}.mean()", f"{t}.max({name})", f"{name}.min()", f"{name}.norm()"])
        )
    dim = b.pick(range(rank))
    place = dim - rank if b.chance(40) else dim
    keep = b.pick(["", "", ", keepdim=True", ", True"])
    several = sorted(b.random.sample(range(rank), min(2, rank)))
    pair = f"v{len(b.body)}"
    text, targets = b.pick([
        (f"{name}.sum({place}{keep})", ()), (f"{name}.mean({place}{keep})", ()),
        (f"{t}.sum({name}, dim={place}{_keyword(keep)})", ()),
        (f"{t}.mean({name}, {several}{keep})", ()), (f"{name}.sum(dim={tuple(several)})", ()),
        (f"{name}.amax({place}{keep})", ()),
        (f"{name}.max({place}{keep})[0]", ()), (f"{name}.max(dim={place}).values", ()),
        (f"{t}.min({name}, {place}{keep}).indices", ()),
        (f"{t}.max({name}, {place}{keep})", (f"{pair}a", f"{pair}b")), (f"{name}.min(dim={place})", (f"{pair}a",
        f"{pair}b")),
        (f"{name}.argmax({place}{keep})", ()), (f"{name}.std({place}, unbiased=False)", ()), (f"{name}.prod({place})",
        ()),
        (f"{name}.logsumexp({place})", ()), (f"{name}.norm(dim={place})", ()),
    ])  # fmt: skip
    return b.bind(text, False, targets)


def _keyword(keep: str) -> str:
    return ", keepdim=True" if keep else ""


def activated(b: Builder) -> bool:
    """A function of each element, or of the elements of an axis together; casts that round."""
    entry = b.tensor(lambda value: value.dtype.is_floating_point)
    if entry is None:
        return False
    name, t, f = entry.name, b.spelling.torch, b.spelling.functional
    options = [
        f"{t}.tanh({name})", f"{name}.tanh()", f"{name}.relu()", f"{f}.relu({name})", f"{t}.sigmoid({name})",
        f"{f}.gelu({name})",
        f"{f}.leaky_relu({name}, 0.1)", f"{name}.abs()", f"{name}.exp()", f"{name}.clamp(min=-0.5, max=0.5)",
        f"{name}.float()",
        f"{f}.dropout({name}, 0.5, training=False)", f"{f}.dropout({name}, p=0.5, training=False)", f"{name}.pow(2)",
        f"{name}.half()",
    ]  # fmt: skip
    if entry.value.dim():
        dim = b.pick(range(-entry.value.dim(), entry.value.dim()))
        options += [
            f"{f}.softmax({name}, dim={dim})",
            f"{name}.softmax({dim})",
            f"{f}.log_softmax({name}, {dim})",
            f"{name}.cumsum({dim})",
        ]
        options += [f"{f}.normalize({name}, dim={dim})", f"{f}.layer_norm({name}, {name}.shape[-1:])"]
    return b.bind(b.pick(options))
