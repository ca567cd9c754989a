"""A program as pictures need it: interpreted once, with the place of every expression, and what is said of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.belonging import at_home
from shapelint.domain.content import Table
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.recurrent import Call, Recurrent
from shapelint.domain.state import tensors_in
from shapelint.domain.tensor import Packed, Results, Tensor, results_of
from shapelint.domain.value import Number, Sequence
from shapelint.frozen import dataclass
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.events import Called, Packing
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.guards import ALWAYS, Guard, alternatives
from shapelint.interpreter.place import node_at
from shapelint.interpreter.ranges import ranges_of
from shapelint.interpreter.spelling import spelled
from shapelint.judge import Judged, judged
from shapelint.lines import LINE_END
from shapelint.picture.drawing import Facts
from shapelint.picture.marks import Ends
from shapelint.picture.unrolling import Told
from shapelint.rule import LoadedRule
from shapelint.source import Source

LONGEST = 36
"""So much is shown of what a call is given."""
RESULTS = ("output", "h_n", "c_n", "state")

Case = tuple[Guard, object]
"""A value and the condition under which an expression has it."""


@dataclass(frozen=True)
class Program:
    """A program's text, its tree and its runs, with symbols and, where there is one, with defaults."""

    text: str
    module: cst.Module
    runs: tuple[Run, ...]
    resolver: Resolver | None = None
    known: Mapping[cst.CSTNode, CodeRange] | None = field(default=None, repr=False, compare=False)
    """Where its nodes are, if that was known before."""
    source: Source | None = field(default=None, repr=False, compare=False)
    """The file, where it may be a notebook."""
    _found: dict[tuple[str, ...], tuple[Judged, ...]] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(text: str, resolver: Resolver | None = None, source: Source | None = None) -> Program:
        """The program interpreted; what it imports is followed where a resolver finds it. Raises ParserSyntaxError."""
        module = cst.parse_module(text)
        return Program(text, module, interpret(module, resolver), resolver, source=source)

    def named(self, rows: list[int]) -> str:
        """Rows as a message names them: `line 4`, `lines 4, 7`, `cell 2:1, cell 3:1`."""
        if self.source is not None and self.source.cells:
            return ", ".join(map(self.source.shown, rows))
        return f"line{'s' * (len(rows) > 1)} {', '.join(map(str, rows))}"

    @cached_property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where each node is: rows from 1, columns from 0."""
        return ranges_of(self.module, self.text) if self.known is None else self.known

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in LINE_END.finditer(self.text))]

    def findings(self, rules: Iterable[LoadedRule]) -> tuple[Judged, ...]:
        """What these rules find in this program itself."""
        asked = [rule for rule in rules if rule.check]
        codes = tuple(rule.rule.code for rule in asked)
        if codes not in self._found:
            self._found[codes] = tuple(at_home(self.module, judged(self.runs, asked).findings))
        return self._found[codes]

    def cases(self, run: Run, node: cst.CSTNode) -> list[Case]:
        """The values of an expression the first time that the run gets there with a value that says something."""
        for held in (run.derived, run.bound):
            for (_, each), value in held.items():
                if each is node:
                    return alternatives(value, ALWAYS)
        return []

    def ways(self, run: Run, node: cst.CSTNode) -> int:
        """With how many layers, by where they are made, the run gets to an expression."""
        values = [value for (_, each), value in run.derived.items() if each is node]
        layers = [frozenset(_layers(one)) for value in values for _, one in alternatives(value, ALWAYS)]
        return len(set(filter(None, layers)))

    def holding(self, run: Run, *, targets: bool = False) -> Iterator[cst.CSTNode]:
        """The expressions that hold what comes out of a recurrent layer, and the targets of assignments that do."""
        yield from dict.fromkeys(node for held in (run.derived, run.bound if targets else {}) for _, node in held)


def facts(program: Program, run: Run) -> Facts:
    """What a run of a program says about its calls."""
    events: dict[object, list[Called]] = {}
    for event in run.events:
        if isinstance(event, Called):
            events.setdefault(event.call.key, []).append(event)
    ends, layers = _ends(run), _layer_names(run)

    def told(call: Call) -> Told:
        own = events.get(call.key, [])
        if not own:
            return Told(name=layers.get(call.layer.at, ""))
        event = next((each for each in own if each.call.layer == call.layer), own[0])
        place = program.positions.get(event.node)
        return _told(event, call, ends.get(call.lengths, Ends()), 0 if place is None else place.start.line)

    def results(call: Call) -> Results:
        known = run.results.get(call.key)
        packed = known.output if known is not None and isinstance(known.output, Packed) else None
        total = Dim.of(Symbol(("packed", call.key), "sum of lengths")) if packed is None else packed.total
        return results_of(call, total)

    return Facts(told, results)


def _ends(run: Run) -> Mapping[object, Ends]:
    """Where the sequences end that are packed, by what tells their lengths from others."""
    return {
        event.result.lengths: Ends(tuple(length - 1 for length in _lengths(event.lengths.value)))
        for event in run.events
        if isinstance(event, Packing) and isinstance(event.result, Packed) and event.lengths is not None
    }


def _layer_names(run: Run) -> Mapping[object, str]:
    """What the program calls its layers, by where they are made."""
    bound = (value for held in (run.bound, run.derived) for value in held.values())
    named = (each for value in bound for _, each in alternatives(value, ALWAYS) if isinstance(each, Recurrent))
    return {layer.at: layer.name for layer in named if layer.name}


def _told(event: Called, call: Call, ends: Ends, line: int) -> Told:
    """What the event of a call says about it."""
    names = {result: name for result in RESULTS if (name := event.context.first_name_of(call, result)) is not None}
    state = "" if event.state is None else spelled(event.state.node, LONGEST) + _of_layers(event.state.value)
    return Told(names, spelled(event.input.node, LONGEST), state, _source(event.input.value), ends, line)


def _of_layers(state: object) -> str:
    """` of self.encoder`, for an initial state that comes out of another layer."""
    calls = {call.layer.name: None for tensor in tensors_in([state]) if (call := tensor.call) is not None}
    names = [name for name in calls if name]
    return f" of {' and '.join(names)}" if names else ""


def _layers(value: object) -> Iterator[cst.CSTNode]:
    """Where the layers are made that a value comes from."""
    match value:
        case Recurrent(at=at) if at is not None:
            yield node_at(at)
        case Tensor():
            calls = (label.call for label in value.blocks)
            yield from (node_at(call.layer.at) for call in calls if call is not None and call.layer.at is not None)
        case Sequence(call=Call(layer=layer)) if layer.at is not None:
            yield node_at(layer.at)


def _lengths(value: object) -> tuple[int, ...]:
    """The lengths that sequences are packed with, where all of them are known."""
    match value:
        case Sequence(items=items):
            known = [item.dim.known for item in items if isinstance(item, Number)]
            return tuple(each for each in known if each is not None) if None not in known else ()
        case Tensor(content=Table(numbers=numbers)):
            return numbers
        case _:
            return ()


def _source(value: object) -> Call | None:
    """The one call whose output this value is, or is computed from."""
    match value:
        case Tensor():
            return value.call
        case Packed(label=label):
            return label.call
        case _:
            return None


def node_of(call: Call) -> cst.CSTNode | None:
    """The expression that calls the layer."""
    return None if call.at is None else node_at(call.at)
