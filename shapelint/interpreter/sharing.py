"""Lists, dicts and layers are objects: what changes one changes it under every name, attribute and item that holds it.

Values are the same for whoever holds them, so an object is told from others that are equal by its `identity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.value import Module, Sequence, Unknown
from shapelint.interpreter import assign, evaluate
from shapelint.interpreter.guards import Guard, Guarded, compatible, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.store import Key
from shapelint.interpreter.values import Instance, LibraryMethod, Many, Mapping, Owner

HOLDING = frozenset((Sequence, Many, Mapping, Guarded, LibraryMethod, Recurrent, Module))
"""The kinds of values that are, or hold, a list, a dict or a layer."""
REARRANGING = frozenset(("transpose_", "t_", "squeeze_", "unsqueeze_", "swapaxes_", "swapdims_"))
"""Methods that give a tensor itself other axes."""
Object = Sequence | Many | Mapping | Recurrent


def identified(m: Machine, value: object, node: cst.CSTNode) -> object:
    """The same value as an object of its own, if it is a list or dict that nothing holds yet."""
    match value:
        case Sequence(is_list=True, identity=None) | Many(identity=None) | Mapping(identity=None):
            return replace(value, identity=m.fresh_key(node, "object"))
        case Guarded(alternatives) if any(type(each) in HOLDING for _, each in alternatives):
            return Guarded(tuple((guard, identified(m, each, node)) for guard, each in alternatives))
        case _:
            return value


def current(m: Machine, value: object) -> object:
    """What a list or dict is now that was taken out of another one before; unknown where it is no longer held alike."""
    if not isinstance(value, (Sequence, Many, Mapping)) or value.identity is None:
        return value
    now = [each for _, _, each in _held(m) if getattr(each, "identity", None) == value.identity]
    if all(each == value for each in now):
        return value
    return now[0] if all(each == now[0] for each in now) else Unknown("changed in place")


def copied(value: object) -> object:
    """A list, dict or layer that is equal, but another object."""
    match value:
        case Sequence() | Many() | Mapping() | Recurrent() if value.identity is not None:
            return replace(value, identity=None)
        case _:
            return value


def changed_to(new: object, old: Sequence | Many | Mapping) -> object:
    """What became of a list or dict, as the object that it still is."""
    return replace(new, identity=old.identity) if isinstance(new, (Sequence, Many, Mapping)) else new


def change(m: Machine, node: cst.CSTNode, old: object, new: object) -> None:
    """What a method, `node`, made of its receiver is what everybody holds who holds the receiver."""
    if isinstance(old, (Sequence, Many, Mapping)) and old.identity is not None:
        change_object(m, old, new)
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        place = place_of(m, node.func.value)
        if place is None:
            assign.to(m, node.func.value, new, node)
        else:
            rebind(m, place, new)


def change_object(m: Machine, old: Object, new: object) -> None:
    """Let everybody hold `new` who holds this list, dict or layer."""
    new = new if isinstance(old, Recurrent) else changed_to(new, old)
    holders = [(owner, name) for owner, name, value in _held(m) if holds(value, old)]
    if m.store.watch is not None and any(owner not in m.store.watch.created for owner, _ in holders):
        _note(m)
    for key in holders:
        m.store[key] = _changed(m.store[key], old, new, m.guard)


def _held(m: Machine) -> Iterator[tuple[Owner, str, object]]:
    for owner, table in m.store.tables():
        for name, value in table.items():
            if type(value) in HOLDING:
                yield owner, name, value


def _note(m: Machine) -> None:
    """An object that was there before is changed: who holds it depends on whatever is held."""
    for owner, name, _ in list(_held(m)):
        m.store.names(owner)
        m.store.get((owner, name))


def holds(value: object, old: Object) -> bool:
    """Whether a value is this list, dict or layer, or has it inside."""
    match value:
        case Sequence(items=items):
            return _is(value, old) or any(holds(each, old) for each in items if type(each) in HOLDING)
        case Many(item):
            return _is(value, old) or holds(item, old)
        case Mapping(entries):
            return _is(value, old) or any(holds(each, old) for _, each in entries if type(each) in HOLDING)
        case Guarded(alternatives):
            return any(holds(each, old) for _, each in alternatives if type(each) in HOLDING)
        case LibraryMethod(receiver):
            return holds(receiver, old)
        case Recurrent():
            return _is(value, old)
        case Module(children=children):
            return any(holds(each, old) for each in children if type(each) in HOLDING)
        case _:
            return False


def _is(value: Object, old: Object) -> bool:
    """Whether a value is an object: one that another pass of a loop made has its identity, but other items."""
    if isinstance(value, Recurrent) or isinstance(old, Recurrent):
        return isinstance(value, Recurrent) and isinstance(old, Recurrent) and value.at == old.at and value == old
    return value.identity == old.identity and value == old


def _changed(value: object, old: Object, new: object, under: Guard) -> object:
    match value:
        case Sequence() | Many() | Mapping() | Recurrent() if _is(value, old):
            return new
        case Module(children=children):
            return replace(value, children=tuple(_changed(each, old, new, under) for each in children))
        case Sequence(items=items):
            return replace(value, items=tuple(_changed(each, old, new, under) for each in items))
        case Many(item):
            return replace(value, item=_changed(item, old, new, under))
        case Mapping(entries):
            return replace(value, entries=tuple((key, _changed(each, old, new, under)) for key, each in entries))
        case Guarded():
            return _meant(value, under, lambda each: _changed(each, old, new, under))
        case LibraryMethod(receiver):
            return replace(value, receiver=_changed(receiver, old, new, under))
        case _:
            return value


def _meant(value: Guarded, under: Guard, function: Callable[[object], object]) -> Guarded:
    """A function of the alternatives that a path condition is about; the others stay.

    They are kept apart even where two are the same by now: the next alternative's turn comes, and must find its own.
    """
    is_meant = [guard <= under for guard, _ in value.alternatives]
    if not any(is_meant):
        is_meant = [compatible(guard, under) for guard, _ in value.alternatives]
    pairs = zip(value.alternatives, is_meant, strict=True)
    return Guarded(tuple((guard, function(each) if meant else each) for (guard, each), meant in pairs))


def rearrange(m: Machine, node: cst.CSTNode, old: object, new: object) -> None:
    """A method gave a tensor other axes: so has the name that it was called on; another name of it may, or may not."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return
    place = place_of(m, node.func.value)
    for owner, _ in list(m.store.tables()):
        for name in m.store.names(owner):
            if (owner, name) != place and _has(m.store.get((owner, name)), old):
                m.store[owner, name] = Unknown("may have other axes")
    if place is not None:
        rebind(m, place, new)


def _has(value: object, old: object) -> bool:
    """Whether a value is this tensor, or has it inside."""
    match value:
        case Sequence(items=items):
            return any(_has(each, old) for each in items)
        case Guarded(alternatives):
            return any(_has(each, old) for _, each in alternatives)
        case _:
            return type(value) is type(old) and value == old


def rebind(m: Machine, place: Key, value: object) -> None:
    """Bind what was made of a value to the name or attribute that it was read from."""
    known = m.store.get(place)
    if not isinstance(known, Guarded):
        m.store[place] = value
        return
    changed = _meant(known, m.guard, lambda _: value)
    m.store[place] = merge(changed.alternatives) if isinstance(value, Guarded) else changed


def place_of(m: Machine, target: cst.BaseExpression) -> Key | None:
    """Where a name or an attribute of an object of this file is held."""
    if isinstance(target, cst.Name):
        owners = (owner for owner in m.frame.scopes if (owner, target.value) in m.store)
        return next(((owner, target.value) for owner in owners), None)
    base = evaluate.evaluate(m, target.value) if isinstance(target, cst.Attribute) else None
    return (base.key, target.attr.value) if isinstance(base, Instance) and isinstance(target, cst.Attribute) else None
