"""Random selections: indices of every kind, `chunk`, `split`, `unbind`, `gather`, `index_select`, `narrow`."""

from __future__ import annotations

from tests.oracle.builder import Builder
from tests.oracle.counting import inside, literal


def index(b: Builder) -> bool:
    """`v[...]` with an item for some of the axes."""
    entry = b.tensor(lambda value: value.dim() > 0)
    if entry is None:
        return False
    shape = tuple(entry.value.shape)
    count = b.pick(range(1, len(shape) + 1))
    cut = b.pick(range(count + 1)) if b.chance(30) else None
    items = [
        _item(b, size)
        for size in (shape[:count] if cut is None else (*shape[:cut], *shape[len(shape) - count + cut :]))
    ]
    if cut is not None:
        items.insert(cut, "...")
    if b.chance(10):
        items.insert(b.pick(range(len(items) + 1)), "None")
    return b.bind(f"{entry.name}[{', '.join(items)}]", entry.pure)


def _item(b: Builder, size: int) -> str:
    kind = b.random.randrange(100)
    if kind < 38:
        return literal(b, b.pick(range(size)), size)
    if kind < 62:
        return ":"
    if kind < 92:
        return _slice(b, size)
    places = [b.pick(range(size)) for _ in range(b.pick([1, 2, 3]))]
    return f"{places}" if kind < 96 else f"{b.spelling.torch}.tensor({places})"


def _slice(b: Builder, size: int) -> str:
    start, stop = b.pick(range(size + 1)), b.pick(range(size + 2))
    first = "" if b.chance(40) else literal(b, start, size) if start < size else ""
    last = "" if b.chance(40) else inside(b, stop) if b.chance(60) else str(stop - size - 1) if stop <= size else ""
    step = f":{b.pick([1, 2, 2, 3])}" if b.chance(20) else ""
    return f"{first}:{last}{step}"


def along(b: Builder) -> bool:
    """`select`, `narrow`, `index_select`, `gather` along one axis."""
    entry = b.tensor(lambda value: value.dim() > 0)
    if entry is None:
        return False
    dim = b.pick(range(entry.value.dim()))
    size, place = entry.value.shape[dim], dim - entry.value.dim() if b.chance(40) else dim
    name, torch = entry.name, b.spelling.torch
    start = b.pick(range(size))
    indices = [b.pick(range(size)) for _ in range(b.pick([1, 2, 3]))]
    whole = [size if i != dim else len(indices) for i, size in enumerate(entry.value.shape)]
    ones = [1 if i != dim else len(indices) for i in range(len(whole))]
    text = b.pick([
        f"{name}.select({place}, {literal(b, start, size)})", f"{torch}.select({name}, {place}, {start})",
        f"{name}.narrow({place}, {start}, {inside(b, b.pick(range(1, size - start + 1)))})",
        f"{name}.index_select({place}, {torch}.tensor({indices}))",
        f"{torch}.index_select({name}, {place}, {torch}.tensor({indices}))",
        f"{name}.gather({place}, {torch}.tensor({indices}).view({ones}).expand({whole}))",
        f"{torch}.gather({name}, dim={place}, index={torch}.tensor({indices}).view({ones}).expand({whole}))",
    ])  # fmt: skip
    return b.bind(text, entry.pure)


def apart(b: Builder) -> bool:
    """`chunk`, `split`, `unbind`: all pieces under names of their own, or one of them."""
    entry = b.tensor(lambda value: value.dim() > 0)
    if entry is None:
        return False
    dim = b.pick(range(entry.value.dim()))
    size, place = entry.value.shape[dim], dim - entry.value.dim() if b.chance(40) else dim
    name, torch = entry.name, b.spelling.torch
    piece = b.pick(range(1, size + 1))
    text, count = b.pick([
        (f"{name}.chunk({inside(b, 2)}, {place})", len(entry.value.chunk(2, dim))),
        (f"{torch}.chunk({name}, 3, dim={place})", len(entry.value.chunk(3, dim))),
        (f"{name}.split({inside(b, piece)}, {place})", -(-size // piece)),
        (f"{torch}.split({name}, {piece}, dim={place})", -(-size // piece)),
        (f"{name}.split([{inside(b, piece)}, {size - piece}], dim={place})", 2),
        (f"{name}.unbind({place})", size), (f"{torch}.unbind({name}, dim={place})", size),
    ])  # fmt: skip
    if count <= 4 and b.chance(60):
        stem = f"v{len(b.body)}"
        return b.bind(text, entry.pure, [f"{stem}{letter}" for letter in "abcd"[:count]], _target(stem, count))
    return b.bind(f"{text}[{literal(b, b.pick(range(count)), count)}]", entry.pure)


def _target(stem: str, count: int) -> str:
    names = ", ".join(f"{stem}{letter}" for letter in "abcd"[:count])
    return f"{names}," if count == 1 else names
