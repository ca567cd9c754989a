"""Reads a text picture back: what is written into each cell, by where it stands on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Memory
from shapelint.picture.cells import signs
from shapelint.picture.diagram import Cell, Diagram, Tick, Unrolled

Place = tuple[str, str, str, str]
"""Layer, direction, index of the step, `h` or `c`."""

_LAYER = re.compile(r"(layer \d+|last layer)\b")
_WAY = re.compile(r" [←<] backward| [→>] forward")
_CELL = re.compile(r"[│|]([^│|]*)[│|]")
_LABEL = re.compile(r"\[[^]]*\]")


def read(lines: list[str]) -> dict[Place, str]:
    """The signs in the cells of one call, of all cells that have some."""
    columns = {found.start(): found[0] for found in _LABEL.finditer(next(x for x in lines if x.startswith("index")))}
    layer, way, memory = "", "", "h"
    found: dict[Place, str] = {}
    for line in lines[: next(number for number, line in enumerate(lines) if line.startswith("step"))]:
        named, turned = _LAYER.match(line), _WAY.match(line)
        layer = named[1] if named else layer
        way = "" if named else turned[0].split()[-1] if turned else way
        is_row = re.search(r"[─-][→>]|[←<][─-]", line)
        memory = "h" if is_row else "c"
        for start, content in _boxes(line, is_row is not None):
            middle = start + (len(content) + 1) / 2
            step = min(columns, key=lambda at: abs(at + (len(columns[at]) - 1) / 2 - middle))
            content = content.strip().removeprefix("c").strip() if memory == "c" else content.strip()
            if content:
                found[layer, way, columns[step], memory] = content
    return found


def _boxes(line: str, is_row: bool) -> Iterator[tuple[int, str]]:
    """The contents of the cells in a line, with the column in front of each."""
    if not is_row and not re.match(r" +[│|]", line):
        return
    at = 0
    while (box := _CELL.search(line, at)) is not None:
        after, at = line[box.end() : box.end() + 1], box.end()
        if "→" not in box[1] and ">" not in box[1] and "←" not in box[1] and "<" not in box[1] and after != "":
            yield box.start(), box[1]


def expected(diagram: Diagram, call: Unrolled) -> dict[Place, str]:
    """What has to be written into its cells."""
    found: dict[Place, str] = {}
    for layer in call.layers:
        for way in call.directions:
            for step in call.steps:
                for memory in Memory:
                    assert layer.index is not None
                    text = signs(diagram.marks(Cell(call.number, memory, layer.index, way, step.index)))
                    if text:
                        found[layer.name, _way(call, way), _index(step), memory.value] = text
    return found


def _way(call: Unrolled, way: Direction) -> str:
    return way.value if len(call.directions) > 1 else ""


def _index(step: Tick) -> str:
    return "[length-1]" if step.index is None else f"[{step.text.replace(' ', '')}]"
