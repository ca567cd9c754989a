"""Attributes of a recurrent layer that are set after it was made: everybody holds the changed layer who holds it."""

from __future__ import annotations

from dataclasses import fields, replace

import libcst as cst

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.value import Constant, Unknown
from shapelint.interpreter import sharing
from shapelint.interpreter.bodies import parts
from shapelint.interpreter.machine import MODULE, Machine

NAMES = frozenset(field.name for field in fields(Recurrent)) - {"name", "at", "given", "dropout", "bias"}
FROM_OUTSIDE = "<layers changed from outside>"
"""Under this name the module holds the attributes with a layer that others than their object change."""


def set_attribute(m: Machine, layer: Recurrent, name: object, value: object) -> None:
    """`layer.batch_first = value`; a layer of which more than that is changed is not known any more."""
    match name, value:
        case "batch_first", Constant(bool() as flag):
            new: object = replace(layer, batch_first=flag)
        case str(), _ if name not in NAMES:
            return
        case _:
            new = Unknown("a layer changed in place")
    sharing.change_object(m, layer, new)


def changed_from_outside(module: cst.Module) -> frozenset[str]:
    """`lstm` where `model.lstm.batch_first = ...` stands somewhere: nobody knows how another object's layer will be."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        pending += [each for each in parts(node) if not isinstance(each, cst.BaseExpression)]
        match node:
            case cst.AssignTarget(
                target=cst.Attribute(value=cst.Attribute(value=holder, attr=attr), attr=cst.Name("batch_first"))
            ) if not (isinstance(holder, cst.Name) and holder.value == "self"):
                found.add(attr.value)
    return frozenset(found)


def is_known(m: Machine, text: str) -> bool:
    """Whether a layer that is held under this name stays as its object made it."""
    names = m.store.get((MODULE, FROM_OUTSIDE))
    return not (isinstance(names, Constant) and isinstance(names.value, frozenset) and text in names.value)
