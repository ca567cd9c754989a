"""Loops: unrolled where their items are known, else run until what they leave settles."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import assign, evaluate, execute, iteration
from shapelint.interpreter.flow import Flow
from shapelint.interpreter.guards import Guard, Guarded, Literal, Turn, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.store import Key, Store, joined
from shapelint.interpreter.values import Many


def loop(m: Machine, node: cst.For | cst.While) -> Flow:
    """A loop: what it leaves is what its end and every `break` on the way leave."""
    outer, m.frame.broken = m.frame.broken, []
    guard = m.guard
    flow = _run(m, node)
    ways, m.frame.broken = m.frame.broken, outer
    if ways and flow is Flow.NEXT:
        m.store = joined([(m.guard - guard, m.store), *((_outside(way) - guard, store) for way, store in ways)])
        m.guard = guard
    return flow


def _outside(guard: Guard) -> Guard:
    """A path condition without the number of a pass."""
    return frozenset(literal for literal in guard if not isinstance(literal.value, Turn))


def _run(m: Machine, node: cst.For | cst.While) -> Flow:
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
        m.frame.broken.clear()
        _once(m, node, item)
        m.guard = guard
        unsettled = _joined_with_head(m, start, before, node)
        if not unsettled:
            break
        if last:
            for key in unsettled:
                m.store[key] = Unknown("changes with each pass")
    _collected(m, before, node)
    if node.orelse is not None:
        return execute.block(m, node.orelse.body)
    return Flow.NEXT


def _once(m: Machine, node: cst.For | cst.While, item: object) -> Flow:
    m.frame.loops += 1
    try:
        return _pass(m, node, item)
    finally:
        m.frame.loops -= 1


def _pass(m: Machine, node: cst.For | cst.While, item: object) -> Flow:
    """One pass: what is left of it is what its end and every `continue` on the way leave."""
    outer, m.frame.continued = m.frame.continued, []
    guard = m.guard
    if isinstance(node, cst.For):
        assign.to(m, node.target, item, node.iter)
    flow = execute.block(m, node.body)
    ways, m.frame.continued = m.frame.continued, outer
    if ways and flow is Flow.NEXT:
        m.store = joined([(m.guard - guard, m.store), *((way - guard, store) for way, store in ways)])
        m.guard = guard
    return flow


def _unrolled(m: Machine, node: cst.For, items: tuple[object, ...]) -> Flow:
    for number, item in enumerate(items):
        with m.turn(node, number):
            flow = _pass(m, node, item)
        if flow is Flow.LEAVES:
            return Flow.LEAVES
        if flow is Flow.BREAKS:
            return Flow.NEXT
    return execute.block(m, node.orelse.body) if node.orelse is not None else Flow.NEXT


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


def _collected(m: Machine, before: Store, node: cst.CSTNode) -> None:
    """A list that was empty before a loop that fills it is taken to hold something after: that is what it is for."""
    never_ran = Literal(m.fresh_key(node, "first pass"), True, True)
    for key, old, new in list(m.store.changed_since(before)):
        if old == Sequence((), True) and isinstance(new, Guarded):
            m.store[key] = merge([(guard, each) for guard, each in new.alternatives if never_ran not in guard])


def _worth_telling_apart(value: object) -> bool:
    """Whether a value can lead to a finding, so that what it is before and after a pass is kept; a counter is not."""
    return not isinstance(value, (Number, Unknown, Opaque)) and value not in (Constant(True), Constant(False))
