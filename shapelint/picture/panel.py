"""One call as SVG: where its layers, directions and steps are, and everything around them but what is selected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from shapelint.domain.dim import Dim
from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Memory
from shapelint.frozen import dataclass
from shapelint.picture import cells
from shapelint.picture.diagram import Cell, Diagram, Group, Result, Tick, Unrolled
from shapelint.picture.elements import arrow, element, line, rect, spans, text
from shapelint.picture.lettering import MONO, PLAIN, wrapped

BETWEEN = 12
"""From one cell to the next."""
ELLIPSIS = 18
PORT = 34
"""What is left and right of the cells: initial and final states."""
LABEL = 70
"""For the names of directions, where there are two."""
HEADER = 17
"""Above the rows of a layer: its name."""
ROW_GAP = 9
BAND_GAP = 13
OUTPUT = 38
"""Above the layers: what they return."""
INPUT = 64
"""Below the layers: steps and input."""
SIDE = 16
"""To the right of the layers: so many characters for the states, at most."""
LINE = 15


@dataclass(frozen=True)
class Panel:
    """A call, drawn with its upper left corner at `top` of the left edge."""

    call: Unrolled
    diagram: Diagram
    top: float = 0

    @property
    def row_height(self) -> int:
        """Of one direction of one layer."""
        return cells.HEIGHT + (cells.LOWER if self.call.has_cell_state else 0) + ROW_GAP

    @property
    def band_height(self) -> int:
        """Of one layer."""
        return HEADER + self.row_height * len(self.call.directions)

    @property
    def left(self) -> int:
        """Where the cells begin."""
        return PORT + (LABEL if len(self.call.directions) > 1 else 0) + BETWEEN

    @cached_property
    def columns(self) -> list[float]:
        """The left edge of each step."""
        found: list[float] = []
        x = float(self.left)
        for number, step in enumerate(self.call.steps):
            x += (ELLIPSIS + BETWEEN) if step.after_gap and number else 0
            found.append(x)
            x += cells.WIDTH + BETWEEN
        return found

    @property
    def right(self) -> float:
        """Where the cells end."""
        return self.columns[-1] + cells.WIDTH

    @property
    def band_right(self) -> float:
        """Where the layers end."""
        return self.right + BETWEEN + PORT

    @cached_property
    def bands(self) -> list[float]:
        """The upper edge of each layer, from the lowest one up."""
        y = self.top + OUTPUT
        found: list[float] = []
        for number, layer in reversed(list(enumerate(self.call.layers))):
            found.append(y)
            y += self.band_height + BAND_GAP + (BAND_GAP if layer.after_gap and number else 0)
        return found[::-1]

    @property
    def bottom(self) -> float:
        """Where the lowest layer ends."""
        return self.bands[0] + self.band_height

    @property
    def height(self) -> float:
        """Of all of it."""
        return self.bottom - self.top + INPUT + (LINE if self.call.ends else 0) + LINE * len(self._given())

    @property
    def width(self) -> float:
        """Of all of it."""
        longest = max((len(part) for lines in self._states() for part in lines), default=0)
        middle = (self.left + self.right) / 2
        around = [group for group in self.call.groups if group.result in (Result.OUTPUT, Result.INPUT)]
        lengths = [_length(group, " from a layer") for group in around]
        return max(self.band_right + 18 + longest * MONO, *(max(middle + each / 2, each) for each in lengths))

    def row(self, layer: int, direction: Direction) -> float:
        """The upper edge of a direction's cells; the backward ones are above the forward ones."""
        place = 0 if direction is self.call.directions[-1] else 1
        return self.bands[layer] + HEADER + place * self.row_height

    def drawn(self) -> str:
        """The whole call."""
        parts = [*self._output(), *self._steps(), *self._input(), *self._sides()]
        for number, layer in enumerate(self.call.layers):
            parts += self._band(number, layer)
        call = self.call
        return element("g", "".join(parts), data_call=call.number, data_name=call.name, data_line=call.line)

    def _band(self, number: int, layer: Tick) -> Iterator[str]:
        y = self.bands[number]
        yield rect(0, y, self.band_right, self.band_height, "band", 5)
        yield text(6, y + 13, layer.name, "name small")
        for direction in self.call.directions:
            yield from self._row(number, layer, direction)
        if number + 1 < len(self.call.layers):
            upper = self.bands[number + 1] + self.band_height
            for x in self.columns:
                yield arrow(x + cells.WIDTH / 2, y, x + cells.WIDTH / 2, upper)
            if self.call.layers[number + 1].after_gap:
                yield from self._upwards(layer, y, upper)

    def _upwards(self, layer: Tick, lower: float, upper: float) -> Iterator[str]:
        """Layers that are left out; where their cells are taken as well, that is marked above those below them."""
        yield text(12, (lower + upper) / 2 + 5, "⋮", "name")
        assert layer.index is not None
        for x, step in zip(self.columns, self.call.steps, strict=True):
            own = [
                mark
                for direction in self.call.directions
                for memory in Memory
                for mark in self.diagram.marks(Cell(self.call.number, memory, layer.index, direction, step.index))
            ]
            roles = {mark.role for mark in own if mark.goes_up}
            if roles:
                yield "".join(cells.box(x + 6, upper + 5, cells.WIDTH - 12, lower - upper - 10, roles))
                yield text(x + cells.WIDTH / 2, (lower + upper) / 2 + 5, "⋮", "sign", "middle")

    def _row(self, number: int, layer: Tick, direction: Direction) -> Iterator[str]:
        """The cells of one direction of one layer, and the arrows between them."""
        y = self.row(number, direction)
        middle = y + cells.HEIGHT / 2
        forward = direction is Direction.FORWARD
        if len(self.call.directions) > 1:
            yield text(6, middle + 4, "→ forward" if forward else "← backward", "faint small")
        yield from self._ports(layer, direction, middle)
        for place, (x, step) in enumerate(zip(self.columns, self.call.steps, strict=True)):
            if place:
                yield from self._between(place, layer, direction, y)
            assert layer.index is not None
            own = Cell(self.call.number, Memory.HIDDEN, layer.index, direction, step.index)
            yield self._cell(x, y, own, layer, step)
            if (lower := self.call.finals().get(own)) is not None and self.call.has_cell_state:
                yield self._cell(x, y + cells.HEIGHT, lower, layer, step)

    def _cell(self, x: float, y: float, one: Cell, layer: Tick, step: Tick) -> str:
        way = f", {one.direction.value}" if len(self.call.directions) > 1 else ""
        what = f"{self.call.name}, {layer.name}{way}, step {step.name} (index {step.text}), {one.memory.value}"
        return cells.cell(x, y, one, self.diagram.marks(one), what)

    def _between(self, place: int, layer: Tick, direction: Direction, y: float) -> Iterator[str]:
        """From one cell to the next one, over an ellipsis where steps are left out."""
        start, end = self.columns[place - 1] + cells.WIDTH, self.columns[place]
        middle = y + cells.HEIGHT / 2
        stops = [(start, end)]
        if self.call.steps[place].after_gap:
            first, last = start + BETWEEN, end - BETWEEN
            stops = [(start, first), (last, end)]
            assert layer.index is not None
            before = Cell(self.call.number, Memory.HIDDEN, layer.index, direction, self.call.steps[place - 1].index)
            roles = {mark.role for mark in self.diagram.marks(before) if mark.goes_on}
            if roles:
                yield "".join(cells.box(first + 1, y + 4, last - first - 2, cells.HEIGHT - 8, roles))
            yield text((first + last) / 2, middle + 3, "…", "sign" if roles else "name", "middle")
        for left, right in stops:
            ends = (left, right) if direction is Direction.FORWARD else (right, left)
            yield arrow(ends[0], middle, ends[1], middle)

    def _ports(self, layer: Tick, direction: Direction, y: float) -> Iterator[str]:
        """Where the initial state comes in and where the final one goes out, with its row of `h_n`."""
        left, right = self.left - BETWEEN, self.right + BETWEEN
        forward = direction is Direction.FORWARD
        given, out = (left - 12, right) if forward else (right + 12, left)
        edge, start = (self.left, given + 9) if forward else (self.right, given - 9)
        zeros = (group := self.call.group(Result.H_0)) is None or group.note == "zeros"
        yield element("circle", cx=given, cy=y, r=9, class_="initial")
        yield text(given, y + 4, "0" if zeros else "h₀", "faint small", "middle")
        yield arrow(start, y, edge, y)
        yield arrow(self.right if forward else self.left, y, out, y)
        anchor = "start" if forward else "end"
        yield text(out + (3 if forward else -3), y + 4, self.call.row(layer, direction), "mono", anchor)

    def _output(self) -> Iterator[str]:
        group = self.call.group(Result.OUTPUT)
        assert group is not None
        y = self.top + 24
        note = f" {group.note}" if group.note else ""
        yield _labelled((self.left + self.right) / 2, self.top + 12, group, note)
        yield line([(self.left, y + 5), (self.left, y), (self.right, y), (self.right, y + 5)], "bracket")
        for x in self.columns:
            yield arrow(x + cells.WIDTH / 2, self.top + OUTPUT, x + cells.WIDTH / 2, y + 3)

    def _steps(self) -> Iterator[str]:
        y = self.bottom
        yield text(6, y + 27, "step", "faint small")
        yield text(6, y + 40, "index", "faint small")
        for number, (x, step) in enumerate(zip(self.columns, self.call.steps, strict=True)):
            middle = x + cells.WIDTH / 2
            yield arrow(middle, y + 14, middle, y)
            name, index = ("last", "length-1") if step.index is None else (step.name, step.text)
            yield text(middle, y + 27, name, "name", "middle")
            yield text(middle, y + 40, f"[{index}]", "mono faint small", "middle")
            if step.after_gap and number:
                yield text(x - BETWEEN - ELLIPSIS / 2, y + 27, "…", "name", "middle")
        if self.call.ends:
            yield from self._ends(y + 53)

    def _ends(self, y: float) -> Iterator[str]:
        """Which sequences end at each step."""
        yield text(6, y, "ends", "faint small")
        for x, step in zip(self.columns, self.call.steps, strict=True):
            here = [str(i) for i, end in enumerate(self.call.ends) if step.index == Dim.of(end)]
            if here:
                yield text(x + cells.WIDTH / 2, y, f"#{','.join(here)}", "small", "middle")

    def _input(self) -> Iterator[str]:
        group = self.call.group(Result.INPUT)
        y = self.bottom + 46 + (LINE if self.call.ends else 0)
        yield line([(self.left, y - 3), (self.left, y), (self.right, y), (self.right, y - 3)], "bracket")
        if group is not None:
            note = " input" if not group.name else f" from {lower.name}" if (lower := self._below()) is not None else ""
            yield _labelled((self.left + self.right) / 2, y + 13, group, note)
        for number, given in enumerate(self._given(), 1):
            yield spans(6, y + 16 + LINE * number, given)

    def _below(self) -> Unrolled | None:
        """The call whose output this one reads."""
        return None if self.call.below is None else self.diagram.calls[self.call.below]

    def _given(self) -> list[list[tuple[str, str]]]:
        """What the initial states are, a line for each; those that are alike together."""
        found: dict[tuple[str, str], list[str]] = {}
        for result in (Result.H_0, Result.C_0):
            if (group := self.call.group(result)) is not None:
                found.setdefault((group.note, group.shape), []).append(group.name)
        named = [(", ".join(names), note, shape) for (note, shape), names in found.items()]
        lines = [[("name", names), ("mono", f" {shape}"), ("", f" {note}")] for names, note, shape in named]
        return [*lines, [("name", "T"), ("mono", f" = {self.call.steps_are}")]] if self.call.steps_are else lines

    def _sides(self) -> Iterator[str]:
        """The bracket around the final states, with their names and shapes."""
        x, upper, lower = self.band_right + 4, self.bands[-1], self.bottom
        yield line([(x, upper), (x + 5, upper), (x + 5, lower), (x, lower)], "bracket")
        lines = [part for lines in self._states() for part in (*lines, "")][:-1]
        names = {lines_[0] for lines_ in self._states()}
        y = (upper + lower) / 2 - LINE * len(lines) / 2 + 11
        for number, part in enumerate(lines):
            yield text(x + 12, y + LINE * number, part, "name" if part in names else "mono")
        if len(self.call.directions) > 1:
            state = self.call.group(Result.H_N)
            name = "" if state is None else state.name
            if len(name) <= 6:
                top = self.bands[-1] + 13
                yield text(self.left - BETWEEN - 3, top, name, "small faint", "end")
                yield text(self.right + BETWEEN + 3, top, name, "small faint")

    def _states(self) -> list[list[str]]:
        """The lines that tell of `h_n` and `c_n`, together where they have one shape."""
        found: dict[str, list[str]] = {}
        for result in (Result.H_N, Result.C_N):
            if (group := self.call.group(result)) is not None:
                found.setdefault(group.shape, []).append(group.name)
        return [[", ".join(names), *wrapped(shape, SIDE)] for shape, names in found.items()]


def _length(group: Group, note: str) -> float:
    """How long a label is."""
    return len(f"{group.name} {group.shape}") * MONO + len(note) * PLAIN


def _labelled(x: float, y: float, group: Group, note: str) -> str:
    """`output (B, T, 32)`, centred as far as there is room to the left."""
    x = max(x, _length(group, note) / 2)
    inner = spans(0, 0, [("name", group.name), ("mono", f" {group.shape}"), ("faint", note)])
    return inner.replace("<text ", '<text text-anchor="middle" ', 1).replace('x="0" y="0"', f'x="{x:g}" y="{y:g}"', 1)

