"""What a finding's line should take: the value that the same expression has once the finding's fix is applied.

The mended text is interpreted like any other. Its calls are those of the program as it is where they stand at the same
place and are of layers of the same form; whatever is symbolic there is told by how far it is from the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.domain.dim import ZERO, Dim
from shapelint.domain.provenance import Label, Position
from shapelint.domain.recurrent import Call
from shapelint.domain.tensor import Tensor
from shapelint.frozen import dataclass
from shapelint.interpreter.entry import Run
from shapelint.interpreter.guards import Guard
from shapelint.interpreter.spelling import spelled
from shapelint.judge import Judged
from shapelint.picture.blocks import Block, Holding, Range
from shapelint.picture.diagram import Role
from shapelint.picture.drawing import Shown, holdings_of
from shapelint.picture.program import Program, facts, node_of
from shapelint.picture.words import notes_of
from shapelint.shapes import condition_words

Span = tuple[int, int]
"""Two offsets in a text."""


@dataclass(frozen=True)
class Mended:
    """A program before and after a fix; `edits` are what the fix replaces, in the text before, in order."""

    before: Program
    after: Program
    run: Run
    edits: tuple[tuple[Span, str], ...]

    def shown(self, nodes: Iterable[cst.CSTNode], taken: Sequence[Shown], guard: Guard) -> Iterator[Shown]:
        """What these expressions should take: those that the fix changes, where they have become something else."""
        known = {self.moved(_span(self.before, node)): call for call, node in _places(self.before, taken)}
        for node in nodes:
            found = self._value(node, guard)
            if found is None:
                continue
            new, value = found
            held = tuple(self._translated(holdings_of(value, facts(self.after, self.run)), known))
            if held and any(one.blocks for _, one in held):
                yield Shown(Role.RIGHT, spelled(new), value, held)

    def _value(self, node: cst.CSTNode, guard: Guard) -> tuple[cst.CSTNode, object] | None:
        """The expression that stands in the place of another, with what it holds under a condition."""
        span = _span(self.before, node)
        if not any(begin <= span[1] and span[0] <= end for (begin, end), _ in self.edits):
            return None
        now = self.moved(span)
        places = self.after.positions
        held = [(each, _span(self.after, each)) for each in self.after.holding(self.run) if each in places]
        inside = [(each, where) for each, where in held if now[0] <= where[0] and where[1] <= now[1]]
        if not inside:
            return None
        new = max(inside, key=lambda each: (each[1][1] - each[1][0], -each[1][0]))[0]
        wanted = condition_words(guard)
        cases = self.after.cases(self.run, new)
        fitting = [value for under, value in cases if condition_words(under) == wanted or len(cases) == 1]
        return (new, fitting[0]) if fitting else None

    def moved(self, span: Span) -> Span:
        """Where a stretch of the text before is after the fix; one inside what was replaced is all that replaced it."""
        begin, end = span
        shift_begin = shift_end = 0
        for (first, last), content in self.edits:
            grown = len(content) - (last - first)
            if first <= begin and end <= last and (first, last) != (begin, begin):
                return first + shift_begin, last + shift_begin + grown
            if last <= begin:
                shift_begin += grown
            if last <= end:
                shift_end += grown
        return begin + shift_begin, end + shift_end

    def _translated(
        self, held: Sequence[tuple[Tensor, Holding]], known: Mapping[Span, Call]
    ) -> Iterator[tuple[Tensor, Holding]]:
        """The blocks with the calls of the program as it is. Nothing where one of them has no such call."""
        for tensor, one in held:
            blocks: list[Block] = []
            for block in one.blocks:
                node = node_of(block.call)
                call = None if node is None else known.get(_span(self.after, node))
                moved = None if call is None else _with_call(block, call)
                if moved is None:
                    return
                blocks.append(moved)
            yield tensor, replace(one, blocks=tuple(blocks), notes=tuple(notes_of(tensor, one.blocks)))


def mended(program: Program, run: Run, judged: Judged) -> Mended | None:
    """The program with a finding's fix applied; None where it has none, or what comes of it does not parse."""
    fix = judged.finding.fix
    if fix is None:
        return None
    edits = []
    for edit in fix.edits:
        if edit.node not in program.positions:
            return None
        begin, end = _span(program, edit.node)
        edits.append(((begin, begin if edit.is_insertion else end), edit.content))
    edits.sort()
    text = program.text
    for (begin, end), content in reversed(edits):
        text = text[:begin] + content + text[end:]
    try:
        after = Program.of(text, program.resolver)
    except cst.ParserSyntaxError:
        return None
    return Mended(program, after, after.runs[-1 if run.by_default else 0], tuple(edits))


def told_right(labels: Sequence[Label], taken: Sequence[Shown]) -> Iterator[Shown]:
    """What a finding says that should be taken, where all of it is of calls that are drawn anyway."""
    calls = {node_of(call): call for each in taken for call in each.calls}
    blocks = []
    for number, label in enumerate(labels, 1):
        call = None if label.call is None else calls.get(node_of(label.call))
        block = None if call is None else _told(label, number, call)
        if block is None:
            return
        blocks.append(block)
    if blocks:
        text = "the final states" if len(blocks) > 1 else "the final state"
        yield Shown(Role.RIGHT, text, None, ((None, Holding(tuple(blocks))),))


def _told(label: Label, number: int, call: Call) -> Block | None:
    """A label as a block of one of the calls that are drawn."""
    if label.call is None or label.memory is None or label.direction is None or label.layer is None:
        return None
    if not isinstance(label.step, Position):
        return None
    block = Block(number, number - 1, label.call, label.memory, label.layer, label.direction, label.step, label)
    return _with_call(block, call)


def _span(program: Program, node: cst.CSTNode) -> Span:
    """Where an expression begins and ends."""
    place: CodeRange = program.positions[node]
    first, last = program.starts[place.start.line - 1], program.starts[place.end.line - 1]
    return first + place.start.column, last + place.end.column


def _places(program: Program, taken: Sequence[Shown]) -> Iterator[tuple[Call, cst.CSTNode]]:
    """The calls that what is taken comes from, with their places in the program itself."""
    for call in dict.fromkeys(call for each in taken for call in each.calls):
        node = node_of(call)
        if node is not None and node in program.positions:
            yield call, node


def _with_call(block: Block, call: Call) -> Block | None:
    """The block as one of another call, of a layer of the same form; None where it cannot be told."""
    old, new = block.call.layer, call.layer
    if (old.kind, old.bidirectional) != (new.kind, new.bidirectional) or block.call.packed != call.packed:
        return None
    layers = _moved(block.layers, old.num_layers, new.num_layers)
    steps = block.steps
    if isinstance(steps, (Dim, Range)):
        moved = _moved(steps, block.call.steps, call.steps)
        if moved is None:
            return None
        steps = moved
    if layers is None:
        return None
    return replace(block, call=call, layers=layers, steps=steps, label=replace(block.label, call=call))


def _moved(places: Dim | Range, before: Dim, after: Dim) -> Dim | Range | None:
    """A place, or a run of them, counted alike from the start or from the end of another axis."""
    if isinstance(places, Range):
        start, last = _place(places.start, before, after), _place(places.last, before, after)
        size = None if start is None or last is None else (last - start).exact_quotient(places.stride)
        return None if start is None or size is None else Range(start, size + 1, places.stride)
    return _place(places, before, after)


def _place(place: Dim, before: Dim, after: Dim) -> Dim | None:
    if place.known is not None:
        return place
    from_end = before - place
    return after - from_end if from_end.known is not None and from_end != ZERO else None
