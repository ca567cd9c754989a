"""Branches: each outcome of a test, a `try` or a `match` is run, and what they leave is joined."""

from __future__ import annotations

from collections.abc import Sequence as SequenceType

import libcst as cst

from shapelint.domain.value import Sequence, Unknown
from shapelint.interpreter import (
    assign,
    attempts,
    conditions,
    decisions,
    demonstrations,
    evaluate,
    execute,
    kinds,
    narrowing,
)
from shapelint.interpreter.bodies import captured
from shapelint.interpreter.flow import Body, Flow
from shapelint.interpreter.guards import ALWAYS, Guard, Literal
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.store import Store, joined


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
    questions = narrowing.questions(m, asked)
    told: list[narrowing.Told] = []
    for outcome, condition_, body in ((True, test.then, then), (False, test.otherwise, otherwise)):
        if condition_ is None:
            continue
        m.store, m.guard = before.copy(), guard | condition_
        told += narrowing.rule_out(m, questions, outcome)
        flow = execute.block(m, body)
        ends.setdefault(flow, []).append((m.guard - guard, m.store))
    m.guard = guard
    if len(ends.get(Flow.NEXT, ())) == 1:
        m.guard = guard | ends[Flow.NEXT][0][0]
    else:
        narrowing.take_back(told, [store for _, store in ends.get(Flow.NEXT, ())])
    return _continued(m, ends)


def _continued(m: Machine, ends: dict[Flow, list[tuple[Guard, Store]]]) -> Flow:
    """Go on with what the ways that get furthest leave."""
    furthest = next((flow for flow in Flow if flow in ends), Flow.NEXT)
    if furthest in ends:
        m.store = joined(ends[furthest])
    return furthest


def try_(m: Machine, node: cst.Try | cst.TryStar) -> Flow:
    """The body as if nothing went wrong; a handler as one more way, from what may be known where something did."""
    asked = attempts.of(m, node) if isinstance(node, cst.Try) else None
    if asked is not None:
        return _attempt_to_unpack(m, asked)
    ways = (m.frame.broken, m.frame.continued)
    begun = tuple(map(len, ways))
    fails, m.frame.is_there_to_fail = m.frame.is_there_to_fail, demonstrations.is_there_to_fail(node)
    flow, left = _attempted(m, node.body)
    m.frame.is_there_to_fail = fails
    if flow is Flow.NEXT and node.orelse is not None:
        flow = execute.block(m, node.orelse.body)
    ends: list[tuple[Guard, Store]] = [(ALWAYS, m.store)] if flow is Flow.NEXT else []
    guard = m.guard
    handlers: SequenceType[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for handler in handlers:
        raised = Literal(m.fresh_key(handler, "handler"), True, True)
        m.store, m.guard = left.copy(), guard | {raised}
        if execute.block(m, handler.body) is Flow.NEXT:
            ends.append((frozenset((raised,)), m.store))
    m.guard = guard
    if ends:
        m.store = joined(ends)
    result = Flow.NEXT if ends else flow
    if node.finalbody is not None:
        for way, first in zip(ways, begun, strict=True):
            way[first:] = [_finally(m, node.finalbody, *each) for each in way[first:]]
        ended = execute.block(m, node.finalbody.body)
        return ended if ended is not Flow.NEXT else result
    return result


def _attempt_to_unpack(m: Machine, asked: attempts.Attempt) -> Flow:
    """`try: h, c = h` with a handler for what does not come apart: each alternative goes the one way or the other."""
    before, guard = m.store.copy(), m.guard
    ends: dict[Flow, list[tuple[Guard, Store]]] = {}
    for way, fits in asked.ways:
        m.store, m.guard = before.copy(), guard | way
        flow = execute.block(m, asked.body if fits else asked.handler)
        ends.setdefault(flow, []).append((m.guard - guard, m.store))
    m.guard = guard
    return _continued(m, ends)


def _finally(m: Machine, node: cst.Finally, guard: Guard, store: Store) -> tuple[Guard, Store]:
    """A way that left the loop around a `try`, after what is done at its end."""
    outer = m.store, m.guard
    m.store, m.guard = store, guard
    execute.block(m, node.body)
    (m.store, m.guard), left = outer, m.store
    return guard, left


def suppressed(m: Machine, body: cst.BaseSuite) -> Flow:
    """`with suppress(...)`: the body, or what may be known where something in it went wrong."""
    guard = m.guard
    flow, left = _attempted(m, body)
    raised = frozenset((Literal(m.fresh_key(body, "suppressed"), True, True),))
    m.store, m.guard = joined([(ALWAYS, m.store), (raised, left)] if flow is Flow.NEXT else [(raised, left)]), guard
    return Flow.NEXT


def _attempted(m: Machine, body: cst.BaseSuite) -> tuple[Flow, Store]:
    """Run statements, and tell what there is where the first or the last one that may raise does so."""
    flow, statement, seen = Flow.NEXT, None, [m.store.copy()]
    places = [i for i, each in enumerate(body.body) if _may_raise(each)]
    for i, statement in enumerate(body.body):
        if i in places[:1]:
            seen = [m.store.copy()]
        elif i in places[-1:]:
            seen.append(m.store.copy())
        flow = execute.run(m, statement)
        if flow is not Flow.NEXT:
            break
    if isinstance(statement, cst.BaseCompoundStatement) or flow is not Flow.NEXT:
        seen.append(m.store.copy())
    if len(seen) == 1:
        return flow, seen[0]
    late = Literal(m.fresh_key(body, "late"), True, True)
    return flow, joined([(frozenset((late.negated(),)), seen[0]), (frozenset((late,)), seen[-1])])


def _may_raise(statement: cst.CSTNode) -> bool:
    """Whether a statement does more than binding a name to another one or to a constant."""
    match statement:
        case cst.SimpleStatementLine(body=body):
            return any(map(_may_raise, body))
        case cst.Pass():
            return False
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name())], value=value):
            return not isinstance(value, (cst.Name, cst.Integer, cst.Float, cst.SimpleString))
        case _:
            return True


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
    """Whether a case is the one, the names that it captures bound."""
    fits = _fits(m, subject, case.pattern)
    return fits if case.guard is None or fits == decisions.FALSE else _may_fit(m, case)


def _fits(m: Machine, subject: object, pattern: cst.MatchPattern) -> decisions.Condition:
    match pattern:
        case cst.MatchValue(value=value) | cst.MatchSingleton(value=value):
            right = evaluate.evaluate(m, value)
            found = m.lift([subject, right], lambda a, b: Sequence((decisions.same(a, b),)))
            known = found.items[0] if isinstance(found, Sequence) else None
            return known if isinstance(known, decisions.Condition) else _may_fit(m, pattern)
        case cst.MatchClass(cls=named, patterns=[], kwds=[]):
            fits = m.lift([subject, evaluate.evaluate(m, named)], kinds.answer)
            return _may_fit(m, pattern) if isinstance(fits, Unknown) else conditions.of_value(m, fits, pattern)
        case cst.MatchOr(patterns=patterns):
            each = [_fits(m, subject, one.pattern) for one in patterns]
            if decisions.TRUE in each or all(test == decisions.FALSE for test in each):
                return decisions.TRUE if decisions.TRUE in each else decisions.FALSE
            return _may_fit(m, pattern)
        case cst.MatchAs(pattern=inner, name=name):
            if name is not None:
                assign.to(m, name, subject, pattern)
            return decisions.TRUE if inner is None else _fits(m, subject, inner)
        case _:
            for each_name in captured(pattern):
                assign.to(m, each_name, Unknown("captured by a pattern"), pattern)
            return _may_fit(m, pattern)


def _may_fit(m: Machine, node: cst.CSTNode) -> decisions.Condition:
    return decisions.literal(m.fresh_key(node, "case"), True)
