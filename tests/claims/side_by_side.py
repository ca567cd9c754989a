"""One program, three readers: torch runs it, the shape engine lists it, the command line checks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import torch
from torch.nn.utils.rnn import PackedSequence

from shapelint.shapes import Row, shapes_of

FOLDER = Path(__file__).parent / "programs"
PROGRAMS = sorted(FOLDER.glob("*.py"))
MARKER = re.compile(r"# (SHP\d+)$")


def run(program: Path) -> dict[str, object]:
    """The names that a program leaves when torch runs it; its own assertions hold, or this raises."""
    torch.manual_seed(0)
    names: dict[str, object] = {"__name__": "claim"}
    exec(compile(program.read_text(encoding="utf-8"), str(program), "exec"), names)
    return names


def marked(program: Path) -> list[tuple[int, str]]:
    """Row and code of each line that is wrong."""
    rows = enumerate(program.read_text(encoding="utf-8").splitlines(), 1)
    return [(row, found[1]) for row, line in rows if (found := MARKER.search(line))]


def listed(program: Path) -> dict[str, list[Row]]:
    """What the engine lists, by expression, in order; of an expression that stands twice the first."""
    rows = [row for row in shapes_of(program.read_text(encoding="utf-8")) if row.kind != "constructed"]
    places = groupby(rows, key=lambda row: (row.row, row.column, row.text))
    found: dict[str, list[Row]] = {}
    for (_, _, text), group in places:
        found.setdefault(text, list(group))
    return found


def shapes_under_torch(text: str, names: dict[str, object]) -> list[str] | None:
    """The shapes of the tensors of an expression under torch, in the engine's spelling; None where it raises."""
    try:
        value = eval(text, dict(names))
    except RuntimeError:
        return None
    return [str(tuple(tensor.shape)) for tensor in _tensors(value)]


def _tensors(value: object) -> Iterator[torch.Tensor]:
    match value:
        case PackedSequence():
            yield value.data
        case torch.Tensor():
            yield value
        case tuple() | list():
            for item in value:
                yield from _tensors(item)
