"""What a picture shows, before it is drawn: calls of recurrent layers unrolled into cells, some of them marked.

A `Cell` is the state `h` or `c` of one layer, one direction and one step of one call. Layers and steps are `Dim`s, so
that `T-1` and `num_layers-1` have a place of their own where the numbers are not known; a step of None is each
sequence's own last valid one. Renderers draw what is here and decide nothing about recurrent layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from shapelint.domain.dim import ONE, Dim
from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Memory
from shapelint.frozen import dataclass


class Role(str, Enum):
    """Why a cell is marked."""

    TAKEN = "taken"
    """The expression holds it; of a comparison, its left side does."""
    OTHER = "other side"
    """The right side of a comparison holds it."""
    RIGHT = "should be taken"
    """What a finding's line should hold in place of what it does."""


@dataclass(frozen=True)
class Tick:
    """One layer or one step that is drawn: `index` counts from 0, `name` is how it is called.

    `after_gap`: there are, or may be, others between the tick before and this one (draw an ellipsis). An `index` of
    None is each sequence's own last valid step. `short` is the index in short, where its own text is long.
    """

    index: Dim | None
    name: str
    after_gap: bool = False
    short: str = ""

    @property
    def text(self) -> str:
        """The index as data: `0`, `T - 1`, `last valid`."""
        return LAST_VALID if self.index is None else self.short or str(self.index)


LAST_VALID = "last valid"


@dataclass(frozen=True)
class Cell:
    """One state: `call` counts the calls of a diagram from 0; a step of None is each sequence's own last valid one."""

    call: int
    memory: Memory
    layer: Dim
    direction: Direction
    step: Dim | None


class Result(str, Enum):
    """What torch's documentation calls the parts of a call."""

    OUTPUT = "output"
    H_N = "h_n"
    C_N = "c_n"
    H_0 = "h_0"
    C_0 = "c_0"
    INPUT = "input"


@dataclass(frozen=True)
class Group:
    """Cells that a call returns or is given together, to be bracketed: `name` is the user's, torch's where he has none.

    `cells` are those of it that are drawn, in its own order (rows of `h_n`; steps of `output`, forward before
    backward). Of `h_0`, `c_0` and the input, which are no cells of the call, there are none. `shape` is empty where it
    is not known. `note` says more: `zeros` where no initial state is passed, `packed`.
    """

    result: Result
    name: str
    shape: str
    cells: tuple[Cell, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Unrolled:
    """One call of a layer. `number` is its place in the diagram, `below` the call whose output it reads, if any.

    `name` is the user's (`self.lstm`), `words` the layer as constructed. `layers` are bottom up, `steps` left to right.
    `line` is where the program calls it, 0 for a layer that is not called.
    `steps_are` is the number of steps where its text is so long that the last step is called `T`.
    `ends` holds, where lengths are known, each sequence's last valid step; `is_packed` that sequences end at different
    steps. Every cell of these layers, directions and steps has an `h`; a `c` is to be drawn where a direction ends.
    """

    number: int
    name: str
    words: str
    has_cell_state: bool
    layers: tuple[Tick, ...]
    directions: tuple[Direction, ...]
    steps: tuple[Tick, ...]
    groups: tuple[Group, ...]
    is_packed: bool = False
    ends: tuple[int, ...] = ()
    below: int | None = None
    num_layers: Dim = ONE
    line: int = 0
    steps_are: str = ""

    def row(self, layer: Tick, direction: Direction) -> str:
        """Which row of `h_n` a direction of a layer is: `[2]`, counted from the end where there is no number."""
        assert layer.index is not None
        ways = len(self.directions)
        place = layer.index if layer.index.known is not None else layer.index - self.num_layers
        return "" if place.known is None else f"[{place.known * ways + self.directions.index(direction)}]"

    def group(self, result: Result) -> Group | None:
        """What the call returns, or is given, under torch's name."""
        return next((group for group in self.groups if group.result is result), None)

    def alike(self, *results: Result) -> Iterator[Group]:
        """Some of what it returns or is given, those of one shape and note together: `h_n, c_n`."""
        found: dict[tuple[str, str], list[Group]] = {}
        for group in (self.group(result) for result in results):
            if group is not None:
                found.setdefault((group.shape, group.note), []).append(group)
        for groups in found.values():
            cells = tuple(cell for group in groups for cell in group.cells)
            yield replace(groups[0], name=", ".join(group.name for group in groups), cells=cells)

    def cells(self) -> Iterator[Cell]:
        """Every cell that is drawn, bottom up, left to right."""
        finals = self.finals()
        for layer in self.layers:
            for direction in self.directions:
                for step in self.steps:
                    assert layer.index is not None
                    cell = Cell(self.number, Memory.HIDDEN, layer.index, direction, step.index)
                    yield cell
                    if cell in finals and self.has_cell_state:
                        yield finals[cell]

    def finals(self) -> dict[Cell, Cell]:
        """The cells at which a direction ends, each with the cell of its `c` at that step."""
        found = {}
        for result in (Result.H_N, Result.C_N):
            group = self.group(result)
            for cell in () if group is None else group.cells:
                hidden = Cell(cell.call, Memory.HIDDEN, cell.layer, cell.direction, cell.step)
                found[hidden] = Cell(cell.call, Memory.CELL, cell.layer, cell.direction, cell.step)
        return found


@dataclass(frozen=True)
class Mark:
    """A marked cell. `block` counts from 1: which block of the value it belongs to, and what is written into the cell.

    `order` counts from 0: its place among the cells of the value as it holds them (row by row, one sample and feature
    followed); None where that is not a number. `goes_on`: the steps between this one and the next that is drawn are
    taken as well; `goes_up`: the same of layers. `samples`: those whose state it is; None for all that the value holds.
    `features`: those of the cell that are taken; None for all, and where they are not known.
    """

    cell: Cell
    block: int
    role: Role
    order: int | None = None
    goes_on: bool = False
    goes_up: bool = False
    samples: tuple[int, ...] | None = None
    features: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Selection:
    """What one expression takes: `text` is its source, `blocks` say in words what each of its blocks is.

    `shape` is the value's. `notes` say what the marks do not show: one sample only, pooled, not known.
    """

    role: Role
    text: str
    shape: str
    blocks: tuple[str, ...]
    marks: tuple[Mark, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """Calls, bottom up, and what is marked in them. `under` is the condition that it holds under, if any."""

    calls: tuple[Unrolled, ...]
    selections: tuple[Selection, ...] = ()
    notes: tuple[str, ...] = ()
    under: str = ""

    def marks(self, cell: Cell) -> tuple[Mark, ...]:
        """The marks of a cell, those of what is taken first."""
        return tuple(mark for selection in self.selections for mark in selection.marks if mark.cell == cell)


@dataclass(frozen=True)
class Picture:
    """What is drawn for one place: a diagram for each alternative. `title` is the place's expression.

    `finding` is the message of the finding that it is about; empty for a line without one.
    """

    title: str
    diagrams: tuple[Diagram, ...]
    finding: str = ""
    row: int = 0
    column: int = 0

    @property
    def is_marked(self) -> bool:
        """Whether some cell is marked: it shows more than what a layer is."""
        return any(selection.marks for diagram in self.diagrams for selection in diagram.selections)
