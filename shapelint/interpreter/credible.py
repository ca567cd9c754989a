"""Inputs that are taken for a batch though the file itself says that they are none.

A method that is run by itself is given something of unknown rank, which is taken for a batch. Where all that the file
passes there for certain are single sequences, such a run is of nothing that happens: nothing is told of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import libcst as cst

from shapelint.domain.recurrent import Call
from shapelint.interpreter.events import Called, Context, Event


def credible(events: Sequence[Event]) -> Iterator[Event]:
    """The events but for those about what such a call returned.

    What was computed from that may have lost its origin: after such a call, events about no call at all are left out.
    """
    nodes = _unbatched(events)
    if not nodes:
        yield from events
        return
    entries: set[object] = set()
    for event in events:
        calls = list(_calls(event))
        misled = any(call.assumed_batched and id(call.at) in nodes for call in calls)
        if misled and isinstance(event, Called):
            entries.add(event.context.entry)
        if not misled and (calls or event.context.entry not in entries):
            yield event


def _unbatched(events: Sequence[Event]) -> frozenset[int]:
    """The calls of layers, by node, that are given single sequences only, as far as the rank is known."""
    certain = [event for event in events if isinstance(event, Called) and not event.call.assumed_batched]
    alone = {id(event.node) for event in certain if event.call.batch is None and not event.call.packed}
    return frozenset(alone - {id(event.node) for event in certain if event.call.batch is not None})


def _calls(value: object) -> Iterator[Call]:
    """Every call that a value tells of."""
    if isinstance(value, Call):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _calls(each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, (cst.CSTNode, Context)):
        for field in dataclasses.fields(value):
            yield from _calls(getattr(value, field.name))
