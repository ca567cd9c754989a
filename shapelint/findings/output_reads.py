"""What an event does with a layer's `output`: reads it as a summary, or takes a packed sequence for a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.domain.ends import labels_of
from shapelint.domain.join import holds_unknown
from shapelint.domain.provenance import Direction, Label
from shapelint.domain.recurrent import Call
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Coordinate, Packed
from shapelint.domain.value import Number, Sequence
from shapelint.findings.building import discarded, made_with_others, name_of, own_name_of
from shapelint.interpreter.events import Accessed, Combined, Consumed, Event, Indexed, Operand
from shapelint.interpreter.place import node_at
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.turns import goes_through
from shapelint.torchlib.coerce import as_dim
from shapelint.torchlib.operation import Effect

if TYPE_CHECKING:
    import libcst as cst

LOOKS = ("numpy", "tolist", "item", "backward")
"""Methods that take values out of torch, to look at or to learn from them."""

PACKED_NAMES = frozenset((
    "data", "batch_sizes", "sorted_indices", "unsorted_indices", "to", "cuda", "cpu", "pin_memory", "is_cuda",
    "is_pinned", "double", "float", "half", "long", "int", "short", "char", "byte", "index", "count",
))  # fmt: skip
"""What a `PackedSequence` has; other public names of a tensor raise AttributeError."""


def is_summary(event: Consumed) -> bool:
    """Whether values are read as what a sequence comes to: by a layer or loss, or by whoever asked for the result."""
    reader = event.by.strip("`").rpartition(".")[2]
    if reader == "return" or event.module is not None:
        return True
    return event.effect is Effect.CONSUME and reader not in LOOKS


def ends_read(event: Consumed) -> dict[Call, list[Label]]:
    """The labels of every block that is read, by the call that it comes from, each with the place where it was made.

    Of a tensor that is joined to others of which nothing is known they tell nothing: these may hold what it lacks. Nor
    do they where a loop goes through the steps.
    """
    found: dict[Call, list[Label]] = {}
    for operand in event.operands:
        for tensor in tensors_in([operand.value]):
            if holds_unknown(tensor):
                continue
            for label in labels_of(tensor):
                if label.call is not None:
                    one_place = label.made not in (None, label.call.at) and label.direction is not Direction.BOTH
                    one_place = one_place and not made_with_others(label)
                    found.setdefault(label.call, []).append(label if one_place else replace(label, made=operand.node))
    return {call: labels for call, labels in found.items() if not goes_through(event, call, Coordinate.TIME)}


def places_read(event: Consumed) -> Iterator[cst.CSTNode]:
    """Where what is read was last selected, block by block."""
    for tensor in tensors_in(operand.value for operand in event.operands):
        yield from (node_at(label.made) for label in tensor.blocks if label.made is not None)


def whole_numbers(event: Indexed) -> list[object]:
    """The items of an index; what is of unknown nature is a whole number, since it is used as an index."""
    return [Number(dim) if (dim := as_dim(item.value)) is not None else item.value for item in event.items]


def output_slice(event: Event, call: Call, direction: Direction, made: object = None) -> str:
    """The slice of `output` that is a direction's final state, in the user's names, as code."""
    named = own_name_of(event, call, "output", made)
    name, told = named or "output", "" if named else f" ({discarded(call, 'output')})"
    step = "0" if direction is Direction.BACKWARD else "-1"
    place = f":, {step}" if call.layer.batch_first and call.batch is not None else step
    if not call.layer.bidirectional:
        return f"`{name}[{place}]`{told}"
    half = f"{call.layer.state_size}:" if direction is Direction.BACKWARD else f":{call.layer.state_size}"
    rest = f"..., {half}" if call.batch is None or call.layer.batch_first else f":, {half}"
    return f"`{name}[{place}, {rest}]`".replace(", ..., ", ", ") + told


def state_row(event: Event, call: Call, direction: Direction, memory: str = "h_n") -> str:
    """The row of `h_n` that is the last layer's final state of a direction, in the user's names, as code."""
    row = -2 if call.layer.bidirectional and direction is Direction.FORWARD else -1
    return f"`{name_of(event, call, memory)}[{row}]`"


def packed_misused(event: Indexed | Accessed | Combined | Consumed) -> Iterator[Packed]:
    """The packed sequences that an event takes for tensors."""
    match event:
        case Indexed(base=Operand(value=Packed() as packed), items=items):
            first = items[0].value
            if len(items) > 1 or not (isinstance(event.result, Sequence) or _is_field(first)):
                yield packed
        case Accessed(base=Operand(value=Packed() as packed), name=name):
            if name not in PACKED_NAMES and not name.startswith("_"):
                yield packed
        case Combined(operands=operands):
            yield from _packed(event, operands)
        case Consumed(operands=operands, effect=effect) if effect is not None:
            yield from _packed(event, operands)


def _is_field(index: object) -> bool:
    """Whether an index may be meant for a field of the named tuple: who counts from the end means a step."""
    return isinstance(index, Number) and index.dim.known not in (-1, -2, -3, -4)


def _packed(event: Event, operands: tuple[Operand, ...]) -> Iterator[Packed]:
    """The packed sequences among operands; the receiver of a method was told as an attribute that it lacks."""
    text = spelled(event.node)
    for operand in operands:
        if isinstance(operand.value, Packed) and not text.startswith(f"{spelled(operand.node)}."):
            yield operand.value
