"""Moving, adding, removing, turning round and repeating axes. None where the result cannot be stated."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from shapelint.domain.content import rearranged
from shapelint.domain.dim import ONE, ZERO, Dim, equal
from shapelint.domain.fixing import is_one, marked, position_label
from shapelint.domain.provenance import Label
from shapelint.domain.regroup import INFER, Size, axis_index
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor

_MOST_COPIES = 16


def permute(tensor: Tensor, order: Sequence[int]) -> Tensor | None:
    """The axes in this order."""
    places = _places(tensor.rank, order)
    if places is None or len(places) != tensor.rank:
        return None
    axes = tuple(tensor.axes[i] for i in places)
    return replace(tensor, axes=axes, arranged=None, content=rearranged(tensor.content))


def transpose(tensor: Tensor, a: int, b: int) -> Tensor | None:
    """Axes `a` and `b` exchanged."""
    left, right = axis_index(tensor.rank, a), axis_index(tensor.rank, b)
    if left is None or right is None:
        return None
    axes = list(tensor.axes)
    axes[left], axes[right] = axes[right], axes[left]
    return replace(tensor, axes=tuple(axes), arranged=None, content=rearranged(tensor.content))


def t(tensor: Tensor) -> Tensor | None:
    """A matrix transposed; a vector stays."""
    if tensor.rank > 2:
        return None
    return transpose(tensor, 0, 1) if tensor.rank == 2 else tensor


def movedim(tensor: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor | None:
    """Axes moved to other places, the others in order."""
    old = _places(tensor.rank, [source] if isinstance(source, int) else source)
    new = _places(tensor.rank, [destination] if isinstance(destination, int) else destination)
    if old is None or new is None or len(old) != len(new):
        return None
    rest = iter([i for i in range(tensor.rank) if i not in old])
    moved = dict(zip(new, old, strict=True))
    return permute(tensor, [moved[i] if i in moved else next(rest) for i in range(tensor.rank)])


def squeeze(tensor: Tensor, dim: int | Sequence[int] | None = None, made: Hashable = None) -> Tensor | None:
    """Axes of size 1 removed, their coordinates fixed; None where it is not known whether a size is 1."""
    asked = range(tensor.rank) if dim is None else _places(tensor.rank, [dim] if isinstance(dim, int) else dim)
    if asked is None:
        return None
    kept, label = [], tensor.label
    for place, axis in enumerate(tensor.axes):
        single = is_one(axis.size) if place in asked else False
        if single is None:
            return None
        if single:
            label = label.joined(collapsed_label(axis, made))
        else:
            kept.append(axis)
    return replace(tensor, axes=tuple(kept), label=label, content=rearranged(tensor.content))


def unsqueeze(tensor: Tensor, dim: int) -> Tensor | None:
    """A new axis of size 1 at `dim`."""
    place = axis_index(tensor.rank + 1, dim)
    if place is None:
        return None
    axes = (*tensor.axes[:place], Axis.plain(ONE), *tensor.axes[place:])
    return replace(tensor, axes=axes, content=rearranged(tensor.content))


def flip(tensor: Tensor, dims: int | Sequence[int]) -> Tensor | None:
    """Axes turned round."""
    places = _places(tensor.rank, [dims] if isinstance(dims, int) else dims)
    if places is None:
        return None
    axes = tuple(flipped(axis) if i in places else axis for i, axis in enumerate(tensor.axes))
    return replace(tensor, axes=axes, content=rearranged(tensor.content))


def expand(tensor: Tensor, sizes: Sequence[Size], made: Hashable = None) -> Tensor | None:
    """Axes of size 1 repeated to these sizes (-1 keeps one), new axes in front."""
    new = len(sizes) - tensor.rank
    if new < 0:
        return None
    axes: list[Axis] = []
    label = tensor.label
    for place, size in enumerate(sizes):
        wider = _widened(tensor.axes[place - new], size, made) if place >= new else _fresh(size)
        if wider is None:
            return None
        axes.append(wider[0])
        label = label.joined(wider[1])
    return replace(tensor, axes=tuple(axes), label=label, content=rearranged(tensor.content))


def repeat(tensor: Tensor, repeats: Sequence[Size], made: Hashable = None) -> Tensor | None:
    """Axes tiled so many times, new axes in front."""
    new = len(repeats) - tensor.rank
    if new < 0:
        return None
    axes: list[Axis] = []
    label = tensor.label
    for place, count in enumerate(repeats):
        tiled = _tiled(tensor.axes[place - new] if place >= new else Axis.plain(ONE), count, made)
        if tiled is None:
            return None
        axes.append(tiled[0])
        label = label.joined(tiled[1])
    return replace(tensor, axes=tuple(axes), label=label, content=rearranged(tensor.content))


def collapsed_label(axis: Axis, made: Hashable) -> Label:
    """The coordinates that an axis of size 1 leaves behind."""
    return marked(position_label(axis, ZERO), made)


def flipped(axis: Axis) -> Axis:
    """The axis turned round."""
    return Axis(tuple(Part(tuple(_reversed(d) for d in part.digits), part.label) for part in reversed(axis.parts)))


def _reversed(digit: Digit) -> Digit:
    if digit.coordinate in (Coordinate.OTHER, Coordinate.PACKED):
        return digit
    return replace(digit, start=digit.start + (digit.size - 1) * digit.stride, stride=-digit.stride)


def _places(rank: int, dims: Sequence[int]) -> list[int] | None:
    """Axes counted from 0; None if one does not exist or is named twice."""
    places = [place for place in (axis_index(rank, dim) for dim in dims) if place is not None]
    return places if len(places) == len(dims) == len(set(places)) else None


def _fresh(size: Size) -> tuple[Axis, Label] | None:
    if not isinstance(size, Dim) or size.known in (0, -1):
        return None
    return Axis.plain(size), Label()


def _widened(axis: Axis, size: Size, made: Hashable) -> tuple[Axis, Label] | None:
    """One axis expanded, and the coordinates that this fixes. An axis that may be of size 1 keeps its label only."""
    if size is INFER or (isinstance(size, Dim) and (size.known == -1 or equal(axis.size, size))):
        return axis, Label()
    if not isinstance(size, Dim) or size.known == 0:
        return None
    single = is_one(axis.size)
    if single:
        return Axis.plain(size), collapsed_label(axis, made)
    if single is False:
        return None if equal(axis.size, size) is False else (axis, Label())
    if len(axis.parts) != 1:
        return None
    return Axis.of(Digit(Coordinate.OTHER, size), label=axis.parts[0].label), Label()


def _tiled(axis: Axis, count: Size, made: Hashable) -> tuple[Axis, Label] | None:
    if not isinstance(count, Dim) or (count.known is not None and count.known < 1):
        return None
    if count == ONE:
        return axis, Label()
    if is_one(axis.size):
        return Axis.plain(count), collapsed_label(axis, made)
    if len(axis.parts) == 1:
        part = axis.parts[0]
        return Axis.of(Digit(Coordinate.OTHER, count), *part.digits, label=part.label), Label()
    if count.known is None or count.known * len(axis.parts) > _MOST_COPIES:
        return None
    return Axis(axis.parts * count.known), Label()
