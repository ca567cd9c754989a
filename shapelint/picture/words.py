"""Pictures in words: what each marked block is, what the marks do not show, and a picture's description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from shapelint.domain.dim import ONE, Dim, equal
from shapelint.domain.provenance import At, Direction, Label, Position
from shapelint.domain.recurrent import Memory
from shapelint.domain.tensor import Axis, Coordinate, Tensor
from shapelint.domain.words import label_words
from shapelint.picture.blocks import Block, Range
from shapelint.picture.diagram import Diagram, Picture, Result, Role, Selection, Unrolled

MOST_LISTED = 8
"""More blocks than this are not described one by one."""

ROLES = {Role.TAKEN: "{} takes", Role.OTHER: "compared with {}", Role.RIGHT: "right would be {}"}
"""How it is told what an expression takes."""


def block_words(blocks: Sequence[Block]) -> str:
    """One block, of which these are the positions: `backward half of every step`, `forward final state of layer 0`."""
    block = blocks[0]
    runs = isinstance(block.steps, Range)
    if len(blocks) == 1 and not runs:
        return _indexed(label_words(block.label), block.steps) + _of_layers(block) + _where(block)
    return _way(block) + _steps_words(blocks) + _of_layers(block)


def _where(block: Block) -> str:
    """Where the forward direction ends, if that is not the same step for all."""
    ends = block.call.packed and block.steps is Position.FINAL and block.direction is not Direction.BACKWARD
    return ", where each sequence ends" if ends else ""


def _indexed(words: str, step: object) -> str:
    """`at step [2]`: written as the index that it is, since a picture counts steps from 1 as well."""
    return words.replace(f"at step {step}", f"at step [{step}]") if isinstance(step, Dim) else words


def _way(block: Block) -> str:
    if block.direction is Direction.BOTH:
        return "both directions mixed, "
    if not block.call.layer.bidirectional:
        return "cell state at " if block.memory is Memory.CELL else ""
    return f"{block.direction.value} half of "


def _steps_words(blocks: Sequence[Block]) -> str:
    block = blocks[0]
    if isinstance(block.steps, Range):
        run = block.steps
        if run.covers(block.call.steps) or block.is_packed:
            return "every valid step" if block.is_packed else "every step"
        every = "" if abs(run.stride) == 1 else f", every {_ordinal(abs(run.stride))} one"
        return f"steps [{run.start}] to [{run.last}]{every}"
    places = [each.steps for each in blocks if isinstance(each.steps, Dim)]
    if len(set(places)) == 1:
        return f"step [{places[0]}]"
    total = block.call.steps.known
    if total is not None and len(places) == total and len(set(places)) == total:
        return "every step" if places[0] == Dim.of(0) else "every step, the last one first"
    if len(places) > 2 and all(b - a == ONE for a, b in pairwise(places)):
        return f"steps [{places[0]}] to [{places[-1]}]"
    shown = list(dict.fromkeys(f"[{place}]" for place in places))
    return f"steps {', '.join(shown)}" if shown else "some steps"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def _of_layers(block: Block) -> str:
    return " of each layer" if isinstance(block.layers, Range) else ""


def notes_of(tensor: Tensor, blocks: Sequence[Block]) -> Iterator[str]:
    """What the marks do not show: parts of cells, copies, what was computed from them."""
    samples = {_sample(block.label) for block in blocks}
    if len(samples) == 1 and (one := samples.pop()):
        yield one
    elif samples - {""}:
        yield "different samples of the batch for different blocks"
    if any(_is_any_sample(block) for block in blocks):
        yield "which samples of the batch is not known"
    if any(_is_part(axis, Coordinate.BATCH, {block.call.batch for block in blocks}) for axis in tensor.axes):
        yield "not all samples of the batch, or not in their order"
    units = [block.label.unit for block in blocks]
    if any(isinstance(unit, At) for unit in units):
        yield "one feature of a cell only"
    elif any(unit is not None for unit in units):
        yield "the features of a cell pooled" if Position.POOLED in units else "one feature of a cell only"
    elif any(block.features is None for block in blocks):
        yield "which features of a cell is not known"
    sizes = {_width(block) for block in blocks}
    if any(_is_part(axis, Coordinate.UNIT, sizes) for axis in tensor.axes):
        yield "not all features of a cell, or not in their order"
    if any(block.call.packed and isinstance(block.steps, (Dim, Range)) and not block.is_packed for block in blocks):
        yield "padding in place of the cell where a sequence has ended before"
    if any(block.steps is Position.POOLED for block in blocks):
        yield "pooled over the steps: all of them in one"
    elif any(not block.label.verbatim for block in blocks):
        yield "computed from the marked cells, each by itself"


def _is_any_sample(block: Block) -> bool:
    """Whether nothing is known of the samples that a block is of."""
    return block.call.batch is not None and block.samples is None and block.label.sample is None and not block.is_packed


def _width(block: Block) -> Dim:
    layer = block.call.layer
    return layer.hidden_size if block.memory is Memory.CELL else layer.state_size


def _sample(label: Label) -> str:
    match label.sample:
        case At(index):
            return f"sample {index} of the batch only"
        case Position.POOLED:
            return "the samples of the batch pooled"
        case Position.SOME:
            return "one sample of the batch only"
        case _:
            return ""


def _is_part(axis: Axis, coordinate: Coordinate, sizes: set[Dim | None] | set[Dim]) -> bool:
    """Whether some digit runs over a part of the batch, or of the features, or in another order."""
    digits = [digit for part in axis.parts for digit in part.digits if digit.coordinate is coordinate]
    whole = [size for size in sizes if size is not None]
    return any(
        digit.stride != 1 or digit.start.terms or not any(equal(digit.size, size) for size in whole)
        for digit in digits
    )


def description(picture: Picture) -> str:
    """A picture in sentences, for those who hear it."""
    texts = [f"{picture.finding}." if picture.finding else ""]
    for diagram in picture.diagrams:
        texts += [f"{condition_words(diagram)}:" if diagram.under else "", *_sentences(diagram)]
    return " ".join(text for text in texts if text)


def condition_words(diagram: Diagram) -> str:
    """`If bidirectional`, `Case 1 of 2`."""
    return diagram.under.capitalize() if diagram.under.startswith("case ") else f"If {diagram.under}"


def _sentences(diagram: Diagram) -> Iterator[str]:
    for call in diagram.calls:
        yield f"{_call_words(call)}."
    for selection in diagram.selections:
        yield f"{selection_words(selection)}."
    yield from (f"{note[:1].upper()}{note[1:]}." for note in diagram.notes)


def _call_words(call: Unrolled) -> str:
    """`self.lstm, LSTM(8, 16): 1 layer, both directions; out (B, T, 32), h_n (2, B, 16)`."""
    returned = (Result.OUTPUT, Result.H_N, Result.C_N)
    groups = ", ".join(f"{group.name} {group.shape}" for group in call.groups if group.result in returned)
    ways = "forward and backward" if len(call.directions) == 2 else "forward only"
    reads = "" if call.below is None else ", which reads the output of the layer below"
    return f"{call.name}, {call.words}, {ways}{reads}, returns {groups}"


def selection_words(selection: Selection) -> str:
    """`` `out[:, -1]` (B, 32) takes: 1 forward final state; 2 backward direction's first step``."""
    blocks = "; ".join(f"{number} {words}" for number, words in enumerate(selection.blocks, 1))
    notes = "".join(f"; {note}" for note in selection.notes)
    text = " ".join(part for part in (selection.text, selection.shape) if part)
    return f"{ROLES[selection.role].format(text)}: {blocks or 'nothing that is one cell'}{notes}"


def listed(words: Iterable[str]) -> tuple[str, ...]:
    """Descriptions of blocks, the rest counted where they are too many."""
    every = tuple(words)
    return every if len(every) <= MOST_LISTED else (*every[: MOST_LISTED - 1], f"... {len(every)} blocks in all")
