"""The same operations on a `Sketch`, a tensor of unknown rank.

Axes in `front` and in `back` are known to exist, and may be the same axes counted from either end. So what changes an
axis counted from one end makes everything said from the other end unsure, unless it cannot reach so far.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from shapelint.domain.arrange import flipped, permute
from shapelint.domain.dim import ONE
from shapelint.domain.fixing import is_one
from shapelint.domain.tensor import Axis, Sketch, Tensor

FROM_DATA = "from data"
"""The key of a tensor that was made from lists of unknown depth begins with this."""


def is_from_data(sketch: Sketch) -> bool:
    """Whether it comes from Python's lists, which the program makes as deep as it likes: no batch by custom."""
    key = sketch.key
    while isinstance(key, tuple) and key:
        if key[0] == FROM_DATA:
            return True
        key = key[0]
    return False


def last_axes(value: object) -> Tensor | None:
    """A tensor, or those of the last axes of one that are known; None where none is."""
    if isinstance(value, Sketch):
        return Tensor(value.back) if value.back else None
    return value if isinstance(value, Tensor) else None


def unsqueeze_sketch(sketch: Sketch, dim: int) -> Sketch:
    """A new axis of size 1 at `dim`."""
    new = Axis.plain(ONE)
    if dim >= 0:
        front = (*front_axes(sketch, dim), new, *sketch.front[dim:])
        return derived(sketch, f"unsqueeze({dim})", front, sketch.back if dim == 0 else ())
    behind = -dim - 1
    known = sketch.back[: max(len(sketch.back) - behind, 0)]
    back = (*known, new, *back_axes(sketch, behind))
    return derived(sketch, f"unsqueeze({dim})", sketch.front if dim == -1 else (), back)


def squeeze_sketch(sketch: Sketch, dim: int) -> Sketch | None:
    """Axis `dim` removed if its size is known to be 1; None where it is not known."""
    single = is_one(sketch.axis(dim).size)
    if not single:
        return None if single is None else sketch
    name = f"squeeze({dim})"
    if dim >= 0:
        front = (*sketch.front[:dim], *sketch.front[dim + 1 :])
        return derived(sketch, name, front, sketch.back[1:] if dim == 0 else ())
    back = (*sketch.back[:dim], *sketch.back[len(sketch.back) + dim + 1 :])
    return derived(sketch, name, sketch.front[:-1] if dim == -1 else (), back)


def transpose_sketch(sketch: Sketch, a: int, b: int) -> Sketch | None:
    """Axes `a` and `b` exchanged; None if they are counted from different ends."""
    name = f"transpose({a}, {b})"
    if (a < 0) != (b < 0):
        return None
    if a >= 0:
        axes = [*front_axes(sketch, max(a, b) + 1), *sketch.front[max(a, b) + 1 :]]
        axes[a], axes[b] = axes[b], axes[a]
        return derived(sketch, name, tuple(axes), ())
    used = -min(a, b)
    axes = [*sketch.back[: max(len(sketch.back) - used, 0)], *back_axes(sketch, used)]
    axes[a], axes[b] = axes[b], axes[a]
    return derived(sketch, name, (), tuple(axes))


def permute_sketch(sketch: Sketch, order: Sequence[int]) -> Tensor | None:
    """The axes in this order: their number is then known."""
    return permute(sketch.of_rank(len(order)), order)


def flip_sketch(sketch: Sketch, dim: int) -> Sketch:
    """Axis `dim` turned round."""
    if dim >= 0:
        axes = [*front_axes(sketch, dim + 1), *sketch.front[dim + 1 :]]
        axes[dim] = flipped(axes[dim])
        return derived(sketch, f"flip({dim})", tuple(axes), ())
    axes = [*sketch.back[: max(len(sketch.back) + dim, 0)], *back_axes(sketch, -dim)]
    axes[dim] = flipped(axes[dim])
    return derived(sketch, f"flip({dim})", (), tuple(axes))


def front_axes(sketch: Sketch, count: int) -> tuple[Axis, ...]:
    """The first axes, so many of them: that they exist is taken for granted, since the code uses them."""
    return tuple(sketch.axis(i) for i in range(count))


def back_axes(sketch: Sketch, count: int) -> tuple[Axis, ...]:
    """The last axes, so many of them (see `front_axes`)."""
    return tuple(sketch.axis(i) for i in range(-count, 0))


def derived(
    sketch: Sketch, operation: str, front: tuple[Axis, ...], back: tuple[Axis, ...], key: Hashable = None
) -> Sketch:
    """The sketch that an operation gives; the key tells its result from that of every other operation."""
    return Sketch((sketch.key, operation, key), f"{sketch.name}.{operation}", front, back)
