"""The parameters of a module: tensors of which no shape is known, but what `new_zeros` of one makes is."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.tensor import Sketch
from shapelint.domain.value import Opaque
from shapelint.interpreter import invoke
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Instance, WeightsOf

METHODS = frozenset(("parameters", "buffers"))
"""Methods of a module that give its tensors, one after the other."""

MAKING = frozenset(("new_zeros", "new_ones", "new_empty", "new_full"))
"""Methods that tensors alone have, and whose result says nothing of the tensor they are called on."""


def registered(arguments: invoke.Arguments) -> tuple[object, object] | None:
    """The name and the value that `register_buffer("h_0", zeros)` is given; None where it is not called so."""
    given = {**dict(zip(("name", "value"), arguments.positional, strict=False)), **arguments.keywords}
    values = [given[key] for key in ("value", "tensor", "param", "module") if key in given]
    return (given["name"], values[0]) if arguments.complete and "name" in given and values else None


def of_module(receiver: object) -> WeightsOf:
    """What `parameters()` of a module gives."""
    name = receiver.name if isinstance(receiver, Opaque) else "self" if isinstance(receiver, Instance) else "module"
    return WeightsOf(f"{name}.parameters()")


def one(m: Machine, weights: WeightsOf, node: cst.CSTNode) -> Sketch:
    """One of them, as it is got here: got elsewhere it may be another one."""
    return Sketch(m.fresh_key(node, "parameter"), f"next({weights.name})")
