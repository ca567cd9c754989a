"""Subscripts: what is selected, and the event that tells of it."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Sequence, ShapeOf, Span, Unknown
from shapelint.interpreter import decisions, enumerations, evaluate, options, records, weights
from shapelint.interpreter.events import Indexed, Operand
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.place import Place
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import (
    ClassValue,
    Imported,
    Instance,
    LibraryMethod,
    Many,
    Mapping,
    Namespace,
    VarsOf,
    WeightsOf,
    derives_from_recurrent,
)
from shapelint.torchlib.indexing import index


def subscript(m: Machine, node: cst.Subscript) -> object:
    """`base[items]`, once per alternative of each."""
    if isinstance(node.value, cst.Subscript):
        m.indexed_again.add(node.value)
    base = evaluate.evaluate(m, node.value)
    items = [_item(m, element.slice) for element in node.slice]
    nodes = [element.slice for element in node.slice]
    if len(items) == 1 and isinstance(only := items[0], Sequence) and not only.is_list:
        items, nodes = list(only.items), nodes * len(only.items)

    def one(value: object, *chosen: object) -> object:
        return _told(m, Operand(value, node.value), tuple(map(Operand, chosen, nodes)), node)

    return m.lift([base, *items], one)


def _item(m: Machine, node: cst.BaseSlice) -> object:
    match node:
        case cst.Index(value=inner):
            return evaluate.evaluate(m, inner)
        case cst.Slice(lower=lower, upper=upper, step=step):
            bounds = (lower, upper, step)
            return m.lift([Constant(None) if each is None else evaluate.evaluate(m, each) for each in bounds], Span)
        case _:
            return Unknown("index")


def _told(m: Machine, base: Operand, items: tuple[Operand, ...], node: cst.Subscript) -> object:
    """The selection for one alternative of each, with its event."""
    chosen = tuple(item.value for item in items)
    if isinstance(base.value, Module):
        m.trace.seen.opened.add(base.value.at)
    result = _indexed(m, base.value, chosen, node)
    if isinstance(base.value, Many) or (isinstance(base.value, Sequence) and base.value.call is None):
        m.trace.seen.lists.add(node)
    if derives_from_recurrent(base.value):
        m.emit(Indexed(node, m.context(), base, items, result))
    return result


def _indexed(m: Machine, base: object, items: tuple[object, ...], node: cst.Subscript) -> object:
    at = m.place(node)
    match base, items:
        case (Namespace() as of) | VarsOf(of), (Constant(str() as key),):
            return options.option(m, of, key)
        case Instance(), (Number(),) if isinstance(opened := records.opened(m, base), Sequence):
            return index(opened, items, at)
        case WeightsOf(), (Number() | Opaque(),):
            return weights.one(m, base, node)
        case Many(item), (Number() | Opaque(),):
            return item
        case Many(item), _:
            return Many(item)
        case Mapping(), (Constant() | Opaque(),):
            return _entry(base, items[0])
        case Module(children=children), (Number(dim),) if dim.known in range(-len(children), len(children)):
            assert dim.known is not None
            return children[dim.known]
        case Opaque(key=key, name=name), (Number() | Constant(str()),):
            return Opaque((key, "[]", items[0]), f"{name}[{_key_text(items[0])}]")
        case ClassValue(), (Constant(str() as key),) if enumerations.is_enumeration(base):
            return m.store.get((base.key, key)) or Unknown("no such member")
        case ClassValue() | Imported() | LibraryMethod(), _:
            return base
        case Opaque() | Tensor() | Sketch() | Packed() | Sequence() | ShapeOf(), _:
            return index(base, items, at)
        case Unknown(), (_, _, *_) if any(isinstance(item, Span) for item in items):
            return index(Sketch(at, _name(at)), items, at)
        case _:
            return Unknown("index of something unknown")


def _entry(of: Mapping, key: object) -> object:
    """`settings[key]`: of a key that is not known, each entry where it is that entry's."""
    match key:
        case Constant(str() as text):
            return of.get(text) or Unknown("no such key")
        case Opaque(key=chosen):
            return decisions.by_constant(chosen, of.entries)
        case _:
            return Unknown("a key that is no text")


def _name(at: Place) -> str:
    """What something unknown is called that is sliced along several axes, as only tensors are."""
    return spelled(at.node.value, 20) if isinstance(at.node, cst.Subscript) else "?"


def _key_text(value: object) -> str:
    return repr(value.value) if isinstance(value, Constant) else str(value.dim) if isinstance(value, Number) else "?"
