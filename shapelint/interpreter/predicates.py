"""What a test may tell of something unknown beside one constant that it is: that it counts as true, what it holds."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field

from shapelint.frozen import dataclass


@dataclass(frozen=True)
class EnumMember:
    """A member of an enumeration: of which one, its value and its name. It equals no other constant."""

    of: Hashable
    value: Hashable
    name: str = field(compare=False)


@dataclass(frozen=True, eq=False)
class Truthy:
    """It counts as true: `if x:`. There is one of it, so that it is compared and hashed at no cost."""

    def covers(self, constant: Hashable) -> bool:
        """Whether this constant does."""
        return bool(constant)


@dataclass(frozen=True)
class OneOf:
    """It is one of these: `x in ("LSTM", "GRU")`."""

    constants: tuple[Hashable, ...]

    def covers(self, constant: Hashable) -> bool:
        """Whether this constant is."""
        return constant in self.constants


@dataclass(frozen=True)
class Containing:
    """It contains this text: `"lstm" in x`."""

    text: str

    def covers(self, constant: Hashable) -> bool:
        """Whether this constant is a text that does."""
        return isinstance(constant, str) and self.text in constant


@dataclass(frozen=True)
class Affixed:
    """It begins, or ends, with one of these texts: `x.startswith("bi")`. `at_end` tells which."""

    texts: tuple[str, ...]
    at_end: bool

    def covers(self, constant: Hashable) -> bool:
        """Whether this constant is a text that does."""
        if not isinstance(constant, str):
            return False
        return constant.endswith(self.texts) if self.at_end else constant.startswith(self.texts)


Predicate = Truthy | OneOf | Containing | Affixed
TRUTHY = Truthy()


def exclude(left: Hashable, left_holds: bool, right: Hashable, right_holds: bool) -> bool:
    """Whether two things told of the same value, constants that it is or predicates of it, cannot be true together.

    Constants are equal as Python has it: what is `True` is 1.
    """
    if left == right:
        return left_holds != right_holds
    one, other = _possible(left, left_holds), _possible(right, right_holds)
    if one is not None:
        return not any(_may_be(each, right, right_holds) for each in one)
    return other is not None and not any(_may_be(each, left, left_holds) for each in other)


def _possible(value: Hashable, holds: bool) -> tuple[Hashable, ...] | None:
    """The constants that something may be; None for all but some."""
    if not holds:
        return None
    if isinstance(value, Predicate):
        return value.constants if isinstance(value, OneOf) else None
    return (value,)


def _may_be(constant: Hashable, told: Hashable, holds: bool) -> bool:
    is_so = told.covers(constant) if isinstance(told, Predicate) else constant == told
    return is_so is holds
