"""What becomes of an axis' coordinates when the axis goes away: one position of it is left, and its label says which.

An index along a compound axis is a number in mixed radix: its digits are found by dividing, from the last one on. All
of it also works for symbolic sizes (index `2*L - 2` of `[layer, direction]` is layer `L - 1`, forward: CLAIMS.md 8).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import fields, replace

from shapelint.domain.dim import ONE, ZERO, Dim, at_least, equal
from shapelint.domain.provenance import UNLABELLED, At, Direction, Label, Position
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part


def place_of(size: Dim, index: Dim) -> Dim | None:
    """A Python index counted from 0, None if its sign is not known."""
    sign = at_least(index, 0)
    if sign is None:
        return None
    return index if sign else size + index


def divided(number: Dim, by: Dim) -> tuple[Dim, Dim] | None:
    """Quotient and remainder of `number` (not negative) by `by`, None where they cannot be stated.

    Divided by a known number they always can: the quotient may be a symbol.
    """
    rough = _rough_quotient(number, by)
    for quotient in (rough, rough - 1):
        rest = number - quotient * by
        if at_least(rest, 0) and at_least(by - 1, rest):
            return quotient, rest
    if by.known is None or by.known < 1 or not at_least(number, 0):
        return None
    quotient = number.floor_quotient(by)
    return quotient, number - quotient * by


def position_label(axis: Axis, index: Dim | None) -> Label:
    """The coordinates of one position of an axis; `index` is counted from 0 and in range, None if not known.

    What is one coordinate for certain, but not known which, becomes `Position.SOME`.
    """
    if len(axis.parts) == 1:
        return part_position_label(axis.parts[0], index)
    found = None if index is None else _part_at(axis, index)
    if found is None:
        return common_label([part_position_label(part, None) for part in axis.parts])
    part, inner = found
    return part_position_label(part, inner)


def part_position_label(part: Part, index: Dim | None) -> Label:
    """The coordinates of one position of a part (see `position_label`)."""
    label = part.label
    for digit, place in zip(part.digits, digit_places(part.digits, index), strict=True):
        label = label.joined(digit_label(digit, place))
    return label


def digit_places(digits: Sequence[Digit], index: Dim | None) -> list[Dim | None]:
    """The place along each digit at a position of their product, None where it is not known."""
    places: list[Dim | None] = [ZERO if digit.size == ONE else None for digit in digits]
    rest = index
    many = [i for i, place in enumerate(places) if place is None]
    for i in reversed(many):
        if rest is None or i == many[0]:
            places[i] = rest
            break
        both = divided(rest, digits[i].size)
        rest, places[i] = both if both else (None, None)
    return places


def digit_label(digit: Digit, place: Dim | None) -> Label:
    """The label that fixes a digit's coordinate at a place (None: one place, not known which)."""
    value = None if place is None else digit.start + place * digit.stride
    where = Position.SOME if value is None else At(value)
    match digit.coordinate:
        case Coordinate.TIME:
            return Label(step=where)
        case Coordinate.BATCH:
            return Label(sample=where)
        case Coordinate.UNIT:
            return Label(unit=where)
        case Coordinate.LAYER:
            return Label(layer=value)
        case Coordinate.DIRECTION if value is not None and value.known in (0, 1):
            return Label(direction=Direction.BACKWARD if value.known else Direction.FORWARD)
        case _:
            return UNLABELLED


def folded(part: Part, made: Hashable = None) -> Part:
    """The part with digits of size 1 turned into fixed coordinates of its label, unless no other digit is left."""
    kept = tuple(digit for digit in part.digits if digit.size != ONE)
    if not kept or len(kept) == len(part.digits):
        return part
    label = part.label
    for digit in part.digits:
        if digit.size == ONE:
            label = label.joined(marked(digit_label(digit, ZERO), made))
    return Part(kept, label)


def marked(label: Label, made: Hashable) -> Label:
    """The label with the place where it was made, if it fixes anything."""
    return label if label == UNLABELLED else replace(label, made=made)


def common_label(labels: Iterable[Label]) -> Label:
    """What all labels agree on."""
    every = list(labels)
    first = every[0]
    agreed = {
        field.name: getattr(first, field.name)
        if all(getattr(label, field.name) == getattr(first, field.name) for label in every) else None
        for field in fields(Label) if field.compare and field.name != "verbatim"
    }
    return Label(**agreed, verbatim=all(label.verbatim for label in every))


def is_one(size: Dim) -> bool | None:
    """Whether a size is 1."""
    return equal(size, ONE)


def _part_at(axis: Axis, index: Dim) -> tuple[Part, Dim] | None:
    offset = ZERO
    for part in axis.parts:
        after = at_least(index, offset + part.size)
        if after is None:
            return None
        if not after:
            return part, index - offset
        offset = offset + part.size
    return None


def _rough_quotient(number: Dim, by: Dim) -> Dim:
    """What dividing term by term gives: the quotient, or one more."""
    if not by.terms:
        return ZERO
    monomial, coefficient = by.terms[-1]
    lead = Dim(((monomial, 1),))
    quotient, rest = ZERO, number
    for _ in range(8):
        for terms in reversed(rest.terms):
            factor = Dim((terms,)).exact_quotient(lead)
            whole = [] if factor is None else [(m, v // coefficient) for m, v in factor.terms if v // coefficient]
            if whole:
                step = Dim(tuple(whole))
                quotient, rest = quotient + step, rest - step * by
                break
        else:
            break
    return quotient
