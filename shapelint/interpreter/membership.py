"""Whether one value is in another one, and of whom that is asked."""

from __future__ import annotations

from collections.abc import Hashable

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Number, Opaque, Sequence
from shapelint.interpreter.decisions import FALSE, TRUE, Condition, constants, literal, same
from shapelint.interpreter.predicates import Containing, EnumMember, OneOf
from shapelint.interpreter.values import Mapping, SetOf


def among(item: object, of: object) -> Condition | None:
    """Whether a value is in another one: decided, a literal, or None."""
    match item, of:
        case _, SetOf(items=items):
            return among(item, Sequence(items))
        case (Constant(str()) | Opaque()), Mapping(entries):
            return among(item, Sequence(tuple(Constant(key) for key, _ in entries)))
        case (Opaque() | Number()), Sequence(items=(only,)):
            return same(item, only)
        case Opaque(key=key), Sequence(items=items) if (known := constants(items)) is not None:
            return literal(key, OneOf(known)) if known else FALSE
        case Number(dim), Sequence(items=items) if dim.known is None:
            return _one_of(dim, constants(items))
        case Constant(str() as text), Opaque(key=key):
            return literal(key, Containing(text))
        case Constant(str() as text), Constant(str() as whole):
            return TRUE if text in whole else FALSE
        case (Constant() | Number() | EnumMember()), Sequence(items=items):
            one, known = constants((item,)), constants(items)
            if one is None or known is None:
                return None
            return TRUE if one[0] in known else FALSE
        case _:
            return None


def _one_of(dim: Dim, given: tuple[Hashable, ...] | None) -> Condition | None:
    """Whether a number with one symbol is one of these, as a literal about its symbol."""
    symbol = next(iter(dim.symbols))
    beside = (dim - Dim.of(symbol)).known
    if beside is None or not given or not all(type(each) is int for each in given):
        return None
    return literal(symbol.key, OneOf(tuple(each - beside for each in given if isinstance(each, int))))


def element_of(item: object, of: object) -> tuple[Hashable, Hashable] | None:
    """Of whom `item in of` is asked, and what; None where neither is a constant."""
    match item, of:
        case _, (Sequence(items=items) | SetOf(items=items)) if (known := constants(items)) is not None:
            return item, OneOf(known)
        case Constant(str() as text), _:
            return of, Containing(text)
        case _:
            return None
