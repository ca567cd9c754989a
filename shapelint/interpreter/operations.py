"""Operations of torch applied to values, and the events they cause."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from shapelint.domain.extent import is_moderate
from shapelint.domain.layout import is_laid_out
from shapelint.domain.state import mixes_rows_and_batch
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Meaning, Opaque, Sequence, Unknown
from shapelint.interpreter import evaluate, invoke, packing
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Combined, Operand, Reshaped
from shapelint.interpreter.guards import Guarded
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import derives_from_recurrent
from shapelint.torchlib.operation import Bound, Effect, Operation


def applied(m: Machine, operation: Operation, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """An operation of torch, once per alternative of its arguments."""
    if not arguments.complete:
        return Unknown("arguments not known")
    names = tuple(arguments.keywords)

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        bound = operation.bind(positional, dict(zip(names, values[len(positional) :], strict=True)), m.place(node))
        if bound is None:
            return Unknown(f"arguments of {operation.name}")
        result = operation.apply(bound)
        if isinstance(result, Tensor) and not all(map(is_moderate, result.sizes)):
            return Unknown("a tensor beyond all sizes")
        if operation.effect is Effect.RESHAPE and isinstance(result, Tensor):
            result = replace(result, arranged=m.place(node))
            _see_separated(m, bound.get("input"), result)
        packing.tell(m, operation, bound, arguments, result, node)
        _tell(m, operation, bound, arguments, result, node)
        return result

    return m.lift([opened(m, v) for v in (*arguments.positional, *arguments.keywords.values())], one)


def _see_separated(m: Machine, given: object, result: Tensor) -> None:
    """Remember a reshape that merged layers into the batch when another one takes them apart again."""
    if isinstance(given, Tensor) and any(map(mixes_rows_and_batch, given.axes)):
        if not any(map(mixes_rows_and_batch, result.axes)):
            m.trace.seen.separated.add(given.arranged)


def opened(m: Machine, value: object) -> object:
    """A list whose items are guarded, as a guarded list."""
    if isinstance(value, Sequence) and any(isinstance(item, Guarded) for item in value.items):
        return m.lift(value.items, lambda *items: Sequence(items, value.is_list))
    return value


def _tell(
    m: Machine, operation: Operation, bound: Bound, arguments: invoke.Arguments, result: object, node: cst.CSTNode
) -> None:
    """The events of an operation that has a value out of a recurrent layer among its operands."""
    operands = _operands(bound, arguments, operation)
    given = bound.get("input")
    if _is_returned_tuple(given):
        at = arguments.nodes.get(0) or arguments.nodes.get("input") or node
        consumed(m, [Operand(given, at)], f"`{_name_of(operation, node)}`", node, Effect.CONSUME)
        return
    if not any(derives_from_recurrent(operand.value) for operand in operands):
        _tell_of_layout(m, operation, bound, operands, result, node)
        return
    context, name, effect = m.context(), operation.name, operation.effect
    keeps = any(derives_from_recurrent(each.value) for each in evaluate.operands_of(result, node))
    if effect is Effect.RESHAPE:
        m.emit(Reshaped(node, context, name, operands[0], bound, result))
    elif effect in (Effect.JOIN, Effect.MIX):
        m.emit(Combined(node, context, name, effect, tuple(operands), bound, result))
    elif effect is Effect.COMPARE and len(operands) >= 2:
        evaluate.compared(m, name, (operands[0].value, operands[1].value), (operands[0].node, operands[1].node), node)
    by = f"`{_name_of(operation, node)}`"
    if effect is Effect.CONSUME or (effect in (Effect.JOIN, Effect.MIX, Effect.REDUCE) and not keeps):
        consumed(m, operands, by, node, effect)


def _tell_of_layout(
    m: Machine, operation: Operation, bound: Bound, operands: list[Operand], result: object, node: cst.CSTNode
) -> None:
    """The events of an operation on tensors out of no recurrent layer: what is reshaped, what a loss reads."""
    if not operands:
        return
    given = operands[0].value
    if operation.effect is Effect.RESHAPE and (is_laid_out(given) or isinstance(given, Sketch | Opaque)):
        m.emit(Reshaped(node, m.context(), operation.name, operands[0], bound, result))
    elif operation.effect is Effect.CONSUME:
        consumed(m, operands, f"`{_name_of(operation, node)}`", node, operation.effect)


def _name_of(operation: Operation, node: cst.CSTNode) -> str:
    """An operation as the program calls it."""
    return spelled(node.func) if isinstance(node, cst.Call) else operation.name


def _is_returned_tuple(value: object) -> bool:
    """Whether a value is the tuple that a recurrent layer returned, or an LSTM's state tuple."""
    return isinstance(value, Sequence) and value.meaning in (Meaning.RESULTS, Meaning.STATE)


def _operands(bound: Bound, arguments: invoke.Arguments, operation: Operation) -> list[Operand]:
    """The arguments of an operation as operands, each with its own expression."""
    found: list[Operand] = []
    named = dict(arguments.nodes)
    for i, parameter in enumerate(operation.parameters):
        value = bound.get(parameter.lstrip("*"))
        node = named.get(i) or named.get(parameter)
        if value is None or node is None:
            continue
        if isinstance(value, tuple):
            value = Sequence(value)
        found.extend(evaluate.operands_of(value, node))
    return found
