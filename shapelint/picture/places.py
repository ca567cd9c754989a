"""A row and column of a program -> the picture of what stands there.

Without a column a finding of the line comes first, then a comparison, then the largest expression that holds states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.diagnostic import Certainty
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Tensor
from shapelint.domain.value import Meaning
from shapelint.domain.value import Sequence as SequenceValue
from shapelint.frozen import dataclass
from shapelint.interpreter.entry import Run
from shapelint.interpreter.events import Compared
from shapelint.interpreter.guards import ALWAYS, Guard, compatible
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import derives_from_recurrent
from shapelint.judge import Judged
from shapelint.picture.diagram import Diagram, Picture, Role
from shapelint.picture.drawing import Shown, diagram
from shapelint.picture.mended import mended, told_right
from shapelint.picture.program import Program, facts
from shapelint.rule import LoadedRule
from shapelint.shapes import condition_words

MOST_DIAGRAMS = 4
"""An expression of more alternatives is drawn for the first ones."""

MOST_ROWS = 12
"""So many lines are named where there is something to draw."""


class NoPicture(Exception):
    """There is nothing to draw at a place; the message says why."""


@dataclass(frozen=True)
class Side:
    """An expression that is to be drawn, with what it is in every alternative."""

    role: Role
    node: cst.CSTNode
    cases: tuple[tuple[Guard, object], ...]


@dataclass(frozen=True)
class Subject:
    """What is drawn for a place: one expression, or the two sides of a comparison, and the finding about it."""

    node: cst.CSTNode
    sides: tuple[Side, ...]
    run: Run
    judged: Judged | None = None

    @property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """The expressions of its sides."""
        return tuple(side.node for side in self.sides)


def picture_at(
    program: Program, row: int, column: int | None = None, rules: Iterable[LoadedRule] = (), code: str | None = None
) -> Picture:
    """The picture of the expression at a place (1-based). With rules also what a finding's line should take.

    `code` is the rule whose finding is meant, whatever smaller expression is at the column. Raises NoPicture.
    """
    place = Spot(program, row, column)
    smallest = None if column is None or code is not None else _largest(place)
    for each in place.findings(rules, code):
        subject = _of_finding(place, each)
        if subject is not None and not (smallest and place.is_part(smallest.node, each.finding.node)):
            return picture_of(program, subject)
    subject = _compared(place) or smallest or _largest(place)
    if subject is None:
        where = program.named([row]) if column is None else f"column {column} of {program.named([row])}"
        raise NoPicture(f"{where} holds no recurrent layer and nothing that comes out of one{_elsewhere(program)}")
    return picture_of(program, subject)


def picture_of(program: Program, subject: Subject) -> Picture:
    """The picture of a subject. Raises NoPicture where nothing of it can be drawn."""
    right = None if subject.judged is None else mended(program, subject.run, subject.judged)
    found: dict[Diagram, str] = {}
    is_partial = False
    for guard, values in _alternatives(subject):
        shown = [Shown(side.role, spelled(side.node), value) for side, value in zip(subject.sides, values, strict=True)]
        if right is not None:
            shown += tuple(right.shown(subject.nodes, tuple(shown), guard))
        if subject.judged is not None and len(shown) == len(values):
            shown += told_right(subject.judged.finding.right, shown)
        drawn = diagram(shown, facts(program, subject.run))
        is_partial = is_partial or drawn is None
        if drawn is not None:
            found.setdefault(drawn, condition_words(guard))
    if not found:
        raise NoPicture(f"no recurrent layer is known that `{spelled(subject.node)}` comes from")
    ways = max(program.ways(subject.run, node) for node in subject.nodes)
    several = [f"one of {ways} layers with which the program gets here"] if ways > len(found) else []
    notes = (*several, *(["in other cases it is not known what it is"] if is_partial else []))
    told = found.items() if is_partial and len(found) == 1 else _told_apart(found)
    diagrams = [replace(drawn, under=under, notes=drawn.notes + notes) for drawn, under in told]
    place = program.positions[subject.node]
    finding = "" if subject.judged is None else subject.judged.finding.message
    title = spelled(subject.node)
    if (left := len(diagrams) - MOST_DIAGRAMS) > 0:
        last = diagrams[MOST_DIAGRAMS - 1]
        more = "1 more case is" if left == 1 else f"{left} more cases are"
        diagrams[MOST_DIAGRAMS - 1] = replace(last, notes=(*last.notes, f"{more} not drawn"))
    return Picture(title, tuple(diagrams[:MOST_DIAGRAMS]), finding, place.start.line, place.start.column + 1)


def _told_apart(found: Mapping[Diagram, str]) -> Iterator[tuple[Diagram, str]]:
    """The diagrams with their conditions; those of one condition are counted, and one alone needs none."""
    for drawn, under in found.items():
        same = [other for other, condition in found.items() if condition == under]
        case = f"case {same.index(drawn) + 1} of {len(same)}" if len(same) > 1 else ""
        yield drawn, ", ".join(text for text in (under, case) if text) if len(found) > 1 else ""


def _alternatives(subject: Subject) -> list[tuple[Guard, tuple[object, ...]]]:
    """The values of all sides together, by the condition under which they have them."""
    found: list[tuple[Guard, tuple[object, ...]]] = [(ALWAYS, ())]
    for side in subject.sides:
        found = [
            (guard | more, (*values, value))
            for guard, values in found
            for more, value in side.cases
            if compatible(guard, more)
        ]
    return found


@dataclass(frozen=True)
class Spot:
    """A row, perhaps a column, of a program."""

    program: Program
    row: int
    column: int | None

    def findings(self, rules: Iterable[LoadedRule], code: str | None) -> list[Judged]:
        """The findings at this place, that of a rule alone where its code is given."""
        rules = [rule for rule in rules if code is None or rule.rule.code == code]
        found = self.program.findings(rules) if rules else ()
        certain = [each for each in found if each.certainty is not Certainty.POSSIBLE]
        here = [(place, each) for each in certain if (place := self.program.positions.get(each.finding.node))]
        return [each for place, each in sorted(here, key=lambda one: _start(one[0])) if self.begins(place)]

    def is_part(self, inner: cst.CSTNode, outer: cst.CSTNode) -> bool:
        """Whether an expression is a smaller part of another."""
        positions = self.program.positions
        return positions[inner] != positions[outer] and _contains(positions[outer], positions[inner])

    def begins(self, place: CodeRange) -> bool:
        """Whether something begins in this row and, where there is a column, lies around it."""
        return place.start.line == self.row and (self.column is None or self.is_inside(place))

    def is_inside(self, place: CodeRange) -> bool:
        """Whether this place lies in a range."""
        first, last = (place.start.line, place.start.column + 1), (place.end.line, place.end.column)
        if self.column is None:
            return place.start.line <= self.row <= place.end.line
        return first <= (self.row, self.column) <= last


def _start(place: CodeRange) -> tuple[int, int]:
    return place.start.line, place.start.column


def _size(place: CodeRange) -> tuple[int, int]:
    """How much a range spans: its lines, then its columns."""
    return place.end.line - place.start.line, place.end.column - place.start.column


def _of_finding(spot: Spot, judged: Judged) -> Subject | None:
    """The expression that a finding is about, else the largest one inside, in its line, or that it refers to."""
    program, finding = spot.program, judged.finding
    run = program.runs[-1 if judged.certainty is Certainty.BY_DEFAULT else 0]
    compared = next(_comparisons(run, lambda node: node is finding.node), None)
    if compared is not None:
        return replace(compared, judged=judged)
    around = program.positions[finding.node]
    here = [(node, place) for node, place in _held(program, run)]
    inside = [(node, place) for node, place in here if _contains(around, place)]
    in_line = [(node, place) for node, place in here if place.start.line == spot.row]
    told = [(node, place) for node, place in here if any(node is each.node for each in finding.related)]
    for found in (inside, in_line, told):
        best = _best(program, run, found)
        if best is not None:
            return replace(best, judged=judged)
    return None


def _contains(outer: CodeRange, inner: CodeRange) -> bool:
    return _start(outer) <= _start(inner) and (inner.end.line, inner.end.column) <= (outer.end.line, outer.end.column)


def _compared(spot: Spot) -> Subject | None:
    """The first comparison of the line with a state on some side."""
    positions = spot.program.positions

    def is_here(node: cst.CSTNode) -> bool:
        return spot.column is None and node in positions and spot.begins(positions[node])

    return next(_comparisons(spot.program.runs[0], is_here), None)


def _comparisons(run: Run, is_wanted: Callable[[cst.CSTNode], bool]) -> Iterator[Subject]:
    """Comparisons at nodes that are wanted, both of whose sides hold states, each with all its alternatives."""
    events = [event for event in run.events if isinstance(event, Compared) and is_wanted(event.node)]
    for event in events:
        if not (derives_from_recurrent(event.left.value) and derives_from_recurrent(event.right.value)):
            continue
        same = [each for each in events if each.node is event.node and each.context.entry == event.context.entry]
        left = Side(Role.TAKEN, event.left.node, tuple((each.context.guard, each.left.value) for each in same))
        right = Side(Role.OTHER, event.right.node, tuple((each.context.guard, each.right.value) for each in same))
        yield Subject(event.node, (left, right), run)


def _held(program: Program, run: Run, *, targets: bool = False) -> Iterator[tuple[cst.CSTNode, CodeRange]]:
    """The expressions of the program itself that hold states, with their places."""
    for node in program.holding(run, targets=targets):
        place = program.positions.get(node)
        if place is not None:
            yield node, place


def _largest(spot: Spot) -> Subject | None:
    """With a column the smallest expression around it, else the one of the line that tells most."""
    run = spot.program.runs[0]
    held = list(_held(spot.program, run, targets=spot.column is not None))
    if spot.column is not None:
        around = [(node, place) for node, place in held if spot.is_inside(place)]
        around.sort(key=lambda each: _size(each[1]))
        return _best(spot.program, run, around[:1])
    here = [(node, place) for node, place in held if place.start.line == spot.row]
    if not here:
        here = [(node, place) for node, place in held if spot.is_inside(place)]
        here = sorted(here, key=lambda each: _size(each[1]))[:1]
    return _best(spot.program, run, here)


def _best(program: Program, run: Run, found: Iterable[tuple[cst.CSTNode, CodeRange]]) -> Subject | None:
    """States before what a call returns before layers; then the largest, then the first."""

    def worth(each: tuple[cst.CSTNode, CodeRange]) -> tuple[int, int, int, int, int]:
        node, place = each
        lines, columns = _size(place)
        return (min(_rank(value) for _, value in program.cases(run, node)), -lines, -columns, *_start(place))

    best = min(found, key=worth, default=None)
    if best is None:
        return None
    return Subject(best[0], (Side(Role.TAKEN, best[0], tuple(program.cases(run, best[0]))),), run)


def _rank(value: object) -> int:
    match value:
        case Tensor() | Packed():
            return 0
        case SequenceValue(meaning=Meaning.STATE | Meaning.PADDED):
            return 0
        case SequenceValue():
            return 1
        case Recurrent():
            return 2
        case _:
            return 3


def _elsewhere(program: Program) -> str:
    """The lines that hold something, for the message that one does not."""
    rows = sorted({place.start.line for _, place in _held(program, program.runs[0])})
    if not rows:
        return "; nor does any other line"
    more = ", ..." if len(rows) > MOST_ROWS else ""
    return f"; {program.named(rows[:MOST_ROWS])}{more} {'does' if len(rows) == 1 else 'do'}"
