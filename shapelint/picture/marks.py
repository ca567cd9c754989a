"""Blocks -> marks: which of the cells that are drawn a block certainly is. What is not certain is not marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from shapelint.domain.dim import ZERO, Dim, at_least, equal
from shapelint.domain.provenance import At, Direction, Place, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.frozen import dataclass
from shapelint.picture.blocks import Block, Holding, Range
from shapelint.picture.diagram import Cell, Mark, Role, Tick, Unrolled

MOST_APART = 3
"""Up to so many steps of one block each have a tick of their own."""

MOST_NUMBERED = 64
"""So many samples, or features, are listed by their numbers."""

BOTH = (Direction.FORWARD, Direction.BACKWARD)


@dataclass(frozen=True)
class Ends:
    """Where the sequences of a packed call end: the last valid step of each sample, empty where that is not known."""

    steps: tuple[int, ...] = ()

    def differ(self, call: Call) -> bool:
        """Whether sequences end at different steps, which are not known."""
        return call.packed and not self.steps


def wanted_steps(blocks: Iterable[Block]) -> Iterator[Dim | None]:
    """The steps that blocks are of and that may have no tick of their own: of many in a row the first and the last."""
    several: dict[int, list[Dim]] = {}
    for block in blocks:
        match block.steps:
            case Range() as run:
                several.setdefault(block.number, []).extend((run.start, run.last))
            case Dim() as index:
                several.setdefault(block.number, []).append(index)
            case Position.FINAL | Position.LAST if not block.call.packed:
                yield from (block.call.steps - 1, ZERO)
    for places in several.values():
        yield from (places[0], places[-1]) if len(places) > MOST_APART else places


def wanted_layers(blocks: Iterable[Block]) -> Iterator[Dim]:
    """The layers that blocks are of."""
    for block in blocks:
        if isinstance(block.layers, Dim):
            yield block.layers
        else:
            yield from (block.layers.start, block.layers.last)


def marks_of(held: Holding, role: Role, calls: Mapping[object, Unrolled]) -> tuple[tuple[Mark, ...], bool]:
    """The marks of a holding in the calls that are drawn (by key), and whether every block of it has one."""
    found: list[Mark] = []
    is_whole = True
    for block in held.blocks:
        drawn = calls[block.call.key]
        steps: set[object] = {each.steps for each in held.blocks if each.number == block.number}
        own = [
            replace(mark, role=role, goes_on=mark.goes_on or _fills_gap(mark, drawn, steps))
            for mark in _marks(block, drawn)
        ]
        is_whole = is_whole and (bool(own) or _is_between(block, drawn)) and not _is_unclear(block, drawn)
        found.extend(own)
    return tuple(dict.fromkeys(found)), is_whole


def _fills_gap(mark: Mark, drawn: Unrolled, steps: set[object]) -> bool:
    """Whether the gap behind a marked step is filled by other known steps of the same block."""
    at = next(number for number, tick in enumerate(drawn.steps) if tick.index == mark.cell.step)
    following = drawn.steps[at + 1] if at + 1 < len(drawn.steps) else None
    if following is None or not following.after_gap or following.index is None or mark.cell.step is None:
        return False
    first, last = mark.cell.step.known, following.index.known
    return None not in (first, last) and all(Dim.of(i) in steps for i in range((first or 0) + 1, (last or 0) + 1))


def _is_unclear(block: Block, drawn: Unrolled) -> bool:
    """Whether of some layer or step that is drawn it is not known if it is taken."""
    steps = Range(ZERO, block.call.steps) if block.steps is Position.POOLED else block.steps
    runs = ((drawn.layers, block.layers, drawn.num_layers), (drawn.steps, steps, block.call.steps))
    for ticks, run, total in runs:
        places = [tick.index for tick in ticks if tick.index is not None] if isinstance(run, Range) else []
        if isinstance(run, Range) and any(not _is_decided(place, run, total) for place in places):
            return True
    return False


def _is_decided(index: Dim, run: Range, total: Dim) -> bool:
    if _is_among(index, run, total):
        return True
    low, high = (run.start, run.last) if run.stride > 0 else (run.last, run.start)
    if abs(run.stride) > 1 and (index - low).known is not None and (index - low).known % abs(run.stride):
        return True
    return any(
        behind != before and _is_behind(behind, before, total) for behind, before in ((low, index), (index, high))
    )


def _is_between(block: Block, drawn: Unrolled) -> bool:
    """Whether a step lies in a gap."""
    return isinstance(block.steps, Dim) and not any(tick.index == block.steps for tick in drawn.steps)


def _marks(block: Block, drawn: Unrolled) -> Iterator[Mark]:
    directions = BOTH if block.direction is Direction.BOTH else (block.direction,)
    order = block.order if isinstance(block.layers, Dim) and not _is_run(block) else None
    features = _features(block)
    for number, layer in enumerate(drawn.layers):
        if layer.index is None or not _is_among(layer.index, block.layers, drawn.num_layers):
            continue
        goes_up = _goes_up(block, drawn.layers[number + 1 : number + 2], drawn.num_layers)
        for direction in directions:
            for step, samples, goes_on in _steps(block, direction, drawn):
                cell = Cell(drawn.number, block.memory, layer.index, direction, step)
                own = _samples(block, samples)
                if own != ():
                    yield Mark(cell, block.number, Role.TAKEN, order, goes_on, goes_up, own, features)


def _samples(block: Block, samples: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """The samples of a mark: the one that the block is of, where that is known, among those that have the step."""
    own = _part(block.label.sample, block.samples, block.call.batch)
    return samples if own is None else tuple(each for each in own if samples is None or each in samples)


def _features(block: Block) -> tuple[int, ...] | None:
    """The features of a mark."""
    layer = block.call.layer
    width = layer.hidden_size if block.memory is Memory.CELL else layer.state_size
    return _part(block.label.unit, block.features, width)


def _part(place: Place | None, run: Range | None, total: Dim | None) -> tuple[int, ...] | None:
    """The numbers of what is taken of the batch or of a cell, None for all of it and where they are not known."""
    if isinstance(place, At):
        return None if place.index.known is None else (place.index.known,)
    if run is None or total is None or run.covers(total):
        return None
    start, size = run.start.known, run.size.known
    if start is None or size is None or size > MOST_NUMBERED:
        return None
    return tuple(start + run.stride * number for number in range(size))


def _goes_up(block: Block, following: tuple[Tick, ...], total: Dim) -> bool:
    """Whether the layers up to the next one that is drawn are taken as well."""
    is_run = isinstance(block.layers, Range) and abs(block.layers.stride) == 1
    return is_run and any(
        tick.after_gap and tick.index is not None and _is_among(tick.index, block.layers, total) for tick in following
    )


def _is_run(block: Block) -> bool:
    """Whether several steps are kept together, so that none of them has a place of its own."""
    return isinstance(block.steps, Range)


Taken = tuple[Dim | None, tuple[int, ...] | None, bool]
"""A step, the samples whose it is (None: all), whether the steps up to the next tick are taken as well."""


def _steps(block: Block, direction: Direction, drawn: Unrolled) -> Iterator[Taken]:
    match block.steps:
        case Position.POOLED:
            yield from _run(Range(ZERO, block.call.steps), block.call.steps, drawn)
        case Range() as run:
            yield from _run(run, block.call.steps, drawn)
        case Dim() as index:
            yield from ((tick.index, _alive(index, drawn), False) for tick in drawn.steps if _is_at(tick, index))
        case place:
            yield from _end(block, direction, place, drawn)


def _end(block: Block, direction: Direction, place: Position, drawn: Unrolled) -> Iterator[Taken]:
    """Where a direction ends, or a sequence does."""
    if place is Position.FINAL and direction is Direction.BACKWARD:
        yield from ((tick.index, None, False) for tick in drawn.steps if _is_at(tick, ZERO))
    elif not drawn.is_packed:
        yield from ((tick.index, None, False) for tick in drawn.steps if _is_at(tick, block.call.steps - 1))
    elif not drawn.ends:
        yield from ((None, None, False) for tick in drawn.steps if tick.index is None)
    elif len(set(drawn.ends)) == 1 or _knows_samples(block):
        for tick in drawn.steps:
            ending = [i for i, end in enumerate(drawn.ends) if tick.index is not None and tick.index.known == end]
            if ending:
                yield tick.index, None if len(ending) == len(drawn.ends) else tuple(ending), False


def _knows_samples(block: Block) -> bool:
    """Whether it is known which samples a block is of, so that it is known where their sequences end."""
    sample, batch = block.label.sample, block.call.batch
    if sample is not None:
        return sample is Position.POOLED or (isinstance(sample, At) and sample.index.known is not None)
    if block.samples is None or batch is None:
        return False
    return block.samples.covers(batch) or _part(None, block.samples, batch) is not None


def _alive(index: Dim, drawn: Unrolled) -> tuple[int, ...] | None:
    """The samples whose sequence has this step, where that is known and they are not all."""
    if not drawn.ends or index.known is None:
        return None
    alive = tuple(i for i, end in enumerate(drawn.ends) if end >= index.known)
    return None if len(alive) == len(drawn.ends) else alive


def _run(run: Range, total: Dim, drawn: Unrolled) -> Iterator[Taken]:
    """The ticks that a run of steps holds for certain."""
    ticks = drawn.steps
    for number, tick in enumerate(ticks):
        if not _holds(run, tick, total):
            continue
        following = ticks[number + 1] if number + 1 < len(ticks) else None
        is_gap = following is not None and following.after_gap
        goes_on = is_gap and abs(run.stride) == 1 and following is not None and _holds(run, following, total)
        yield tick.index, None if tick.index is None else _alive(tick.index, drawn), goes_on


def _holds(run: Range, tick: Tick, total: Dim) -> bool:
    if tick.index is None:  # a sequence's own last step is among all steps, and nothing else is known of it
        return run.covers(total)
    return _is_among(tick.index, run, total)


def _is_at(tick: Tick, index: Dim) -> bool:
    return tick.index is not None and equal(tick.index, index) is True


def _is_among(index: Dim, places: Dim | Range, total: Dim) -> bool:
    """Whether an index of `total`, which is drawn, is certainly one of these."""
    if isinstance(places, Dim):
        return equal(index, places) is True
    low, high = (places.start, places.last) if places.stride > 0 else (places.last, places.start)
    if not (_is_behind(index, low, total) and _is_behind(high, index, total)):
        return False
    if abs(places.stride) == 1:
        return True
    distance = (index - low).known
    return distance is not None and distance % abs(places.stride) == 0


def _is_behind(place: Dim, other: Dim, total: Dim) -> bool:
    """Whether a place is another one or behind it, in a run that is long enough for what is drawn of it.

    Where `0`, `1` and `T - 1` are drawn, they are three: a place counted from the start is before one from the end.
    """
    if at_least(place, other) is True or equal(other, 0) is True or equal(place, total - 1) is True:
        return True
    return other.known is not None and place.known is None and (total - place).known is not None
