"""How large numbers may become before they are let go: no size, and no setting of a layer, needs more.

A few signs make a number that nobody can wait for (`10**64**64`), or that no float and no message can hold, and a few
lines that square a name do so with symbols.
"""

from __future__ import annotations

from shapelint.domain.dim import Dim
from shapelint.domain.monomial import Monomial

MOST_BITS = 128
MOST_TERMS = 64
MOST_FACTORS = 16
MOST_AXES = 64
"""Of a tensor of unknown rank: each of them is a symbol."""
MOST_LETTERS = 1_000
"""Of a symbol's name, which is as long as what the symbol is computed from; of a text that a program puts together."""


def is_moderate(dim: Dim) -> bool:
    """Whether a number is small enough to be computed with further."""
    return len(dim.terms) <= MOST_TERMS and all(
        coefficient.bit_length() <= MOST_BITS and _is_short(monomial) for monomial, coefficient in dim.terms
    )


def _is_short(monomial: Monomial) -> bool:
    return len(monomial) <= MOST_FACTORS and all(len(symbol.name) <= MOST_LETTERS for symbol in monomial)
