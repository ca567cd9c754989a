"""What a program packs and pads: the events and facts that `torch.nn.utils.rnn` gives rise to."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.value import Constant
from shapelint.interpreter import invoke
from shapelint.interpreter.events import Operand, Packing
from shapelint.interpreter.machine import Machine
from shapelint.torchlib.coerce import as_bool
from shapelint.torchlib.operation import Bound, Operation


def tell(
    m: Machine, operation: Operation, bound: Bound, arguments: invoke.Arguments, result: object, node: cst.CSTNode
) -> None:
    """Tell of a `pack_padded_sequence`; remember where there is a `pad_packed_sequence`."""
    batch_first = as_bool(bound.get("batch_first", Constant(False)))
    if operation.name == "pad_packed_sequence":
        m.trace.seen.padded.add(m.place(node))
    elif operation.name == "pack_padded_sequence" and batch_first is not None:
        given, lengths = (_operand(bound, arguments, place, name) for place, name in enumerate(("input", "lengths")))
        if given is not None:
            m.emit(Packing(node, m.context(), given, lengths, batch_first, result))


def _operand(bound: Bound, arguments: invoke.Arguments, place: int, name: str) -> Operand | None:
    node = arguments.nodes.get(place) or arguments.nodes.get(name)
    return None if node is None or bound.get(name) is None else Operand(bound.get(name), node)
