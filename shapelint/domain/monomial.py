"""Products of symbols: what a polynomial's terms are made of."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field, fields, is_dataclass
from typing import TYPE_CHECKING

from shapelint.frozen import dataclass

if TYPE_CHECKING:
    from shapelint.domain.dim import Dim


@dataclass(frozen=True)
class Symbol:
    """A number known by name only. Two symbols are the same when their keys are; the name is for messages.

    `least` and `most` bound its value (`None`: unbounded); a flag is a symbol with bounds 0 and 1.
    """

    key: Hashable
    name: str = field(compare=False)
    least: int | None = field(default=1, compare=False)
    most: int | None = field(default=None, compare=False)
    quotient: tuple[Dim, Dim] | None = field(default=None, compare=False)

    @property
    def is_flag(self) -> bool:
        """Whether the symbol is worth 0 or 1."""
        return self.least == 0 and self.most == 1

    def __lt__(self, other: Symbol) -> bool:
        """The order of symbols whose keys have the same hash, as those of `x.size(-1)` and `x.size(-2)` have."""
        return _mark(self.key) < _mark(other.key)


Monomial = tuple[Symbol, ...]
"""A product of symbols in a fixed order; `()` is the constant term, `(H, H)` is a square."""


def order(monomial: Monomial) -> tuple[int, tuple[int, ...], Monomial]:
    """An order that is the same all through one process; keys may hold nodes, whose text is long to make."""
    return (len(monomial), tuple(hash(symbol.key) for symbol in monomial), monomial)


def product(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials; a flag times itself is itself, since 0 and 1 are."""
    if not left or not right:
        return left or right
    joined = sorted((*left, *right), key=lambda symbol: (hash(symbol.key), symbol))
    return tuple(s for i, s in enumerate(joined) if not (s.is_flag and i and joined[i - 1] == s))


def _mark(key: object) -> int:
    """A hash that tells -1 from -2, which Python's own does not; it is slow, and asked where that one is the same."""
    match key:
        case int() | float():
            return hash((key < 0, abs(key)))
        case tuple():
            return hash(tuple(map(_mark, key)))
        case frozenset():
            return hash(frozenset(map(_mark, key)))
        case _ if is_dataclass(key) and type(key).__eq__ is not object.__eq__:
            return hash(tuple(_mark(getattr(key, each.name)) for each in fields(key) if each.compare))
        case _:
            return hash(key)


def without(monomial: Monomial, taken: Monomial) -> Monomial | None:
    """A monomial divided by another, None where that leaves a remainder."""
    rest = list(monomial)
    for symbol in taken:
        if symbol not in rest:
            return None
        rest.remove(symbol)
    return tuple(rest)


def bounds(monomial: Monomial) -> tuple[int | None, int | None]:
    """The least and the greatest value that the bounds of its symbols allow, None where unbounded."""
    low: int | None = 1
    high: int | None = 1
    for symbol in monomial:
        if symbol.least is None or symbol.least < 0:
            return None, None
        low = None if low is None else low * symbol.least
        high = None if high is None or symbol.most is None else high * symbol.most
    return low, high


def spelled(monomial: Monomial) -> str:
    """Its symbols by name."""
    names = (f"({s.name})" if s.quotient is not None or " " in s.name else s.name for s in monomial)
    return "*".join(sorted(names))
