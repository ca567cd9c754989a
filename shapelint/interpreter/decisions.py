"""Whether values are true, equal, greater, one in the other: decided, a literal of the path condition, or not known."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from shapelint.domain.dim import Dim
from shapelint.domain.monomial import spelled
from shapelint.domain.recurrent import same_layer
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Ratio, Recurrent, Sequence, Unknown
from shapelint.frozen import dataclass
from shapelint.interpreter import kinds
from shapelint.interpreter.guards import ALWAYS, AT_LEAST_ZERO, Guard, Literal, alternatives, merge
from shapelint.interpreter.predicates import TRUTHY, EnumMember
from shapelint.interpreter.values import BoundMethod, ClassValue, Function, Imported, Instance, Mapping, SetOf
from shapelint.torchlib.arithmetic import binary
from shapelint.torchlib.coerce import as_dim


@dataclass(frozen=True)
class Condition:
    """What holds where a test is true and where it is false; None where that cannot be."""

    then: Guard | None
    otherwise: Guard | None

    def negated(self) -> Condition:
        """The condition of `not test`."""
        return Condition(self.otherwise, self.then)


TRUE = Condition(ALWAYS, None)
FALSE = Condition(None, ALWAYS)
THERE = (
    Tensor, Sketch, Packed, Recurrent, Module, Instance, Sequence, Number, Mapping, Function, ClassValue, BoundMethod,
    EnumMember,
)  # fmt: skip
"""What is none of Python's `None`."""


COUNTER = "counter"
"""The key of what counts a loop's passes begins with this.

Items of a list that was made in such a loop differ by it, and which of them comes in which pass of another loop is not
known: what is found for one of them only is not certain. So it counts as configured.
"""


def is_configured(key: object) -> bool:
    """Whether a symbol's key stands for something fixed when an object is made, not for one call's argument."""
    while isinstance(key, tuple) and key:
        if key[0] in ("run", "config", "attribute", "global", COUNTER):
            return bool(key[0] != "run")
        key = key[0]
    return False


def literal(subject: object, value: object, configures: bool = False) -> Condition:
    """The condition `subject == value` of something that is only known by its key.

    `configures`: the value decides what a layer is, so it is fixed when the layer is made, wherever it comes from.
    """
    one = Literal(subject, value, True, configures or is_configured(subject))
    return Condition(frozenset((one,)), frozenset((one.negated(),)))


def by_constant(key: Hashable, values: Iterable[tuple[Hashable, object]], *otherwise: object) -> object:
    """What is chosen by something that is only known by its key: each value where that is its constant.

    `otherwise`: what is chosen where it is none of them, if that is possible.
    """
    tests = [(literal(key, constant), value) for constant, value in values]
    none = frozenset(one for test, _ in tests for one in test.otherwise or ())
    found = [(test.then, value) for test, value in tests if test.then is not None]
    return merge([*found, *((none, value) for value in otherwise)])


def of_condition(test: Condition) -> object:
    """The value of a test: `True` where it holds, `False` where it does not."""
    return merge([(g, Constant(known)) for g, known in ((test.then, True), (test.otherwise, False)) if g is not None])


def truth(value: object) -> Condition | None:
    """Whether one value is true: decided, a literal, or None."""
    match value:
        case Constant(inner):
            return TRUE if inner else FALSE
        case Number(dim):
            if dim.known is not None:
                return TRUE if dim.known else FALSE
            low, _ = dim.bounds()
            return TRUE if low is not None and low > 0 else None
        case Opaque(key=key):
            return literal(key, TRUTHY)
        case Unknown(key=key) if key is not None:
            return literal(key, TRUTHY)
        case Sequence(items=items) | SetOf(items=items):
            return TRUE if items else FALSE
        case Mapping(entries):
            return TRUE if entries else FALSE
        case Module(kind="Sequential", children=()):
            return FALSE
        case Instance(of=of):
            return None if kinds.has_length(of) else TRUE
        case Function() | ClassValue() | BoundMethod() | Recurrent() | Module() | EnumMember():
            return TRUE
        case _:
            return None


def same(left: object, right: object) -> Condition | None:
    """Whether two values are equal: decided, a literal, or None."""
    match left, right:
        case Unknown(), Constant(None):
            return None
        case (Opaque(key=key) | Unknown(key=key)), _ if key is not None and (asked := equal_to(left, right)):
            return literal(key, asked[1])
        case (Constant() | Number() | EnumMember()), (Opaque() | Unknown()):
            return same(right, left)
        case (EnumMember(), (EnumMember() | Constant() | Number())) | ((Constant() | Number()), EnumMember()):
            return TRUE if left == right else FALSE
        case Number(), Number():
            decided = truth(binary("==", left, right))
            return decided if decided is not None else _equal_sizes(left, right)
        case (Opaque() | Number()), (Opaque() | Number()):
            return _equal_sizes(left, right)
        case Number(dim), Constant(value) if isinstance(value, bool) and dim.known is not None:
            return TRUE if dim.known == int(value) else FALSE
        case Constant(first), Constant(second):
            return TRUE if first == second else FALSE
        case (Recurrent() | Imported() | ClassValue()), (Recurrent() | Imported() | ClassValue()):
            known = _is_same(left, right)
            return None if known is None else TRUE if known else FALSE
        case (there, Constant(None)) | (Constant(None), there) if isinstance(there, THERE):
            return FALSE
        case _:
            return None


def _is_same(left: object, right: object) -> bool | None:
    """Whether two layers, or two classes, are one; None where that is not known."""
    match left, right:
        case Recurrent(), Recurrent():
            return same_layer(left, right)
        case Imported(first), Imported(second):
            return kinds.same_class(first, second)
        case ClassValue(key=one), ClassValue(key=other):
            return one == other
        case (ClassValue(), Imported()) | (Imported(), ClassValue()):
            return False
        case _:
            return None


def outcome(operator: str, left: object, right: object) -> object:
    """The value of `left == right` and the like: of numbers that are not known as a literal of the path condition."""
    known = binary(operator, left, right)
    if operator not in ("==", "!=") or not (isinstance(left, Number) and isinstance(right, Number)):
        return known
    asked = same(left, right) if isinstance(known, Unknown) else None
    return known if asked is None else of_condition(asked if operator == "==" else asked.negated())


def equal_to(value: object, constant: object) -> tuple[Hashable, Hashable] | None:
    """Of whom `value == constant` is asked, and what; None where the second is no constant."""
    known = constants((constant,))
    return None if known is None else (value, TRUTHY if known[0] is True else known[0])


def is_one_answer(left: object, right: object) -> bool:
    """Whether a comparison of these is true or false, not a tensor of answers."""
    ways = [[value for _, value in alternatives(each, ALWAYS)] for each in (left, right)]
    is_text = any(all(map(_is_one_thing, way)) for way in ways)
    return is_text or all(_is_no_tensor(one) for way in ways for one in way)


def _is_one_thing(value: object) -> bool:
    """Whether a value is compared as a whole with whatever it is compared with."""
    return isinstance(value, EnumMember) or (
        isinstance(value, Constant) and (value.value is None or isinstance(value.value, str))
    )


def _is_no_tensor(value: object) -> bool:
    """Whether a value is a number, a constant, or a setting; an attribute that nothing sets may be a buffer."""
    match value:
        case Number() | Constant() | Ratio() | EnumMember():
            return True
        case Opaque(key=(first, *_) as key):
            return first != "attribute" and is_configured(key)
        case _:
            return False


def exceeds(more: object, less: object, is_strict: bool) -> Condition | None:
    """Whether one value is greater than the other: decided, a literal, or None.

    What is of unknown nature decides nothing: it may be no size.
    """
    decided = truth(binary(">" if is_strict else ">=", more, less))
    if decided is not None or not all(isinstance(value, (Number, Opaque)) for value in (more, less)):
        return decided
    a, b = as_dim(more), as_dim(less)
    if a is None or b is None:
        return None
    excess = a - b - 1 if is_strict else a - b
    if not excess.terms:
        return TRUE
    if isinstance(more, Number) and isinstance(less, Number) and (least := _above_least(excess)) is not None:
        return least
    if _leads_with_minus(excess):
        return _about(AT_LEAST_ZERO, -excess - 1).negated()
    return _about(AT_LEAST_ZERO, excess)


def _above_least(excess: Dim) -> Condition | None:
    """The condition that `symbol - least - 1` is at least 0, or `least - symbol` is: that it is not, or is, its least.

    None for any other number.
    """
    for sign in (1, -1):
        for symbol in excess.symbols:
            beside = (excess * sign - Dim.of(symbol)).known
            if symbol.least is not None and beside == -symbol.least - (sign == 1):
                least = literal(symbol.key, symbol.least)
                return least.negated() if sign == 1 else least
    return None


def _leads_with_minus(dim: Dim) -> bool:
    """Whether the last of the longest terms is negative; by their names, since their own order differs by process."""
    _, coefficient = max(dim.terms, key=lambda term: (len(term[0]), spelled(term[0])))
    return coefficient < 0


def _equal_sizes(left: object, right: object) -> Condition | None:
    """The condition that two values are equal, which may be numbers: it serves as well where they are not."""
    a, b = as_dim(left), as_dim(right)
    if a is None or b is None:
        return None
    difference = a - b
    if not difference.terms:
        return TRUE
    return _equal(-difference if _leads_with_minus(difference) else difference)


def _equal(difference: Dim) -> Condition:
    """The condition that a difference is 0; of a lone symbol that it is this number."""
    symbol = next(iter(difference.symbols))
    value = (Dim.of(symbol) - difference).known
    return _about("0", difference) if value is None else literal(symbol.key, value)


def _about(question: str, dim: Dim) -> Condition:
    """The condition that a number with symbols is so: the same literal wherever it is asked of the same symbols."""
    fixed = all(is_configured(symbol.key) for symbol in dim.symbols)
    return literal((question, dim), True, configures=fixed)


def constants(values: tuple[object, ...]) -> tuple[Hashable, ...] | None:
    """What values are as Python's constants, None where one of them is none."""
    found: list[Hashable] = []
    for value in values:
        match value:
            case Constant(Hashable() as known):
                found.append(known)
            case Number(dim) if dim.known is not None:
                found.append(dim.known)
            case EnumMember():
                found.append(value)
            case _:
                return None
    return tuple(found)
