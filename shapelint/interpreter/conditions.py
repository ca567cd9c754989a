"""Tests: what a branch may assume."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

import libcst as cst

from shapelint.interpreter import asking, decisions, evaluate, invoke, lookup, membership
from shapelint.interpreter.decisions import FALSE, TRUE, Condition, exceeds, literal
from shapelint.interpreter.guards import ALWAYS, Guard, Guarded, alternatives, compatible, denied
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.predicates import TRUTHY
from shapelint.interpreter.values import Instance


def condition(m: Machine, node: cst.BaseExpression) -> Condition:
    """What a test's outcomes allow to assume."""
    match node:
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
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
    found: list[tuple[Guard, Condition | None]] = []
    for guard, inner in alternatives(value, m.guard):
        with m.under(guard):
            asked = alternatives(_asked(m, inner, node), m.guard)
        found += [(guard | way, decisions.truth(each)) for way, each in asked]
    return _combined(m, found, (value, TRUTHY), node)


def _asked(m: Machine, value: object, node: cst.CSTNode) -> object:
    """What a test of a value looks at: of an object of this file what it says of itself, if it does."""
    method = lookup.truth_method(m, value) if isinstance(value, Instance) else None
    return value if method is None else invoke.follow(m, method, invoke.Arguments(), node, value)


def _combined(
    m: Machine, found: list[tuple[Guard, Condition | None]], asked: tuple[Hashable, Hashable], node: cst.CSTNode
) -> Condition:
    """One condition for a test whose value has alternatives; `asked` is the value that is tested, and for what.

    The alternatives for which the test holds rarely make one guard: what their guards share says too little. So the
    outcome gets a literal of its own, the same one wherever the same is asked of the same alternatives. Where
    alternatives decide the test that are fixed when the object is made, the literal is fixed then too.
    """
    unknown = _untold(m, node, "test")
    fixed = all(each.configured for guard, _ in found for each in guard)
    if len(found) > 1 and fixed and any(each is not None for _, each in found):
        is_told = all(each is not None for _, each in found)
        unknown = _of_choice(m, *asked) if is_told else literal(m.fresh_key(node, "test"), True, configures=True)
    decided = [(guard, unknown if each is None else each) for guard, each in found]
    then = _outcomes((guard, each.then) for guard, each in decided)
    otherwise = _outcomes((guard, each.otherwise) for guard, each in decided)
    if not then or not otherwise:
        return _possible(m, Condition(_common(then), _common(otherwise)))
    if len(then) == 1 or len(otherwise) == 1:
        return _possible(m, Condition(_common(then, _not_the_only(otherwise)), _common(otherwise, _not_the_only(then))))
    never = _excluding(m.guard, [guard for guard, each in decided if each.then is None])
    always = _excluding(m.guard, [guard for guard, each in decided if each.otherwise is None])
    never |= unknown.then or ALWAYS
    always |= unknown.otherwise or ALWAYS
    return _possible(m, Condition(_common(then, never), _common(otherwise, always)))


def _outcomes(ways: Iterable[tuple[Guard, Guard | None]]) -> list[Guard]:
    """The alternatives for which a test has an outcome, with what that outcome tells."""
    return [guard | told for guard, told in ways if told is not None and compatible(guard, told)]


def _not_the_only(ways: list[Guard]) -> Guard:
    """That an outcome is not there, which one alternative alone has."""
    return denied(ways[0]) if len(ways) == 1 and ways[0] else ALWAYS


def _of_choice(m: Machine, of: Hashable, told: Hashable) -> Condition:
    """The condition that this can be told of a choice: the same literal wherever it is asked of the same one."""
    return literal(m.key("test of", of.choice if isinstance(of, Guarded) else of), told, configures=True)


def _possible(m: Machine, test: Condition) -> Condition:
    """A condition without the outcome that contradicts what holds already, unless that is all of them."""
    then, otherwise = (
        None if guard is None or not compatible(guard, m.guard) else guard for guard in (test.then, test.otherwise)
    )
    return test if then is None and otherwise is None else Condition(then, otherwise)


def _excluding(known: Guard, ways: list[Guard]) -> Guard:
    """That none of these ways is taken, as far as each hangs on one thing: what an outcome says which they rule out."""
    return frozenset(one for way in ways if len(way - known) == 1 for one in denied(way - known))


def _untold(m: Machine, node: cst.CSTNode, tag: str) -> Condition:
    """A condition of which nothing is known; inside `__init__` its outcome is a matter of how the object is made."""
    asked = asking.question(m, node)
    return literal(m.fresh_key(node, tag) if asked is None else asked, TRUTHY, configures=m.is_making)


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
    if _is_exact(left) and _is_exact(second):
        both = left.then | second.then
        return Condition(both, denied(both))
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
    if _is_exact(left) and _is_exact(second):
        neither = left.otherwise | second.otherwise
        return Condition(denied(neither), neither)
    unknown = _untold(m, node, "or")
    assert unknown.otherwise is not None
    return Condition(unknown.then, left.otherwise | second.otherwise | unknown.otherwise)


def _is_exact(test: Condition) -> bool:
    """Whether each outcome is told by just what denies the other one."""
    if test.then is None or test.otherwise is None:
        return False
    return denied(test.then) == test.otherwise or denied(test.otherwise) == test.then


def _comparison(
    m: Machine, left: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression, node: cst.Comparison
) -> Condition:
    is_equality = isinstance(operator, (cst.Equal, cst.Is, cst.NotEqual, cst.IsNot))
    values = (evaluate.evaluate(m, left), evaluate.evaluate(m, right))
    if is_equality:
        evaluate.compared(m, "==", values, (left, right), node)
    return of_comparison(m, operator, values, node)


def of_comparison(
    m: Machine, operator: cst.BaseCompOp, values: tuple[object, object], node: cst.Comparison
) -> Condition:
    """The condition that a comparison of two values holds."""
    match operator:
        case cst.Equal() | cst.Is():
            return _equality(m, values, node)
        case cst.NotEqual() | cst.IsNot():
            return _equality(m, values, node).negated()
        case cst.GreaterThan() | cst.GreaterThanEqual():
            return _order(m, values, isinstance(operator, cst.GreaterThan), node)
        case cst.LessThan() | cst.LessThanEqual():
            return _order(m, (values[1], values[0]), isinstance(operator, cst.LessThan), node)
        case cst.In():
            return _membership(m, values, node)
        case _:
            return _membership(m, values, node).negated()


def _of_each(
    m: Machine, values: tuple[object, object], decide: Callable[[object, object], Condition | None]
) -> list[tuple[Guard, Condition | None]]:
    """What is decided of each two alternatives that two values can have together."""
    found: list[tuple[Guard, Condition | None]] = []
    for first, a in alternatives(values[0], m.guard):
        found += [(first | second, decide(a, b)) for second, b in alternatives(values[1], m.guard | first)]
    return found


def _order(m: Machine, values: tuple[object, object], is_strict: bool, node: cst.Comparison) -> Condition:
    """`more > less`, or `more >= less` where it is not strict."""
    found = _of_each(m, values, lambda a, b: exceeds(a, b, is_strict))
    return _combined(m, found, ((is_strict, values), True), node)


def _equality(m: Machine, values: tuple[object, object], node: cst.Comparison) -> Condition:
    found = _of_each(m, values, decisions.same)
    asked = decisions.equal_to(*values) or decisions.equal_to(*reversed(values))
    if asked is not None and asked[1] is None and any(each == TRUE for _, each in found):
        # what is there instead of None, in code that asks which of them it is, is not None
        found = [(guard, FALSE if each is None else each) for guard, each in found]
    return _combined(m, found, asked or (("==", values), True), node)


def _membership(m: Machine, values: tuple[object, object], node: cst.Comparison) -> Condition:
    found = _of_each(m, values, membership.among)
    return _combined(m, found, membership.element_of(*values) or (("in", values), True), node)
