"""Where values leave what is followed: this is where selections are judged."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from shapelint.domain.layout import is_laid_out
from shapelint.domain.tensor import Sketch
from shapelint.domain.value import Module, Number, Opaque, Unknown
from shapelint.domain.value import Sequence as Items
from shapelint.interpreter.events import Consumed, Operand
from shapelint.interpreter.guards import Guarded
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Many, derives_from_recurrent
from shapelint.torchlib.operation import Effect


def may_derive(value: object) -> bool:
    """Whether a value, or an alternative of it, can come out of a recurrent layer."""
    return isinstance(value, Guarded) or derives_from_recurrent(value)


def consumed(
    m: Machine,
    operands: Sequence[Operand],
    by: str,
    node: cst.CSTNode,
    effect: Effect | None = None,
    module: Module | None = None,
) -> None:
    """Tell that values are consumed together, where one of them comes out of a recurrent layer.

    A module or loss also consumes what is only known to have an axis of time: what a linear layer made of `output`.
    """

    def one(*values: object) -> object:
        told = any(derives_from_recurrent(value) for value in values)
        if told or (effect is Effect.CONSUME and any(map(is_laid_out, values))):
            together = tuple(Operand(value, operand.node) for value, operand in zip(values, operands, strict=True))
            m.emit(Consumed(node, m.context(), together, by, effect, module))
        return None

    m.lift([operand.value for operand in operands], one)


def computed_with(m: Machine, operator: str, operands: tuple[Operand, Operand], node: cst.CSTNode) -> None:
    """Tell that an operator reads both of its operands, one of which comes out of a recurrent layer."""
    left, right = operands
    is_joined = _may_join_tuples(operator, left.value, right.value)
    m.emit(Consumed(node, m.context(), operands, f"`{operator}`", None if is_joined else Effect.MIX))


def _may_join_tuples(operator: str, left: object, right: object) -> bool:
    """Whether an operator may join a tuple to another, or repeat it. What the layer itself reads is no tuple."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Items):
            match other:
                case Opaque(key=key, name=name):
                    is_input = one.call is not None and one.call.rank == Sketch(key, name).rank
                    return operator == "+" and not is_input
                case Unknown() | Many():
                    return operator == "+"
                case Number():
                    return operator == "*"
    return False
