"""A comparison of `output` with a state as an edit after which both sides are the same value."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.provenance import Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Tensor
from shapelint.findings.argument_edits import code
from shapelint.findings.index_edits import index_changed, other_end, whole_output, whole_state
from shapelint.interpreter.events import Compared, Operand
from shapelint.rule import NodeEdit


def made_same(event: Compared, call: Call) -> NodeEdit | None:
    """The row of the state that the slice of `output` is, or the slice of `output` that the row of the state is."""
    for output, state in ((event.left, event.right), (event.right, event.left)):
        row, base = _row_of(event, state, call), whole_output(event.context, output.node, call)
        if row is None or base is None or not isinstance(state.node, cst.Subscript):
            continue
        block = _one_block(output.value)
        if block is not None and block.step is Position.FINAL and block.is_last_layer():
            forward = call.layer.bidirectional and block.direction is Direction.FORWARD
            return index_changed(state.node.slice[0].slice, "-2" if forward else "-1")
        if row.is_last_layer() and row.direction is not None:
            is_half = block is not None and block.direction is row.direction
            at_its_end = other_end(event.context, call, base, row.direction) if is_half else None
            return at_its_end or _slice(call, base, row.direction)
    return None


def _row_of(event: Compared, operand: Operand, call: Call) -> Label | None:
    """The block that an index of one row of the whole `h_n` is."""
    node, block = operand.node, _one_block(operand.value)
    if block is None or block.memory is not Memory.HIDDEN or block.step is not Position.FINAL:
        return None
    is_row = isinstance(node, cst.Subscript) and len(node.slice) == 1 and whole_state(event.context, node.value, call)
    return block if is_row else None


def _one_block(value: object) -> Label | None:
    blocks = value.blocks if isinstance(value, Tensor) else ()
    return blocks[0] if len(blocks) == 1 else None


def _slice(call: Call, output: cst.Subscript, direction: Direction) -> NodeEdit | None:
    """The final state of a direction as a slice of `output`, where its width is a number."""
    size = call.layer.state_size.known
    if call.layer.bidirectional and size is None:
        return None
    step = "0" if direction is Direction.BACKWARD else "-1"
    items = [":", step] if call.layer.batch_first else [step, ":"]
    if call.layer.bidirectional:
        items.append(f"{size}:" if direction is Direction.BACKWARD else f":{size}")
    elif not call.layer.batch_first:
        items.pop()
    return NodeEdit(output, f"{code(output.value)}[{', '.join(items)}]")
