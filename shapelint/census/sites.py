"""The places where a program constructs and calls recurrent layers, as a plain reading finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from shapelint.census.bindings import Scope, read
from shapelint.census.holding import Reader, is_class
from shapelint.census.tokens import CLASS, LAYER, Definition, as_held
from shapelint.frozen import dataclass

Kind = Literal["construction", "call"]


@dataclass(frozen=True)
class Site:
    """A call expression that constructs a layer, or that calls one."""

    kind: Kind
    node: cst.Call


def sites(module: cst.Module) -> list[Site]:
    """Every construction and call of a recurrent layer of torch, in no order.

    A construction is a call of `nn.LSTM`, `nn.GRU` or `nn.RNN` under any name: an alias, a parameter, an entry of a
    dict, `getattr(nn, kind)`, an attribute of a base class in another file, a subclass without an `__init__` of its
    own; in a subclass that has one, the call of torch's `__init__`. A call is `x(...)`, `self.x(...)`, `xs[i](...)` or
    `x.forward(...)` where `x` is bound to a layer or to a container of layers somewhere in the file. Annotations,
    `isinstance` tests and strings are neither.

    Raises RecursionError for a program that is nested too deeply.
    """
    program = read(module)
    reader = Reader(program)
    return [Site(kind, call) for call, scope in program.calls for kind in _kinds(reader, call, scope)]


def _kinds(reader: Reader, call: cst.Call, scope: Scope) -> Iterator[Kind]:
    if _constructs(reader, call, scope):
        yield "construction"
    if _calls(reader, call, scope):
        yield "call"


def _constructs(reader: Reader, call: cst.Call, scope: Scope) -> bool:
    for token in reader.holds(call.func, scope):
        match token:
            case Definition(cst.ClassDef() as node):
                if reader.is_layer(node) and not reader.methods(node, "__init__"):
                    return True
            case _ if is_class(token, call):
                return True
    return reader.is_inherited(call, scope) or _of_base(reader, call, scope) == "__init__"


def _calls(reader: Reader, call: cst.Call, scope: Scope) -> bool:
    if LAYER in reader.holds(call.func, scope) or _of_base(reader, call, scope) in ("forward", "__call__"):
        return True
    match call.func:
        case cst.Attribute(value=base, attr=cst.Name(value="forward" | "__call__")):
            return LAYER in reader.holds(base, scope)
        case _:
            return False


def _of_base(reader: Reader, call: cst.Call, scope: Scope) -> str | None:
    """The method of torch's class that a subclass calls: `super().__init__(...)`, `nn.LSTM.forward(self, x)`."""
    of = scope.of_class
    if of is None or not isinstance(of.node, cst.ClassDef) or not isinstance(call.func, cst.Attribute):
        return None
    name, base = call.func.attr.value, call.func.value
    is_super = isinstance(base, cst.Call) and isinstance(base.func, cst.Name) and base.func.value == "super"
    if not is_super and not any(as_held(token) == CLASS for token in reader.holds(base, scope)):
        return None
    overridden = len(reader.methods(of.node, name)) > 1
    return name if reader.is_layer(of.node) and not (is_super and overridden) else None
