"""Indexing: `x[i]`, `x[:, -1, :n]`, `x[..., None]`, `x[rows, lengths - 1]` (CLAIMS.md 8-11, 14, 15).

An integer removes its axis and fixes coordinates in the label; a slice keeps the axis (see `slicing.py`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from shapelint.domain.broadcasting import broadcast_sizes
from shapelint.domain.content import Content, Counting, Lengths, Table, rearranged, selected
from shapelint.domain.dim import ONE, ZERO, Dim, at_least
from shapelint.domain.fixing import marked, place_of, position_label
from shapelint.domain.provenance import UNLABELLED, At, Label, Place, Position
from shapelint.domain.recurrent import Call
from shapelint.domain.sketched import back_axes, derived, front_axes
from shapelint.domain.slicing import UNKNOWN_BOUND, Bound, UnknownBound, slice_axis
from shapelint.domain.tensor import Axis, Coordinate, Sketch, Tensor
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class IntegerItem:
    """An integer; None: a whole number of which nothing is known."""

    index: Dim | None


@dataclass(frozen=True)
class SliceItem:
    """`start:stop:step`; a bound is None if absent, `UNKNOWN_BOUND` if not known."""

    start: Bound = None
    stop: Bound = None
    step: int = 1


@dataclass(frozen=True)
class NewAxisItem:
    """`None`: a new axis of size 1."""


@dataclass(frozen=True)
class EllipsisItem:
    """`...`: all axes that the other items leave."""


@dataclass(frozen=True)
class TensorItem:
    """A tensor of indices (or a mask); None where its shape or kind is not known.

    `content` is what it holds, `sample` whose length a single one is.
    """

    sizes: tuple[Dim, ...] | None
    is_mask: bool | None = False
    content: Content | None = None
    sample: Place | None = None


Item = IntegerItem | SliceItem | NewAxisItem | EllipsisItem | TensorItem

__all__ = [
    "UNKNOWN_BOUND", "Bound", "EllipsisItem", "IntegerItem", "Item", "NewAxisItem", "SliceItem", "TensorItem",
    "UnknownBound", "out_of_range", "select", "select_sketch",
]


@dataclass(frozen=True)
class _Gathered:
    """In place of an axis that a tensor of indices replaces: that tensor's sizes."""

    sizes: tuple[Dim, ...]


_Slot = Axis | _Gathered


def out_of_range(size: Dim, index: Dim) -> bool | None:
    """Whether an index is out of range for an axis of this size, three-valued (CLAIMS.md 15)."""
    if size == ZERO:
        return None  # what is empty on this way through the program is not what is indexed
    if at_least(index, size) or at_least(-size - 1, index):
        return True
    if at_least(index, -size) and at_least(size - 1, index):
        return False
    return None


def select(tensor: Tensor, items: Sequence[Item], made: Hashable) -> Tensor | None:
    """`tensor[items]`; None where it cannot be stated or certainly fails."""
    full = _without_ellipsis(items, tensor.rank)
    if full is None:
        return None
    every = _last_of_every_sample(tensor, full, made)
    if every is not None:
        return every
    axes = iter(tensor.axes)
    slots: list[_Slot] = []
    fixed = UNLABELLED
    for item in full:
        taken = _new_axis() if isinstance(item, NewAxisItem) else _taken(next(axes), item, made)
        if taken is None:
            return None
        slots.extend(taken[0])
        fixed = fixed.joined(taken[1])
    arranged = _arranged(slots)
    if arranged is None:
        return None
    if fixed != UNLABELLED:
        arranged = tuple(_remade(axis, made) for axis in arranged)
    label = tensor.label.joined(marked(fixed, made))
    if label.step is Position.SOME and any(_is_last_of(tensor.call, item, label.sample) for item in full):
        label = replace(label, step=Position.LAST)
    return replace(tensor, axes=arranged, label=label, content=_content(tensor, items))


def _is_last_of(call: Call | None, item: Item, sample: Place | None) -> bool:
    """Whether an item is the last valid step of this sample of a packed call."""
    if call is None or not isinstance(item, TensorItem) or not isinstance(item.content, Lengths):
        return False
    return item.content == Lengths(call.lengths, -1) and isinstance(sample, At) and item.sample == sample


def _last_of_every_sample(tensor: Tensor, items: Sequence[Item], made: Hashable) -> Tensor | None:
    """`output[arange(batch), lengths - 1]`: the last valid step of each sample; None for any other index."""
    call = tensor.call
    if call is None or len(items) != tensor.rank or tensor.rank < 2:
        return None
    for place, item in enumerate(items):
        axis = tensor.axes[place]
        if isinstance(item, SliceItem) and item == SliceItem():
            continue
        if not isinstance(item, TensorItem) or item.sizes is None or len(item.sizes) != 1 or place > 1:
            return None
        if axis.coordinates == {Coordinate.BATCH} and axis.size == item.sizes[0] and item.content == Counting():
            continue
        if axis.coordinates != {Coordinate.TIME} or item.content != Lengths(call.lengths, -1):
            return None
    steps = [place for place, axis in enumerate(tensor.axes) if axis.coordinates == {Coordinate.TIME}]
    if len(steps) != 1 or not all(isinstance(item, TensorItem) for item in items[:2]):
        return None
    kept = tuple(axis for place, axis in enumerate(tensor.axes) if place != steps[0])
    return replace(tensor, axes=kept, label=tensor.label.joined(Label(step=Position.LAST, made=made)), content=None)


def _content(tensor: Tensor, items: Sequence[Item]) -> Content | None:
    """What the selected elements of a tensor of indices are."""
    if not isinstance(tensor.content, Table):
        return rearranged(tensor.content)
    places: list[int | slice] = []
    for item in items:
        match item:
            case IntegerItem(Dim(known=int() as index)):
                places.append(index)
            case SliceItem(None, None, 1):
                places.append(slice(None))
            case _:
                return None
    return selected(tensor.content, places)


def select_sketch(sketch: Sketch, items: Sequence[Item], made: Hashable) -> Tensor | Sketch | None:
    """`sketch[items]`: items before an ellipsis use up front axes, items after it back axes."""
    ellipses = [i for i, item in enumerate(items) if isinstance(item, EllipsisItem)]
    if len(ellipses) > 1:
        return None
    cut = ellipses[0] if ellipses else len(items)
    before, after = items[:cut], items[cut + 1 :]
    if any(_gathers(item) for item in before) and any(_gathers(item) for item in after):
        return None
    front = _sketched(front_axes(sketch, _used(before)), before, made)
    back = _sketched(back_axes(sketch, _used(after)), after, made)
    if front is None or back is None:
        return None
    kept = sketch.front[_used(before) :] if _keeps_other_end(after[::-1]) else ()
    left = sketch.back[: max(len(sketch.back) - _used(after), 0)] if _keeps_other_end(before) else ()
    fewer, shorter = _removed(after), _removed(before)
    kept, left = kept[: max(len(kept) - fewer, 0)], left[shorter:]
    return derived(sketch, "[...]", (*front, *kept), (*left, *back), tuple(items))


def _keeps_other_end(items: Sequence[Item]) -> bool:
    """Whether what is said of a sketch's axes counted from the other end still holds.

    Removing or adding outermost axes only shortens or lengthens it, and full slices change nothing; anything else, and
    any axis removed or added further in, may reach that end. `items` is given from its own end inwards.
    """
    inner = list(items)
    if inner and _removes(inner[0]):
        while inner and _removes(inner[0]):
            inner.pop(0)
    else:
        while inner and isinstance(inner[0], NewAxisItem):
            inner.pop(0)
    return all(item == SliceItem() for item in inner)


def _removes(item: Item) -> bool:
    match item:
        case IntegerItem() | TensorItem(sizes=(), is_mask=False):
            return True
        case _:
            return False


def _gathers(item: Item) -> bool:
    return isinstance(item, TensorItem) and not _removes(item)


def _removed(items: Sequence[Item]) -> int:
    return sum(_removes(item) for item in items)


def _remade(axis: Axis, made: Hashable) -> Axis:
    """The axis with its parts made here: a coordinate of all of them was just fixed."""
    if all(label.made is None for label in axis.labels()):
        return axis
    return Axis(tuple(replace(part, label=marked(part.label, made)) for part in axis.parts))


def _sketched(axes: Sequence[Axis], items: Sequence[Item], made: Hashable) -> tuple[Axis, ...] | None:
    part = select(Tensor(tuple(axes)), items, made)
    return None if part is None else part.axes


def _used(items: Sequence[Item]) -> int:
    return sum(_width(item) or 0 for item in items)


def _width(item: Item) -> int | None:
    """How many axes an item uses up, None if not known."""
    match item:
        case NewAxisItem() | EllipsisItem():
            return 0
        case TensorItem(sizes, is_mask=True):
            return None if sizes is None else len(sizes)
        case _:
            return 1


def _without_ellipsis(items: Sequence[Item], rank: int) -> list[Item] | None:
    """One item for each axis (and new axis): the ellipsis, or the missing rest, written out as full slices."""
    widths = [_width(item) for item in items]
    used = sum(width or 0 for width in widths)
    ellipses = [i for i, item in enumerate(items) if isinstance(item, EllipsisItem)]
    if None in widths or used > rank or len(ellipses) > 1:
        return None
    rest: list[Item] = [SliceItem()] * (rank - used)
    cut = ellipses[0] if ellipses else len(items)
    return [*items[:cut], *rest, *items[cut + 1 :]]


def _new_axis() -> tuple[list[_Slot], Label]:
    return [Axis.plain(ONE)], UNLABELLED


def _taken(axis: Axis, item: Item, made: Hashable) -> tuple[list[_Slot], Label] | None:
    """What an item leaves of its axis, and the coordinates it fixes."""
    match item:
        case IntegerItem(None) | TensorItem((), is_mask=False):
            return [], position_label(axis, None)
        case IntegerItem(Dim() as index):
            if out_of_range(axis.size, index):
                return None
            return [], position_label(axis, place_of(axis.size, index))
        case SliceItem(start, stop, step):
            sliced = slice_axis(axis, start, stop, step, made)
            return None if sliced is None else ([sliced], UNLABELLED)
        case TensorItem(tuple() as sizes, is_mask=False):
            return [_Gathered(sizes)], position_label(axis, None)
        case _:
            return None


def _arranged(slots: Sequence[_Slot]) -> tuple[Axis, ...] | None:
    """The axes, index tensors broadcast together in place; None if they are not side by side."""
    places = [i for i, slot in enumerate(slots) if isinstance(slot, _Gathered)]
    axes = [[slot] if isinstance(slot, Axis) else [] for slot in slots]
    if places:
        sizes: tuple[Dim, ...] | None = ()
        for slot in slots:
            if isinstance(slot, _Gathered):
                sizes = None if sizes is None else broadcast_sizes(sizes, slot.sizes)
        if sizes is None or places[-1] - places[0] != len(places) - 1:
            return None
        axes[places[0]] = [Axis.plain(size) for size in sizes]
    return tuple(axis for several in axes for axis in several)
