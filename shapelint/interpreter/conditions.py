"""Tests: what a branch may assume."""

from __future__ import annotations

from collections.abc import Hashable

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.monomial import spelled
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Recurrent, Sequence
from shapelint.frozen import dataclass
from shapelint.interpreter import evaluate, kinds
from shapelint.interpreter.guards import ALWAYS, Guard, Literal, alternatives
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import BoundMethod, ClassValue, Function, Imported, Instance, Mapping
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


def is_configured(key: object) -> bool:
    """Whether a symbol's key stands for something fixed when an object is made, not for one call's argument."""
    while isinstance(key, tuple) and key:
        if key[0] in ("run", "config", "attribute", "global"):
            return bool(key[0] != "run")
        key = key[0]
    return False


def literal(subject: object, value: object, configures: bool = False) -> Condition:
    """The condition `subject == value` of something that is only known by its key.

    `configures`: the value decides what a layer is, so it is fixed when the layer is made, wherever it comes from.
    """
    one = Literal(subject, value, True, configures or is_configured(subject))
    return Condition(frozenset((one,)), frozenset((one.negated(),)))


def condition(m: Machine, node: cst.BaseExpression) -> Condition:
    """What a test's outcomes allow to assume."""
    match node:
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            with m.denying():
                return condition(m, inner).negated()
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            return _both(m, condition(m, left), right, node)
        case cst.BooleanOperation(left=left, operator=cst.Or(), right=right):
            return _either(m, condition(m, left), right, node)
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=operator, comparator=right)]):
            return _comparison(m, left, operator, right, node)
        case _:
            return of_value(m, evaluate.evaluate(m, node), node)


def of_value(m: Machine, value: object, node: cst.CSTNode) -> Condition:
    """The condition that a value is true."""
    return _combined(m, [(g, truth(inner)) for g, inner in alternatives(value, m.guard)], ("truth", value), node)


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
            return literal(key, True)
        case Sequence(items=items):
            return TRUE if items else FALSE
        case Mapping() | Instance() | Function() | ClassValue() | BoundMethod() | Recurrent() | Module():
            return TRUE
        case _:
            return None


def _combined(
    m: Machine, found: list[tuple[Guard, Condition | None]], about: Hashable, node: cst.CSTNode
) -> Condition:
    """One condition for a test whose value has alternatives.

    What several of them have in common is less than what the test tells: a literal of its own tells the rest, the same
    one wherever the same is asked of the same alternatives. A test that some alternatives decide, which are fixed when
    the object is made, is a matter of that too.
    """
    unknown = _untold(m, node, "test")
    fixed = all(each.configured for guard, _ in found for each in guard)
    if len(found) > 1 and fixed and any(each is not None for _, each in found):
        is_told = all(each is not None for _, each in found)
        unknown = literal(m.key("test of", about) if is_told else m.fresh_key(node, "test"), True, configures=True)
    decided = [(guard, unknown if each is None else each) for guard, each in found]
    then = [guard | each.then for guard, each in decided if each.then is not None]
    otherwise = [guard | each.otherwise for guard, each in decided if each.otherwise is not None]
    if max(len(then), len(otherwise)) < 2 or not then or not otherwise:
        return Condition(_common(then), _common(otherwise))
    never = _excluding(m.guard, [guard for guard, each in decided if each.then is None])
    always = _excluding(m.guard, [guard for guard, each in decided if each.otherwise is None])
    if fixed or len(then) > 1:
        never |= unknown.then or ALWAYS
    if fixed or len(otherwise) > 1:
        always |= unknown.otherwise or ALWAYS
    return Condition(_common(then, never), _common(otherwise, always))


def _excluding(known: Guard, ways: list[Guard]) -> Guard:
    """That none of these ways is taken, as far as each hangs on one thing: what an outcome says which they rule out."""
    return frozenset(literal.negated() for way in ways if len(way - known) == 1 for literal in way - known)


def _untold(m: Machine, node: cst.CSTNode, tag: str) -> Condition:
    """A condition of which nothing is known; inside `__init__` its outcome is a matter of how the object is made."""
    made = any(isinstance(frame.node, cst.FunctionDef) and frame.node.name.value == "__init__" for frame in m.frames)
    return literal(m.fresh_key(node, tag), True, configures=made)


def _common(guards: list[Guard], extra: Guard | None = None) -> Guard | None:
    """What all of several ways have in common, None where there is no way."""
    return frozenset.intersection(*guards) | (extra or ALWAYS) if guards else None


def _both(m: Machine, left: Condition, right: cst.BaseExpression, node: cst.CSTNode) -> Condition:
    if left.then is None:
        return left
    with m.under(left.then):
        second = condition(m, right)
    if left.otherwise is None:
        return second
    if second.then is None:
        return FALSE
    if second.otherwise is None:
        return left
    unknown = _untold(m, node, "and")
    assert unknown.then is not None
    return Condition(left.then | second.then | unknown.then, unknown.otherwise)


def _either(m: Machine, left: Condition, right: cst.BaseExpression, node: cst.CSTNode) -> Condition:
    if left.otherwise is None:
        return left
    with m.under(left.otherwise):
        second = condition(m, right)
    if left.then is None:
        return second
    if second.then is None:
        return left
    if second.otherwise is None:
        return TRUE
    unknown = _untold(m, node, "or")
    assert unknown.otherwise is not None
    return Condition(unknown.then, left.otherwise | second.otherwise | unknown.otherwise)


def _comparison(
    m: Machine, left: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression, node: cst.Comparison
) -> Condition:
    match operator:
        case cst.Equal() | cst.Is():
            return _equality(m, left, right, node)
        case cst.NotEqual() | cst.IsNot():
            with m.denying():
                return _equality(m, left, right, node).negated()
        case cst.GreaterThan() | cst.GreaterThanEqual():
            return _order(m, left, right, isinstance(operator, cst.GreaterThan), node)
        case cst.LessThan() | cst.LessThanEqual():
            return _order(m, right, left, isinstance(operator, cst.LessThan), node)
        case _:
            return of_value(m, evaluate.evaluate(m, node), node)


def _order(
    m: Machine, more: cst.BaseExpression, less: cst.BaseExpression, is_strict: bool, node: cst.Comparison
) -> Condition:
    """`more > less`, or `more >= less` where it is not strict."""
    values = (evaluate.evaluate(m, more), evaluate.evaluate(m, less))
    found: list[tuple[Guard, Condition | None]] = []
    for first, a in alternatives(values[0], m.guard):
        found += [(first | second, exceeds(a, b, is_strict)) for second, b in alternatives(values[1], m.guard | first)]
    return _combined(m, found, (is_strict, values), node)


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
    if _leads_with_minus(excess):
        return _about("at least 0", -excess - 1).negated()
    return _about("at least 0", excess)


def _leads_with_minus(dim: Dim) -> bool:
    """Whether the last of the longest terms is negative; by their names, since their own order differs by process."""
    _, coefficient = max(dim.terms, key=lambda term: (len(term[0]), spelled(term[0])))
    return coefficient < 0


def _about(question: str, dim: Dim) -> Condition:
    """The condition that a number with symbols is so: the same literal wherever it is asked of the same symbols."""
    fixed = all(is_configured(symbol.key) for symbol in dim.symbols)
    return literal((question, dim), True, configures=fixed)


def _equality(m: Machine, left: cst.BaseExpression, right: cst.BaseExpression, node: cst.Comparison) -> Condition:
    values = (evaluate.evaluate(m, left), evaluate.evaluate(m, right))
    evaluate.compared(m, "==", values, (left, right), node)
    found: list[tuple[Guard, Condition | None]] = []
    for first, a in alternatives(values[0], m.guard):
        found += [(first | second, same(a, b)) for second, b in alternatives(values[1], m.guard | first)]
    return _combined(m, found, ("==", values), node)


def same(left: object, right: object) -> Condition | None:
    """Whether two values are equal: decided, a literal, or None."""
    match left, right:
        case Opaque(key=key), Constant(value):
            return literal(key, value)
        case Opaque(key=key), Number(dim) if dim.known is not None:
            return literal(key, dim.known)
        case (Constant() | Number()), Opaque():
            return same(right, left)
        case Number(a), Number(b):
            decided = truth(binary("==", left, right))
            return decided if decided is not None else _about("0", b - a if _leads_with_minus(a - b) else a - b)
        case Number(dim), Constant(value) if isinstance(value, bool) and dim.known is not None:
            return TRUE if dim.known == int(value) else FALSE
        case Constant(first), Constant(second):
            return TRUE if first == second else FALSE
        case Imported(first), Imported(second):
            known = kinds.same_class(first, second)
            return None if known is None else TRUE if known else FALSE
        case (Tensor() | Sketch() | Packed() | Recurrent() | Module() | Instance() | Sequence()), Constant(None):
            return FALSE
        case Constant(None), (Tensor() | Sketch() | Packed() | Recurrent() | Module() | Instance() | Sequence()):
            return FALSE
        case _:
            return None
