"""What a loop or comprehension runs over: the items of a known list, or one item that stands for all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager

import libcst as cst

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Module, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import assign, conditions, evaluate, records, scopes, weights
from shapelint.interpreter.decisions import COUNTER
from shapelint.interpreter.guards import Guard, Guarded, alternatives, merge, narrowed
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Many, Mapping, WeightsOf
from shapelint.torchlib.indexing import index

MOST_UNROLLED = 8
SEVERAL_LENGTHS = Many(Unknown("alternatives of different length"))


def items_of(m: Machine, value: object, node: cst.CSTNode, name: str = "t") -> tuple[object, ...] | Many:
    """Every item where their number is known and small, else one that stands for all."""
    value = records.opened(m, narrowed(value, m.guard))
    match value:
        case Sequence(items=items) if len(items) <= MOST_UNROLLED:
            return items
        case Sequence(items=items) if items and all(item == items[0] for item in items):
            return Many(items[0])
        case Module(children=children) if children and len(children) <= MOST_UNROLLED:
            m.trace.seen.opened.add(value.at)
            return children
        case Many():
            return value
        case WeightsOf():
            return Many(weights.one(m, value, node))
        case Tensor():
            return Many(index(value, (_counter(m, node, name),), m.place(node)))
        case Mapping(entries):
            return tuple(key for key, _ in entries)
        case Guarded():
            return _of_alternatives([(g, items_of(m, each, node, name)) for g, each in alternatives(value, m.guard)])
        case Opaque(key=key, name=text):
            return Many(Opaque((key, "item", m.frame.key, node), f"item of {text}"))
        case _:
            return Many(Unknown("item of something unknown"))


def rows(m: Machine, tensor: Tensor, is_list: bool, node: cst.CSTNode) -> object:
    """`list(tensor)` or `tuple(tensor)`."""
    number = tensor.sizes[0].known if tensor.rank else None
    if number is None or number > MOST_UNROLLED:
        return items_of(m, tensor, node) if tensor.rank else Unknown("a tensor without axes")
    return Sequence(tuple(index(tensor, (Number(Dim.of(i)),), m.place(node)) for i in range(number)), is_list)


def _of_alternatives(runs: list[tuple[Guard, tuple[object, ...] | Many]]) -> tuple[object, ...] | Many:
    """What a loop runs over where there are several ways: the body sees nothing of a way that is empty."""
    endless = [(guard, run.item) for guard, run in runs if isinstance(run, Many)]
    known = [(guard, run) for guard, run in runs if not isinstance(run, Many)]
    if endless and not any(run for _, run in known):
        return Many(merge(endless))
    length = len(known[0][1]) if known else 0
    if length and len(known) == len(runs) and all(len(run) == length for _, run in known):
        return tuple(merge([(guard, run[i]) for guard, run in known]) for i in range(length))
    return SEVERAL_LENGTHS


def repeated(left: object, right: object) -> Many | None:
    """`[item] * n`: a list of unknown length whose items are all alike."""
    match left, right:
        case (
            (Sequence(items=(item,), is_list=True), Number() | Opaque())
            | (Number() | Opaque(), Sequence(items=(item,), is_list=True))
        ):
            return Many(item)
        case _:
            return None


def _counter(m: Machine, node: cst.CSTNode, name: str) -> Number:
    return Number(Dim.of(Symbol(counter_key(m, node), name, least=0)))


def counter_key(m: Machine, node: cst.CSTNode) -> Hashable:
    """The key of what counts the passes over something, from 0: which one it is says which pass."""
    return (COUNTER, m.fresh_key(node, "counter"))


def counted(m: Machine, positional: tuple[object, ...], node: cst.CSTNode) -> object:
    """`range(...)`: known numbers where they are few, else a counter that is one of them."""
    known = [value.dim.known if isinstance(value, Number) else None for value in positional]
    if positional and None not in known:
        numbers = range(*[k for k in known if k is not None][:3]) if known[-1] != 0 or len(known) < 3 else range(0)
        if not numbers[MOST_UNROLLED:]:
            return Sequence(tuple(Number(Dim.of(number)) for number in numbers))
    backwards = len(known) == 3 and known[2] is not None and known[2] < 0
    if backwards:
        return Many(Unknown("counting down"))
    start = 0 if len(positional) == 1 else known[0] if len(known) == 2 else None
    if start is None or start < 0:
        return Many(Number(Dim.of(Symbol(m.fresh_key(node, "counter"), "t", least=0))))
    return Many(Number(_counter(m, node, "t").dim + start))


def reversed_(m: Machine, over: object, node: cst.CSTNode) -> object:
    """`reversed(over)`."""
    run = items_of(m, over, node)
    return run if isinstance(run, Many) else Sequence(tuple(reversed(run)))


def enumerated(m: Machine, over: object, start: object, node: cst.CSTNode) -> object:
    """`enumerate(over, start)`."""
    run, first = items_of(m, over, node), start.dim if isinstance(start, Number) else None
    if isinstance(run, Many):
        number = Unknown("counter") if first is None else Number(first + _counter(m, node, "i").dim)
        return Many(Sequence((number, run.item)))
    numbers = [Unknown("counter") if first is None else Number(first + i) for i in range(len(run))]
    return Sequence(tuple(map(Sequence, zip(numbers, run, strict=True))))


def zipped(m: Machine, positional: tuple[object, ...], node: cst.CSTNode) -> object:
    """`zip(...)` over what its arguments run over."""
    runs = [items_of(m, value, node) for value in positional]
    known = [run for run in runs if not isinstance(run, Many)]
    if len(known) < len(runs):
        return Many(Sequence(tuple(r.item if isinstance(r, Many) else Unknown("one of several") for r in runs)))
    return Sequence(tuple(Sequence(row) for row in zip(*known, strict=False)))


def comprehension(m: Machine, node: cst.BaseComp) -> object:
    """A comprehension: a list of known items where all it runs over is known, else `Many` of one.

    Where alternatives of different length are run over, one list for each of them.
    """
    with scopes.comprehension(m, node):
        value = evaluate.evaluate(m, node.for_in.iter)
        over = _over(m, node.for_in, value)
        if over is SEVERAL_LENGTHS:
            found = m.lift([value], lambda each: _run(m, node, node.for_in, _over(m, node.for_in, each)))
        else:
            found = _run(m, node, node.for_in, over)
    if isinstance(node, cst.DictComp):
        return Unknown("dict comprehension")
    return found


def _over(m: Machine, clause: cst.CompFor, value: object) -> tuple[object, ...] | Many:
    return items_of(m, value, clause.iter, _target_name(clause.target))


def _run(m: Machine, node: cst.BaseComp, clause: cst.CompFor, over: tuple[object, ...] | Many) -> object:
    known = over if not isinstance(over, Many) else (over.item,)
    found: list[object] = []
    is_exact = not isinstance(over, Many)
    for number, item in enumerate(known):
        with m.turn(node, number) if not isinstance(over, Many) else _repeating(m):
            items, all_known = _pass(m, node, clause, item)
        found += items
        is_exact = is_exact and all_known
    if is_exact:
        return Sequence(tuple(found), True)
    return Many(found[0]) if found and all(item == found[0] for item in found) else Many(Unknown("items differ"))


@contextmanager
def _repeating(m: Machine) -> Iterator[None]:
    """Run one pass for all of them."""
    m.repeats += 1
    try:
        yield
    finally:
        m.repeats -= 1


def _pass(m: Machine, node: cst.BaseComp, clause: cst.CompFor, item: object) -> tuple[list[object], bool]:
    """What one pass of a comprehension gives, and whether that is all it gives for certain."""
    assign.to(m, clause.target, item, clause.iter)
    tests = [conditions.condition(m, each.test) for each in clause.ifs]
    if any(test.then is None for test in tests):
        return [], True
    is_exact = all(test.otherwise is None for test in tests)
    if clause.inner_for_in is None:
        return [_element(m, node)], is_exact
    nested = clause.inner_for_in
    inner = _run(m, node, nested, _over(m, nested, evaluate.evaluate(m, nested.iter)))
    if isinstance(inner, Sequence):
        return list(inner.items), is_exact
    return [inner.item if isinstance(inner, Many) else inner], False


def _element(m: Machine, node: cst.BaseComp) -> object:
    match node:
        case cst.DictComp(value=value):
            return evaluate.evaluate(m, value)
        case cst.ListComp(elt=elt) | cst.GeneratorExp(elt=elt) | cst.SetComp(elt=elt):
            return evaluate.evaluate(m, elt)
        case _:
            return Unknown("comprehension")


def _target_name(target: cst.BaseExpression) -> str:
    return target.value if isinstance(target, cst.Name) else "t"
