"""One call as SVG: its cells and everything around them but what is selected."""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import Dim
from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Memory
from shapelint.frozen import dataclass
from shapelint.picture import cells
from shapelint.picture.diagram import Cell, Group, Result, Tick, Unrolled
from shapelint.picture.elements import arrow, element, line, rect, spans, text
from shapelint.picture.layout import BETWEEN, ELLIPSIS, LINE, OUTPUT, Layout, length


@dataclass(frozen=True)
class Panel(Layout):
    """A call that is drawn where it is laid out."""

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
        for number, given in enumerate(self.given(), 1):
            yield spans(6, y + 16 + LINE * number, given)

    def _below(self) -> Unrolled | None:
        """The call whose output this one reads."""
        return None if self.call.below is None else self.diagram.calls[self.call.below]

    def _sides(self) -> Iterator[str]:
        """The bracket around the final states, with their names and shapes."""
        x, upper, lower = self.band_right + 4, self.bands[-1], self.bottom
        yield line([(x, upper), (x + 5, upper), (x + 5, lower), (x, lower)], "bracket")
        lines = [part for lines in self.states() for part in (*lines, "")][:-1]
        names = {lines_[0] for lines_ in self.states()}
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



def _labelled(x: float, y: float, group: Group, note: str) -> str:
    """`output (B, T, 32)`, centred as far as there is room to the left."""
    x = max(x, length(group, note) / 2)
    inner = spans(0, 0, [("name", group.name), ("mono", f" {group.shape}"), ("faint", note)])
    return inner.replace("<text ", '<text text-anchor="middle" ', 1).replace('x="0" y="0"', f'x="{x:g}" y="{y:g}"', 1)

