"""Whether two tensors have the same shape, fit each other, and hold the same values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from shapelint.domain.dim import ONE, Dim, equal
from shapelint.domain.tensor import Tensor


def shapes_differ(a: Tensor, b: Tensor) -> bool | None:
    """Whether the shapes are different, three-valued."""
    if a.rank != b.rank:
        return True
    same = [equal(left, right) for left, right in zip(a.sizes, b.sizes, strict=True)]
    if False in same:
        return True
    return None if None in same else False


def broadcastable(a: Sequence[Dim], b: Sequence[Dim]) -> bool | None:
    """Whether two shapes broadcast together, three-valued."""
    fits = [_fits(left, right) for left, right in zip(reversed(a), reversed(b), strict=False)]
    if False in fits:
        return False
    return None if None in fits else True


def broadcast_sizes(a: Sequence[Dim], b: Sequence[Dim]) -> tuple[Dim, ...] | None:
    """The shape that two shapes broadcast to, given that they do; None where it cannot be stated."""
    found = []
    for left, right in zip_longest(reversed(a), reversed(b), fillvalue=ONE):
        size = _broadcast(left, right)
        if size is None:
            return None
        found.append(size)
    return tuple(reversed(found))


def _fits(left: Dim, right: Dim) -> bool | None:
    answers = (equal(left, right), equal(left, ONE), equal(right, ONE))
    if True in answers:
        return True
    return None if None in answers else False


def _broadcast(left: Dim, right: Dim) -> Dim | None:
    if equal(left, right) or equal(right, ONE):
        return left
    if equal(left, ONE):
        return right
    if equal(left, ONE) is False:
        return None if equal(right, ONE) is False and equal(left, right) is False else left
    return right if equal(right, ONE) is False else None
