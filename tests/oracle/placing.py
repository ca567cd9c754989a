"""Which of the calls that really happen a claimed call is: by the line it stands in and, in a loop, by its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import libcst as cst

from shapelint.interpreter.bodies import parts
from shapelint.interpreter.entry import Run
from shapelint.interpreter.events import Called, Event
from shapelint.interpreter.guards import Guard, Turn
from tests.oracle.claims import Numbers, Sites
from tests.oracle.truth import Calls


def lines_of(module: cst.Module) -> Mapping[cst.CSTNode, int]:
    """The line that each node stands in, of a program that has no statement over several lines.

    LibCST's provider of positions takes as long as the interpreter does.
    """
    found: dict[cst.CSTNode, int] = {}
    _block(module.body, 1 + len(module.header), found)
    return found


def _block(statements: Iterable[cst.CSTNode], line: int, found: dict[cst.CSTNode, int]) -> int:
    """Note the lines of these statements; the line after them."""
    for statement in statements:
        line = _statement(statement, line, found)
    return line


def _statement(node: cst.CSTNode, line: int, found: dict[cst.CSTNode, int]) -> int:
    line += len(getattr(node, "leading_lines", ()))
    for decorator in getattr(node, "decorators", ()):
        _note(decorator, line + len(decorator.leading_lines), found)
        line += len(decorator.leading_lines) + 1
    line += len(getattr(node, "lines_after_decorators", ()))
    found[node] = line
    body, orelse = getattr(node, "body", None), getattr(node, "orelse", None)
    for part in parts(node):
        if part is not body and part is not orelse and not isinstance(part, cst.Decorator):
            _note(part, line, found)
    if isinstance(body, cst.IndentedBlock):
        line = _block(body.body, line + 1, found) + len(body.footer)
        return line if orelse is None else _statement(orelse, line, found)
    return line + 1


def _note(node: cst.CSTNode, line: int, found: dict[cst.CSTNode, int]) -> None:
    found[node] = line
    for part in parts(node):
        _note(part, line, found)


def places_of(lines: Mapping[cst.CSTNode, int], calls: Calls) -> Mapping[object, int]:
    """By node of a call the number of its line among the lines in which layers are called."""
    places = {line: number for number, line in enumerate(calls.lines)}
    return {node: places[line] for node, line in lines.items() if isinstance(node, cst.Call) and line in places}


def sites_of(run: Run, end: Event, places: Mapping[object, int], calls: Calls, numbers: Numbers) -> Sites:
    """The calls that lead to this event. A line whose calls are as many as are claimed has them in the same order."""
    claimed: dict[int, dict[object, Guard]] = {}
    for event in run.events:
        if isinstance(event, Called) and event.context.entry == end.context.entry:
            guard = event.context.guard
            if event.node in places and numbers.holds(guard) is not False:
                claimed.setdefault(places[event.node], {})[event.call.key] = _without_turns(guard)
    turns: dict[object, int] = {}
    for place, keys in claimed.items():
        real = sum(call.line == calls.lines[place] for call in calls.real)
        if len(keys) == real and len(set(keys.values())) == 1:
            turns.update({key: turn for turn, key in enumerate(keys)})
    return Sites(places, turns)


def _without_turns(guard: Guard) -> Guard:
    return frozenset(literal for literal in guard if not isinstance(literal.value, Turn))
