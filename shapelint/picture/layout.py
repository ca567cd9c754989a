"""Where everything of one call is drawn: its layers, directions and steps, and the room that text around them takes."""

from __future__ import annotations

from functools import cached_property

from shapelint.domain.provenance import Direction
from shapelint.frozen import dataclass
from shapelint.picture import cells
from shapelint.picture.diagram import Diagram, Group, Result, Unrolled
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
class Layout:
    """A call, its upper left corner at `top` of the left edge."""

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
        return self.bottom - self.top + INPUT + (LINE if self.call.ends else 0) + LINE * len(self.given())

    @property
    def width(self) -> float:
        """Of all of it."""
        longest = max((len(part) for lines in self.states() for part in lines), default=0)
        middle = (self.left + self.right) / 2
        around = [group for group in self.call.groups if group.result in (Result.OUTPUT, Result.INPUT)]
        lengths = [length(group, " from a layer") for group in around]
        return max(self.band_right + 18 + longest * MONO, *(max(middle + each / 2, each) for each in lengths))

    def row(self, layer: int, direction: Direction) -> float:
        """The upper edge of a direction's cells; the backward ones are above the forward ones."""
        place = 0 if direction is self.call.directions[-1] else 1
        return self.bands[layer] + HEADER + place * self.row_height

    def given(self) -> list[list[tuple[str, str]]]:
        """What the initial states are, a line for each; those that are alike together."""
        found: dict[tuple[str, str], list[str]] = {}
        for result in (Result.H_0, Result.C_0):
            if (group := self.call.group(result)) is not None:
                found.setdefault((group.note, group.shape), []).append(group.name)
        named = [(", ".join(names), note, shape) for (note, shape), names in found.items()]
        lines = [[("name", names), ("mono", f" {shape}"), ("", f" {note}")] for names, note, shape in named]
        return [*lines, [("name", "T"), ("mono", f" = {self.call.steps_are}")]] if self.call.steps_are else lines

    def states(self) -> list[list[str]]:
        """The lines that tell of `h_n` and `c_n`, together where they have one shape."""
        found: dict[str, list[str]] = {}
        for result in (Result.H_N, Result.C_N):
            if (group := self.call.group(result)) is not None:
                found.setdefault(group.shape, []).append(group.name)
        return [[", ".join(names), *wrapped(shape, SIDE)] for shape, names in found.items()]


def length(group: Group, note: str) -> float:
    """How long a label is."""
    return len(f"{group.name} {group.shape}") * MONO + len(note) * PLAIN
