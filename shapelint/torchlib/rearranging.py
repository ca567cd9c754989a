"""The same values in another arrangement: `view`, `reshape`, `transpose`, `squeeze`, `expand`, ..."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from shapelint.domain import arrange, regroup, sketched
from shapelint.domain.content import Lengths
from shapelint.domain.dim import ONE, Dim, Symbol
from shapelint.domain.tensor import Axis, Sketch, Tensor
from shapelint.domain.value import Constant, Number, Unknown
from shapelint.torchlib.coerce import (
    as_dim,
    as_int,
    as_sequence,
    as_tensor,
    content_of,
    ints_of,
    is_none,
    rest_of,
    result,
)
from shapelint.torchlib.dtypes import is_dtype
from shapelint.torchlib.operation import Bound, Effect, Operation, operations

OfTensor = Callable[[Tensor], object]
OfSketch = Callable[[Sketch], object]


def viewed(value: object, items: tuple[object, ...] | None, at: Hashable) -> object:
    """`x.view(*items)`: -1 is inferred; sizes that are not known are left open."""
    tensor = as_tensor(value)
    if tensor is None or items is None:
        return Unknown("sizes")
    if len(items) == 1 and isinstance(items[0], Unknown):
        return Unknown("sizes")
    sizes = [_view_size(item) for item in items]
    if isinstance(tensor, Sketch):
        return _holding(result(regroup.view_sketch(tensor, sizes), "sizes"), value)
    return result(regroup.view(tensor, sizes, at), "sizes do not fit")


def _holding(made: object, value: object) -> object:
    """What became of `lengths - 1` of unknown rank: its elements are the same."""
    content = content_of(value)
    if not isinstance(content, Lengths) or not content.more or not isinstance(made, (Tensor, Sketch)):
        return made
    return replace(made, content=content)


def _view_size(item: object) -> regroup.Size:
    dim = as_dim(item)
    if dim is None:
        return regroup.UNKNOWN_SIZE
    return regroup.INFER if dim == Dim.of(-1) else dim


def _view(bound: Bound) -> object:
    given = bound.get("shape")
    if isinstance(given, tuple) and len(given) == 1 and (isinstance(given[0], Constant) or is_dtype(given[0])):
        return Unknown("view of another dtype")
    return viewed(bound.get("input"), rest_of(bound, "shape"), bound.at)


def _view_as(bound: Bound) -> object:
    other = as_tensor(bound.get("other"))
    if not isinstance(other, Tensor):
        return Unknown("other")
    return viewed(bound.get("input"), tuple(Number(size) for size in other.sizes), bound.at)


def _arranged(bound: Bound, of_tensor: OfTensor, of_sketch: OfSketch | None = None) -> object:
    """The operation on a tensor, or where the rank is not known what can be said without."""
    match as_tensor(bound.get("input")):
        case Tensor() as tensor:
            return result(of_tensor(tensor), "axes")
        case Sketch() as sketch if of_sketch is not None:
            return result(of_sketch(sketch), "axes")
        case _:
            return Unknown("input of unknown rank")


def _flatten(bound: Bound) -> object:
    start, end = as_int(bound.get("start_dim", _number(0))), as_int(bound.get("end_dim", _number(-1)))
    if start is None or end is None:
        return Unknown("dims")
    return _arranged(
        bound,
        lambda tensor: regroup.flatten(tensor, start, end, bound.at),
        lambda sketch: _flattened(sketch, start) if start >= 0 and end == -1 else None,
    )


def _flattened(sketch: Sketch, start: int) -> Tensor:
    """A tensor of unknown rank whose axes from `start` on are merged."""
    key = (sketch.key, "flatten", start)
    merged = Axis.plain(Dim.of(Symbol(key, f"{sketch.name}.flatten({start}).size({start})")))
    return Tensor((*(sketch.axis(i) for i in range(start)), merged))


def _unflatten(bound: Bound) -> object:
    dim, items = as_int(bound.get("dim")), as_sequence(bound.get("sizes"))
    if dim is None or items is None:
        return Unknown("dim or sizes")
    sizes = [_view_size(item) for item in items]
    return _arranged(bound, lambda tensor: regroup.unflatten(tensor, dim, sizes, bound.at))


def _permute(bound: Bound) -> object:
    items = rest_of(bound, "dims")
    dims = None if items is None else ints_of(items)
    if dims is None:
        return Unknown("dims")
    return _arranged(bound, lambda x: arrange.permute(x, dims), lambda x: sketched.permute_sketch(x, dims))


def _transpose(bound: Bound) -> object:
    first, second = as_int(bound.get("dim0", bound.get("axis0"))), as_int(bound.get("dim1", bound.get("axis1")))
    if first is None or second is None:
        return Unknown("dims")
    return _arranged(
        bound,
        lambda tensor: arrange.transpose(tensor, first, second),
        lambda sketch: sketched.transpose_sketch(sketch, first, second),
    )


def _t(bound: Bound) -> object:
    return _arranged(bound, arrange.t, lambda sketch: arrange.t(sketch.of_rank(2)))


def _movedim(bound: Bound) -> object:
    source, destination = ints_of(bound.get("source")), ints_of(bound.get("destination"))
    if source is None or destination is None:
        return Unknown("dims")
    return _arranged(bound, lambda tensor: arrange.movedim(tensor, source, destination))


def _squeeze(bound: Bound) -> object:
    given = bound.get("dim")
    if is_none(given):
        return _arranged(bound, lambda tensor: arrange.squeeze(tensor, None, bound.at))
    dims = ints_of(given)
    if dims is None:
        return Unknown("dim")
    return _arranged(
        bound,
        lambda tensor: arrange.squeeze(tensor, dims, bound.at),
        lambda sketch: sketched.squeeze_sketch(sketch, dims[0]) if len(dims) == 1 else None,
    )


def _unsqueeze(bound: Bound) -> object:
    dim = as_int(bound.get("dim"))
    if dim is None:
        return Unknown("dim")
    made = _arranged(bound, lambda x: arrange.unsqueeze(x, dim), lambda x: sketched.unsqueeze_sketch(x, dim))
    return _holding(made, bound.get("input"))


def _flip(bound: Bound) -> object:
    items = rest_of(bound, "dims")
    dims = None if items is None else ints_of(items)
    if dims is None:
        return Unknown("dims")
    return _arranged(
        bound,
        lambda tensor: arrange.flip(tensor, dims),
        lambda sketch: sketched.flip_sketch(sketch, dims[0]) if len(dims) == 1 else None,
    )


def _flipped(dim: int) -> Callable[[Bound], object]:
    return lambda bound: _arranged(bound, lambda tensor: arrange.flip(tensor, (dim,)))


def _expand(bound: Bound) -> object:
    items = rest_of(bound, "shape" if "shape" in bound.arguments else "size")
    if items is None:
        return Unknown("sizes")
    sizes = [_view_size(item) for item in items]
    return _arranged(bound, lambda tensor: arrange.expand(tensor, sizes, bound.at))


def _expand_as(bound: Bound) -> object:
    other = as_tensor(bound.get("other"))
    if not isinstance(other, Tensor):
        return Unknown("other")
    return _arranged(bound, lambda tensor: arrange.expand(tensor, other.sizes, bound.at))


def _repeat(bound: Bound) -> object:
    items = rest_of(bound, "repeats")
    if items is None:
        return Unknown("repeats")
    counts = [_view_size(item) for item in items]
    return _arranged(bound, lambda tensor: arrange.repeat(tensor, counts, bound.at))


def _tile(bound: Bound) -> object:
    """`repeat`; where there are fewer numbers than axes, those in front stay."""
    items, tensor = rest_of(bound, "dims"), as_tensor(bound.get("input"))
    if items is None or not isinstance(tensor, Tensor):
        return Unknown("dims")
    counts = [*[ONE] * (tensor.rank - len(items)), *map(_view_size, items)]
    return _arranged(bound, lambda x: arrange.repeat(x, counts, bound.at))


def _number(value: int) -> Number:
    return Number(Dim.of(value))


OPERATIONS: Mapping[str, Operation] = {
    **operations("view reshape", "input *shape", Effect.RESHAPE, _view),
    **operations("view_as reshape_as", "input other", Effect.RESHAPE, _view_as),
    **operations("flatten", "input start_dim end_dim", Effect.RESHAPE, _flatten),
    **operations("ravel", "input", Effect.RESHAPE, _flatten),
    **operations("unflatten", "input dim sizes", Effect.RESHAPE, _unflatten),
    **operations("permute", "input *dims", Effect.RESHAPE, _permute),
    **operations("transpose swapdims", "input dim0 dim1", Effect.RESHAPE, _transpose),
    **operations("swapaxes", "input axis0 axis1", Effect.RESHAPE, _transpose),
    **operations("t", "input", Effect.RESHAPE, _t),
    **operations("movedim moveaxis", "input source destination", Effect.RESHAPE, _movedim),
    **operations("squeeze", "input dim", Effect.RESHAPE, _squeeze),
    **operations("unsqueeze", "input dim", Effect.RESHAPE, _unsqueeze),
    **operations("flip", "input *dims", Effect.RESHAPE, _flip),
    **operations("flipud", "input", Effect.RESHAPE, _flipped(0)),
    **operations("fliplr", "input", Effect.RESHAPE, _flipped(1)),
    **operations("expand", "input *size", Effect.RESHAPE, _expand),
    **operations("broadcast_to", "input *shape", Effect.RESHAPE, _expand),
    **operations("expand_as", "input other", Effect.RESHAPE, _expand_as),
    **operations("tile", "input *dims", Effect.RESHAPE, _tile),
    **operations("repeat", "input *repeats", Effect.RESHAPE, _repeat),
}
