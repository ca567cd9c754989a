"""What the passes of an unrolled loop read one after the other: each its own step, sample or feature.

`fc(output[:, t])` for every `t` is no choice of the last step, though one of its passes reads that.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from shapelint.domain.ends import chosen
from shapelint.domain.recurrent import Call
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Coordinate
from shapelint.interpreter.events import Consumed, Seen
from shapelint.interpreter.guards import Turn
from shapelint.interpreter.place import node_at


def see(seen: Seen, event: Consumed) -> None:
    """Note which places a pass reads."""
    if not any(isinstance(literal.value, Turn) for literal in event.context.guard):
        return
    for operand in event.operands:
        for tensor in tensors_in((operand.value,)):
            for call, coordinate, place in chosen(tensor):
                for key, number in _passes(event, call, coordinate):
                    seen.passes.setdefault(key, {}).setdefault(number, set()).add(place)


def goes_through(event: Consumed, call: Call, coordinate: Coordinate) -> bool:
    """Whether other passes of a loop read other steps (samples, features) of the same call at this very place."""
    for key, number in _passes(event, call, coordinate):
        passes = event.context.seen.passes.get(key, {})
        if any(places != passes.get(number, places) for places in passes.values()):
            return True
    return False


def _passes(event: Consumed, call: Call, coordinate: Coordinate) -> Iterator[tuple[Hashable, int]]:
    """The loops around an event, as what is read there, with the number of the pass; a layer may be called in each."""
    for literal in event.context.guard:
        if isinstance(literal.value, Turn):
            yield (literal.subject, event.node, node_at(call.at), coordinate), literal.value.number
