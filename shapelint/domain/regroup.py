"""`view`, `reshape`, `flatten` and `unflatten`: the same elements in other axes (CLAIMS.md 8, 9, 18)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from enum import Enum
from math import prod

from shapelint.domain.dim import ONE, Dim, Symbol, at_least, equal
from shapelint.domain.grouping import regrouped
from shapelint.domain.tensor import Axis, Sketch, Tensor


class UnstatedSize(Enum):
    """A size that is not given as a number."""

    INFER = -1
    UNKNOWN = "unknown"


INFER = UnstatedSize.INFER
"""The size -1: what is left."""
UNKNOWN_SIZE = UnstatedSize.UNKNOWN
"""A size of which nothing is known."""

Size = Dim | UnstatedSize


def view(tensor: Tensor, sizes: Sequence[Size], made: Hashable = None) -> Tensor | None:
    """The tensor in axes of these sizes; None where it cannot be told or certainly fails.

    Exact if every size is a run of digits in stored order; a tensor that is cut across them is `scrambled`.
    """
    total = prod(tensor.sizes, start=ONE)
    stated = resolved(total, frozenset().union(*(size.symbols for size in tensor.sizes)), sizes)
    if stated is None or equal(prod(stated, start=ONE), total) is False:
        return None
    if any(at_least(size, 1) is False for size in (*stated, *tensor.sizes)):
        return None
    return regrouped(tensor, stated, made)


def flatten(tensor: Tensor, start: int = 0, end: int = -1, made: Hashable = None) -> Tensor | None:
    """Axes `start` to `end` (both included) merged into one."""
    if not tensor.rank:
        return view(tensor, [ONE], made)
    first, last = axis_index(tensor.rank, start), axis_index(tensor.rank, end)
    if first is None or last is None or last < first:
        return None
    sizes = tensor.sizes
    return view(tensor, [*sizes[:first], prod(sizes[first : last + 1], start=ONE), *sizes[last + 1 :]], made)


def unflatten(tensor: Tensor, dim: int, sizes: Sequence[Size], made: Hashable = None) -> Tensor | None:
    """Axis `dim` split into axes of these sizes."""
    index = axis_index(tensor.rank, dim)
    if index is None or not sizes:
        return None
    size = tensor.sizes[index]
    stated = resolved(size, size.symbols, sizes)
    if stated is None:
        return None
    return view(tensor, [*tensor.sizes[:index], *stated, *tensor.sizes[index + 1 :]], made)


def view_sketch(sketch: Sketch, sizes: Sequence[Size]) -> Tensor:
    """A tensor of unknown rank in axes of these sizes: of its contents nothing is known, of its rank everything."""
    key = (sketch.key, "view", tuple(sizes))
    name = f"{sketch.name}.view(...)"
    left = _left_over(sketch, sizes)
    stated = [left if left is not None and size is INFER else size for size in sizes]
    axes = [_named(size, (key, place), f"{name}.size({place})") for place, size in enumerate(stated)]
    return Tensor(tuple(axes))


def _left_over(sketch: Sketch, sizes: Sequence[Size]) -> Dim | None:
    """What the one -1 stands for: a multiple of the last axes' sizes, where the sizes beside it divide these."""
    others = [size for size in sizes if isinstance(size, Dim)]
    if not sketch.back or len(others) != len(sizes) - 1 or INFER not in sizes:
        return None
    behind = prod((axis.size for axis in sketch.back), start=ONE).exact_quotient(prod(others, start=ONE))
    if behind is None:
        return None
    before = f"{sketch.name}.numel()" if sketch.appended == len(sketch.back) else f"{sketch.name}.size(...)"
    return behind * Dim.of(Symbol((sketch.key, "elements before", sketch.back), before))


def axis_index(rank: int, dim: int) -> int | None:
    """The index of an axis counted from 0, None if there is no such axis."""
    return dim % rank if -rank <= dim < rank else None


def resolved(total: Dim, own: frozenset[Symbol], sizes: Sequence[Size]) -> list[Dim] | None:
    """The sizes as dims: one that is not given, or is foreign to the tensor, follows from the number of elements."""
    stated = [INFER if isinstance(size, Dim) and size.known == -1 else size for size in sizes]
    open_places = [i for i, size in enumerate(stated) if isinstance(size, UnstatedSize)]
    if len(open_places) > 1:
        return None
    foreign = [i for i, size in enumerate(stated) if isinstance(size, Dim) and not size.symbols <= own]
    if not open_places and len(foreign) != 1:
        return [size for size in stated if isinstance(size, Dim)]
    place = (open_places or foreign)[0]
    others = prod((size for i, size in enumerate(stated) if isinstance(size, Dim) and i != place), start=ONE)
    value = total.exact_quotient(others)
    if value is None and open_places:
        value = _inferred(total, others)
        if value is None:
            return None
    given = [value if i == place and value is not None else size for i, size in enumerate(stated)]
    return [size for size in given if isinstance(size, Dim)]


def _inferred(total: Dim, others: Dim) -> Dim | None:
    """What -1 stands for where the division is not a polynomial; None where it fails."""
    if total.known is not None and others.known is not None:
        return None
    return total.floor_quotient(others) if others.terms else None


def _named(size: Size, key: Hashable, name: str) -> Axis:
    if isinstance(size, Dim) and size.known != -1:
        return Axis.plain(size)
    return Axis.plain(Dim.of(Symbol(key, name)))
