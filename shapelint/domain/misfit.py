"""Whether two shapes can be joined or computed with each other: what rules it out for certain, and in which words.

A symbolic size is not taken to be 1, which would broadcast: `2*H` against `H` does not fit, whatever `H` is.
"""

from __future__ import annotations

from shapelint.domain.dim import Dim, equal
from shapelint.domain.join import is_joined, is_legacy_empty
from shapelint.domain.tensor import Tensor
from shapelint.domain.words import rank_words
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Clash:
    """Why two shapes do not fit."""

    words: str


def differ(left: Dim, right: Dim) -> bool:
    """Whether two sizes differ for certain, also if a symbol that only one of them has is worth 0 in the end.

    A layer's own size is never 0, but the width that a program adds to it may be (`hidden + covariates`). A tensor that
    is joined to another has some width, though it is not known.
    """
    alone = (left - right).symbols - (left.symbols & right.symbols)
    return equal(left, right) is False and all(is_joined(symbol) for symbol in alone)


def join_clash(left: Tensor, right: Tensor, dim: int | None) -> Clash | None:
    """For `cat` along an axis; without one (`stack`) all sizes must be the same."""
    if dim is not None and (is_legacy_empty(left) or is_legacy_empty(right)):
        return None
    if left.rank != right.rank:
        return None if _unsure_of_rank(left, right) else Clash(f"{rank_words(left.rank)} and {right.rank}")
    along = None if dim is None or not -left.rank <= dim < left.rank else dim % left.rank
    if dim is not None and along is None:
        return None
    for axis, (a, b) in enumerate(zip(left.sizes, right.sizes, strict=True)):
        if axis != along and differ(a, b):
            return _sizes_differ(axis, a, b)
    return None


def sum_clash(left: Tensor, right: Tensor) -> Clash | None:
    """For elementwise operations, whose shapes are broadcast."""
    for back in range(1, min(left.rank, right.rank) + 1):
        a, b = left.sizes[-back], right.sizes[-back]
        if differ(a, b) and equal(a, 1) is not True and equal(b, 1) is not True:
            return _sizes_differ(-back, a, b)
    return None


def product_clash(left: Tensor, right: Tensor, *, batched: bool) -> Clash | None:
    """For `matmul`, and for `bmm`, which is `batched` and broadcasts nothing."""
    if not left.rank or not right.rank:
        return None
    if batched and (left.rank != 3 or right.rank != 3):
        ranks = f"{rank_words(left.rank)} and {right.rank}"
        return None if _unsure_of_rank(left, right) else Clash(f"{ranks}, where `bmm` takes three")
    inner = right.sizes[-1 if right.rank == 1 else -2]
    if differ(left.sizes[-1], inner):
        return Clash(f"the last axis of the first is `{left.sizes[-1]}`, the rows of the second are `{inner}`")
    for a, b in zip(reversed(left.sizes[:-2]), reversed(right.sizes[:-2]), strict=False):
        if differ(a, b) and (batched or (equal(a, 1) is not True and equal(b, 1) is not True)):
            return Clash(f"`{a}` against `{b}` matrices")
    return None


def _sizes_differ(axis: int, left: Dim, right: Dim) -> Clash:
    return Clash(f"`{left}` against `{right}` on {'the last axis' if axis == -1 else f'axis {axis}'}")


def _unsure_of_rank(left: Tensor, right: Tensor) -> bool:
    """Whether one rank was only assumed, since a layer's input was of unknown rank; both would change alike."""
    calls = [{label.call for label in tensor.blocks} for tensor in (left, right)]
    assumed = [any(call is not None and call.assumed_batched for call in each) for each in calls]
    return any(assumed) and (not all(assumed) or None in calls[0] | calls[1])
