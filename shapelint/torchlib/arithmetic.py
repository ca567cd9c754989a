"""Python's operators on abstract values: whole numbers, constants, tuples and lists, tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import add, ge, gt, le, lt, mod, mul, sub, truediv

from shapelint.domain.agreement import touched
from shapelint.domain.dim import Dim, at_least, equal
from shapelint.domain.extent import MOST_BITS, MOST_LETTERS, is_moderate
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Ratio, Sequence, Unknown
from shapelint.torchlib.coerce import as_dim, is_number, number
from shapelint.torchlib.elementwise import added, compared, computed, multiplied_by, remixed
from shapelint.torchlib.products import multiplied

MOST_ITEMS = 4096
"""A list is not repeated into more items than this."""

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_FLOATS: Mapping[str, Callable[[float, float], float | bool]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "%": mod,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def binary(operator: str, left: object, right: object) -> object:
    """`left operator right`."""
    if isinstance(left, Tensor | Sketch) or isinstance(right, Tensor | Sketch):
        return _tensors(operator, left, right)
    match left, right:
        case ((Number() | Opaque()), (Number() | Opaque())):
            return _numbers(operator, left, right)
        case Sequence(), Sequence():
            return _sequences(operator, left, right)
        case (Sequence(), Number()) | (Number(), Sequence()) if operator == "*":
            return _repeated(left, right)
        case Constant() | Number(), Constant() | Number():
            return _constants(operator, left, right)
        case _:
            return Unknown(f"operands of {operator}")


def unary(operator: str, value: object) -> object:
    """`-value`, `+value`, `~value`, `not value`."""
    match operator, value:
        case ("-", Number(dim)):
            return Number(-dim)
        case ("+", Number()):
            return value
        case ("~", Number(dim)):
            return Number(-dim - 1)
        case ("-", Constant(float() as real)):
            return Constant(-real)
        case ("-", Constant(bool() as truth)):
            return Number(Dim.of(-int(truth)))
        case ("-" | "+", Tensor()):
            return touched(value)
        case ("-" | "+", Sketch()):
            return replace(value, content=None)
        case ("~", Tensor() | Sketch()):
            return remixed(value)
        case ("-", Opaque(key=key, name=name)) if _may_be_tensor(value):
            return Opaque((key, "-"), f"-{name}")
        case ("-", Opaque()):
            size = as_dim(value)
            return Unknown() if size is None else Number(-size)
        case ("not", Constant(bool() | None as truth)):
            return Constant(not truth)
        case ("not", Number(dim)) if (zero := equal(dim, 0)) is not None:
            return Constant(zero)
        case _:
            return Unknown(f"operand of {operator}")


def _tensors(operator: str, left: object, right: object) -> object:
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return Unknown("an operand that may be a number or a tensor")
    if operator == "@":
        return multiplied(left, right)
    if operator in _COMPARISONS or operator in ("&", "|", "^"):
        return compared(left, right)
    if operator == "*":
        return multiplied_by(left, right)
    if operator in ("+", "-"):
        return added(left, right, taken=operator == "-")
    return computed(left, right) if operator in ("/", "//", "%", "**") else Unknown(f"operator {operator}")


def _numbers(operator: str, left: object, right: object) -> object:
    a, b = as_dim(left), as_dim(right)
    if a is None or b is None:
        return Unknown("numbers")
    for value in (left, right):
        if isinstance(value, Opaque) and operator not in _COMPARISONS and _may_be_tensor(value):
            name = f"({a} {operator} {b})"
            return Opaque((value.key, operator, a, b), name) if len(name) <= MOST_LETTERS else Unknown("a long term")
    if operator in _COMPARISONS:
        both = isinstance(left, Number) and isinstance(right, Number)
        verdict = _compared(operator, a, b) if both else None
        return Unknown("a comparison of numbers") if verdict is None else Constant(verdict)
    result = _calculated(operator, a, b)
    return result if result is not None else Unknown(f"{operator} of numbers")


def _may_be_tensor(value: Opaque) -> bool:
    """Whether something opaque belongs to one run of the code, as an argument of `forward` does."""
    key = value.key
    while isinstance(key, tuple) and key and isinstance(key[0], tuple):
        key = key[0]
    return isinstance(key, tuple) and key[:1] == ("run",)


def _compared(operator: str, a: Dim, b: Dim) -> bool | None:
    match operator:
        case "==":
            return equal(a, b)
        case "!=":
            same = equal(a, b)
            return None if same is None else not same
        case ">=":
            return at_least(a, b)
        case "<=":
            return at_least(b, a)
        case ">":
            return at_least(a, b + 1)
        case _:
            return at_least(b, a + 1)


def _calculated(operator: str, a: Dim, b: Dim) -> object:
    match operator:
        case "+":
            return number(a + b)
        case "-":
            return number(a - b)
        case "*":
            return number(a * b)
        case "//":
            return None if b.known == 0 else number(a.floor_quotient(b))
        case "/":
            if a.known is None or b.known is None:
                return Ratio(a, b)
            return Constant(a.known / b.known) if b.known else None
        case "%":
            return None if b.known == 0 else number(a - a.floor_quotient(b) * b)
        case "**":
            return _power(a, b)
        case _:
            return _bits(operator, a, b)


def _power(a: Dim, b: Dim) -> object:
    if b.known is None or not 0 <= b.known <= MOST_BITS:
        return None
    total = Dim.of(1)
    for _ in range(b.known):
        total = total * a
        if not is_moderate(total):
            return None
    return Number(total)


def _bits(operator: str, a: Dim, b: Dim) -> object:
    if a.known is None or b.known is None:
        return None
    match operator:
        case "&":
            return number(a.known & b.known)
        case "|":
            return number(a.known | b.known)
        case "^":
            return number(a.known ^ b.known)
        case "<<" if 0 <= b.known <= MOST_BITS:
            return number(a.known << b.known)
        case ">>" if b.known >= 0:
            return number(a.known >> b.known)
        case _:
            return None


def _sequences(operator: str, left: Sequence, right: Sequence) -> object:
    if operator == "+" and left.is_list == right.is_list:
        return Sequence((*left.items, *right.items), left.is_list)
    if operator in ("==", "!=") and left.is_list == right.is_list:
        verdict = _all_equal(left, right)
        return Unknown("a comparison") if verdict is None else Constant(verdict == (operator == "=="))
    return Unknown(f"{operator} of sequences")


def _all_equal(left: Sequence, right: Sequence) -> bool | None:
    if len(left.items) != len(right.items):
        return False
    verdicts = [_same(a, b) for a, b in zip(left.items, right.items, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def _same(left: object, right: object) -> bool | None:
    match binary("==", left, right):
        case Constant(bool() as verdict):
            return verdict
        case _:
            return None


def _repeated(left: object, right: object) -> object:
    sequence, times = (left, right) if isinstance(left, Sequence) else (right, left)
    count = as_dim(times)
    if not isinstance(sequence, Sequence) or count is None or count.known is None:
        return Unknown("a list of unknown length")
    if len(sequence.items) * max(count.known, 0) > MOST_ITEMS:
        return Unknown("a long list")
    return Sequence(sequence.items * max(count.known, 0), sequence.is_list)


def _constants(operator: str, left: object, right: object) -> object:
    a, b = _python(left), _python(right)
    if operator in ("==", "!=") and a is not _NOTHING and b is not _NOTHING:
        return Constant((a == b) == (operator == "=="))
    if is_number(left) and is_number(right) and operator in _FLOATS:
        return _floats(operator, a, b)
    if operator == "+" and isinstance(a, str) and isinstance(b, str) and len(a) + len(b) <= MOST_LETTERS:
        return Constant(a + b)
    return Unknown(f"{operator} of constants")


_NOTHING = object()


def _python(value: object) -> object:
    match value:
        case Number(dim):
            return _NOTHING if dim.known is None else dim.known
        case Constant(inner):
            return inner
        case _:
            return _NOTHING


def _floats(operator: str, a: object, b: object) -> object:
    if not isinstance(a, int | float) or not isinstance(b, int | float) or (operator in "/%" and not b):
        return Unknown("numbers")
    try:
        found = _FLOATS[operator](a, b)
    except OverflowError:
        return Unknown("numbers")
    return Constant(found) if isinstance(found, bool | float) else number(found)
