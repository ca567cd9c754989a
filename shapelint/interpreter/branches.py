"""Branches: each outcome of a test, a `try` or a `match` is run, and what they leave is joined."""

from __future__ import annotations

from collections.abc import Sequence as SequenceType

import libcst as cst

from shapelint.domain.value import Sequence
from shapelint.frozen import dataclass
from shapelint.interpreter import conditions, decisions, evaluate, execute
from shapelint.interpreter.flow import Body, Flow
from shapelint.interpreter.guards import ALWAYS, Guard, Guarded, Literal
from shapelint.interpreter.kinds import is_instance
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.store import Key, Store, joined


def if_(m: Machine, node: cst.If) -> Flow:
    """`if`, with what follows `else` or `elif`."""
    test = conditions.condition(m, node.test)
    bodies: list[Body] = [node.body]
    match node.orelse:
        case cst.If() as nested:
            bodies.append([nested])
        case cst.Else(body=body):
            bodies.append(body)
        case _:
            bodies.append([])
    return _branch(m, test, bodies[0], bodies[1], node.test)


def _branch(m: Machine, test: decisions.Condition, then: Body, otherwise: Body, asked: cst.BaseExpression) -> Flow:
    """Run what a test's outcomes lead to and join what they leave; one that leaves the function is not joined."""
    before, guard = m.store.copy(), m.guard
    ends: dict[Flow, list[tuple[Guard, Store]]] = {}
    told: list[_Told] = []
    for outcome, condition_, body in ((True, test.then, then), (False, test.otherwise, otherwise)):
        if condition_ is None:
            continue
        m.store, m.guard = before.copy(), guard | condition_
        told += _rule_out(m, asked, outcome)
        flow = execute.block(m, body)
        ends.setdefault(flow, []).append((m.guard - guard, m.store))
    m.guard = guard
    if len(ends.get(Flow.NEXT, ())) == 1:
        m.guard = guard | ends[Flow.NEXT][0][0]
    else:
        _take_back(told, [store for _, store in ends.get(Flow.NEXT, ())])
    return _continued(m, ends)


@dataclass(frozen=True)
class _Told:
    """What an outcome of a test tells of a variable: what it holds, and what is left of that."""

    place: Key
    held: Guarded
    left: Guarded


def _rule_out(m: Machine, asked: cst.BaseExpression, outcome: bool) -> list[_Told]:
    """Within `if isinstance(state, tuple):`, and after one that returns: a variable holds nothing of another kind.

    The path condition tells so only of alternatives that hang on one thing each.
    """
    match asked:
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            return _rule_out(m, inner, not outcome)
        case cst.Call(func=cst.Name("isinstance"), args=[cst.Arg(value=cst.Name(name)), cst.Arg(value=of)]):
            place = (m.frame.scopes[0], name)
            held = m.store.get(place)
            if not isinstance(held, Guarded):
                return []
            classes = evaluate.evaluate(m, of)
            kept = tuple(each for each in held.alternatives if is_instance(each[1], classes) is not (not outcome))
            if not kept or len(kept) == len(held.alternatives):
                return []
            m.store[place] = left = Guarded(kept)
            return [_Told(place, held, left)]
        case _:
            return []


def _take_back(told: list[_Told], stores: SequenceType[Store]) -> None:
    """Where both outcomes go on, a variable that neither bound anew holds what it held."""
    for each in told:
        for store in stores:
            if store.get(each.place) == each.left:
                store[each.place] = each.held


def _continued(m: Machine, ends: dict[Flow, list[tuple[Guard, Store]]]) -> Flow:
    """Go on with what the ways that get furthest leave."""
    furthest = next((flow for flow in Flow if flow in ends), Flow.NEXT)
    if furthest in ends:
        m.store = joined(ends[furthest])
    return furthest


def try_(m: Machine, node: cst.Try | cst.TryStar) -> Flow:
    """The body as if nothing went wrong; a handler as one more way, from what was known before."""
    before = m.store.copy()
    flow = execute.block(m, node.body)
    if flow is Flow.NEXT and node.orelse is not None:
        flow = execute.block(m, node.orelse.body)
    ends: list[tuple[Guard, Store]] = [(ALWAYS, m.store)] if flow is Flow.NEXT else []
    guard = m.guard
    handlers: SequenceType[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for handler in handlers:
        raised = Literal(m.fresh_key(handler, "handler"), True, True)
        m.store, m.guard = before.copy(), guard | {raised}
        if execute.block(m, handler.body) is Flow.NEXT:
            ends.append((frozenset((raised,)), m.store))
    m.guard = guard
    if ends:
        m.store = joined(ends)
    result = Flow.NEXT if ends else flow
    if node.finalbody is not None:
        ended = execute.block(m, node.finalbody.body)
        return ended if ended is not Flow.NEXT else result
    return result


def match_(m: Machine, node: cst.Match) -> Flow:
    """Each case as a branch of its own; patterns of constants are compared, others may or may not fit."""
    return _cases(m, evaluate.evaluate(m, node.subject), list(node.cases))


def _cases(m: Machine, subject: object, cases: list[cst.MatchCase]) -> Flow:
    before, guard = m.store.copy(), m.guard
    ends: dict[Flow, list[tuple[Guard, Store]]] = {}
    left: Guard | None = ALWAYS
    for case in cases:
        if left is None:
            break
        m.store, m.guard = before.copy(), guard | left
        test = _pattern(m, subject, case)
        if test.then is not None:
            m.guard = guard | left | test.then
            flow = execute.block(m, case.body)
            ends.setdefault(flow, []).append((m.guard - guard, m.store))
        left = None if test.otherwise is None else left | test.otherwise
    if left is not None:
        ends.setdefault(Flow.NEXT, []).append((left, before))
    m.guard = guard
    return _continued(m, ends)


def _pattern(m: Machine, subject: object, case: cst.MatchCase) -> decisions.Condition:
    match case.pattern:
        case cst.MatchValue(value=value) if case.guard is None:
            right = evaluate.evaluate(m, value)
            found = m.lift([subject, right], lambda a, b: Sequence((decisions.same(a, b),)))
            known = found.items[0] if isinstance(found, Sequence) else None
            if isinstance(known, decisions.Condition):
                return known
        case cst.MatchAs(pattern=None, name=None) if case.guard is None:
            return decisions.TRUE
        case _:
            pass
    return decisions.literal(m.fresh_key(case, "case"), True)
