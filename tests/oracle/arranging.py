"""Random rearrangements: `view`, `reshape`, `flatten`, `permute`, `transpose`, `squeeze`, `expand`, `flip`, ..."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from tests.oracle.builder import Builder, Entry
from tests.oracle.counting import inside


def reshape(b: Builder) -> bool:
    """`view` or `reshape` to merged, split or altogether other sizes."""
    entry = b.tensor()
    if entry is None:
        return False
    sizes = _new_sizes(b, list(entry.value.shape))
    texts = [inside(b, size) for size in sizes]
    if texts and b.chance(40):
        texts[b.pick(range(len(texts)))] = "-1"
    inner = ", ".join(texts) if texts else "()"
    method = b.pick(["view", "reshape", "reshape"])
    if method == "reshape" and b.chance(25):
        return b.bind(
            f"{b.spelling.torch}.reshape({entry.name}, ({inner}{',' if len(texts) == 1 else ''}))", entry.pure
        )
    return b.bind(
        f"{entry.name}.{method}({inner})" if b.chance(80) or not texts else f"{entry.name}.{method}([{inner}])",
        entry.pure,
    )


def _new_sizes(b: Builder, sizes: list[int]) -> list[int]:
    for _ in range(b.pick([1, 1, 2, 3])):
        kind = b.random.randrange(100)
        if kind < 40 and len(sizes) > 1:
            at = b.pick(range(len(sizes) - 1))
            sizes = [*sizes[:at], sizes[at] * sizes[at + 1], *sizes[at + 2 :]]
        elif kind < 80 and sizes:
            at = b.pick(range(len(sizes)))
            divisor = b.pick([d for d in range(1, sizes[at] + 1) if sizes[at] % d == 0])
            sizes = [*sizes[:at], divisor, sizes[at] // divisor, *sizes[at + 1 :]]
        elif kind < 92:
            b.random.shuffle(sizes)
        else:
            sizes = [prod(sizes)]
    return sizes


def order(b: Builder) -> bool:
    """`permute`, `transpose`, `t`, `movedim`, `flip`."""
    entry = b.tensor(lambda value: value.dim() > 1)
    if entry is None:
        return False
    rank, name, torch = entry.value.dim(), entry.name, b.spelling.torch
    dims = [axis - rank if b.chance(25) else axis for axis in range(rank)]
    b.random.shuffle(dims)
    every, first, second = ", ".join(map(str, dims)), dims[0], dims[1]
    options = [
        f"{name}.permute({every})", f"{name}.permute(({every}))", f"{torch}.permute({name}, ({every}))",
        f"{name}.transpose({first}, {second})", f"{torch}.transpose({name}, {first}, {second})",
        f"{name}.swapaxes({first}, {second})",
        f"{name}.transpose(dim0={first}, dim1={second})", f"{name}.movedim({first}, {second})",
        f"{torch}.movedim({name}, {first}, {second})",
        f"{name}.flip({first})", f"{name}.flip([{first}, {second}])", f"{torch}.flip({name}, dims=[{first}])",
        f"{name}.mT",
    ]  # fmt: skip
    if rank == 2:
        options += [f"{name}.t()", f"{name}.T", f"{torch}.t({name})"]
    return b.bind(b.pick(options), entry.pure)


def one(b: Builder) -> bool:
    """Axes merged or of size one: `flatten`, `unflatten`, `squeeze`, `unsqueeze`."""
    entry = b.tensor()
    if entry is None:
        return False
    rank, name, torch = entry.value.dim(), entry.name, b.spelling.torch
    ones = [axis for axis, size in enumerate(entry.value.shape) if size == 1]
    options = [
        f"{name}.unsqueeze({b.pick(range(-rank - 1, rank + 1))})",
        f"{torch}.unsqueeze({name}, dim={b.pick(range(rank + 1))})",
    ]
    if rank:
        low, high = sorted((b.pick(range(rank)), b.pick(range(rank))))
        options += [
            f"{name}.flatten({low}, {high})",
            f"{torch}.flatten({name}, {low})",
            f"{name}.flatten(start_dim={low}, end_dim={high - rank})",
        ]
        options += [
            f"{name}.squeeze()",
            f"{name}.squeeze({b.pick([*ones, b.pick(range(rank))])})",
            f"{torch}.squeeze({name}, {b.pick([-1, 0])})",
        ]
        options += _unflattened(b, entry)
    return b.bind(b.pick(options), entry.pure)


def _unflattened(b: Builder, entry: Entry) -> list[str]:
    axis = b.pick(range(entry.value.dim()))
    size = entry.value.shape[axis]
    divisor = b.pick([d for d in range(1, size + 1) if size % d == 0])
    return [f"{entry.name}.unflatten({axis}, ({inside(b, divisor)}, {b.pick(['-1', str(size // divisor)])}))"]


def copies(b: Builder) -> bool:
    """`expand`, `repeat`, and the likes of `contiguous`."""
    entry = b.tensor()
    if entry is None:
        return False
    name = entry.name
    if b.chance(45):
        copy = b.pick(
            ["contiguous()", "clone()", "detach()", "to('cpu')", "cpu()", "double()", "data", "to(torch.float64)"]
        )
        return b.bind(f"{name}.{copy}", entry.pure and entry.is_float)
    lead: Sequence[int] = [b.pick([1, 2])] if b.chance(25) else []
    if b.chance(50):
        sizes = [*map(str, lead), *(_expanded(b, size) for size in entry.value.shape)]
        return (
            b.bind(f"{name}.{b.pick(['expand', 'expand', 'broadcast_to'])}(({', '.join(sizes)},))", entry.pure)
            if sizes
            else False
        )
    counts = [*lead, *(b.pick([1, 1, 2]) for _ in entry.value.shape)]
    return b.bind(f"{name}.repeat({', '.join(map(str, counts))})", entry.pure) if counts else False


def _expanded(b: Builder, size: int) -> str:
    if size == 1:
        return inside(b, b.pick([1, 2, 3]))
    return "-1" if b.chance(40) else inside(b, size)
