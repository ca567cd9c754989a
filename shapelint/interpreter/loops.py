"""Loops: unrolled where their items are known, else run until what they leave settles."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace

import libcst as cst

from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import assign, evaluate, execute, iteration, sharing
from shapelint.interpreter.flow import Flow
from shapelint.interpreter.guards import ALWAYS, Guard, Guarded, Literal, Turn, alternatives, merge
from shapelint.interpreter.machine import MODULE, Machine
from shapelint.interpreter.passes import pass_of, read_inside
from shapelint.interpreter.store import Key, Store, joined
from shapelint.interpreter.values import Many, PartialMapping

CHANGING = Unknown("changes with each pass")


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
    before = m.store.copy()
    counters = dict(_counters(m, node))
    if not counters or not _settled(m, node, item, before, counters):
        m.store = before.copy()
        _settled(m, node, item, before, {})
    _collected(m, before, node)
    if node.orelse is not None:
        return execute.block(m, node.orelse.body)
    return Flow.NEXT


def _counters(m: Machine, node: cst.For | cst.While) -> Iterator[tuple[Key, object]]:
    """The names that the loop carries from pass to pass and that hold a number before it, or nothing known."""
    names = pass_of(node)
    for name in (names.assigned & names.carried) - names.only_grown:
        key = (m.frame.declared_outer.get(name, m.frame.scopes[0]), name)
        held = m.store.get(key)
        if isinstance(held, (Number, Unknown)) or held in (Constant(True), Constant(False)):
            yield key, held


def _settled(m: Machine, node: cst.For | cst.While, item: object, before: Store, counters: dict[Key, object]) -> bool:
    """Run passes until what names hold settles; what does not is unknown.

    What the counters hold is taken to be unknown from the start, which saves most loops their second pass. False if
    one of them turns out to keep its value, or to be more than a number.
    """
    events, guard = len(m.trace.events), m.guard
    for key in counters:
        m.store[key] = CHANGING
    before = m.store.copy() if counters else before
    for last in (False, False, True, True):
        start = m.store.copy()
        del m.trace.events[events:]
        m.frame.broken.clear()
        _once(m, node, item)
        m.guard = guard
        if not all(_just_counts(m, key, old) for key, old in counters.items()) or _sums(m, node, counters):
            return False
        for key in counters:
            m.store[key] = CHANGING
        unsettled = _joined_with_head(m, start, before, node)
        if all(_is_of_no_use(m, node, key) for key in unsettled):
            break
        if last:
            for key in unsettled:
                m.store[key] = CHANGING
    return True


def _is_of_no_use(m: Machine, loop: cst.For | cst.While, key: Key) -> bool:
    """Whether what a name holds after a pass changes nothing in the next one, because nothing there asks for it."""
    owner, name = key
    elsewhere = _read_elsewhere(m)
    if owner != m.frame.scopes[0] or elsewhere is None or name in elsewhere:
        return False
    names = pass_of(loop)
    if name not in names.carried:
        return True
    if name not in names.only_grown:
        return False
    grown = [value for _, value in alternatives(m.store[key], ALWAYS) if not isinstance(value, Many)]
    return grown == [CHANGING] or (len(grown) < 2 and all(map(_is_a_list, grown)))


def _read_elsewhere(m: Machine) -> frozenset[str] | None:
    """The names that functions may read which the loop calls; None where they are not known."""
    scope = m.frame.node or (m.whole.seen.module if m.frame.key == MODULE else None)
    return None if scope is None else read_inside(scope)


def _is_a_list(value: object) -> bool:
    return isinstance(value, Sequence) and value.is_list


def _just_counts(m: Machine, key: Key, old: object) -> bool:
    """Whether a pass may leave another number than there was before the loop, or nothing known."""
    found = [value for _, value in alternatives(m.store.get(key), ALWAYS)]
    keeps = not isinstance(old, Unknown) and all(value == old for value in found)
    return not keeps and not any(_worth_telling_apart(value) or _tells_first(old, value) for value in found)


def _sums(m: Machine, node: cst.For | cst.While, counters: dict[Key, object]) -> bool:
    """Whether something out of a layer was added to a counter, which is a tensor then."""
    names = {name for _, name in counters}
    return any(name in names and (m.frame.key, each) in m.trace.derived for name, each in pass_of(node).combined)


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
            flow = _pass(m, node, sharing.current(m, item))
        if flow is Flow.LEAVES:
            return Flow.LEAVES
        if flow is Flow.BREAKS:
            return Flow.NEXT
    return execute.block(m, node.orelse.body) if node.orelse is not None else Flow.NEXT


def _joined_with_head(m: Machine, start: Store, before: Store, node: cst.CSTNode) -> list[Key]:
    """Let names hold "before the first pass or after one"; the keys for which one more pass would see something new."""
    first = Literal(m.fresh_key(node, "first pass"), True, True)
    counter = _counted_by(m, node)
    here = frozenset((first, *(() if counter is None else (Literal(counter, 0, True, True),))))
    later = frozenset(each.negated() for each in here)
    unsettled = []
    for key, old, new in list(m.store.changed_since(before)):
        value: object = old if isinstance(old, Unknown) else CHANGING
        if _worth_telling_apart(old) or _worth_telling_apart(new) or _tells_first(old, new):
            value = merge([(here, old), (later, new if counter is None else _of_pass_before(new, counter))])
        if value != start.get(key):
            unsettled.append(key)
        m.store[key] = value
    return unsettled


def _counted_by(m: Machine, node: cst.CSTNode) -> Hashable | None:
    """The key of what counts the passes of `for i in range(n)`, `for i, x in enumerate(...)`; None for other loops."""
    over = node.iter if isinstance(node, cst.For) else None
    if not isinstance(over, cst.Call) or not isinstance(over.func, cst.Name):
        return None
    return iteration.counter_key(m, over) if over.func.value in ("range", "enumerate") else None


def _of_pass_before(value: object, counter: Hashable) -> object:
    """What a pass left, to the next one: that it was the first one is another thing than that this one is."""
    if not isinstance(value, Guarded):
        return value
    found: dict[Guard, object] = {}
    for guard, each in value.alternatives:
        grown = isinstance(each, Many)  # which of its items comes when is not known: see `decisions.COUNTER`
        told = [one for one in guard if one.subject == counter and (one.holds or grown)]
        before = frozenset(replace(one, subject=(counter, "before"), configured=grown) for one in told)
        kept = frozenset(one for one in guard if one.subject not in (counter, (counter, "before"))) | before
        found[kept] = each if found.get(kept, each) == each else Unknown("differs by the pass")
    return merge(list(found.items()))


def _collected(m: Machine, before: Store, node: cst.CSTNode) -> None:
    """A list that was empty before a loop that fills it is taken to hold something after: that is what it is for."""
    never_ran = Literal(m.fresh_key(node, "first pass"), True, True)
    for key, old, new in list(m.store.changed_since(before)):
        if old == Sequence((), True) and isinstance(new, Guarded):
            m.store[key] = merge([(guard, each) for guard, each in new.alternatives if never_ran not in guard])


def _tells_first(old: object, new: object) -> bool:
    """Whether a name tells the first pass from the others: a flag that each pass leaves turned over for good."""
    return {old, new} == {Constant(True), Constant(False)} if isinstance(new, Constant) else False


def _worth_telling_apart(value: object) -> bool:
    """Whether a value can lead to a finding, so that what it is before and after a pass is kept; a counter is not."""
    if isinstance(value, Many):
        return not isinstance(value.item, Unknown)
    if isinstance(value, (Number, Unknown, Opaque, PartialMapping)):
        return False
    return value not in (Constant(True), Constant(False))
