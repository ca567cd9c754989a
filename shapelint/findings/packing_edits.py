"""Packing and padding as edits: `batch_first` told, where nothing else relies on the order that there was."""

from __future__ import annotations

import libcst as cst

from shapelint.findings.argument_edits import flag_set
from shapelint.findings.surroundings import surroundings
from shapelint.interpreter.events import Event
from shapelint.rule import NodeEdit


def padded_so(event: Event, padding: cst.CSTNode, batch_first: bool) -> NodeEdit | None:
    """A `pad_packed_sequence` told `batch_first`, where the event alone reads the padded sequence."""
    tree = event.context.seen.module
    if tree is None:
        return None
    around = surroundings(tree)
    assign, line = around.parents.get(padding), around.statement(padding)
    match assign:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=[cst.Element(value=cst.Name(name)), _]))]):
            reads = None if line is None else around.reads_until_rebound(line, name)
        case _:
            return None
    if reads is None or not reads or not all(event.node in around.around(node) for node in reads):
        return None
    return flag_set(padding, "batch_first", 1, batch_first)
