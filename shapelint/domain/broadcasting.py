"""What two shapes broadcast to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from shapelint.domain.dim import ONE, Dim, equal


def broadcast_sizes(a: Sequence[Dim], b: Sequence[Dim]) -> tuple[Dim, ...] | None:
    """The shape that two shapes broadcast to, given that they do; None where it cannot be stated."""
    found = []
    for left, right in zip_longest(reversed(a), reversed(b), fillvalue=ONE):
        size = _broadcast(left, right)
        if size is None:
            return None
        found.append(size)
    return tuple(reversed(found))


def _broadcast(left: Dim, right: Dim) -> Dim | None:
    if equal(left, right) or equal(right, ONE):
        return left
    if equal(left, ONE):
        return right
    if equal(left, ONE) is False:
        return None if equal(right, ONE) is False and equal(left, right) is False else left
    return right if equal(right, ONE) is False else None
