"""Sums, means, maxima and their like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shapelint.domain.content import Elements
from shapelint.domain.dim import Dim
from shapelint.domain.reduce import reduce, reduce_sketch
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.torchlib.coerce import as_bool, as_tensor, ints_of, is_none
from shapelint.torchlib.elementwise import computed
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def reduced(bound: Bound, statistic: bool = True) -> object:
    """A reduction over `dim` (all axes without one)."""
    tensor = as_tensor(bound.get("input"))
    if tensor is None:
        return Unknown("input")
    given = bound.get("dim")
    dims = () if is_none(given) else ints_of(given)
    keepdim = as_bool(bound.get("keepdim", Constant(False)))
    if dims is None or keepdim is None:
        return Unknown("dim or keepdim")
    found = (
        reduce_sketch(tensor, dims, keepdim, bound.at)
        if isinstance(tensor, Sketch)
        else reduce(tensor, dims, keepdim, statistic)
    )
    return Unknown("dim out of range") if found is None else found


def _statistic(bound: Bound) -> object:
    return reduced(bound)


def _verdict(bound: Bound) -> object:
    """`argmax`, `any`, ...: what comes out is no longer of the values' kind."""
    return reduced(bound, statistic=False)


def _indices(bound: Bound) -> object:
    found = reduced(bound, statistic=False)
    return replace(found, elements=Elements.WHOLE) if isinstance(found, Tensor) else found


def _extreme(bound: Bound) -> object:
    """`max` and `min`: of all elements, over an axis (values with indices), or of two tensors."""
    other = bound.get("other", bound.get("dim"))
    if isinstance(other, Tensor | Sketch):
        return computed(bound.get("input"), other)
    if "other" in bound.arguments or isinstance(other, Opaque | Unknown):
        return Unknown("a dim or a tensor")
    return reduced(bound) if is_none(other) else _with_indices(bound)


def _with_indices(bound: Bound) -> object:
    """A pair of values and indices. `dim` is the last axis where it is not given."""
    arguments = dict(bound.arguments)
    if is_none(arguments.get("dim")):
        return Unknown("dim")
    values = reduced(Bound(arguments, bound.at))
    indices = _indices(Bound(arguments, bound.at))
    return values if isinstance(values, Unknown) else Sequence((values, indices))


def _last_by_default(bound: Bound) -> object:
    return _with_indices(Bound({"dim": Number(Dim.of(-1)), **bound.arguments}, bound.at))


def _median(bound: Bound) -> object:
    return reduced(bound) if is_none(bound.get("dim")) else _with_indices(bound)


def _spread(bound: Bound) -> object:
    """`std` and `var` take a truth value in the place of `dim`."""
    if isinstance(bound.get("dim"), Constant) and not is_none(bound.get("dim")):
        return reduced(Bound({"input": bound.get("input")}, bound.at))
    return reduced(bound)


_AXES = "input dim keepdim"

OPERATIONS: Mapping[str, Operation] = {
    **operations("sum mean nansum nanmean prod amax amin logsumexp", _AXES, Effect.REDUCE, _statistic),
    **operations("std var", "input dim unbiased keepdim", Effect.REDUCE, _spread),
    **operations("norm", "input p dim keepdim", Effect.REDUCE, _statistic),
    **operations("max min", _AXES, Effect.REDUCE, _extreme),
    **operations("median nanmedian", _AXES, Effect.REDUCE, _median),
    **operations("mode", _AXES, Effect.REDUCE, _last_by_default),
    **operations("kthvalue", "input k dim keepdim", Effect.REDUCE, _last_by_default),
    **operations("argmax argmin", _AXES, Effect.REDUCE, _indices),
    **operations("all any", _AXES, Effect.REDUCE, _verdict),
    **operations("count_nonzero", "input dim", Effect.REDUCE, _verdict),
}
