"""The proof of pictures: the marked cells, computed step by step, are the value of the expression, in order.

A random program of the oracle is run statement by statement. For every expression of a line that has a picture, the
SVG is read back; each marked cell is looked up among the states that `tests.oracle.stepping` works out by hand from the
weights (layer by layer, direction by direction, step by step), and the expression is evaluated by torch.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn.utils.rnn import PackedSequence

from shapelint.picture.diagram import Diagram, Role, Selection
from shapelint.picture.places import NoPicture, picture_at
from shapelint.picture.program import Program as Interpreted
from shapelint.picture.svg import as_svg
from tests.oracle.layers import PROGRAM, Returned, Tape, intercepted, with_nan_cells
from tests.oracle.programs import LOSSY, NAME, Program
from tests.oracle.stepping import states
from tests.oracle.truth import Calls, calls_of
from tests.picture.cell_states import (
    LAST_VALID,
    Array,
    Taken,
    UnknownNumber,
    elements_of,
    has_twins,
    inverse,
    is_a_run,
    mask_of,
    next_place,
    number_of,
    sequences_of,
    steps_of,
    tolerance,
)
from tests.picture.marked import DrawnCell, MarkedCell, cells_of

SIDES = {Role.TAKEN: "taken", Role.OTHER: "other", Role.RIGHT: "right"}
OTHERS = "it is of is not known|some of it is not known|which one is not known|it holds is not known"
MORE = "it may hold more than is marked"
PARTIAL = re.compile(r"one feature|features|sample|samples")
COMPUTED = re.compile(r"pooled|computed from")


@dataclass(frozen=True)
class Wrong:
    """A picture that is not true."""

    line: int
    text: str
    what: str


@dataclass
class Cases:
    """What was proved of a program."""

    ordered: int = 0
    unordered: int = 0
    depends: int = 0
    unmarked: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, other: Cases) -> None:
        """Count another program."""
        for name in ("ordered", "unordered", "depends", "unmarked"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.skipped += other.skipped
        self.wrong += other.wrong


@dataclass(frozen=True)
class World:
    """A program as it really runs: its calls, the true states of each, and the statements that lead to a line."""

    program: Program
    calls: Calls
    true: list[dict[str, torch.Tensor]]
    statements: list[tuple[ast.stmt, Any]]
    namespace: dict[str, Any]

    def call_at(self, line: int) -> int | None:
        """The number of the only call that stands in a line."""
        found = [number for number, call in enumerate(self.calls.real) if call.line == line]
        return found[0] if len(found) == 1 else None


def prove(program: Program, random: Random) -> Cases:
    """Draw and check a picture of every line, and of some places inside."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    try:
        return _prove(program, random)
    finally:
        torch.set_default_dtype(before)


def _without_relu(program: Program) -> Program:
    """The program with `tanh` in its place: many states of `relu` are 0, and none of them can be told from another."""

    def changed(text: str) -> str:
        return text.replace("'relu'", "'tanh'")

    modules = tuple((name, changed(text)) for name, text in program.modules)
    return replace(program, modules=modules, preamble=tuple(map(changed, program.preamble)))


def _prove(program: Program, random: Random) -> Cases:
    cases = Cases()
    program = _without_relu(program)
    world = _world(program)
    drawn = Interpreted.of(program.source())
    lines = program.source().splitlines()
    namespace = dict(world.namespace)
    for statement, code in world.statements:
        line = statement.lineno
        text = lines[line - 1]
        columns = [None, *sorted({1 + random.randrange(len(text)) for _ in range(3)})]
        seen: set[str] = set()
        for column in columns:
            try:
                picture = picture_at(drawn, line, column)
            except NoPicture:
                continue
            svg = as_svg(picture)
            for diagram, cells in zip(picture.diagrams, cells_of(svg), strict=True):
                for selection in diagram.selections:
                    if selection.text not in seen:
                        seen.add(selection.text)
                        checker = _Checker(world, statement, namespace, cases)
                        checker.check(picture.diagrams, diagram, selection, cells)
        with torch.no_grad(), warnings.catch_warnings(), intercepted(Tape()):
            warnings.simplefilter("ignore")
            exec(code, namespace)
    return cases


def _world(program: Program) -> World:
    """Run the program once, with its calls recorded."""
    namespace: dict[str, Any] = {}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(program.source() + program.run_text(), PROGRAM, "exec"), namespace)
    inner = {**namespace, "self": namespace.get("model", SimpleNamespace())}
    tree = ast.parse("\n" * program.body_start + program.body_text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            inner.pop(node.id, None)  # it is what the whole run left
    statements = [(node, compile(ast.Module([node], []), PROGRAM, "exec")) for node in tree.body]
    tape, first = Tape(), dict(inner)
    with intercepted(tape), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _, code in statements:
            exec(code, first)
    with torch.no_grad():
        true = [states(call) for call in tape.calls]
    return World(program, calls_of(tape.calls), true, statements, inner)


@dataclass(frozen=True)
class _Checker:
    """One line of a world, before its statement is run."""

    world: World
    statement: ast.stmt
    namespace: dict[str, Any]
    cases: Cases

    @property
    def line(self) -> int:
        return self.statement.lineno

    def check(
        self, every: Sequence[Diagram], diagram: Diagram, selection: Selection, cells: Sequence[DrawnCell]
    ) -> None:
        """Check one selection of a picture; what cannot be decided here is counted as skipped."""
        if not self._holds(every, diagram):
            return
        value = self._value(selection.text)
        if value is None:
            return
        marks = [mark for cell in cells for mark in cell.marks if mark.side == SIDES[selection.role]]
        if not marks:
            self.cases.unmarked += 1
            return
        numbers = {mark.line: self.world.call_at(mark.line) for mark in marks}
        if None in numbers.values():
            self.cases.skipped["a line whose calls are several"] += 1
            return
        try:
            taken = [self._taken(mark, cells) for mark in marks]
        except UnknownNumber as reason:
            few = str(reason).startswith("fewer")
            why = "fewer steps or layers than are drawn" if few else "a place not told by the program's own numbers"
            self.cases.skipped[why] += 1
            return
        what = self._false(selection, value, taken)
        if what:
            self.cases.wrong.append(Wrong(self.line, selection.text, what))

    def _holds(self, every: Sequence[Diagram], diagram: Diagram) -> bool:
        """Whether this alternative is the one of this run."""
        if not diagram.under:
            return len(every) == 1
        numbers = dict(self.world.program.numbers)
        try:
            holds = bool(eval(diagram.under, {name.rpartition(".")[2]: value for name, value in numbers.items()}))
        except Exception:
            self.cases.skipped["an alternative that is not known to hold"] += 1
            return False
        return holds

    def _value(self, text: str) -> Array | None:
        """What torch says that the expression is; None where asking it twice gives two answers."""
        if "..." in text and text.count("...") and _is_shortened(text):
            self.cases.skipped["a text too long to be evaluated"] += 1
            return None
        if not _is_reached(text, self.statement, self.namespace):
            self.cases.skipped["an expression that this run does not come to"] += 1
            return None
        found = []
        for _ in range(2):
            tape = Tape()
            try:
                with torch.no_grad(), warnings.catch_warnings(), intercepted(tape):
                    warnings.simplefilter("ignore")
                    found.append(eval(compile(text, PROGRAM, "eval"), dict(self.namespace)))
            except NameError:
                self.cases.skipped["a name that is bound by this line"] += 1
                return None
            if tape.calls:
                self.cases.skipped["a call itself"] += 1
                return None
        one, other = (_arrays(value) for value in found)
        if one is None or other is None or not np.array_equal(one, other, equal_nan=True):
            self.cases.skipped["no tensor of real numbers"] += 1
            return None
        return one

    def _taken(self, mark: MarkedCell, cells: Sequence[DrawnCell]) -> Taken:
        number = self.world.call_at(mark.line)
        assert number is not None
        call = self.world.calls.real[number]
        own = [cell for cell in cells if cell.line == mark.line]
        steps = list(dict.fromkeys(cell.step for cell in own))
        numbers = {name.rpartition(".")[2]: value for name, value in self.world.program.numbers}
        layers = [number_of(layer, numbers) for layer in dict.fromkeys(cell.layer for cell in own)]
        layer = number_of(mark.layer, numbers)
        places = [number_of(step, {**numbers, "T": call.steps}) for step in steps if step != LAST_VALID]
        if not is_a_run(layers, call.layer.num_layers) or not is_a_run(places, call.steps):
            raise UnknownNumber("fewer than are drawn")
        end = min((each for each in layers if each > layer), default=layer + 1)
        several = range(layer, end) if "layers" in mark.goes_on else (layer,)
        return Taken(number, mark, tuple(several), steps_of(mark, steps, call, numbers), call)

    def _false(self, selection: Selection, value: Array, taken: list[Taken]) -> str:
        """What is false of one selection, empty if it is true."""
        notes = " ".join(selection.notes)
        if COMPUTED.search(notes) and re.search(f"{MORE}|{OTHERS}", notes):
            self.cases.skipped["computed from cells that are not all drawn"] += 1
            return ""
        if COMPUTED.search(notes):
            self.cases.depends += 1
            return self._depends(selection.text, value, taken)
        has_gaps = any(each.mark.goes_on != ("-",) for each in taken)
        if MORE in notes or has_gaps or None in [each.mark.order for each in taken]:
            self.cases.unordered += 1
            return self._unordered(value, taken, notes)
        self.cases.ordered += 1
        has_padding = "padding" in notes and not value.all()
        return self._ordered(value, taken, notes, has_padding=has_padding)

    def _ordered(self, value: Array, taken: list[Taken], notes: str, *, has_padding: bool) -> str:
        """The value is, sample by sample and feature by feature, the marked cells in their order, and nothing else."""
        is_partial, has_others = bool(PARTIAL.search(notes)), bool(re.search(OTHERS, notes))
        slots: dict[int, list[Taken]] = {}  # by their places in the value
        for each in taken:
            slots.setdefault(each.mark.order or 0, []).append(each)
        if not has_others and sorted(slots) != list(range(len(slots))):
            return f"its orders are {sorted(slots)}"
        sequences = sequences_of([slots[order] for order in sorted(slots)], self.world.true)
        elements, close = elements_of(value, taken), tolerance(value)
        used: set[int] = set()
        places = dict.fromkeys(sequences, 0)
        for number, element in enumerate(elements):
            for pair, at in places.items():
                ahead = [
                    order for order in range(at, len(sequences[pair]))
                    if abs(sequences[pair][order] - element) <= close
                ][:1]  # fmt: skip
                if ahead and (is_partial or ahead[0] == next_place(sequences[pair], at)):
                    places[pair] = ahead[0] + 1
                    used.add(ahead[0])
                    break
            else:
                if has_others:
                    continue
                if has_twins(sequences):
                    self.cases.skipped["states of equal value, so that their order shows nothing"] += 1
                    return ""
                return f"element {number} of {len(elements)} is not the next of the marked cells"
        missing = set(range(len(slots))) - used - (_twins(slots, used) if is_partial else set())
        if missing and not has_padding:
            return f"it holds {len(used)} of {len(slots)} marked cells"
        if not is_partial and any(next_place(sequences[pair], at) is not None for pair, at in places.items()):
            return "it holds not all samples and features of the marked cells"
        return ""

    def _unordered(self, value: Array, taken: list[Taken], notes: str) -> str:
        """Every element is one of the marked cells', or of one between two of them; every marked cell is there."""
        elements, close = elements_of(value, taken), tolerance(value)
        allowed = np.concatenate([values for each in taken for values in each.values(self.world.true)])
        if not all((np.abs(allowed - element) <= close).any() for element in elements):
            return "" if MORE in notes or re.search(OTHERS, notes) else "an element is of no marked cell"
        for each in taken:
            own = np.concatenate([np.zeros(0), *each.values(self.world.true)])
            may_be_padding = "padding" in notes and not value.all()
            if own.size and not may_be_padding and not (np.abs(elements[:, None] - own[None, :]) <= close).any():
                return f"it does not hold {each.mark}"
        return ""

    def _depends(self, text: str, value: Array, taken: list[Taken]) -> str:
        """With NaN in every cell that is not marked the value is the same, with NaN in the marked ones it is not."""
        calls = self.world.calls
        marked = [mask_of(calls, number, taken) for number in range(len(calls.real))]
        without = self._rerun(text, [inverse(mask) for mask in marked])
        if without is None:
            self.cases.skipped["a computation that fails on NaN"] += 1
            return ""
        if without.shape != value.shape or not np.allclose(without, value, rtol=0, atol=1e-8, equal_nan=True):
            return "it depends on cells that are not marked"
        program = self.world.program
        if LOSSY.search(text) or program.lossy & set(NAME.findall(text)):
            return ""  # some of it is put in the place of what is marked, or chosen from it
        only = self._rerun(text, marked)
        same = only is not None and only.shape == value.shape and np.array_equal(only, value, equal_nan=True)
        return "it does not depend on the marked cells" if same else ""

    def _rerun(self, text: str, masks: list[Returned]) -> Array | None:
        """The value with NaN where masks are true."""
        answer = with_nan_cells(self.world.calls.real, masks)
        namespace = dict(self.world.namespace)
        with intercepted(Tape(answer)), torch.no_grad(), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                for statement, code in self.world.statements:
                    if statement.lineno >= self.line:
                        break
                    exec(code, namespace)
                return _arrays(eval(compile(text, PROGRAM, "eval"), namespace))
            except Exception:
                return None


def _is_reached(text: str, statement: ast.stmt, namespace: Mapping[str, Any]) -> bool:
    """Whether a run evaluates an expression of a statement: not one in the other arm of `a if test else b`."""
    wanted = ast.dump(ast.parse(text, mode="eval").body)
    found = [is_asked for node, is_asked in _asked(statement, namespace) if ast.dump(node) == wanted]
    return not found or any(found)


def _asked(node: ast.AST, namespace: Mapping[str, Any], *, is_asked: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """The nodes below one, each with whether this run comes to it."""
    yield node, is_asked
    other_arm = None
    if isinstance(node, ast.IfExp) and is_asked:
        other_arm = node.orelse if _is_true(node.test, namespace) else node.body
    for child in ast.iter_child_nodes(node):
        yield from _asked(child, namespace, is_asked=is_asked and child is not other_arm)


def _is_true(test: ast.expr, namespace: Mapping[str, Any]) -> bool:
    with torch.no_grad(), warnings.catch_warnings(), intercepted(Tape()):
        warnings.simplefilter("ignore")
        return bool(eval(compile(ast.Expression(test), PROGRAM, "eval"), dict(namespace)))


def _twins(slots: Mapping[int, list[Taken]], used: set[int]) -> set[int]:
    """The places that hold the same cell as one of those that are used."""
    cells = [{each.place for each in slots[order]} for order in sorted(slots)]
    return {place for place, own in enumerate(cells) if own in [cells[other] for other in used]}


def _arrays(value: Any) -> Array | None:
    """A tensor as an array; those of a pair one after the other."""
    tensors = list(_tensors(value))
    if not tensors or not all(tensor.is_floating_point() for tensor in tensors):
        return None
    arrays = [tensor.detach().numpy() for tensor in tensors]
    return arrays[0] if len(arrays) == 1 else np.concatenate([array.ravel() for array in arrays])


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    match value:
        case PackedSequence():
            yield value.data
        case torch.Tensor():
            yield value
        case tuple() | list():
            for item in value:
                yield from _tensors(item)


def _is_shortened(text: str) -> bool:
    """Whether the middle of a text was left out."""
    return " ... " in text and len(text) >= 55
