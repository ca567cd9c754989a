"""Tensors side by side, and apart again: `cat`, `stack`, `chunk`, `split`, `unbind`.

The joined axis is the concatenation of the operands' parts, each with its operand's label. The other axes keep their
coordinates where all operands agree on them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from shapelint.domain import content
from shapelint.domain.agreement import (
    all_verbatim,
    arranged_by,
    hoisted,
    is_labelled,
    is_plain,
    known_first,
    merged_parts,
    pushed,
    same_run,
    without_coordinates,
)
from shapelint.domain.dim import ZERO, Dim, Symbol, at_least, equal
from shapelint.domain.extent import MOST_LETTERS
from shapelint.domain.select import IntegerItem, SliceItem, select
from shapelint.domain.tensor import Axis, Part, Sketch, Tensor

MOST_PIECES = 512
"""A tensor is not taken apart into more pieces than this, nor put together from more."""

Operand = Tensor | Sketch | None
"""What is joined: None is a tensor of which nothing is known."""


def cat(tensors: Sequence[Operand], dim: int, made: Hashable = None) -> Tensor | Sketch | None:
    """`torch.cat`: operands of unknown rank take the rank of the others; None where the operands cannot be joined."""
    tensors = [tensor for tensor in tensors if not is_legacy_empty(tensor)] or list(tensors)
    known = [tensor for tensor in tensors if isinstance(tensor, Tensor)]
    if not known:
        return _cat_sketches(tensors, dim, made)
    rank = known[0].rank
    if rank == 0 or any(tensor.rank != rank for tensor in known) or not -rank <= dim < rank:
        return None
    dim %= rank
    found = _cat([_ranked(t, known[0], dim, (made, i)) for i, t in enumerate(tensors)], dim)
    numbers = content.joined([tensor.content if isinstance(tensor, Tensor) else None for tensor in tensors], dim)
    if found is None or numbers is None:
        return found
    kinds = {tensor.elements for tensor in known}
    return replace(found, content=numbers, elements=kinds.pop() if len(kinds) == 1 else None)


def stack(tensors: Sequence[Operand], dim: int) -> Tensor | Sketch | None:
    """`torch.stack`: a new axis with one position per operand."""
    known = [tensor for tensor in tensors if isinstance(tensor, Tensor)]
    if not known:
        return _stack_sketches(tensors, dim)
    rank = known[0].rank
    if any(tensor.rank != rank for tensor in known) or not -rank - 1 <= dim <= rank:
        return None
    dim %= rank + 1
    ranked = [_stackable(tensor, known[0]) for tensor in tensors]
    return _cat([replace(t, axes=(*t.axes[:dim], Axis((Part(),)), *t.axes[dim:])) for t in ranked], dim)


def is_joined(symbol: Symbol) -> bool:
    """Whether a symbol is the size of a tensor that was joined to others, of which nothing is known."""
    return isinstance(symbol.key, tuple) and symbol.key[:1] == ("joined",)


def holds_unknown(tensor: Tensor) -> bool:
    """Whether a part of a tensor is another of which nothing is known, that it was joined to."""
    return any(is_joined(symbol) for size in tensor.sizes for symbol in size.symbols)


def chunk(tensor: Tensor, count: int, dim: int, made: Hashable = None) -> tuple[Tensor, ...] | None:
    """`torch.chunk`: None where the number of pieces or their size depends on a symbol."""
    size = _size(tensor, dim)
    if size is None or count < 1:
        return None
    if size.known is not None:
        return split(tensor, Dim.of(-(-size.known // count)), dim, made) if size.known else None
    piece = size.exact_quotient(count)
    return None if piece is None else split(tensor, [piece] * count, dim, made)


def split(tensor: Tensor, size: Dim | Sequence[Dim], dim: int, made: Hashable = None) -> tuple[Tensor, ...] | None:
    """`torch.split`: into pieces of one size (the last may be smaller) or of the given sizes."""
    total = _size(tensor, dim)
    if total is None:
        return None
    sizes = _pieces(total, size) if isinstance(size, Dim) else list(size)
    if sizes is None or len(sizes) > MOST_PIECES or equal(sum(sizes, start=ZERO), total) is False:
        return None
    pieces, start = [], ZERO
    for each in sizes:
        piece = _narrowed(tensor, dim % tensor.rank, start, each, made)
        if piece is None:
            return None
        pieces.append(piece)
        start = start + each
    return tuple(pieces)


def unbind(tensor: Tensor, dim: int, made: Hashable = None) -> tuple[Tensor, ...] | None:
    """`torch.unbind`: one tensor per position; None where their number is not known."""
    size = _size(tensor, dim)
    if size is None or size.known is None or size.known > MOST_PIECES:
        return None
    before = [SliceItem(None, None, 1)] * (dim % tensor.rank)
    found = [select(tensor, (*before, IntegerItem(Dim.of(i))), made) for i in range(size.known)]
    return None if any(piece is None for piece in found) else tuple(piece for piece in found if piece is not None)


def _cat(tensors: Sequence[Tensor], dim: int) -> Tensor | None:
    tensors = [hoisted(tensor, keep=dim) for tensor in tensors]
    axes: list[Axis] = []
    dropped: list[int] = []
    for index in range(tensors[0].rank):
        axis = Axis(()) if index == dim else _shared_axis([t.axes[index] for t in tensors], tensors)
        if axis is None:
            return None
        if index != dim and is_plain(axis):
            dropped.append(index)
        axes.append(axis)
    parts: list[Part] = []
    for tensor in tensors:
        verbatim = tensor.label.verbatim and all_verbatim(tensor.axes[i] for i in dropped)
        whole = replace(tensor, label=replace(tensor.label, verbatim=verbatim))
        parts.extend(pushed(whole, dim).axes[dim].parts)
    if len(parts) > MOST_PIECES:
        return None
    axes[dim] = Axis(merged_parts(parts))
    scrambled = any(tensor.scrambled for tensor in tensors)
    joined = Tensor(tuple(axes), scrambled=scrambled, arranged=arranged_by(tensors))
    return hoisted(joined) if len(axes[dim].parts) == 1 else joined


def _shared_axis(axes: Sequence[Axis], owners: Sequence[Tensor]) -> Axis | None:
    """An axis that is not joined: sizes must agree; what it runs over is kept where no operand contradicts it."""
    telling = [axis for axis, owner in zip(axes, owners, strict=True) if is_labelled(owner) or not is_plain(axis)]
    ordered = [*telling, *axes]
    size = ordered[0].size
    for axis in ordered:
        if equal(size, axis.size) is False:
            return None
        size = known_first(size, axis.size)
    silent = len(telling) < len(axes)
    best = next((axis for axis in telling if axis.size == size), telling[0] if telling else axes[0])
    if any(not same_run(best, axis) for axis in telling) or (silent and any(_says(part) for part in best.parts)):
        return Axis.plain(size)
    return best if best.size == size or len(best.parts) > 1 else _resized(best, size)


def _says(part: Part) -> bool:
    return part.label.call is not None


def _resized(axis: Axis, size: Dim) -> Axis:
    """The axis with its size known under another name, where one digit makes it up."""
    (part,) = axis.parts
    if len(part.digits) != 1:
        return axis
    return Axis((Part((replace(part.digits[0], size=size),), part.label),))


def _ranked(tensor: Operand, model: Tensor, dim: int, key: Hashable) -> Tensor:
    """An operand as a tensor of the model's rank: of an unknown one only the joined axis has a size of its own."""
    if isinstance(tensor, Tensor):
        return tensor
    if isinstance(tensor, Sketch):
        return tensor.of_rank(model.rank)
    axes = [without_coordinates(axis) for axis in model.axes]
    axes[dim] = _of_unknown_size(key)
    return Tensor(tuple(axes))


def _of_unknown_size(key: Hashable) -> Axis:
    """The joined axis of a tensor of which nothing is known."""
    return Axis.plain(Dim.of(Symbol(("joined", key), "?")))


def _stackable(tensor: Operand, model: Tensor) -> Tensor:
    if isinstance(tensor, Tensor):
        return tensor
    if isinstance(tensor, Sketch):
        return tensor.of_rank(model.rank)
    return Tensor(tuple(without_coordinates(axis) for axis in model.axes))


def is_legacy_empty(tensor: Operand) -> bool:
    """Whether this is the empty tensor of one axis that `cat` still accepts beside tensors of any rank."""
    return isinstance(tensor, Tensor) and tensor.rank == 1 and tensor.axes[0].size == ZERO


def _cat_sketches(tensors: Sequence[Operand], dim: int, made: Hashable) -> Sketch | None:
    """Tensors of unknown rank, some of which may be wholly unknown: then the joined axis is of unknown size."""
    sketches = [tensor for tensor in tensors if isinstance(tensor, Sketch)]
    if not sketches:
        return None
    first = sketches[0]
    along = [
        tensor.axis(dim) if isinstance(tensor, Sketch) else _of_unknown_size((made, i))
        for i, tensor in enumerate(tensors)
    ]
    joined = Axis(tuple(part for axis in along for part in axis.parts))
    key = ("cat", made, tuple(tensor.key if isinstance(tensor, Sketch) else None for tensor in tensors))
    name = f"cat({', '.join(tensor.name if isinstance(tensor, Sketch) else '?' for tensor in tensors)})"
    if len(joined.parts) > MOST_PIECES or len(name) > MOST_LETTERS:
        return None
    if dim >= 0:
        return Sketch(key, name, (*(first.axis(i) for i in range(dim)), joined))
    return Sketch(key, name, (), (joined, *(first.axis(i) for i in range(dim + 1, 0))))


def _stack_sketches(tensors: Sequence[Operand], dim: int) -> Sketch | None:
    first = tensors[0] if tensors else None
    if not isinstance(first, Sketch):
        return None
    new = Axis.plain(Dim.of(len(tensors)))
    key, name = ("stack", first.key, dim), f"stack({first.name}, ...)"
    if dim >= 0:
        return Sketch(key, name, (*(first.axis(i) for i in range(dim)), new))
    return Sketch(key, name, (), (new, *(first.axis(i) for i in range(dim + 1, 0))))


def _size(tensor: Tensor, dim: int) -> Dim | None:
    return tensor.axes[dim].size if -tensor.rank <= dim < tensor.rank else None


def _pieces(total: Dim, piece: Dim) -> list[Dim] | None:
    if total.known is not None and piece.known:
        whole, rest = divmod(total.known, piece.known)
        if whole + 1 > MOST_PIECES:
            return None
        return [piece] * whole + ([Dim.of(rest)] if rest or not whole else [])
    quotient = total.exact_quotient(piece)
    count = None if quotient is None else quotient.known
    if count is not None and 0 < count <= MOST_PIECES:
        return [piece] * count
    return [total] if at_least(piece, total) else None


def _narrowed(tensor: Tensor, dim: int, start: Dim, size: Dim, made: Hashable) -> Tensor | None:
    before = [SliceItem(None, None, 1)] * dim
    return select(tensor, (*before, SliceItem(start, start + size, 1)), made)
