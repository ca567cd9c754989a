"""Values -> diagrams: the calls that they come from as a stack, and the cells that they hold marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from shapelint.domain.recurrent import Call, Recurrent
from shapelint.domain.tensor import Packed, Results, Tensor
from shapelint.domain.value import Meaning, Unknown
from shapelint.domain.value import Sequence as SequenceValue
from shapelint.domain.words import shape_words
from shapelint.frozen import dataclass
from shapelint.picture.blocks import Block, Holding, holding
from shapelint.picture.diagram import Diagram, Role, Selection, Unrolled
from shapelint.picture.marks import marks_of
from shapelint.picture.unrolling import Told, unrolled
from shapelint.picture.words import block_words, listed, notes_of
from shapelint.torchlib.recurrent import call as called

MOST_CALLS = 4
"""A stack of more is cut off at the bottom."""
NOT_CALLED = "not called"


@dataclass(frozen=True)
class Shown:
    """A value that is to be marked, and the text that has it. `held` are its blocks where they are known already."""

    role: Role
    text: str
    value: object
    held: tuple[tuple[Tensor | None, Holding], ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that it comes from."""
        blocks = [block.call for _, held in self.held for block in held.blocks]
        return tuple(dict.fromkeys(blocks if self.held else _calls(self.value)))


@dataclass(frozen=True)
class Facts:
    """What a program says about its calls: what they return, by key, and what goes into them."""

    told: Callable[[Call], Told]
    results: Callable[[Call], Results]


def diagram(shown: Sequence[Shown], facts: Facts, under: str = "") -> Diagram | None:
    """The diagram of some values of one alternative; None where none of them comes out of a recurrent layer."""
    calls = list(dict.fromkeys(call for each in shown for call in each.calls))
    if not calls:
        return None
    stack, is_cut = _stacked(calls, facts)
    held = [(each, [*each.held] or [*holdings_of(each.value, facts)]) for each in shown]
    holdings = [one for _, several in held for _, one in several]
    drawn: dict[object, Unrolled] = {}
    for number, call in enumerate(stack):
        told = facts.told(call)
        below = drawn.get(told.below.key) if isinstance(told.below, Call) else None
        drawn[call.key] = unrolled(
            number, call, facts.results(call), told, holdings, None if below is None else below.number
        )
    selections = tuple(_selection(each, several, drawn) for each, several in held if several)
    notes = ("what the lowest of these layers reads comes from more recurrent layers",) if is_cut else ()
    return Diagram(tuple(drawn.values()), selections, notes, under)


def _calls(value: object) -> Iterator[Call]:
    """The calls that a value comes from; of a layer, a call of it with some input."""
    match value:
        case Recurrent():
            made = called(value, Unknown("any input"), None, NOT_CALLED)
            if made is not None:
                yield made[0]
        case Tensor():
            yield from (label.call for label in value.blocks if label.call is not None)
        case Packed(label=label):
            if label.call is not None:
                yield label.call
        case SequenceValue(call=Call() as call):
            yield call


def _tensors(value: object) -> Iterator[Tensor]:
    """The tensors whose cells are marked: nothing is, where a layer or all that a call returns is meant."""
    match value:
        case Tensor():
            yield value
        case Packed():
            yield value.data
        case SequenceValue(items=items, meaning=Meaning.STATE | Meaning.PADDED):
            yield from (tensor for item in items for tensor in _tensors(item) if any(_calls(tensor)))


def _stacked(calls: list[Call], facts: Facts) -> tuple[list[Call], bool]:
    """These calls and those whose output they read, directly or not, bottom up; whether some are left out."""
    found: dict[Call, None] = {}
    is_cut = False
    for call in calls:
        chain: list[Call] = []
        below: object = call
        while isinstance(below, Call) and below not in chain and below not in found:
            chain.append(below)
            below = facts.told(below).below
        room = max(MOST_CALLS - len(found), 1)
        is_cut = is_cut or len(chain) > room
        found.update(dict.fromkeys(reversed(chain[:room])))
    return list(found), is_cut


def holdings_of(value: object, facts: Facts) -> Sequence[tuple[Tensor, Holding]]:
    """The tensors of a value whose cells are marked, each with its blocks."""
    return [(tensor, _holding(tensor, facts)) for tensor in _tensors(value)]


def _holding(tensor: Tensor, facts: Facts) -> Holding:
    totals = {}
    for call in dict.fromkeys(label.call for label in tensor.blocks if label.call is not None):
        output = facts.results(call).output
        if isinstance(output, Packed):
            totals[call.key] = output.total
    return holding(tensor, totals)


def _selection(
    each: Shown, several: Sequence[tuple[Tensor | None, Holding]], drawn: Mapping[object, Unrolled]
) -> Selection:
    """The marks and words of one value; the tensors of a pair are numbered on."""
    marks, words, notes, blocks_before, orders_before = [], [], [], 0, 0
    for tensor, held in several:
        own, is_whole = marks_of(held, each.role, drawn)
        for mark in own:
            order = None if mark.order is None else mark.order + orders_before
            marks.append(replace(mark, block=mark.block + blocks_before, order=order))
        grouped = _by_number(held.blocks)
        words += [block_words(blocks) for blocks in grouped.values()]
        own_notes = () if tensor is None else notes_of(tensor, held.blocks)
        notes += [*held.unknown, *(own_notes if held.notes is None else held.notes)]
        notes += ["as long as there are as many steps and layers as are drawn"] if held.is_assumed else []
        notes += [] if is_whole else ["it may hold more than is marked: not every cell of it is drawn, or known"]
        blocks_before += max((*grouped, 0))
        orders_before += 1 + max((block.order or 0 for block in held.blocks), default=-1)
    shapes = ", ".join(shape_words(tensor) for tensor, _ in several if tensor is not None)
    shape = f"({shapes})" if len(several) > 1 else shapes
    return Selection(each.role, each.text, shape, listed(words), tuple(marks), tuple(dict.fromkeys(notes)))


def _by_number(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = {}
    for block in blocks:
        found.setdefault(block.number, []).append(block)
    return found
