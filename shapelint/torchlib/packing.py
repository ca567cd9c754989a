"""`torch.nn.utils.rnn`: packing and padding (CLAIMS.md 4, 16)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from shapelint.domain.agreement import hoisted, unlabelled
from shapelint.domain.content import Elements, Lengths, Table
from shapelint.domain.dim import ONE, Dim, Symbol, equal
from shapelint.domain.provenance import UNLABELLED
from shapelint.domain.recurrent import EVEN
from shapelint.domain.tensor import Axis, Coordinate, Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Many, Meaning, Number, Opaque, Sequence, Unknown
from shapelint.torchlib.coerce import as_bool, as_dim, as_sequence, as_tensor, content_of, is_none
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def _pack(bound: Bound) -> object:
    """`pack_padded_sequence`: steps, batch and features from the input's axes, by `batch_first`."""
    batch_first = as_bool(bound.get("batch_first", Constant(False)))
    tensor = as_tensor(bound.get("input"))
    if tensor is None or batch_first is None:
        return _packed_unknown(bound)
    padded = tensor.of_rank(3) if isinstance(tensor, Sketch) else tensor
    if padded.rank < 2:
        return Unknown("a sequence of too few axes")
    if padded.rank != 3:
        return Unknown("a sequence of another rank")
    first, second, last = unlabelled(hoisted(padded)).axes
    steps, batch = (second, first) if batch_first else (first, second)
    return Packed(last, UNLABELLED, _longest(bound, steps.size), batch.size, _total(bound.at), _packed_under(bound))


def one_length(lengths: object) -> Dim | None:
    """The length that all lengths of a list or tensor have, None where they differ or are not known."""
    match lengths:
        case Tensor(content=Dim() as same):
            return same
        case Tensor(content=Table(numbers=(first, *_) as numbers)) if all(each == first for each in numbers):
            return Dim.of(first)
        case Many(item=Number(dim)):
            return dim
        case Sequence(items=(Number(dim), *_)) if all(item == lengths.items[0] for item in lengths.items):
            return dim
        case _:
            return None


def _packed_unknown(bound: Bound) -> Packed:
    """A packed sequence of which nothing is known, but that it is one."""
    features, steps, batch = (Dim.of(Symbol((name, bound.at), name)) for name in ("features", "longest", "batch"))
    return Packed(Axis.plain(features), UNLABELLED, steps, batch, _total(bound.at), _packed_under(bound))


def _packed_under(bound: Bound) -> Hashable:
    """What tells these lengths from others: who passed them, where that is known, else the place."""
    if one_length(bound.get("lengths")) is not None:
        return (EVEN, bound.at)
    content = content_of(bound.get("lengths"))
    return content.of if isinstance(content, Lengths) and not content.more else ("lengths", bound.at)


def _longest(bound: Bound, steps: Dim) -> Dim:
    """The steps of the longest sequence: as many as the padded input has, or fewer where the lengths are not known."""
    given = bound.get("lengths")
    if isinstance(given, Tensor) and isinstance(given.content, Table):
        return Dim.of(max(given.content.numbers, default=1))
    lengths = [as_dim(item) for item in as_sequence(given) or ()]
    known = [length.known for length in lengths if length is not None and length.known is not None]
    if known and len(known) == len(lengths):
        return Dim.of(max(known))
    return steps if steps == ONE else Dim.of(Symbol(("longest", bound.at), "T"))


def _total(at: Hashable) -> Dim:
    return Dim.of(Symbol(("packed", at), "sum of lengths"))


def _pad(bound: Bound) -> object:
    """`pad_packed_sequence`: the padded tensor and the lengths. `total_length` sets the number of steps."""
    packed, batch_first = bound.get("sequence"), as_bool(bound.get("batch_first", Constant(False)))
    if not isinstance(packed, Packed) or batch_first is None:
        return _pad_unknown(packed)
    total = bound.get("total_length")
    lengths = _lengths(packed)
    if is_none(total):
        padded = _laid_out(packed.padded(batch_first), bound.at)
        return Sequence((padded, lengths), meaning=Meaning.PADDED, call=packed.label.call)
    steps = as_dim(total)
    if steps is None:
        return Sequence((Unknown("total_length"), lengths), meaning=Meaning.PADDED, call=packed.label.call)
    longer = (packed if equal(steps, packed.steps) else replace(packed, steps=steps)).padded(batch_first)
    return Sequence((_laid_out(longer, bound.at), lengths), meaning=Meaning.PADDED, call=packed.label.call)


def _lengths(packed: Packed) -> Tensor:
    """The lengths that `pad_packed_sequence` returns second."""
    content = None if packed.lengths is None else Lengths(packed.lengths)
    return Tensor((Axis.plain(packed.batch, Coordinate.BATCH),), elements=Elements.WHOLE, content=content)


def _laid_out(padded: Tensor, at: Hashable) -> Tensor:
    """The tensor, whose axes got their order here."""
    return replace(padded, arranged=at)


def _pad_unknown(packed: object) -> object:
    lengths = Unknown("lengths")
    if not isinstance(packed, Opaque):
        return Sequence((Unknown("padded"), lengths), meaning=Meaning.PADDED)
    return Sequence((Sketch((packed.key, "padded"), f"padded {packed.name}"), lengths), meaning=Meaning.PADDED)


def _pack_sequence(bound: Bound) -> object:
    """`pack_sequence([a, b, c])`: as many sequences as the list is long, each of its own length."""
    found = [as_tensor(item) for item in as_sequence(bound.get("sequences")) or ()]
    packed = _packed_unknown(bound)
    last = _features(found)
    packed = packed if last is None else replace(packed, features=last)
    steps = [tensor.sizes[0] for tensor in found if isinstance(tensor, Tensor) and tensor.rank]
    if steps and len(steps) == len(found) and all(each == steps[0] for each in steps):
        packed = replace(packed, lengths=(EVEN, bound.at))
    return replace(packed, batch=Dim.of(len(found))) if found else packed


def _features(tensors: list[Tensor | Sketch | None]) -> Axis | None:
    """The axis after the first one, where some sequence is known to have exactly two."""
    known = [tensor for tensor in tensors if isinstance(tensor, Tensor)]
    return unlabelled(hoisted(known[0])).axes[1] if known and all(tensor.rank == 2 for tensor in known) else None


def _pad_sequence(bound: Bound) -> object:
    """`pad_sequence([a, b], batch_first)`: a batch axis beside the time axis, the others as they are."""
    items, batch_first = as_sequence(bound.get("sequences")), as_bool(bound.get("batch_first", Constant(False)))
    found = [as_tensor(item) for item in items or ()]
    known = [tensor for tensor in found if isinstance(tensor, Tensor)]
    if batch_first is None or len({tensor.rank for tensor in known}) > 1 or (known and not known[0].rank):
        return Unknown("sequences")
    number = Dim.of(len(found)) if items else Dim.of(Symbol(("sequences", bound.at), "B"))
    batch = Axis.plain(number, Coordinate.BATCH)
    time = Axis.plain(Dim.of(Symbol(("longest", bound.at), "longest")), Coordinate.TIME)
    order = (batch, time) if batch_first else (time, batch)
    if not known:
        return Sketch(("pad_sequence", bound.at), "padded", order)
    return Tensor((*order, *(Axis.plain(size) for size in known[0].sizes[1:])))


def _packed(bound: Bound) -> object:
    """`PackedSequence(data, batch_sizes)`: a recurrent layer's own data packed again keeps its label."""
    data, sizes = as_tensor(bound.get("data")), as_tensor(bound.get("batch_sizes"))
    if not isinstance(data, Tensor):
        return _packed_unknown(bound)
    if data.rank != 2:
        return Unknown("data")
    data = hoisted(data)
    symbol = Dim.of(Symbol(("steps", bound.at), "steps"))
    steps = sizes.sizes[0] if isinstance(sizes, Tensor) and sizes.rank == 1 else symbol
    total = data.sizes[0]
    whole = data.axes[0].coordinates == {Coordinate.PACKED}
    call = data.label.call
    batch = call.batch if call is not None and whole else None
    if batch is None:
        batch = Dim.of(Symbol(("batch", bound.at), "batch"))
    label = data.label if whole else UNLABELLED
    return Packed(data.axes[1] if whole else unlabelled(data).axes[1], label, steps, batch, total)


PACKING: Mapping[str, Operation] = {
    **operations("pack_padded_sequence", "input lengths batch_first enforce_sorted", Effect.RESHAPE, _pack),
    **operations("pad_packed_sequence", "sequence batch_first padding_value total_length", Effect.RESHAPE, _pad),
    **operations("pack_sequence", "sequences enforce_sorted", Effect.JOIN, _pack_sequence),
    **operations("pad_sequence", "sequences batch_first padding_value padding_side", Effect.JOIN, _pad_sequence),
    **operations("PackedSequence", "data batch_sizes sorted_indices unsorted_indices", Effect.PASS, _packed),
}
