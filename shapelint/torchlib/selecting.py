"""A part of the values: `select`, `narrow`, `chunk`, `split`, `index_select`, `gather`, `topk`, ..."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from shapelint.domain.agreement import hoisted, unlabelled
from shapelint.domain.content import Elements, Lengths
from shapelint.domain.dim import ONE, Dim, Symbol, equal
from shapelint.domain.fixing import marked, position_label
from shapelint.domain.join import chunk, split, unbind
from shapelint.domain.provenance import Position
from shapelint.domain.select import IntegerItem, Item, SliceItem, TensorItem, select, select_sketch
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Sketch, Tensor
from shapelint.domain.value import Number, Sequence, Unknown
from shapelint.torchlib.coerce import as_dim, as_int, as_sequence, as_tensor, dims_of, result
from shapelint.torchlib.operation import Bound, Effect, Operation, operations

_ZERO = Number(Dim.of(0))
_LAST = Number(Dim.of(-1))


def _along(bound: Bound, item: Item) -> object:
    """The tensor indexed along `dim` alone."""
    tensor, dim = as_tensor(bound.get("input")), as_int(bound.get("dim", _ZERO))
    if tensor is None or dim is None:
        return Unknown("input or dim")
    if isinstance(tensor, Tensor):
        if not -tensor.rank <= dim < tensor.rank:
            return Unknown("no such axis")
        return result(select(tensor, (*[SliceItem()] * (dim % tensor.rank), item), bound.at), "index")
    if dim < 0:
        return Unknown("an axis counted from the end")
    return result(select_sketch(tensor, (*[SliceItem()] * dim, item), bound.at), "index")


def _select(bound: Bound) -> object:
    place = as_dim(bound.get("index"))
    return Unknown("index") if place is None else _along(bound, IntegerItem(place))


def _narrow(bound: Bound) -> object:
    start, length = as_dim(bound.get("start")), as_dim(bound.get("length"))
    if start is None or length is None:
        return Unknown("start or length")
    known = start.known
    stop = None if known is not None and known < 0 and equal(start + length, 0) else start + length
    return _along(bound, SliceItem(start, stop, 1))


def _index_select(bound: Bound) -> object:
    index = as_tensor(bound.get("index"))
    sizes = index.of_rank(1).sizes if isinstance(index, Sketch) else None if index is None else index.sizes
    if sizes is None or len(sizes) > 1:
        return Unknown("index")
    return _along(bound, TensorItem(sizes or (ONE,), False))


def _chunk(bound: Bound) -> object:
    tensor, count, dim = as_tensor(bound.get("input")), as_int(bound.get("chunks")), as_int(bound.get("dim", _ZERO))
    if not isinstance(tensor, Tensor) or count is None or dim is None:
        return Unknown("pieces of unknown number")
    return result(chunk(tensor, count, dim, bound.at), "pieces of unknown size")


def _split(bound: Bound) -> object:
    tensor, dim = as_tensor(bound.get("input")), as_int(bound.get("dim", _ZERO))
    given = bound.get("split_size_or_sections")
    items = as_sequence(given)
    sizes = as_dim(given) if items is None else dims_of(items)
    if not isinstance(tensor, Tensor) or sizes is None or dim is None:
        return Unknown("pieces of unknown number")
    return result(split(tensor, sizes, dim, bound.at), "pieces of unknown number")


def _unbind(bound: Bound) -> object:
    tensor, dim = as_tensor(bound.get("input")), as_int(bound.get("dim", _ZERO))
    if not isinstance(tensor, Tensor) or dim is None:
        return Unknown("pieces of unknown number")
    return result(unbind(tensor, dim, bound.at), "pieces of unknown number")


def _gather(bound: Bound) -> object:
    """The result has the index's sizes; along `dim` each element is some position of its own."""
    tensor, index, dim = as_tensor(bound.get("input")), as_tensor(bound.get("index")), as_int(bound.get("dim"))
    if index is None or dim is None:
        return Unknown("index or dim")
    if not isinstance(tensor, Tensor):
        return Unknown("input of unknown rank") if isinstance(index, Sketch) else _bare(index)
    sizes = (index.of_rank(tensor.rank) if isinstance(index, Sketch) else index).sizes
    if len(sizes) != tensor.rank or not -tensor.rank <= dim < tensor.rank:
        return Unknown("index of another rank")
    found = _gathered(hoisted(tensor), sizes, dim % tensor.rank, bound.at)
    return _at_last_step(found, tensor, index, dim % tensor.rank) if isinstance(index, Tensor) else found


def _at_last_step(found: Tensor, tensor: Tensor, index: Tensor, dim: int) -> Tensor:
    """What `gather` takes along time at `lengths - 1`, each sample at its own: the last valid step."""
    call, batch = tensor.call, tensor.axis_of(Coordinate.BATCH)
    if call is None or batch is None or index.content != Lengths(call.lengths, -1) or index.scrambled:
        return found
    samples = index.axis_of(Coordinate.BATCH)
    same = samples == batch and equal(index.sizes[batch], tensor.sizes[batch]) is True
    # lengths that were passed have one axis: where it is not the one that is gathered along, it is that of the samples
    passed = samples is None and index.sizes[dim] == ONE and index.sizes[batch] != ONE and dim != batch
    if not (same or passed) or tensor.axes[dim].coordinates != {Coordinate.TIME}:
        return found
    return replace(found, label=replace(found.label, step=Position.LAST))


def _bare(tensor: Tensor) -> Tensor:
    return Tensor(tuple(Axis.plain(size) for size in tensor.sizes))


def _gathered(tensor: Tensor, sizes: tuple[Dim, ...], dim: int, made: Hashable) -> Tensor:
    label = tensor.label.joined(marked(position_label(tensor.axes[dim], None), made))
    axes = []
    for place, (axis, size) in enumerate(zip(tensor.axes, sizes, strict=True)):
        if place != dim and equal(axis.size, size) is True:
            axes.append(axis)
            continue
        parts = axis.parts
        if place != dim and len(parts) == 1 and len(parts[0].digits) == 1:
            axes.append(Axis.of(replace(parts[0].digits[0], size=size)))
            continue
        axes.append(Axis.plain(size))
    return Tensor(tuple(axes), label, tensor.scrambled)


def _masked_select(bound: Bound) -> object:
    if as_tensor(bound.get("input")) is None:
        return Unknown("input")
    return Tensor((Axis.plain(Dim.of(Symbol(("masked", bound.at), "?", least=0))),))


def _sorted(bound: Bound) -> object:
    """`sort`: along its axis the order is no longer known."""
    tensor, dim = as_tensor(bound.get("input")), as_int(bound.get("dim", _LAST))
    if not isinstance(tensor, Tensor) or dim is None or not -tensor.rank <= dim < tensor.rank:
        return Unknown("input or dim")
    return _ranking(tensor, dim % tensor.rank, tensor.sizes[dim])


def _top(bound: Bound) -> object:
    tensor, dim, count = as_tensor(bound.get("input")), as_int(bound.get("dim", _LAST)), as_dim(bound.get("k"))
    if not isinstance(tensor, Tensor) or dim is None or not -tensor.rank <= dim < tensor.rank or count is None:
        return Unknown("input, dim or k")
    return _ranking(tensor, dim % tensor.rank, count)


def _ranking(tensor: Tensor, dim: int, size: Dim) -> Sequence:
    bare = unlabelled(hoisted(tensor))
    values = Tensor((*bare.axes[:dim], Axis.plain(size), *bare.axes[dim + 1 :]))
    return Sequence((values, replace(values, elements=Elements.WHOLE)))


def _order(bound: Bound) -> object:
    """`argsort`: the second of what `sort` returns."""
    match _sorted(bound):
        case Sequence((_, order)):
            return order
        case other:
            return other


def _rolled(bound: Bound) -> object:
    """`roll`: without `dim` all axes are mixed; along an axis its positions move, the others stay."""
    tensor, dim = as_tensor(bound.get("input")), bound.get("dims")
    if not isinstance(tensor, Tensor):
        return Unknown("input") if tensor is None else tensor
    items = as_sequence(dim)
    places = [as_int(item) for item in (items if items is not None else (dim,))]
    if dim is None or any(place is None or not -tensor.rank <= place < tensor.rank for place in places):
        return _bare(tensor)
    moved = {place % tensor.rank for place in places if place is not None}
    return _shuffled(hoisted(tensor), moved)


def _shuffled(tensor: Tensor, moved: set[int]) -> Tensor:
    label, axes = tensor.label, list(tensor.axes)
    for place in moved:
        label = label.joined(position_label(axes[place], None))
        axes[place] = Axis.plain(axes[place].size)
    return Tensor(tuple(axes), label, tensor.scrambled)


def _interleaved(bound: Bound) -> object:
    """`repeat_interleave`: each position several times in a row."""
    tensor, dim, count = as_tensor(bound.get("input")), bound.get("dim"), bound.get("repeats")
    place, times = as_int(dim), as_dim(count) if isinstance(count, Number) else None
    if not isinstance(tensor, Tensor) or times is None or place is None or not -tensor.rank <= place < tensor.rank:
        return Unknown("input, dim or repeats")
    place %= tensor.rank
    whole = hoisted(tensor)
    copy = Digit(Coordinate.OTHER, times)
    parts = tuple(Part((*part.digits, copy), part.label) for part in whole.axes[place].parts)
    return replace(whole, axes=(*whole.axes[:place], Axis(parts), *whole.axes[place + 1 :]))


OPERATIONS: Mapping[str, Operation] = {
    **operations("select", "input dim index", Effect.SELECT, _select),
    **operations("narrow", "input dim start length", Effect.SELECT, _narrow),
    **operations("index_select", "input dim index", Effect.SELECT, _index_select),
    **operations("gather", "input dim index", Effect.SELECT, _gather),
    **operations("masked_select", "input mask", Effect.SELECT, _masked_select),
    **operations("chunk", "input chunks dim", Effect.SELECT, _chunk),
    **operations("split", "input split_size_or_sections dim", Effect.SELECT, _split),
    **operations("unbind", "input dim", Effect.SELECT, _unbind),
    **operations("topk", "input k dim largest sorted", Effect.MIX, _top),
    **operations("sort", "input dim descending", Effect.MIX, _sorted),
    **operations("argsort", "input dim descending", Effect.MIX, _order),
    **operations("roll", "input shifts dims", Effect.RESHAPE, _rolled),
    **operations("repeat_interleave", "input repeats dim", Effect.RESHAPE, _interleaved),
}
