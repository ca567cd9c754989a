"""Python's functions on numbers: `int`, `round`, `math.floor` and their like; `max`, `min` and `sorted`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor, isfinite, trunc

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Number, Opaque, Ratio, Sequence, Unknown
from shapelint.torchlib.coerce import as_bool, as_int, is_none, number

ROUNDING: Mapping[str, Callable[[float], int]] = {
    "int": int, "round": round, "math.floor": floor, "math.ceil": ceil, "math.trunc": trunc,
}  # fmt: skip


def rounded(name: str, value: object, digits: object = None) -> object:
    """`int(value)`, `round(value, digits)`, `math.floor(value)`, ..."""
    if not is_none(digits):
        return _to_digits(value, as_int(digits)) if name == "round" else Unknown(f"{name} in another base")
    match value:
        case Number():
            return value
        case Opaque() if name != "math.ceil":
            return value
        case Ratio() if name != "round":
            return _of_ratio(name, value)
        case Constant(bool() | float() as real) if isfinite(real):
            return number(ROUNDING[name](real))
        case _:
            return Unknown(name)


def _of_ratio(name: str, ratio: Ratio) -> object:
    least = ratio.bottom.bounds()[0]
    match name:
        case "math.floor" | "math.ceil" if least is None or least < 1:
            return Unknown("a quotient by what may be negative")
        case "math.floor":
            return number(ratio.top.floor_quotient(ratio.bottom))
        case "math.ceil":
            return number((ratio.top + ratio.bottom - 1).floor_quotient(ratio.bottom))
        case _:
            return Unknown("a quotient that may be negative") if ratio.whole is None else number(ratio.whole)


def _to_digits(value: object, digits: int | None) -> object:
    """A whole number stays one, and the same one unless digits before the point go."""
    match value:
        case Number(dim) if digits is not None and (digits >= 0 or dim.known is not None):
            return value if digits >= 0 or dim.known is None else number(round(dim.known, digits))
        case Constant(float() as real) if digits is not None and isfinite(real):
            return Constant(round(real, digits))
        case _:
            return Unknown("round")


def extreme(name: str, given: tuple[object, ...], keywords: Mapping[str, object]) -> object:
    """`max(...)` or `min(...)` of known numbers."""
    values = given[0].items if len(given) == 1 and isinstance(given[0], Sequence) else given
    known = _numbers(values)
    if not known or not is_none(keywords.get("key")):
        return Unknown(name)
    return number(max(known) if name == "max" else min(known))


def ordered(given: tuple[object, ...], keywords: Mapping[str, object]) -> object:
    """`sorted(...)` of a list of known numbers or of strings."""
    reverse = as_bool(keywords.get("reverse", Constant(False)))
    match given:
        case (Sequence(items=items),) if len(items) < 2:
            return Sequence(items, True)
        case (Sequence(items=items),) if reverse is not None and is_none(keywords.get("key")):
            known = _numbers(items)
            texts = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
            if known:
                return Sequence(tuple(Number(Dim.of(each)) for each in sorted(known, reverse=reverse)), True)
            if len(texts) == len(items):
                return Sequence(tuple(Constant(each) for each in sorted(texts, reverse=reverse)), True)
    return Unknown("sorted")


def _numbers(values: tuple[object, ...]) -> list[int]:
    """The numbers that values are; none where one of them is not known."""
    known = [value.dim.known for value in values if isinstance(value, Number)]
    numbers = [each for each in known if each is not None]
    return numbers if len(numbers) == len(values) else []
