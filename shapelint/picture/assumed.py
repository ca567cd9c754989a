"""Sizes as a picture takes them: there are as many steps and layers as it draws.

`output[:, 1:4]` of a sequence whose length is not known has `len(1:min(4, T))` steps. A picture of it shows steps 1, 2
and 3, and says so.
"""

from __future__ import annotations

from shapelint.domain.dim import Dim, Symbol


def generous(dim: Dim) -> Dim:
    """A size or place without the cases in which a sequence is too short for it."""
    values = {symbol: value for symbol in dim.symbols if (value := _unclamped(symbol)) is not None}
    return dim.substitute(values) if values else dim


def _unclamped(symbol: Symbol) -> Dim | None:
    """What a bound or a number of positions is where the axis is long enough; None for any other symbol."""
    match symbol.key:
        case ("clamp", Dim(known=int() as bound), Dim() as size):
            return Dim.of(bound) if bound >= 0 else size + bound
        case ("count", Dim() as low, Dim() as high, int() as step) if step > 0:
            length = generous(high) - generous(low)
            if length.known is None:
                return length if step == 1 else None
            return Dim.of(-(-length.known // step)) if length.known > 0 else None
        case _:
            return None
