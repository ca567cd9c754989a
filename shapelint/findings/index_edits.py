"""Subscripts as edits of the text: another step, another row, another axis, where what is selected is known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import libcst as cst

from shapelint.domain.provenance import Direction, Label
from shapelint.domain.recurrent import Call
from shapelint.domain.state import is_whole_output, is_whole_state, only_direction
from shapelint.domain.tensor import Tensor
from shapelint.findings.argument_edits import code, unsafe
from shapelint.findings.named_states import is_only, joined, summary_at
from shapelint.interpreter.events import Context
from shapelint.interpreter.place import node_at
from shapelint.rule import NodeEdit, NodeFix


def whole_output(context: Context, node: cst.CSTNode, call: Call) -> cst.Subscript | None:
    """The node, where it is an index of the whole, batched `output` of this call."""
    fits = isinstance(node, cst.Subscript) and is_only(context, node.value, is_whole_output, call)
    return node if fits and isinstance(node, cst.Subscript) and not call.packed else None


def whole_state(context: Context, node: cst.CSTNode, call: Call) -> bool:
    """Whether an expression is the whole `h_n` or `c_n` of this call and is cheap to write twice."""
    return isinstance(node, (cst.Name, cst.Attribute, cst.Subscript)) and is_only(context, node, is_whole_state, call)


def other_end(context: Context, call: Call, made: object, direction: Direction) -> NodeEdit | None:
    """The step of an index of `output` changed to where a direction ends."""
    node = node_at(made)
    base = whole_output(context, node, call)
    place = 1 if call.layer.batch_first else 0
    items = [] if base is None else [element.slice for element in base.slice]
    if len(items) <= place or not all(isinstance(item, cst.Slice) for item in items[:place]):
        return None
    return index_changed(items[place], "0" if direction is Direction.BACKWARD else "-1")


def index_changed(item: cst.BaseSlice, text: str) -> NodeEdit | None:
    """Another index in the place of one; None for a slice."""
    return NodeEdit(item.value, text) if isinstance(item, cst.Index) and item.star is None else None


def last_step(context: Context, call: Call, made: object) -> NodeFix | None:
    """`output[-1]` for `output[:, -1]`, or the other way round; the final states where there are two directions."""
    node = node_at(made)
    base = whole_output(context, node, call)
    items = [] if base is None else [element.slice for element in base.slice]
    place = 0 if call.layer.batch_first else 1
    others = [item for index, item in enumerate(items) if index != place]
    if base is None or len(items) <= place or not isinstance(items[place], cst.Index):
        return None
    if not all(isinstance(item, cst.Slice) and not (item.lower or item.upper or item.step) for item in others):
        return None
    if not call.layer.bidirectional:
        edit = NodeEdit(node, f"{code(base.value)}[{':, -1' if call.layer.batch_first else '-1'}]")
        return unsafe("take the last step", edit, covers_all=True)
    right = summary_at(context, call, node)
    if right is None:
        return None
    edits = (NodeEdit(node, right.text), *right.edits)
    return unsafe("take the final states from `h_n`", *edits, covers_all=True, relies_on=(right.bound,))


def both_directions(context: Context, call: Call, made: object) -> NodeEdit | None:
    """One row of a whole state, joined with that of the other direction."""
    node = node_at(made)
    if not isinstance(node, cst.Subscript) or len(node.slice) != 1 or not whole_state(context, node.value, call):
        return None
    text = joined(context, node, code(node.value), call)
    return None if text is None else NodeEdit(node, text)


def rows_of_last_layer(context: Context, labels: Iterable[Label], call: Call) -> tuple[NodeEdit | None, ...]:
    """Single rows of a lower layer, each changed to the same direction's of the last one."""
    labels = list(labels)
    if call.layer.bidirectional and only_direction(labels) is not None:
        return (None,)  # one direction of the last layer would be as wrong
    edits = []
    for label in labels:
        made = node_at(label.made)
        if not isinstance(made, cst.Subscript) or not whole_state(context, made.value, call):
            return (None,)
        if not is_only(context, made, partial(_is_row, label), call) or _may_be_computed(context, label, made):
            return (None,)  # one row of several that were computed with each other: the others are not told
        forward = call.layer.bidirectional and label.direction is Direction.FORWARD
        edits.append(index_changed(made.slice[0].slice, "-2" if forward else "-1"))
    distinct = {id(edit.node) for edit in edits if edit is not None}
    return tuple(edits) if len(distinct) == len(labels) else (None,)


def _is_row(label: Label, row: Tensor) -> bool:
    """Whether a row as it was selected is all that a block is."""
    places = [(each.memory, each.layer, each.direction) for each in (label, *row.blocks)]
    return len(set(places)) == 1


def _may_be_computed(context: Context, label: Label, made: cst.Subscript) -> bool:
    """Whether the program selects a row once more that a block was computed of."""
    seen = context.seen.values.items()
    others = (value for (_, node), value in seen if isinstance(node, cst.Subscript) and node is not made)
    rows = (value for value in others if isinstance(value, Tensor) and value.call == label.call)
    return not label.verbatim and any(_is_row(label, row) for row in rows)


def row_of_state(context: Context, call: Call, made: object) -> NodeEdit | None:
    """What a method made of a whole state, replaced by its last row; with two directions that would not be all."""
    node = node_at(made)
    base = _receiver(node)
    if base is None or call.layer.bidirectional or not whole_state(context, base, call):
        return None
    return NodeEdit(node, f"{code(base)}[-1]")


def transposed_first(context: Context, call: Call, made: cst.CSTNode) -> NodeEdit | None:
    """A reshape of a whole state with the batch axis moved to the front before: `h.view(...)` as a method only."""
    match made:
        case cst.Call(func=cst.Attribute(value=base, attr=cst.Name("view" | "reshape")) as func):
            if not is_only(context, base, is_whole_state, call):
                return None
            return NodeEdit(made, f"{code(base)}.transpose(0, 1).reshape{code(made)[len(code(func)) :]}")
        case _:
            return None


def _receiver(made: cst.CSTNode) -> cst.BaseExpression | None:
    """The tensor whose method is called; a call as such has no other effects that could be lost."""
    match made:
        case cst.Call(func=cst.Attribute(value=base)):
            return base
        case _:
            return None
