"""Tensors, blocks and layers in words, for messages and for `shapelint shapes`."""

from __future__ import annotations

from shapelint.domain.dim import ONE, Dim, equal
from shapelint.domain.provenance import At, Direction, Label, Position
from shapelint.domain.recurrent import Memory, Recurrent
from shapelint.domain.tensor import Coordinate, Packed, Tensor

MOST_BLOCKS = 16
"""More blocks than this are not listed."""


def shape_words(tensor: Tensor | Packed) -> str:
    """`(B, T, 2*hidden_size)`; of a packed sequence the shape of its data."""
    sizes = tensor.data.sizes if isinstance(tensor, Packed) else tensor.sizes
    texts = [str(size) for size in sizes]
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def rank_words(rank: int) -> str:
    """`1 axis`, `3 axes`."""
    return "1 axis" if rank == 1 else f"{rank} axes"


def block_words(tensor: Tensor | Packed) -> str:
    """`[forward | backward]`, `[layer 0 forward | layer 0 backward]`; one block alone in full."""
    if isinstance(tensor, Packed):
        return f"packed {block_words(tensor.data)}"
    labels = tensor.blocks
    if all(label.call is None for label in labels):
        return ""
    if tensor.scrambled:
        return "[mixed up by a reshape]"
    if len(labels) == 1:
        return f"[{label_words(labels[0])}{_each_row(tensor)}]"
    if len(labels) > MOST_BLOCKS:
        return f"[{len(labels)} blocks]"
    samples = {_of_sample(label) for label in labels}
    of_sample = samples.pop() if len(samples) == 1 else ""
    return f"[{' | '.join(_block(label, labels) for label in labels)}]{_each_row(tensor)}{of_sample}"


def label_words(label: Label) -> str:
    """`forward final state of the last layer`, `backward direction's first step`, `forward direction at step 2`."""
    if label.call is None:
        return "not of a recurrent layer"
    core = _core(label)
    if label.step is None and _direction(label):
        core += " half of every step"
    return f"{core}{_of_layer(label)}{_of_sample(label)}"


def content_words(tensor: Tensor) -> str:
    """What a tensor holds, in a sentence: `the forward final state and the backward direction's first step`."""
    texts = list(dict.fromkeys(map(label_words, tensor.blocks)))
    if tensor.scrambled or len(texts) > 2:
        return block_words(tensor)
    return " and ".join(text if text.startswith(("every ", "feature", "one ")) else f"the {text}" for text in texts)


def row_words(label: Label) -> str:
    """A row of `h_n`: `layer 0 forward`; the direction is left out where there is one only."""
    by_name = label.layer is None or (label.layer.known is None and label.is_last_layer())
    way = f" {label.direction.value}" if _two_ways(label) and label.direction else ""
    return f"{'last layer' if by_name else f'layer {label.layer}'}{way}"


def rows_words(layer: Recurrent) -> str:
    """What the rows of a state are: `2 layers`, `2 directions`, `6 layers and directions`."""
    if not layer.bidirectional:
        return f"{layer.num_layers} layers"
    return "2 directions" if layer.num_layers == ONE else f"{layer.rows} layers and directions"


def recurrent_words(layer: Recurrent) -> str:
    """`LSTM(8, 16, num_layers=2, batch_first=True)`: the arguments that decide what results look like."""
    first = "?" if layer.input_size is None else str(layer.input_size)
    texts = [first, str(layer.hidden_size)]
    if layer.num_layers != ONE:
        texts.append(f"num_layers={layer.num_layers}")
    texts += [f"{flag}=True" for flag in ("batch_first", "bidirectional") if getattr(layer, flag)]
    if layer.proj_size != Dim.of(0):
        texts.append(f"proj_size={layer.proj_size}")
    return f"{layer.kind.value}({', '.join(texts)})"


def _block(label: Label, among: tuple[Label, ...]) -> str:
    """One of several blocks, what all have in common left out."""
    if label.call is None:
        return "other"
    if all(each.step is Position.FINAL and each.memory is label.memory for each in among):
        same_layer = all(each.layer == label.layer for each in among)
        if same_layer and label.is_last_layer() is not False:
            return _core(label)
        return row_words(label) + (" (cell)" if label.memory is Memory.CELL else "")
    return _core(label)


def _core(label: Label) -> str:
    """Direction and step."""
    way = _direction(label)
    unit = "" if label.unit is None else f"{_unit(label.unit)} of "
    state = "final cell state" if label.memory is Memory.CELL else "final state"
    match label.step:
        case Position.FINAL:
            return f"{unit}{way} {state}".replace("  ", " ").strip()
        case None:
            return f"{unit}{way or 'every step'}"
        case Position.POOLED:
            return f"{unit}{way} pooled over the steps".strip()
        case Position.SOME:
            return f"{unit}{_subject(label)} at a chosen step"
        case Position.LAST if label.direction is Direction.BACKWARD:
            return f"{unit}backward direction's first step"
        case Position.LAST:
            return f"{unit}{_subject(label)} at the last valid step"
        case At(index):
            return f"{unit}{_at(label, index)}"
        case _:
            return f"{unit}{way}"


def _at(label: Label, index: Dim) -> str:
    last, first = label.is_at_last_step(), label.is_at_first_step()
    if label.call is not None and label.call.packed and last:
        return f"{_subject(label)} at the last padded step"
    if label.direction is Direction.BACKWARD and last:
        return "backward direction's first step"
    if label.direction is Direction.FORWARD and first:
        return "forward direction's first step" if _two_ways(label) else "first step"
    if first or last:
        return f"{_subject(label)} at the {'first' if first else 'last'} step"
    return f"{_subject(label)} at step {index}"


def _subject(label: Label) -> str:
    way = _direction(label)
    return f"{way} direction" if way and label.direction is not Direction.BOTH else way or "output"


def _direction(label: Label) -> str:
    """`forward`, `backward`; nothing where the layer has one direction only or the axis runs over both."""
    if label.direction is None or not _two_ways(label):
        return ""
    return "both directions mixed" if label.direction is Direction.BOTH else label.direction.value


def _two_ways(label: Label) -> bool:
    return label.call is not None and label.call.layer.bidirectional


def _of_layer(label: Label) -> str:
    """`of the last layer`: told of a state, where there are several layers."""
    if label.call is None or label.layer is None or label.step is not Position.FINAL:
        return ""
    if label.call.layer.num_layers == ONE:
        return ""
    return " of the last layer" if label.is_last_layer() else f" of layer {label.layer}"


def _of_sample(label: Label) -> str:
    match label.sample:
        case At(index) if label.call is not None and label.call.batch is not None:
            if index.known is None and equal(index, label.call.batch - 1):
                return " of the last sample"
            return f" of sample {index}"
        case Position.SOME:
            return " of a chosen sample"
        case Position.POOLED:
            return " pooled over the samples"
        case _:
            return ""


def _unit(unit: object) -> str:
    match unit:
        case At(index):
            return f"feature {index}"
        case Position.POOLED:
            return "features pooled"
        case _:
            return "one feature"


def _each_row(tensor: Tensor) -> str:
    """What to add where an axis runs over layers whose number is not known."""
    axis = tensor.axis_of(Coordinate.LAYER)
    if axis is None or any(label.layer is not None for label in tensor.blocks):
        return ""
    return " of each layer"
