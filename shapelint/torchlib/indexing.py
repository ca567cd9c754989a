"""`value[items]` for everything that can be indexed: tensors, packed sequences, tuples and lists, shapes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from shapelint.domain.content import Elements, Lengths, Table, table
from shapelint.domain.dim import Dim
from shapelint.domain.join import stack
from shapelint.domain.select import (
    UNKNOWN_BOUND,
    Bound,
    EllipsisItem,
    IntegerItem,
    Item,
    NewAxisItem,
    SliceItem,
    TensorItem,
    select,
    select_sketch,
)
from shapelint.domain.tensor import Axis, Coordinate, Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Nothing, Number, Opaque, Sequence, ShapeOf, Span, Unknown
from shapelint.torchlib.coerce import as_dim, as_int, as_sequence, as_tensor, content_of, is_none, numbers, result

_IS_MASK: Mapping[Elements | None, bool] = {Elements.WHOLE: False, Elements.TRUTHS: True}


def index(value: object, items: tuple[object, ...], at: Hashable = None) -> object:
    """The result of `value[items]`, one item per comma; `Unknown` where it cannot be stated or certainly fails."""
    match value, items:
        case Sequence(), (item,):
            return _of_sequence(value, item)
        case ShapeOf(sketch), (item,):
            return _of_shape(sketch, item)
        case Packed(), (Span() as item,):
            return _of_sequence(Sequence(packed_fields(value)), item)
        case Packed(), (item,):
            return packed_fields(value)[place] if (place := _place(item, 4)) is not None else Unknown("field")
        case ((Tensor() | Sketch() | Opaque()), _):
            found = _of_tensor(value, items, at)
            return Nothing() if isinstance(found, Unknown) and any(map(_is_of_nothing, items)) else found
        case _:
            return Unknown("index of something unknown")


def _is_of_nothing(item: object) -> bool:
    """Whether a slice is empty, however long the axis is: `:0`, `2:2`."""
    if not isinstance(item, Span) or (step := 1 if is_none(item.step) else as_int(item.step)) is None or step < 1:
        return False
    start, stop = 0 if is_none(item.start) else as_int(item.start), as_int(item.stop)
    return start is not None and stop is not None and 0 <= stop <= start


def packed_fields(packed: Packed) -> tuple[object, ...]:
    """A PackedSequence as the named tuple it is: data, batch sizes, and the two permutations."""
    steps, batch = Tensor((Axis.plain(packed.steps),)), Tensor((Axis.plain(packed.batch, Coordinate.OTHER),))
    return packed.data, steps, batch, batch


def _place(item: object, size: int) -> int | None:
    place = as_int(item)
    return None if place is None or not -size <= place < size else place % size


def _of_sequence(sequence: Sequence, item: object) -> object:
    items = sequence.items
    if isinstance(item, Span):
        bounds = [None if is_none(bound) else as_int(bound) for bound in (item.start, item.stop, item.step)]
        given = [not is_none(bound) for bound in (item.start, item.stop, item.step)]
        if any(there and bound is None for there, bound in zip(given, bounds, strict=True)) or bounds[2] == 0:
            return Unknown("slice of a sequence")
        return Sequence(items[slice(*bounds)], sequence.is_list)
    place = _place(item, len(items))
    if place is not None:
        return items[place]
    same = set(items) if isinstance(item, Number | Opaque) and as_int(item) is None and _hashable(items) else set()
    return next(iter(same)) if len(same) == 1 else Unknown("item of a sequence")


def _hashable(items: tuple[object, ...]) -> bool:
    return all(isinstance(item, Number | Constant) for item in items)


def _of_shape(sketch: Sketch, item: object) -> object:
    if isinstance(item, Span):
        start = 0 if is_none(item.start) else as_int(item.start)
        stop = None if is_none(item.stop) else as_int(item.stop)
        if start is None or start < 0 or stop is None or stop < 0 or not (is_none(item.step) or as_int(item.step) == 1):
            return Unknown("part of a shape")
        return numbers(sketch.axis(i).size for i in range(start, stop))
    place = as_int(item)
    return Unknown("part of a shape") if place is None else Number(sketch.axis(place).size)


def _of_tensor(value: object, items: tuple[object, ...], at: Hashable) -> object:
    tensor = as_tensor(value)
    chosen = [_item(item) or _lengths(item, tensor) for item in items]
    known = [item for item in chosen if item is not None]
    if tensor is None or len(known) < len(chosen):
        return Unknown("an index of unknown nature")
    if isinstance(tensor, Sketch):
        return result(select_sketch(tensor, known, at), "index")
    return result(_at_known_places(tensor, known, at) or select(tensor, known, at), "index")


def _at_known_places(tensor: Tensor, items: list[Item], at: Hashable) -> Tensor | None:
    """`h_n[[-2, -1]]`, `h_n[mask]`: with known indices the selection is what each of them selects, stacked."""
    gathering = [i for i, item in enumerate(items) if isinstance(item, TensorItem) and item.sizes != ()]
    if len(gathering) != 1 or any(isinstance(item, EllipsisItem) for item in items[: gathering[0]]):
        return None
    place = gathering[0]
    chosen = _known_places(items[place])
    if not chosen:
        return None
    found = [select(tensor, [*items[:place], IntegerItem(Dim.of(i)), *items[place + 1 :]], at) for i in chosen]
    dim = sum(isinstance(item, SliceItem | NewAxisItem) for item in items[:place])
    stacked = None if None in found else stack(found, dim)
    return stacked if isinstance(stacked, Tensor) else None


def _known_places(item: Item) -> list[int]:
    """The places along its axis that a known index or mask takes; none where they, or which it is, are not known."""
    if not isinstance(item, TensorItem) or not isinstance(item.content, Table) or len(item.content.sizes) != 1:
        return []
    numbers = item.content.numbers
    match item.is_mask:
        case None:
            return []
        case True:
            return [i for i, number in enumerate(numbers) if number]
        case False:
            return list(numbers)


def _item(item: object) -> Item | None:
    match item:
        case Number(dim):
            return IntegerItem(dim)
        case Constant(None):
            return NewAxisItem()
        case Constant(value) if value is Ellipsis:
            return EllipsisItem()
        case Span():
            return _slice(item)
        case Tensor():
            return TensorItem(item.sizes, _IS_MASK.get(item.elements), item.content, item.label.sample)
        case Sequence():
            return _literal_indices(item)
        case _:
            return None


def _lengths(item: object, tensor: Tensor | Sketch | None) -> Item | None:
    """What is passed beside a tensor as an index of its steps: the lengths it was packed with, less one."""
    call, content = tensor.call if isinstance(tensor, Tensor) else None, content_of(item)
    if call is None or call.batch is None or content is None or content != Lengths(call.lengths, -1):
        return None
    return TensorItem((call.batch,), False, content)


def _slice(span: Span) -> SliceItem | None:
    step = 1 if is_none(span.step) else as_int(span.step)
    return None if step is None or step < 1 else SliceItem(_bound(span.start), _bound(span.stop), step)


def _bound(value: object) -> Bound:
    if is_none(value):
        return None
    dim = as_dim(value)
    return UNKNOWN_BOUND if dim is None else dim


def _literal_indices(sequence: Sequence) -> Item | None:
    """A list of numbers selects; truth values would be a mask."""
    items = as_sequence(sequence) or ()
    if not items or not all(isinstance(item, Number) for item in items):
        return None
    known = [item.dim.known for item in items if isinstance(item, Number)]
    numbers = [number for number in known if number is not None]
    content = table((len(items),), numbers) if len(numbers) == len(items) else None
    return TensorItem((Dim.of(len(items)),), False, content)
