"""Whole numbers that may be symbolic: sizes, indices and flags, in one normal form.

A `Dim` is a polynomial with integer coefficients over symbols, so `2*H == H + H` is structural equality. Comparison is
three-valued (`True`, `False`, `None` for unknown) and uses what is known of each symbol: a size is at least 1, a flag
is 0 or 1. A floor division that is not exact is a symbol of its own that remembers its operands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import gcd

from shapelint.domain.monomial import Monomial, Symbol, order, product, spelled, without
from shapelint.domain.monomial import bounds as monomial_bounds
from shapelint.frozen import dataclass

__all__ = ["ONE", "ZERO", "Dim", "Symbol", "at_least", "equal"]


@dataclass(frozen=True)
class Dim:
    """A polynomial over symbols: `terms` maps each monomial to its non-zero coefficient, in a fixed order."""

    terms: tuple[tuple[Monomial, int], ...]

    @staticmethod
    def of(value: int | Symbol | Dim) -> Dim:
        """The dim of a number, of a symbol, or itself."""
        match value:
            case Dim():
                return value
            case Symbol():
                return Dim((((value,), 1),))
            case _:
                return Dim((((), int(value)),)) if value else ZERO

    @property
    def known(self) -> int | None:
        """The number, where no symbol is left."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and not self.terms[0][0]:
            return self.terms[0][1]
        return None

    @cached_property
    def symbols(self) -> frozenset[Symbol]:
        """Every symbol that occurs, also inside quotients."""
        found: set[Symbol] = set()
        for monomial, _ in self.terms:
            for symbol in monomial:
                found.add(symbol)
                if symbol.quotient is not None:
                    found |= symbol.quotient[0].symbols | symbol.quotient[1].symbols
        return frozenset(found)

    def __add__(self, other: Dim | int) -> Dim:
        more = Dim.of(other)
        if not more.terms or not self.terms:
            return self if self.terms else more
        return _normal([*self.terms, *more.terms])

    def __neg__(self) -> Dim:
        return Dim(tuple((monomial, -coefficient) for monomial, coefficient in self.terms))

    def __sub__(self, other: Dim | int) -> Dim:
        return self + -Dim.of(other)

    def __mul__(self, other: Dim | int) -> Dim:
        by = Dim.of(other)
        if by == ONE or self == ONE:
            return self if by == ONE else by
        return _normal([(product(left, right), a * b) for left, a in self.terms for right, b in by.terms])

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: int) -> Dim:
        return Dim.of(other) - self

    def exact_quotient(self, divisor: Dim | int) -> Dim | None:
        """`self / divisor` where that is a polynomial again, else None."""
        by = Dim.of(divisor)
        if not by.terms:
            return None
        if len(by.terms) == 1:
            return self._over_monomial(*by.terms[0])
        return self._over_polynomial(by)

    def _over_monomial(self, monomial: Monomial, coefficient: int) -> Dim | None:
        terms = []
        for left, value in self.terms:
            rest = without(left, monomial)
            if rest is None or value % coefficient:
                return None
            terms.append((rest, value // coefficient))
        return _normal(terms)

    def _over_polynomial(self, by: Dim) -> Dim | None:
        quotient, rest = ZERO, self
        for _ in range(8):
            if not rest.terms:
                return quotient
            lead = Dim((rest.terms[-1],))._over_monomial(*by.terms[-1])
            if lead is None:
                return None
            quotient, rest = quotient + lead, rest - lead * by
        return None

    def floor_quotient(self, divisor: Dim | int) -> Dim:
        """`self // divisor`: exact where it can be, else a symbol of its own."""
        by = Dim.of(divisor)
        exact = self.exact_quotient(by)
        if exact is not None:
            return exact
        if self.known is not None and by.known:
            return Dim.of(self.known // by.known)
        top, bottom = _reduced(self, by)
        name = f"{_grouped(top)} // {_grouped(bottom)}"
        least = 0 if at_least(top, 0) and at_least(bottom, 1) else None
        return Dim.of(Symbol(("//", top, bottom), name, least=least, quotient=(top, bottom)))

    def substitute(self, values: Mapping[Symbol, Dim]) -> Dim:
        """The same dim with symbols replaced; quotients are worked out anew."""
        if not values or not any(symbol in values for symbol in self.symbols):
            return self
        total = ZERO
        for monomial, coefficient in self.terms:
            term = Dim.of(coefficient)
            for symbol in monomial:
                term = term * _replaced(symbol, values)
            total = total + term
        return total

    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the greatest value that the bounds of the symbols allow, None where unbounded."""
        low: int | None = 0
        high: int | None = 0
        for monomial, coefficient in self.terms:
            least, most = monomial_bounds(monomial)
            if coefficient < 0:
                least, most = most, least
            low = None if low is None or least is None else low + coefficient * least
            high = None if high is None or most is None else high + coefficient * most
        return low, high

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        common = self._common_factor()
        if common and len(self.terms) > 1:
            rest = self._over_monomial(common, 1)
            assert rest is not None
            return f"{_grouped(rest)}*{spelled(common)}" if rest.known is None else f"{rest}*{spelled(common)}"
        text = ""
        for monomial, coefficient in sorted(self.terms, key=lambda term: (not term[0], term[1] < 0, spelled(term[0]))):
            sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
            text += sign + _term(monomial, abs(coefficient))
        return text

    def _common_factor(self) -> Monomial:
        common = self.terms[0][0]
        for monomial, _ in self.terms[1:]:
            rest = list(monomial)
            kept = []
            for symbol in common:
                if symbol in rest:
                    rest.remove(symbol)
                    kept.append(symbol)
            common = tuple(kept)
        return common


ZERO = Dim(())
ONE = Dim((((), 1),))


def _reduced(top: Dim, bottom: Dim) -> tuple[Dim, Dim]:
    """A fraction without the positive factors common to all its terms, so that equal quotients are one symbol."""
    if not top.terms or not bottom.terms:
        return top, bottom
    both = Dim((*top.terms, *bottom.terms))
    monomial = tuple(s for s in both._common_factor() if s.least is not None and s.least > 0)
    factor = 0
    for _, coefficient in both.terms:
        factor = gcd(factor, abs(coefficient))
    common = Dim(((monomial, factor),))
    return top.exact_quotient(common) or top, bottom.exact_quotient(common) or bottom


def equal(left: Dim | int, right: Dim | int) -> bool | None:
    """Whether two dims are equal: certainly, certainly not, or unknown."""
    difference = Dim.of(left) - Dim.of(right)
    if not difference.terms:
        return True
    if _never_zero(difference):
        return False
    return None


def at_least(left: Dim | int, right: Dim | int) -> bool | None:
    """Whether `left >= right`: certainly, certainly not, or unknown."""
    low, high = _tight_bounds(Dim.of(left) - Dim.of(right))
    if low is not None and low >= 0:
        return True
    if high is not None and high < 0:
        return False
    return None


def _never_zero(difference: Dim) -> bool:
    low, high = _tight_bounds(difference)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return True
    if _is_positive_throughout(difference) or _is_positive_throughout(-difference):
        return True
    constant = dict(difference.terms).get((), 0)
    step = 0
    for monomial, coefficient in difference.terms:
        if monomial:
            step = gcd(step, abs(coefficient))
    return step > 1 and constant % step != 0


def _is_positive_throughout(dim: Dim) -> bool:
    """Whether a dim is above 0 whatever its symbols are: written over `symbol - least`, no coefficient is negative.

    So `n*H + C - H` is: `(n-1)*(H-1) + (n-1) + (C-1) + 1`.
    """
    if not all(symbol.least is not None for symbol in dim.symbols) or any(len(m) > 3 for m, _ in dim.terms):
        return False
    if not any(value < 0 for m, value in dim.terms if m) or not any(len(m) > 1 for m, _ in dim.terms):
        return False
    lifted = {symbol: Dim.of(symbol) + (symbol.least or 0) for symbol in dim.symbols if symbol.quotient is None}
    coefficients = dict(dim.substitute(lifted).terms)
    return coefficients.get((), 0) > 0 and all(value > 0 for value in coefficients.values())


def _tight_bounds(difference: Dim) -> tuple[int | None, int | None]:
    """Bounds with a factor common to all terms taken out: term by term, `2*L*H - H` would have no lower one."""
    common = difference._common_factor() if difference.terms else ()
    if not common:
        return difference.bounds()
    rest = difference._over_monomial(common, 1)
    assert rest is not None
    low, high = rest.bounds()
    least, most = monomial_bounds(common)
    if least is None or least < 0:
        return difference.bounds()
    return _scaled(low, least, most), _negated(_scaled(_negated(high), least, most))


def _negated(value: int | None) -> int | None:
    return None if value is None else -value


def _scaled(low: int | None, least: int, most: int | None) -> int | None:
    """The least of `low * factor` for a factor between `least` (not negative) and `most`."""
    if low is None:
        return None
    if low >= 0:
        return low * least
    return None if most is None else low * most


def _normal(terms: list[tuple[Monomial, int]]) -> Dim:
    total: dict[Monomial, int] = {}
    for monomial, coefficient in terms:
        total[monomial] = total.get(monomial, 0) + coefficient
    kept = [(monomial, coefficient) for monomial, coefficient in total.items() if coefficient]
    if len(kept) > 1:
        kept.sort(key=lambda term: order(term[0]))
    return Dim(tuple(kept))


def _replaced(symbol: Symbol, values: Mapping[Symbol, Dim]) -> Dim:
    if symbol in values:
        return values[symbol]
    if symbol.quotient is not None:
        left, right = symbol.quotient
        return left.substitute(values).floor_quotient(right.substitute(values))
    return Dim.of(symbol)


def _term(monomial: Monomial, coefficient: int) -> str:
    if not monomial:
        return str(coefficient)
    return spelled(monomial) if coefficient == 1 else f"{coefficient}*{spelled(monomial)}"


def _grouped(dim: Dim) -> str:
    text = str(dim)
    return f"({text})" if " " in text else text
