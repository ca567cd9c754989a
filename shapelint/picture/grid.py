"""One call as text: a grid of cells for each layer, and around them what goes in and what comes out.

Where a cell is written with the layer below a sign (`1`, `a`, `✓1`) says what it is marked for, as in the SVG. The row
of `c` below the cells of a direction is drawn where one of its cells is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from shapelint.domain.dim import Dim
from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Memory
from shapelint.frozen import dataclass
from shapelint.picture.cells import signs
from shapelint.picture.diagram import Cell, Diagram, Group, Mark, Result, Tick, Unrolled
from shapelint.picture.lettering import wrapped
from shapelint.picture.sheet import Sheet, columns, cut

LEAST_INNER = 3
"""Between the borders of a cell."""
GAP = 3
"""Of an ellipsis, at least."""
LONGEST_INDEX = 10
LEAST_SIDE = 10
"""What is left for the shapes of the final states, at least."""
FEWEST_STEPS = 3
"""So many are drawn however narrow the picture has to be."""

FORWARD, BACKWARD = "─→", "←─"
ARROW = len(FORWARD)


@dataclass(frozen=True)
class Grid:
    """A call, with the marks of the diagram that it is part of, to be written on a sheet of some width."""

    call: Unrolled
    diagram: Diagram
    width: int

    @staticmethod
    def of(call: Unrolled, diagram: Diagram, width: int) -> Grid:
        """The grid of a call, without those of its unmarked steps that have no room."""
        grid = Grid(call, diagram, width)
        while grid.needed > width and (step := grid._idle_step()) is not None:
            steps = [*call.steps]
            steps[step + 1] = replace(steps[step + 1], after_gap=True)
            call = replace(call, steps=tuple(steps[:step] + steps[step + 1 :]))
            grid = Grid(call, diagram, width)
        return grid

    def _idle_step(self) -> int | None:
        """The last step but one that can be left out: nothing in it is marked, nor goes on over it."""
        if len(self.call.steps) <= FEWEST_STEPS:
            return None
        for place in range(len(self.call.steps) - 2, 0, -1):
            before = [mark for row in self._rows for mark in self._marks(*row, self.call.steps[place - 1])]
            here = [mark for row in self._rows for mark in self._marks(*row, self.call.steps[place])]
            if not here and not any(mark.goes_on for mark in before):
                return place
        return None

    @cached_property
    def _rows(self) -> list[tuple[Tick, Direction]]:
        """Layers from the top, the backward direction above the forward one."""
        return [(layer, way) for layer in reversed(self.call.layers) for way in reversed(self.call.directions)]

    def _marks(self, layer: Tick, way: Direction, step: Tick, memory: Memory | None = None) -> tuple[Mark, ...]:
        """The marks of a place, or of its `h` or `c` alone."""
        assert layer.index is not None
        found = (
            self.diagram.marks(Cell(self.call.number, each, layer.index, way, step.index))
            for each in (Memory if memory is None else (memory,))
        )
        return tuple(mark for marks in found for mark in marks)

    def _has_cell_states(self, layer: Tick, way: Direction) -> bool:
        """Whether the cells of a direction need a row for `c`."""
        return any(self._marks(layer, way, step, Memory.CELL) for step in self.call.steps)

    @cached_property
    def _port(self) -> int:
        """Columns of what stands left and right of the cells: initial states, rows of `h_n`."""
        return max(len(self._initial), *(len(self.call.row(*row)) for row in self._rows))

    @property
    def _initial(self) -> str:
        group = self.call.group(Result.H_0)
        return "0" if group is None or group.note == "zeros" else "h_0"

    @cached_property
    def _label(self) -> int:
        """Columns of the names of layers and directions."""
        names = [layer.name for layer in self.call.layers]
        return max(map(len, [*names, "   backward"] if len(self.call.directions) > 1 else names))

    @property
    def _left(self) -> int:
        """Where the cells begin."""
        return self._label + 1 + self._port + ARROW

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """The first column of each step's cells, and the column behind them."""
        gap = max([GAP, *(len(self._gap(*row, at)) for row in self._rows for at in range(len(self.call.steps) - 1))])
        found: list[tuple[int, int]] = []
        x = self._left
        for place, step in enumerate(self.call.steps):
            texts = [self._written(*row, step, memory) for row in self._rows for memory in Memory]
            width = 2 + max([LEAST_INNER, len(_index(step)) - 2, *map(len, texts)])
            x += 0 if not place else 2 * ARROW + gap if step.after_gap else ARROW
            found.append((x, x + width))
            x += width
        return found

    @property
    def _right(self) -> int:
        """Where the cells end."""
        return self._spans[-1][1]

    @property
    def _bracket(self) -> int:
        """Where the bracket around the final states stands."""
        return self._right + ARROW + self._port + 1

    @property
    def needed(self) -> int:
        """The columns that it takes at least."""
        return self._bracket + 2 + LEAST_SIDE

    def _written(self, layer: Tick, way: Direction, step: Tick, memory: Memory) -> str:
        """What is written into a cell; `c` before the signs of a cell state."""
        own = signs(self._marks(layer, way, step, memory))
        if memory is Memory.HIDDEN or not self._has_cell_states(layer, way):
            return own
        assert layer.index is not None
        hidden = Cell(self.call.number, Memory.HIDDEN, layer.index, way, step.index)
        return f"c {own}".rstrip() if hidden in self.call.finals() else ""

    def _gap(self, layer: Tick, way: Direction, place: int) -> str:
        """What stands behind a step for those that are not drawn: with the signs of those that are marked as well."""
        on = signs(mark for mark in self._marks(layer, way, self.call.steps[place]) if mark.goes_on)
        return f".{on}." if on else ""

    def write(self, sheet: Sheet) -> None:
        """Put it below what is on a sheet already."""
        self._around(sheet, Result.OUTPUT, "┌", "┐")
        self._arrows(sheet)
        top = len(sheet)
        for number, layer in reversed(list(enumerate(self.call.layers))):
            self._layer(sheet, layer)
            if number:
                self._upwards(sheet, self.call.layers[number - 1], layer)
        bottom = len(sheet) - 1
        self._arrows(sheet)
        self._steps(sheet)
        self._around(sheet, Result.INPUT, "└", "┘")
        self._sides(sheet, top, bottom)
        for group in self.call.alike(Result.H_0, Result.C_0):
            sheet.put(len(sheet), 0, f"{group.name} {group.shape} {group.note}")

    def _layer(self, sheet: Sheet, layer: Tick) -> None:
        """The cells of a layer, a row for each direction."""
        names = {Direction.FORWARD: "→ forward", Direction.BACKWARD: "← backward"}
        several = len(self.call.directions) > 1
        sheet.put(len(sheet), 0, layer.name if several else "")
        for number, way in enumerate(reversed(self.call.directions)):
            y = len(sheet) if number else len(sheet) - 1
            self._border(sheet, y, "├─┤" if number else "┌─┐")
            sheet.put(y + 1, 0, f" {names[way]}" if several else layer.name)
            self._row(sheet, y + 1, layer, way)
            if self._has_cell_states(layer, way):
                self._contents(sheet, y + 2, [self._written(layer, way, step, Memory.CELL) for step in self.call.steps])
        self._border(sheet, len(sheet), "└─┘")

    def _border(self, sheet: Sheet, y: int, ends: str) -> None:
        for start, end in self._spans:
            sheet.put(y, start, f"{ends[0]}{ends[1] * (end - start - 2)}{ends[2]}")

    def _contents(self, sheet: Sheet, y: int, texts: Sequence[str]) -> None:
        for (start, end), content in zip(self._spans, texts, strict=True):
            sheet.put(y, start, "│")
            sheet.centred(y, start + 1, end - start - 2, content)
            sheet.put(y, end - 1, "│")

    def _row(self, sheet: Sheet, y: int, layer: Tick, way: Direction) -> None:
        """The cells of a direction, its arrows, its initial state and its row of the final ones."""
        self._contents(sheet, y, [self._written(layer, way, step, Memory.HIDDEN) for step in self.call.steps])
        arrow = FORWARD if way is Direction.FORWARD else BACKWARD
        ends = (self._initial, self.call.row(layer, way))
        left, right = ends if way is Direction.FORWARD else ends[::-1]
        sheet.put(y, self._left - ARROW, arrow)
        sheet.put(y, self._left - ARROW - len(left), left)
        sheet.put(y, self._right, f"{arrow}{right}")
        for place, ((_, end), (start, _)) in enumerate(zip(self._spans, self._spans[1:], strict=False)):
            room = start - end - 2 * ARROW
            between = self._gap(layer, way, place).center(room, ".") if room > 0 else ""
            sheet.put(y, end, f"{arrow}{between}{arrow}" if between else arrow)

    def _arrows(self, sheet: Sheet) -> None:
        y = len(sheet)
        for start, end in self._spans:
            sheet.centred(y, start, end - start, "↑")

    def _upwards(self, sheet: Sheet, lower: Tick, upper: Tick) -> None:
        """From a layer to the next one, over those that are left out, with the signs of what is marked of them."""
        if not upper.after_gap:
            self._arrows(sheet)
            return
        y = len(sheet)
        sheet.put(y, 1, "...")
        for (start, end), step in zip(self._spans, self.call.steps, strict=True):
            own = [mark for way in self.call.directions for mark in self._marks(lower, way, step) if mark.goes_up]
            sheet.centred(y, start, end - start, f":{signs(own)}:" if own else ":")

    def _steps(self, sheet: Sheet) -> None:
        """The steps as they are counted and as they are indexed, and which sequences end there."""
        y = len(sheet)
        sheet.put(y, 0, "step")
        sheet.put(y + 1, 0, "index")
        before = 0
        for (start, end), step in zip(self._spans, self.call.steps, strict=True):
            sheet.centred(y, start, end - start, "last" if step.index is None else cut(step.name, end - start))
            sheet.centred(y + 1, start, end - start, _index(step))
            if step.after_gap and before:
                sheet.centred(y, before, start - before, "...")
            here = [str(i) for i, at in enumerate(self.call.ends) if step.index == Dim.of(at)]
            if here:
                sheet.put(y + 2, 0, "ends")
                sheet.centred(y + 2, start, end - start, f"#{','.join(here)}")
            before = end

    def _around(self, sheet: Sheet, result: Result, first: str, last: str) -> None:
        """A bracket over all steps with the name and shape of what is above or below them."""
        group = self.call.group(result)
        if group is None:
            return
        start, width, y = self._spans[0][0], self._right - self._spans[0][0], len(sheet)
        name, words = self._named(group), f" {self._named(group)} "
        if columns(words) <= width - 4:
            sheet.put(y, start, f"{first}{'─' * (width - 2)}{last}")
            sheet.centred(y, start, width, words)
            return
        above = result is Result.OUTPUT
        place = min(start + (width - columns(name)) // 2, self.width - columns(name))
        sheet.put(y if above else y + 1, max(0, place), name)
        sheet.put(y + 1 if above else y, start, f"{first}{'─' * (width - 2)}{last}")

    def _named(self, group: Group) -> str:
        note = group.note
        if group.result is Result.INPUT:
            below = None if self.call.below is None else self.diagram.calls[self.call.below]
            note = "input" if not group.name else "" if below is None else f"from {below.name}"
        return " ".join(part for part in (group.name, group.shape, note) if part)

    def _sides(self, sheet: Sheet, top: int, bottom: int) -> None:
        """The bracket around the layers, with the names and shapes of the final states."""
        for y in range(top, bottom + 1):
            sheet.put(y, self._bracket, "┐" if y == top else "┘" if y == bottom else "│")
        room = max(self.width - self._bracket - 2, LEAST_SIDE)
        lines = list(self._states(room))
        y = max(top, top + (bottom - top + 1 - len(lines)) // 2)
        for number, content in enumerate(lines):
            sheet.put(y + number, self._bracket + 2, cut(content, room))

    def _states(self, room: int) -> Iterator[str]:
        for group in self.call.alike(Result.H_N, Result.C_N):
            yield from wrapped(group.name, room)
            yield from wrapped(group.shape, room)


def _index(step: Tick) -> str:
    return cut("[length-1]" if step.index is None else f"[{step.text.replace(' ', '')}]", LONGEST_INDEX)
