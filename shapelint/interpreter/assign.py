"""Binding values to targets: names, attributes, patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence as SequenceType
from dataclasses import replace

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Meaning, Module, Number, Opaque, Recurrent, Sequence, ShapeOf, Unknown
from shapelint.interpreter import (
    decisions,
    evaluate,
    invoke,
    layer_changes,
    lookup,
    narrowing,
    options,
    records,
    sharing,
)
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Operand, Unpacked
from shapelint.interpreter.guards import ALWAYS, Guarded, alternatives, mapped, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import (
    ClassValue,
    Instance,
    Many,
    Mapping,
    Namespace,
    Owner,
    PartialMapping,
    derives_from_recurrent,
)
from shapelint.torchlib.elementwise import remixed
from shapelint.torchlib.indexing import index

_COMPUTED = re.compile(r"[\[( ]")
"""What tells the name of something that was computed from one that the program gave."""
STRINGS = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)


def to(m: Machine, target: cst.BaseExpression, value: object, source: cst.CSTNode) -> None:
    """Bind a value to a target."""
    match target:
        case cst.Name(value=text):
            value = sharing.identified(m, _told_apart(m, value, target), target)
            _note(m, target, value)
            owner = m.frame.declared_outer.get(text, m.frame.scopes[0])
            m.store[owner, text] = named(m, value, text)
        case cst.Attribute(value=inner, attr=attr):
            value = sharing.identified(m, _told_apart(m, value, target), target)
            _note(m, target, value)
            _to_attribute(m, evaluate.evaluate(m, inner), attr.value, named(m, value, spelled(target)), target)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            _to_pattern(m, elements, value, source, target)
        case cst.Subscript():
            consumed(m, [Operand(value, target)], f"`{spelled(target)}`", target)
            _set_item(m, target, evaluate.evaluate(m, target.value), value)
        case _:
            return


def _told_apart(m: Machine, value: object, target: cst.BaseExpression) -> object:
    """What is unknown as the one thing that this target holds; in a loop it is another one in each pass."""
    if m.frame.loops:
        return value
    match value:
        case Unknown(key=None):
            made = m.fresh_key(target, "held")
            return replace(value, key=("config", made) if m.is_making else made)
        case Guarded(ways) if any(type(each) is Unknown for _, each in ways):
            return Guarded(tuple((guard, _told_apart(m, each, target)) for guard, each in ways))
        case _:
            return value


def _note(m: Machine, target: cst.BaseExpression, value: object) -> None:
    """Remember what comes out of a layer by the place that it is bound at."""
    if not isinstance(value, Guarded):
        if derives_from_recurrent(value):
            m.trace.bound[m.frame.key, target] = value
    elif any(derives_from_recurrent(each) for _, each in value.alternatives):
        here = alternatives(value, m.guard)
        if any(derives_from_recurrent(each) for _, each in here):
            m.trace.bound[m.frame.key, target] = merge(here)


def _to_attribute(m: Machine, base: object, text: str, value: object, target: cst.Attribute) -> None:
    match base:
        case Instance() if (setter := lookup.setter(m, base, text)) is not None:
            invoke.follow(m, setter, invoke.Arguments((value,), nodes={0: target}), target, base)
        case Instance(key=key) if isinstance(value, Recurrent) and not layer_changes.is_known(m, text):
            m.store[key, text] = Unknown("a layer changed elsewhere")
        case Instance(key=key) | ClassValue(key=key):
            m.store[key, text] = value
        case Namespace():
            options.set_option(m, base, text, value)
        case Recurrent():
            layer_changes.set_attribute(m, base, text, value)
        case Guarded() if any(isinstance(each, Recurrent) for _, each in base.alternatives):
            m.lift([base, value], lambda one, given: _to_attribute(m, one, text, given, target))
        case _:
            consumed(m, [Operand(value, target)], f"`{spelled(target)}`", target)


def _set_item(m: Machine, target: cst.Subscript, container: object, value: object) -> None:
    """`container[...] = value` changes what holds it: of a tensor the shape is left, of a list nothing."""
    for guard, one in alternatives(container, m.guard):
        with m.under(guard):
            changed = _with_item(m, target, one, value)
            if isinstance(one, (Sequence, Many, Mapping)) and one.identity is not None:
                sharing.change_object(m, one, changed)
            elif (place := sharing.place_of(m, target.value)) is not None:
                sharing.rebind(m, place, changed)
            elif isinstance(target.value, cst.Subscript):
                to(m, target.value, Unknown("changed in place"), target)


def _with_item(m: Machine, target: cst.Subscript, container: object, value: object) -> object:
    """What is left of a value after one of its items was set."""
    key = target.slice[0].slice
    is_text = isinstance(key, cst.Index) and isinstance(key.value, STRINGS)
    match container:
        case Tensor() | Sketch():
            return remixed(container)
        case Opaque(key=of, name=name) if not is_text:
            return Sketch(of, name)
        case Mapping() | PartialMapping() if isinstance(key, cst.Index) and len(target.slice) == 1:
            return _with_entry(container, evaluate.evaluate(m, key.value), value)
        case Opaque() | Unknown() if isinstance(key, cst.Index) and is_text:
            return _with_entry(container, evaluate.evaluate(m, key.value), value)
        case _:
            return Unknown("changed in place")


def _with_entry(container: object, key: object, value: object) -> object:
    """What is left of a dict, or of what is not known, after an entry was set."""
    if not isinstance(key, Constant) or not isinstance(key.value, str) or isinstance(value, Unknown):
        return Unknown("changed in place")
    known = dict(container.entries) if isinstance(container, (Mapping, PartialMapping)) else {}
    entries = tuple({**known, key.value: value}.items())
    return Mapping(entries) if isinstance(container, Mapping) else PartialMapping(entries)


def named(m: Machine, value: object, text: str) -> object:
    """The same value, its name remembered: for results of a call in messages, for a layer what it is called."""
    if text.lstrip("_") == "":
        return value
    owner = m.frame.owners[-1 if text.startswith("self.") else 0]

    def one(inner: object) -> object:
        if isinstance(inner, Recurrent) and not inner.name:
            return replace(inner, name=text)
        if isinstance(inner, Sketch) and _COMPUTED.search(inner.name):
            return replace(inner, name=text)
        _remember(m, inner, text, owner)
        return inner

    return mapped(value, m.guard, one) if _worth_a_name(value) else value


def _worth_a_name(value: object) -> bool:
    return not isinstance(value, (Number, Opaque, Unknown))


def passed(m: Machine, value: object, parameter: str, owner: Owner) -> None:
    """Remember that a parameter of an activation holds a result of a call."""
    for _, each in alternatives(value, ALWAYS) if _worth_a_name(value) else ():
        _remember(m, each, parameter, owner)


def _remember(m: Machine, value: object, text: str, owner: Owner) -> None:
    """Remember a name of a result, and whose it is."""
    names = m.trace.names
    match value:
        case Sequence(meaning=meaning, call=call) if meaning is not None and call is not None:
            role = "results" if meaning is Meaning.RESULTS else "state"
            names.setdefault((call.key, role), {}).setdefault(owner, text)
        case Tensor(label=label) | Packed(label=label) if label.call is not None:
            known = m.trace.results.get(label.call.key) or m.whole.results.get(label.call.key)
            for role in ("output", "h_n", "c_n"):
                if known is not None and getattr(known, role) == value:
                    names.setdefault((label.call.key, role), {}).setdefault(owner, text)


def _to_pattern(
    m: Machine,
    elements: SequenceType[cst.BaseElement],
    value: object,
    source: cst.CSTNode,
    target: cst.CSTNode,
) -> None:
    """`a, b = value`, once per alternative for the event, each target bound to what it gets in all of them."""
    starred = [i for i, element in enumerate(elements) if isinstance(element, cst.StarredElement)]

    def one(given: object) -> object:
        inner = records.opened(m, given)
        if derives_from_recurrent(inner):
            m.emit(Unpacked(target, m.context(), Operand(inner, source), _texts(elements)))
        return Sequence(_unpacked(m, inner, len(elements), starred, source))

    parts = m.lift([value], one)
    if isinstance(value, ShapeOf) and not starred:
        narrowing.tell(m, decisions.same(Number(value.sketch.rank), Number(Dim.of(len(elements)))))
    for i, element in enumerate(elements):
        item = mapped(parts, m.guard, lambda each, i=i: each.items[i] if isinstance(each, Sequence) else each)  # type: ignore[misc]
        to(m, element.value, item, _element_source(source, i, len(elements)))


def _element_source(source: cst.CSTNode, i: int, count: int) -> cst.CSTNode:
    if isinstance(source, (cst.Tuple, cst.List)) and len(source.elements) == count:
        return source.elements[i].value
    return source


def _texts(elements: SequenceType[cst.BaseElement]) -> tuple[object, ...]:
    found: list[object] = []
    for element in elements:
        match element.value:
            case cst.Tuple(elements=inner) | cst.List(elements=inner):
                found.append(_texts(inner))
            case inner_node:
                star = "*" if isinstance(element, cst.StarredElement) else ""
                found.append(star + spelled(inner_node))
    return tuple(found)


def _unpacked(m: Machine, value: object, count: int, starred: list[int], node: cst.CSTNode) -> tuple[object, ...]:
    """The value of each target; `Unknown` where the value does not come apart in a known way."""
    match value:
        case Sequence(items=items) if starred and len(items) >= count - 1:
            after = count - starred[0] - 1
            middle = items[starred[0] : len(items) - after]
            return (*items[: starred[0]], Sequence(middle, True), *items[len(items) - after :])
        case Sequence(items=items) if len(items) == count:
            return items
        case Module(children=children, at=at) if len(children) == count and not starred:
            m.trace.seen.opened.add(at)
            return children
        case ShapeOf(sketch) if not starred:
            return tuple(Number(sketch.axis(i).size) for i in range(count))
        case Many(item):
            return (item,) * count
        case Tensor() if not starred:
            return tuple(index(value, (Number(Dim.of(i)),), m.place(node)) for i in range(count))
        case Opaque(key=key, name=name) if not starred:
            return tuple(Opaque((key, "[]", Number(Dim.of(i))), f"{name}[{i}]") for i in range(count))
        case _:
            return (Unknown("does not come apart"),) * count
