"""Cells as SVG: a box, and for each reason to mark it a border, a pattern and a sign of its own.

What is taken is hatched, thickly bordered and numbered; the other side of a comparison is dotted, dashed and lettered;
what should be taken has a double border and a tick before its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from shapelint.domain.recurrent import Memory
from shapelint.picture.diagram import LAST_VALID, Cell, Mark, Role
from shapelint.picture.elements import dotted, element, escaped, hatched, rect, text

WIDTH, HEIGHT, LOWER = 34, 24, 15
"""Of a cell's `h`; the height of its `c`, which hangs below."""
RING = 3
"""How far outside the box a second border is."""
MOST_SIGNS = 6
"""Characters that have room in a cell."""

CLASSES = {Role.TAKEN: "taken", Role.OTHER: "other", Role.RIGHT: "right"}


def sign(mark: Mark) -> str:
    """What is written into a marked cell: `1`, of the other side `a`, of what should be taken `✓1`."""
    match mark.role:
        case Role.OTHER:
            return chr(ord("a") + mark.block - 1) if mark.block <= 26 else f"#{mark.block}"
        case Role.RIGHT:
            return f"✓{mark.block}"
        case _:
            return str(mark.block)


def signs(marks: Iterable[Mark]) -> str:
    """The signs of a cell, each once."""
    every = " ".join(dict.fromkeys(map(sign, marks)))
    return every if len(every) <= MOST_SIGNS else f"{every[: MOST_SIGNS - 1].rstrip()}…"


def cell(x: float, y: float, one: Cell, marks: Sequence[Mark], what: str) -> str:
    """A cell with its marks; `what` says in words where it is."""
    is_cell_state = one.memory is Memory.CELL
    height = LOWER if is_cell_state else HEIGHT
    shown = signs(marks)
    prefix = "c " if is_cell_state and marks else "c" if is_cell_state else ""
    parts = [element("title", escaped(_words(what, marks))), *box(x, y, WIDTH, height, {mark.role for mark in marks})]
    if prefix or shown:
        crowded = " crowded" if len(prefix + shown) > 4 or is_cell_state else ""
        class_ = f"sign{crowded}" if marks else "faint small"
        parts.append(text(x + WIDTH / 2, y + height / 2 + 4, prefix + shown, class_, "middle"))
    return element("g", "".join(parts), class_="cell", **data(one, marks))


def box(x: float, y: float, width: float, height: float, roles: Collection[Role]) -> list[str]:
    """The box of a cell that is marked for these reasons."""
    parts = [rect(x, y, width, height, "box")]
    if Role.TAKEN in roles:
        parts += [hatched(x, y, width, height, "fill-taken"), rect(x, y, width, height, "taken")]
    if Role.OTHER in roles:
        outer = RING if Role.TAKEN in roles else 0
        parts += [dotted(x, y, width, height, "fill-other"), _ring(x, y, width, height, "other", outer)]
    if Role.RIGHT in roles:
        parts += [] if Role.TAKEN in roles or Role.OTHER in roles else [rect(x, y, width, height, "right")]
        parts.append(_ring(x, y, width, height, "right", 2 * RING - 1 if len(roles) > 2 else RING))
    return parts


def _ring(x: float, y: float, width: float, height: float, class_: str, outer: float) -> str:
    """A border, so far outside the box."""
    return rect(x - outer, y - outer, width + 2 * outer, height + 2 * outer, class_, 3 + outer * 2 / 3)


def data(one: Cell, marks: Sequence[Mark]) -> dict[str, object]:
    """Where a cell is and what it is marked for, for programs that read the picture."""
    found: dict[str, object] = {
        "data_call": one.call,
        "data_layer": one.layer,
        "data_direction": one.direction.value,
        "data_step": LAST_VALID if one.step is None else one.step,
        "data_state": one.memory.value,
    }
    if marks:
        found["data_side"] = " ".join(CLASSES[mark.role] for mark in marks)
        found["data_block"] = " ".join(str(mark.block) for mark in marks)
        found["data_order"] = " ".join("?" if mark.order is None else str(mark.order) for mark in marks)
        found["data_samples"] = " ".join(_numbers(mark.samples) for mark in marks)
        found["data_features"] = " ".join(_numbers(mark.features) for mark in marks)
        found["data_goes_on"] = " ".join(_goes_on(mark) for mark in marks)
    return found


def _goes_on(mark: Mark) -> str:
    """What lies in a gap behind or above a marked cell is taken as well: `steps`, `layers`, `steps,layers`, `-`."""
    texts = ["steps"] * mark.goes_on + ["layers"] * mark.goes_up
    return ",".join(texts) or "-"


def _numbers(places: tuple[int, ...] | None) -> str:
    return "*" if places is None else ",".join(map(str, places))


def _words(what: str, marks: Sequence[Mark]) -> str:
    told = [f"{mark.role.value}, {sign(mark)}{_of_samples(mark)}" for mark in marks]
    return "; ".join([what, *dict.fromkeys(told)])


def _of_samples(mark: Mark) -> str:
    if mark.samples is None:
        return ""
    return f", of {'sample' if len(mark.samples) == 1 else 'samples'} {', '.join(map(str, mark.samples))}"
