"""Which layers and steps are drawn: all of them where they are few and known, else the first, the last, the marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from shapelint.domain.dim import ONE, ZERO, Dim, equal
from shapelint.picture.diagram import LAST_VALID, Tick

MOST_STEPS = 6
MOST_LAYERS = 4
MOST_LETTERS = 8
"""Of the name of a step."""
FIRST_STEPS = 3
"""`1 2 3 ... T`"""
FIRST_LAYERS = 1
MOST_SHOWN = 5
"""So many ticks of a long run, where no more are marked."""
MOST_WANTED = 3
"""More marked places than this get no tick of their own."""


def step_ticks(steps: Dim, wanted: Iterable[Dim | None], *, ends_differ: bool) -> tuple[Tick, ...]:
    """The steps to draw. With `ends_differ` sequences end where it is not known: their own last step stands for it."""
    known = list(dict.fromkeys(wanted))
    last = steps - 1
    if ends_differ:
        behind = [index for index in known if index is not None and equal(index, last) is True]
        before = [index for index in known if index is not None and index not in behind]
        shown = _shown(steps, before, FIRST_STEPS - 1, with_last=False)
        own = Tick(None, LAST_VALID, after_gap=True)
        found = [*_ticks(shown, _step_name), own, *(Tick(index, _step_name(index), after_gap=True) for index in behind)]
    elif steps.known is not None and steps.known <= MOST_STEPS:
        found = _ticks([Dim.of(index) for index in range(steps.known)], _step_name)
    else:
        places = [index for index in known if index is not None]
        found = _ticks(_shown(steps, places, FIRST_STEPS, with_last=True), _step_name)
    return tuple(_shortened(tick, steps) for tick in found)


def is_long(steps: Dim) -> bool:
    """Whether a number of steps has no room below its column."""
    return steps.known is None and len(str(steps)) > MOST_LETTERS


def _shortened(tick: Tick, steps: Dim) -> Tick:
    """A tick whose name has room: counted from the end, which is called `T`, where the number of steps is long."""
    if tick.index is None or tick.index.known is not None:
        return tick
    from_end = (steps - tick.index).known
    if is_long(steps) and from_end is not None:
        return replace(tick, name="T" if from_end == 1 else f"T - {from_end - 1}", short=f"T - {from_end}")
    if len(tick.name) <= MOST_LETTERS:
        return tick
    return replace(tick, name="...", short="...")


def layer_ticks(layers: Dim, wanted: Iterable[Dim]) -> tuple[Tick, ...]:
    """The layers to draw."""

    def name(index: Dim) -> str:
        by_name = index.known is None and equal(index, layers - 1) is True
        return "last layer" if by_name else f"layer {index}"

    if layers.known is not None and layers.known <= MOST_LAYERS:
        return tuple(_ticks([Dim.of(index) for index in range(layers.known)], name))
    return tuple(_ticks(_shown(layers, wanted, FIRST_LAYERS, with_last=True), name))


def _step_name(index: Dim) -> str:
    return str(index + 1)


def _shown(size: Dim, wanted: Iterable[Dim], first: int, *, with_last: bool) -> list[Dim]:
    """The places to draw of a long or unknown run, in order."""
    ends = [size - 1] if with_last else []
    front = [Dim.of(index) for index in range(first)]
    extra = [place for place in dict.fromkeys(wanted) if place not in (*front, *ends)]
    extra = [place for place in extra if _is_inside(place, size)][:MOST_WANTED]
    front = front[: max(1, MOST_SHOWN - len(ends) - len(extra))]
    marked = [place for place in extra if place not in front]
    from_front = sorted((place for place in marked if place.known is not None), key=lambda place: place.known or 0)
    from_end = [place for place in marked if place.known is None and (size - place).known is not None]
    from_end.sort(key=lambda place: -((size - place).known or 0))
    between = [place for place in marked if place not in from_front and place not in from_end]
    return list(dict.fromkeys([*front, *from_front, *between, *from_end, *ends]))


def _is_inside(place: Dim, size: Dim) -> bool:
    """Whether a place is not known to be outside."""
    return not (place.known is not None and place.known < 0) and not _not_positive(size - place)


def _not_positive(dim: Dim) -> bool:
    return dim.known is not None and dim.known <= 0


def _ticks(places: list[Dim], name: Callable[[Dim], str]) -> list[Tick]:
    found: list[Tick] = []
    for number, place in enumerate(places):
        before = places[number - 1] if number else ZERO - 1
        found.append(Tick(place, name(place), after_gap=place - before != ONE))
    return found
