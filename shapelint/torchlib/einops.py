"""`einops`: `rearrange`, `reduce` and `repeat`, as torch's own operations one after the other.

Axes are taken apart, squeezed or reduced, put in order, added, and put together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from shapelint.domain import arrange, regroup
from shapelint.domain.reduce import reduce
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Unknown
from shapelint.torchlib.axis_patterns import REST, Group, Pattern, pattern
from shapelint.torchlib.coerce import as_dim, as_tensor
from shapelint.torchlib.operation import Bound, Effect, Operation, operations

SIZE_OF = "size of "
"""Keywords give the sizes of axes; under this and its name a call has that of an axis."""
_REDUCTIONS = frozenset(("mean", "max", "min", "sum", "prod"))


def _rearrange(bound: Bound) -> object:
    return _applied(bound, lambda gone, new: not gone and not new)


def _reduce(bound: Bound) -> object:
    by = bound.get("reduction")
    if not isinstance(by, Constant) or by.value not in _REDUCTIONS:
        return Unknown("reduction")
    return _applied(bound, lambda gone, new: not new)


def _repeat(bound: Bound) -> object:
    return _applied(bound, lambda gone, new: not gone)


Allows = Callable[[list[str], list[str]], bool]
"""Whether an operation may drop these axes and add those."""


def _applied(bound: Bound, allows: Allows) -> object:
    text, given = bound.get("pattern"), as_tensor(bound.get("input"))
    asked = pattern(text.value) if isinstance(text, Constant) and isinstance(text.value, str) else None
    if asked is None or given is None:
        return Unknown("pattern or input")
    if isinstance(given, Sketch):
        if (REST,) in asked.before:
            return Unknown("input of unknown rank")
        given = given.of_rank(len(asked.before))
    opened = asked.opened(given.rank)
    if opened is None:
        return Unknown("pattern")
    before, after = _names(opened.before), _names(opened.after)
    gone, new = [each for each in before if each not in after], [each for each in after if each not in before]
    found = _worked_out(given, opened, bound, gone) if allows(gone, new) else None
    return Unknown("axes") if found is None else found


def _names(side: tuple[Group, ...]) -> list[str]:
    return [name for group in side for name in group]


def _worked_out(tensor: Tensor, asked: Pattern, bound: Bound, gone: list[str]) -> Tensor | None:
    apart = _apart(tensor, asked.before, bound)
    names, wanted = _names(asked.before), _names(asked.after)
    if apart is not None and gone:
        apart = reduce(apart, [names.index(name) for name in gone])
        names = [name for name in names if name not in gone]
    if apart is None:
        return None
    ordered = arrange.permute(apart, [names.index(name) for name in wanted if name in names])
    for place, name in enumerate(wanted):
        if name not in names and ordered is not None:
            ordered = _added(ordered, place, bound, name)
    return None if ordered is None else _together(ordered, asked.after, bound.at)


def _apart(tensor: Tensor, groups: tuple[Group, ...], bound: Bound) -> Tensor | None:
    """The tensor with one axis for each name; axes of size 1 without one are gone."""
    found: Tensor | None = tensor
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if found is None:
            return None
        if not group:
            found = arrange.squeeze(found, place, bound.at) if found.sizes[place].known == 1 else None
        elif len(group) > 1:
            found = regroup.unflatten(found, place, [_size(bound, name) for name in group], bound.at)
    return found


def _size(bound: Bound, name: str) -> regroup.Size:
    given = bound.get(SIZE_OF + name)
    dim = None if given is None else as_dim(given)
    return dim if dim is not None else regroup.INFER if given is None else regroup.UNKNOWN_SIZE


def _added(tensor: Tensor, place: int, bound: Bound, name: str) -> Tensor | None:
    """The tensor repeated along a new axis."""
    with_axis, size = arrange.unsqueeze(tensor, place), _size(bound, name)
    if with_axis is None or size is regroup.INFER:
        return None
    counts: list[regroup.Size] = [*with_axis.sizes]
    counts[place] = size
    return arrange.expand(with_axis, counts, bound.at)


def _together(tensor: Tensor, groups: tuple[Group, ...], at: Hashable) -> Tensor | None:
    """The tensor with one axis for each group."""
    found: Tensor | None = tensor
    for place, group in enumerate(groups):
        if found is None:
            return None
        found = regroup.flatten(found, place, place + len(group) - 1, at) if group else arrange.unsqueeze(found, place)
    return found


EINOPS: Mapping[str, Operation] = {
    **operations("rearrange", "input pattern", Effect.RESHAPE, _rearrange),
    **operations("reduce", "input pattern reduction", Effect.REDUCE, _reduce),
    **operations("repeat", "input pattern", Effect.RESHAPE, _repeat),
}
