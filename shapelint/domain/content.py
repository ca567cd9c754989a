"""What the elements of a tensor of whole numbers or truth values are, where that is known: such tensors are indices.

A `Dim` is one number in every place. Contents of which each element belongs to its own place (`Table`, `Counting`) are
lost when the axes are rearranged; lengths belong to samples, which axes and labels keep telling.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from enum import Enum
from itertools import product
from math import prod

from shapelint.domain.dim import Dim
from shapelint.frozen import dataclass


class Elements(str, Enum):
    """What a tensor holds, as far as an index is concerned: whole numbers select, truth values are a mask."""

    WHOLE = "whole numbers"
    TRUTHS = "truth values"
    REAL = "real numbers"


MOST_NUMBERS = 64
"""A table holds no more numbers than this."""


@dataclass(frozen=True)
class Lengths:
    """Each element is the length of its sample's sequence among those that were packed under `of`, plus `more`.

    `of` is the lengths themselves where a program is given them, or the place where they were packed.
    """

    of: Hashable
    more: int = 0


@dataclass(frozen=True)
class Counting:
    """Along the only axis: 0, 1, 2, ..."""


@dataclass(frozen=True)
class Table:
    """Known numbers in row-major order."""

    sizes: tuple[int, ...]
    numbers: tuple[int, ...]


Content = Dim | Lengths | Counting | Table


def rearranged(content: Content | None) -> Content | None:
    """The content of the same elements in other axes."""
    return content if isinstance(content, (Dim, Lengths)) else None


def plus(content: Content | None, number: Dim) -> Content | None:
    """The content with a number added to each element."""
    if isinstance(content, Dim):
        return content + number
    if isinstance(content, Lengths) and number.known is not None:
        return replace(content, more=content.more + number.known)
    return None


def as_truths(content: Content | None) -> Content | None:
    """The content with 1 for each number but 0."""
    match content:
        case Table(sizes, numbers):
            return Table(sizes, tuple(int(bool(number)) for number in numbers))
        case Dim(known=int() as number):
            return Dim.of(int(bool(number)))
        case _:
            return None


def table(sizes: Sequence[int], numbers: Sequence[int]) -> Table | None:
    """The table of these numbers, None where they are too many."""
    return Table(tuple(sizes), tuple(numbers)) if len(numbers) == prod(sizes) <= MOST_NUMBERS else None


def identity(rows: int, columns: int) -> Table | None:
    """Ones on the diagonal, zeros elsewhere."""
    if not 0 <= rows * columns <= MOST_NUMBERS:
        return None
    return table((rows, columns), [int(i == j) for i in range(rows) for j in range(columns)])


def joined(contents: Sequence[Content | None], dim: int) -> Table | None:
    """Tables side by side along an axis, None where one of them is none."""
    tables = [each for each in contents if isinstance(each, Table)]
    if len(tables) < len(contents) or not tables or sum(len(each.numbers) for each in tables) > MOST_NUMBERS:
        return None
    first = tables[0].sizes
    if not 0 <= dim < len(first):
        return None
    sizes = (*first[:dim], sum(each.sizes[dim] for each in tables), *first[dim + 1 :])
    runs = [prod(each.sizes[dim:]) for each in tables]
    numbers = [
        number
        for row in range(prod(first[:dim]))
        for each, run in zip(tables, runs, strict=True)
        for number in each.numbers[row * run : (row + 1) * run]
    ]
    return table(sizes, numbers)


def selected(content: Table, items: Sequence[int | slice]) -> Table | None:
    """`table[items]`: an integer takes one place of its axis, a slice several; axes without an item stay whole.

    None where there is no such place: the program fails there, or never comes to it.
    """
    places: list[range] = []
    kept: list[int] = []
    for axis, size in enumerate(content.sizes):
        item = items[axis] if axis < len(items) else slice(None)
        if isinstance(item, int) and not -size <= item < size:
            return None
        chosen = range(size)[item]
        places.append(range(chosen, chosen + 1) if isinstance(chosen, int) else chosen)
        if not isinstance(chosen, int):
            kept.append(len(chosen))
    strides = [prod(content.sizes[axis + 1 :]) for axis in range(len(content.sizes))]
    numbers = [
        content.numbers[sum(place * stride for place, stride in zip(at, strides, strict=True))]
        for at in product(*places)
    ]
    return table(kept, numbers)
