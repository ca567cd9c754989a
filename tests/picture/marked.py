"""A picture read back from its SVG: which cells are marked, in which order, and in which calls of the program."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class MarkedCell:
    """A cell of the SVG with one of its marks; `order` is None where the picture does not say."""

    line: int
    layer: str
    direction: int
    step: str
    memory: str
    side: str
    block: int
    order: int | None
    samples: tuple[int, ...] | None
    features: tuple[int, ...] | None
    goes_on: tuple[str, ...]


@dataclass(frozen=True)
class DrawnCell:
    """A cell of the SVG, marked or not."""

    line: int
    layer: str
    direction: int
    step: str
    memory: str
    marks: tuple[MarkedCell, ...]


def cells_of(svg: str) -> Iterator[list[DrawnCell]]:
    """The cells of each diagram."""
    root = ElementTree.fromstring(svg)
    for diagram in root.iter(f"{SVG}g"):
        if diagram.get("data-diagram") is None:
            continue
        calls = [group for group in diagram.iter(f"{SVG}g") if group.get("data-name") is not None]
        yield [
            _cell(group, int(call.get("data-line", "0")))
            for call in calls
            for group in call.iter(f"{SVG}g")
            if group.get("class") == "cell"
        ]


def _cell(group: ElementTree.Element, line: int) -> DrawnCell:
    place = (
        line, group.attrib["data-layer"], int(group.attrib["data-direction"] == "backward"), group.attrib["data-step"],
        group.attrib["data-state"],
    )  # fmt: skip
    names = ("side", "block", "order", "samples", "features", "goes-on")
    columns = [group.get(f"data-{name}", "").split() for name in names]
    marks = [
        MarkedCell(
            *place, side, int(block), None if order == "?" else int(order), _samples(samples),
            _samples(features), tuple(goes_on.split(",")),
        )
        for side, block, order, samples, features, goes_on in zip(*columns, strict=True)
    ]  # fmt: skip
    return DrawnCell(*place, tuple(marks))


def _samples(text: str) -> tuple[int, ...] | None:
    return None if text == "*" else tuple(map(int, text.split(",")))
