"""Slices of one axis, exact as far as digit boundaries allow.

A bound that may or may not lie within the axis (`out[:, :limit]`) is clamped as Python does; the clamped bound is then
a symbol of its own that remembers its operands, so sizes and coordinates stay exact in terms of it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from enum import Enum
from math import prod

from shapelint.domain.dim import ONE, ZERO, Dim, Symbol, at_least, equal
from shapelint.domain.fixing import common_label, digit_places, divided, folded
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part


class UnknownBound(Enum):
    """A slice bound of which nothing is known."""

    UNKNOWN = "unknown"


UNKNOWN_BOUND = UnknownBound.UNKNOWN

Bound = Dim | None | UnknownBound
"""A bound of a slice as written: negative ones count from the end, None is absent."""


def slice_axis(axis: Axis, start: Bound, stop: Bound, step: int = 1, made: Hashable = None) -> Axis | None:
    """`axis[start:stop:step]`; None if its size cannot be stated or is 0."""
    if isinstance(start, UnknownBound) or isinstance(stop, UnknownBound) or step < 1:
        return None
    size = axis.size
    low = ZERO if start is None else clamped(start, size)
    high = size if stop is None else clamped(stop, size)
    if low == ZERO and high == size and step == 1:
        return axis
    count = _count(low, high, step, ordered=low == ZERO or high == size, most=_most(start, stop))
    if count is None:
        return None
    parts = _run(axis, low, low + count) if step == 1 else _strided(axis, low, step, count)
    if parts is None:
        return Axis.of(Digit(Coordinate.OTHER, count), label=common_label(part.label for part in axis.parts))
    return Axis(tuple(folded(part, made) for part in parts)) if parts else None


def clamped(bound: Dim, size: Dim) -> Dim:
    """A bound counted from 0 and brought within the axis, as Python does."""
    sign = at_least(bound, 0)
    if sign is None:
        return _symbol(("clamp", bound, size), f"clamp({bound}, {size})")
    if sign:
        inside = at_least(size, bound)
        if inside is None:
            return _symbol(("clamp", bound, size), f"min({bound}, {size})")
        return bound if inside else size
    inside = at_least(size + bound, 0)
    if inside is None:
        return _symbol(("clamp", bound, size), f"max({size + bound}, 0)")
    return size + bound if inside else ZERO


def _most(start: Bound, stop: Bound) -> int | None:
    """The greatest number of positions between two bounds, where it is known.

    Between bounds that count from the same end it is what they differ by. So it is where the second is the greater one:
    `x[-1:1]` counts from both ends, and holds as many positions only if `x` has just one.
    """
    if not isinstance(start, Dim) or not isinstance(stop, Dim):
        return None
    known = (stop - start).known
    is_same_end = (at_least(start, 0) and at_least(stop, 0)) or (at_least(-1, start) and at_least(-1, stop))
    return known if is_same_end or (known is not None and known > 0) else None


def _count(low: Dim, high: Dim, step: int, *, ordered: bool, most: int | None = None) -> Dim | None:
    """How many positions there are, `most` at most; None if there is none."""
    length = high - low
    positive = True if ordered else at_least(length, 0)
    if positive is False or equal(length, 0) or (most is not None and most < 1):
        return None
    if positive is None:
        return _symbol(("count", low, high, step), f"len({low}:{high}:{step})", most)
    if step == 1:
        return length
    both = divided(length + (step - 1), Dim.of(step))
    return both[0] if both else (length + (step - 1)).floor_quotient(step)


def _symbol(key: Hashable, name: str, most: int | None = None) -> Dim:
    return Dim.of(Symbol(key, name, least=0, most=most))


def _run(axis: Axis, low: Dim, high: Dim) -> list[Part] | None:
    """The parts of `axis[low:high]`, None where a bound's part cannot be told."""
    if len(axis.parts) == 1:
        return _part_run(axis.parts[0], low, high)
    found: list[Part] = []
    offset = ZERO
    for part in axis.parts:
        end = offset + part.size
        if not (at_least(low, end) or at_least(offset, high)):
            begin = _later(low, offset)
            until = _later(-high, -end)
            if begin is None or until is None or not at_least(-until, begin):
                return None
            piece = _part_run(part, begin - offset, -until - offset)
            if piece is None:
                return None
            found.extend(piece)
        offset = end
    return found


def _later(left: Dim, right: Dim) -> Dim | None:
    """The greater of two dims, None if that is not known."""
    if at_least(left, right):
        return left
    return right if at_least(right, left) else None


def _part_run(part: Part, low: Dim, high: Dim) -> list[Part] | None:
    """The positions `low` to `high` of a part, as parts."""
    pieces = _digit_run(part.digits, low, high)
    return None if pieces is None else [Part(digits, part.label) for digits in pieces]


def _digit_run(digits: tuple[Digit, ...], low: Dim, high: Dim) -> list[tuple[Digit, ...]] | None:
    """The positions `low` to `high` of a product of digits: an incomplete run, complete ones, an incomplete one."""
    if low == ZERO and high == prod((digit.size for digit in digits), start=ONE):
        return [digits]
    if not digits:
        return None
    lead, rest = digits[0], digits[1:]
    width = prod((digit.size for digit in rest), start=ONE)
    if lead.size == ONE:
        inner = _digit_run(rest, low, high)
        return None if inner is None else [(lead, *piece) for piece in inner]
    if width == ONE:
        return [(cut(lead, low, high - low), *rest)]
    first, last = divided(low, width), divided(high, width)
    if first is None or last is None:
        return None
    return _between(lead, rest, width, first, last)


def _between(
    lead: Digit, rest: tuple[Digit, ...], width: Dim, first: tuple[Dim, Dim], last: tuple[Dim, Dim]
) -> list[tuple[Digit, ...]] | None:
    """The pieces from place `first` to place `last`, each a place along `lead` and one within a run of `rest`."""
    (low, inside_low), (high, inside_high) = first, last
    if inside_low == ZERO and inside_high == ZERO:
        return [(cut(lead, low, high - low), *rest)]
    if equal(low, high):
        return _at_one_place(lead, low, rest, inside_low, inside_high)
    pieces: list[tuple[Digit, ...]] = []
    if inside_low != ZERO:
        head = _at_one_place(lead, low, rest, inside_low, width)
        if head is None:
            return None
        pieces, low = head, low + 1
    if not at_least(high, low):
        return None
    if low != high:
        pieces = [*pieces, (cut(lead, low, high - low), *rest)]
    if inside_high == ZERO:
        return pieces
    tail = _at_one_place(lead, high, rest, ZERO, inside_high)
    return None if tail is None else [*pieces, *tail]


def _at_one_place(
    lead: Digit, place: Dim, rest: tuple[Digit, ...], low: Dim, high: Dim
) -> list[tuple[Digit, ...]] | None:
    inner = _digit_run(rest, low, high)
    return None if inner is None else [(cut(lead, place, ONE), *piece) for piece in inner]


def _strided(axis: Axis, low: Dim, step: int, count: Dim) -> list[Part] | None:
    """Every `step`-th position: exact along one digit, or where a step is whole runs of all digits but the first."""
    if len(axis.parts) != 1:
        return None
    part = axis.parts[0]
    many = [i for i, digit in enumerate(part.digits) if digit.size != ONE]
    if not many:
        return None
    lead, inner = many[0], part.digits[many[0] + 1 :]
    width = prod((digit.size for digit in inner), start=ONE).known
    if width is None or step % width:
        return None
    place = divided(low, Dim.of(width))
    if place is None:
        return None
    digits = [*part.digits]
    digits[lead] = cut(digits[lead], place[0], count, step // width)
    for offset, within in enumerate(digit_places(inner, place[1]), lead + 1):
        digits[offset] = Digit(Coordinate.OTHER, ONE) if within is None else cut(digits[offset], within, ONE)
    return [Part(tuple(digits), part.label)]


def cut(digit: Digit, start: Dim, size: Dim, stride: int = 1) -> Digit:
    """Every `stride`-th of a digit's places from `start` on, `size` of them."""
    if digit.coordinate in (Coordinate.OTHER, Coordinate.PACKED):
        return Digit(digit.coordinate, size)
    return replace(digit, start=digit.start + start * digit.stride, size=size, stride=digit.stride * stride)
