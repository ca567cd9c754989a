"""Statements: what they bind, where they branch, what they return."""

from __future__ import annotations

from collections.abc import Sequence as SequenceType
from enum import Enum

import libcst as cst

from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import assign, conditions, definitions, evaluate, iteration, stated
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Asserted, Operand
from shapelint.interpreter.guards import ALWAYS, Guard, Literal, merge
from shapelint.interpreter.machine import MODULE, Machine
from shapelint.interpreter.store import Key, Store, joined
from shapelint.interpreter.values import Many, Owner


class Flow(str, Enum):
    """Where execution goes after a statement."""

    NEXT = "next"
    LEAVES = "leaves"
    """The function returns or raises."""
    LOOP = "loop"
    """`break` or `continue`."""


Body = cst.BaseSuite | SequenceType[cst.BaseStatement | cst.BaseSmallStatement]


def block(m: Machine, body: Body) -> Flow:
    """Run statements in order until one leaves."""
    statements = body.body if isinstance(body, cst.BaseSuite) else body
    for statement in statements:
        flow = run(m, statement)
        if flow is not Flow.NEXT:
            return flow
    return Flow.NEXT


def run(m: Machine, statement: cst.CSTNode) -> Flow:
    """Run one statement."""
    m.step()
    match statement:
        case cst.SimpleStatementLine(body=body):
            above = stated.before(m, statement)
            flow = block(m, body)
            stated.after(m, statement, above)
            return flow
        case cst.If():
            return _if(m, statement)
        case cst.For() | cst.While():
            return _loop(m, statement)
        case cst.With(items=items, body=body):
            return _with(m, items, body)
        case cst.Try() | cst.TryStar():
            return _try(m, statement)
        case cst.Match():
            return _match(m, statement)
        case cst.FunctionDef():
            definitions.function(m, statement)
        case cst.ClassDef():
            definitions.class_(m, statement)
        case cst.Return(value=value):
            return _return(m, value, statement)
        case cst.Raise():
            return Flow.LEAVES
        case cst.Break() | cst.Continue():
            return Flow.LOOP
        case _:
            _simple(m, statement)
    return Flow.NEXT


def _simple(m: Machine, statement: cst.CSTNode) -> None:
    match statement:
        case cst.Expr(value=value):
            evaluate.evaluate(m, value)
        case cst.Assign(targets=targets, value=value):
            found = evaluate.evaluate(m, value)
            for each in targets:
                assign.to(m, each.target, found, value)
        case cst.AnnAssign(target=target, value=cst.BaseExpression() as value):
            assign.to(m, target, evaluate.evaluate(m, value), value)
        case cst.AugAssign(target=target, operator=operator, value=value):
            values = (evaluate.evaluate(m, target), evaluate.evaluate(m, value))
            text = evaluate.BINARY.get(type(operator), "?")
            assign.to(m, target, evaluate.combined(m, text, values, (target, value), statement), value)
        case cst.Assert(test=test):
            _assert(m, test, statement)
        case cst.Import() | cst.ImportFrom():
            definitions.imports(m, statement)
        case cst.Global(names=names) | cst.Nonlocal(names=names):
            for item in names:
                m.frame.declared_outer[item.name.value] = _outer(m, item.name.value)
        case _:
            return


def _outer(m: Machine, name: str) -> Owner:
    for owner in m.frame.scopes[1:]:
        if (owner, name) in m.store:
            return owner
    return MODULE


def _assert(m: Machine, test: cst.BaseExpression, node: cst.Assert) -> None:
    value = evaluate.evaluate(m, test)
    m.lift([value], lambda each: m.emit(Asserted(node, m.context(), Operand(each, test))))


def _return(m: Machine, value: cst.BaseExpression | None, node: cst.Return) -> Flow:
    found: object = Constant(None)
    if value is not None:
        found = evaluate.evaluate(m, value)
        stated.result(m, node, found)
        if m.frame.is_entry:
            for operand in evaluate.operands_of(found, value):
                consumed(m, [operand], "`return`", node)
    m.frame.returns.append((m.guard, found))
    return Flow.LEAVES


def _if(m: Machine, node: cst.If) -> Flow:
    test = conditions.condition(m, node.test)
    bodies: list[Body] = [node.body]
    match node.orelse:
        case cst.If() as nested:
            bodies.append([nested])
        case cst.Else(body=body):
            bodies.append(body)
        case _:
            bodies.append([])
    return branch(m, test, bodies[0], bodies[1])


def branch(m: Machine, test: conditions.Condition, then: Body, otherwise: Body) -> Flow:
    """Run what a test's outcomes lead to and join what they leave; one that leaves the function is not joined."""
    before, guard = m.store.copy(), m.guard
    ends: list[tuple[Guard, Store]] = []
    flows: list[Flow] = []
    for condition_, body in ((test.then, then), (test.otherwise, otherwise)):
        if condition_ is None:
            continue
        m.store, m.guard = before.copy(), guard | condition_
        flows.append(block(m, body))
        if flows[-1] is Flow.NEXT:
            ends.append((m.guard - guard, m.store))
    m.guard = guard
    if not ends:
        return Flow.LEAVES if Flow.LEAVES in flows and Flow.LOOP not in flows else flows[0] if flows else Flow.NEXT
    if len(ends) == 1:
        m.guard = guard | ends[0][0]
    m.store = joined(ends)
    return Flow.NEXT


def _loop(m: Machine, node: cst.For | cst.While) -> Flow:
    """A loop over known items is unrolled; any other runs until what its names hold settles, or is unknown."""
    if isinstance(node, cst.For):
        name = node.target.value if isinstance(node.target, cst.Name) else "t"
        over = iteration.items_of(m, evaluate.evaluate(m, node.iter), node.iter, name)
        if not isinstance(over, Many):
            return _unrolled(m, node, over)
        item: object = over.item
    else:
        item = None
        evaluate.evaluate(m, node.test)
    before, guard = m.store.copy(), m.guard
    events = len(m.events)
    for last in (False, False, True, True):
        start = m.store.copy()
        del m.events[events:]
        _once(m, node, item)
        m.guard = guard
        unsettled = _joined_with_head(m, start, before, node)
        if not unsettled:
            break
        if last:
            for key in unsettled:
                m.store[key] = Unknown("changes with each pass")
    if node.orelse is not None:
        return block(m, node.orelse.body)
    return Flow.NEXT


def _once(m: Machine, node: cst.For | cst.While, item: object) -> Flow:
    m.frame.loops += 1
    try:
        if isinstance(node, cst.For):
            assign.to(m, node.target, item, node.iter)
        return block(m, node.body)
    finally:
        m.frame.loops -= 1


def _unrolled(m: Machine, node: cst.For, items: tuple[object, ...]) -> Flow:
    for number, item in enumerate(items):
        with m.turn(node, number):
            assign.to(m, node.target, item, node.iter)
            if block(m, node.body) is Flow.LEAVES:
                return Flow.LEAVES
    return block(m, node.orelse.body) if node.orelse is not None else Flow.NEXT


def _joined_with_head(m: Machine, start: Store, before: Store, node: cst.CSTNode) -> list[Key]:
    """Let names hold "before the first pass or after one"; the keys for which one more pass would see something new."""
    first = Literal(m.fresh_key(node, "first pass"), True, True)
    unsettled = []
    for key, old, new in list(m.store.changed_since(before)):
        value: object = Unknown("changes with each pass")
        if _worth_telling_apart(old) or _worth_telling_apart(new):
            value = merge([(frozenset((first,)), old), (frozenset((first.negated(),)), new)])
        if value != start.get(key):
            unsettled.append(key)
        m.store[key] = value
    return unsettled


def _worth_telling_apart(value: object) -> bool:
    """Whether a value can lead to a finding, so that what it is before and after a pass is kept; a counter is not."""
    return not isinstance(value, (Number, Unknown, Opaque)) and value not in (Constant(True), Constant(False))


def _with(m: Machine, items: SequenceType[cst.WithItem], body: cst.BaseSuite) -> Flow:
    for item in items:
        value = evaluate.evaluate(m, item.item)
        if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
            known = value if not isinstance(value, Sequence) else Unknown("context manager")
            assign.to(m, item.asname.name, known, item.item)
    return block(m, body)


def _try(m: Machine, node: cst.Try | cst.TryStar) -> Flow:
    """The body as if nothing went wrong; a handler as one more way, from what was known before."""
    before = m.store.copy()
    flow = block(m, node.body)
    if flow is Flow.NEXT and node.orelse is not None:
        flow = block(m, node.orelse.body)
    ends: list[tuple[Guard, Store]] = [(ALWAYS, m.store)] if flow is Flow.NEXT else []
    guard = m.guard
    handlers: SequenceType[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for handler in handlers:
        raised = Literal(m.fresh_key(handler, "handler"), True, True)
        m.store, m.guard = before.copy(), guard | {raised}
        if block(m, handler.body) is Flow.NEXT:
            ends.append((frozenset((raised,)), m.store))
    m.guard = guard
    if ends:
        m.store = joined(ends)
    result = Flow.NEXT if ends else flow
    if node.finalbody is not None:
        ended = block(m, node.finalbody.body)
        return ended if ended is not Flow.NEXT else result
    return result


def _match(m: Machine, node: cst.Match) -> Flow:
    """Each case as a branch of its own; patterns of constants are compared, others may or may not fit."""
    subject = evaluate.evaluate(m, node.subject)

    return _cases(m, subject, list(node.cases), node)


def _cases(m: Machine, subject: object, cases: list[cst.MatchCase], node: cst.Match) -> Flow:
    before, guard = m.store.copy(), m.guard
    ends: list[tuple[Guard, Store]] = []
    left: Guard | None = ALWAYS
    for case in cases:
        if left is None:
            break
        m.store, m.guard = before.copy(), guard | left
        test = _pattern(m, subject, case, node)
        if test.then is not None:
            m.guard = guard | left | test.then
            if block(m, case.body) is Flow.NEXT:
                ends.append((m.guard - guard, m.store))
        left = None if test.otherwise is None else left | test.otherwise
    if left is not None:
        ends.append((left, before))
    m.guard = guard
    if not ends:
        return Flow.LEAVES
    m.store = joined(ends)
    return Flow.NEXT


def _pattern(m: Machine, subject: object, case: cst.MatchCase, node: cst.Match) -> conditions.Condition:
    match case.pattern:
        case cst.MatchValue(value=value) if case.guard is None:
            right = evaluate.evaluate(m, value)
            found = m.lift([subject, right], lambda a, b: Sequence((conditions.same(a, b),)))
            known = found.items[0] if isinstance(found, Sequence) else None
            if isinstance(known, conditions.Condition):
                return known
        case cst.MatchAs(pattern=None, name=None) if case.guard is None:
            return conditions.TRUE
        case _:
            pass
    return conditions.literal(m.fresh_key(case, "case"), True)
