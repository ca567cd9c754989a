"""What follows a recurrent layer: the width and order of axes that a module or a loss takes, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.dim import Dim, equal
from shapelint.domain.layout import is_batch, is_feature, is_time
from shapelint.domain.misfit import differ
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Module, Unknown
from shapelint.frozen import dataclass
from shapelint.interpreter.events import Consumed, Operand
from shapelint.torchlib.coerce import as_dim, as_sequence
from shapelint.torchlib.module_calls import ELEMENTWISE

LAST = {
    "Linear": "in_features",
    "LayerNorm": "normalized_shape",
    "RMSNorm": "normalized_shape",
    "MultiheadAttention": "embed_dim",
}
"""Modules that take features along the last axis, with the argument that says how many."""
CHANNELS = {"Conv1d": "in_channels", "BatchNorm1d": "num_features", "InstanceNorm1d": "num_features"}
"""Modules that take features along axis 1 of three, with the argument that says how many."""
CLASS_LOSSES = ("CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss")
CTC_LOSSES = ("CTCLoss", "ctc_loss")


@dataclass(frozen=True)
class Misfit:
    """A module whose `argument` says `wanted`, given `given` along `axis`; `features`: the axis that would fit."""

    module: Module
    argument: str
    wanted: Dim
    given: Dim
    axis: int
    features: int | None


def misfit(module: object, value: object) -> Misfit | None:
    """What does not fit for certain between a module and its input; in a `Sequential` the first module that cares."""
    if not isinstance(module, Module) or not isinstance(value, Tensor) or value.scrambled:
        return None
    if module.kind == "Sequential":
        cares = [child for child in module.children if not (isinstance(child, Module) and child.kind in ELEMENTWISE)]
        return misfit(cares[0], value) if cares else None
    argument = LAST.get(module.kind) or CHANNELS.get(module.kind)
    axis = value.rank - 1 if module.kind in LAST else 1
    if argument is None or (module.kind in CHANNELS and value.rank != 3) or not value.rank:
        return None
    wanted = _width(module.argument(argument))
    return None if wanted is None else _misfit(module, argument, wanted, value, axis)


def _misfit(module: Module, argument: str, wanted: Dim, value: Tensor, axis: int) -> Misfit | None:
    given = value.axes[axis].size
    fitting = [i for i, other in enumerate(value.axes) if is_feature(other) and equal(other.size, wanted) is True]
    features = fitting[-1] if fitting and fitting[-1] != axis else None
    found = Misfit(module, argument, wanted, given, axis, features)
    if differ(given, wanted):
        return found
    misplaced = is_time(value.axes[axis]) or is_batch(value.axes[axis])
    return found if misplaced and features is not None and equal(given, wanted) is None else None


def _width(value: object) -> Dim | None:
    """A number of features, also as the one item of a shape."""
    items = as_sequence(value)
    if items is not None:
        return as_dim(items[0]) if len(items) == 1 else None
    return None if isinstance(value, Unknown) else as_dim(value)


def misplaced_classes(event: Consumed) -> Iterator[tuple[Operand, Tensor]]:
    """What a loss over classes reads, where axis 1, which it takes for the classes, is time or batch for certain."""
    for operand, value in _read_by(event, CLASS_LOSSES):
        first, second, *rest = value.axes
        placed = (is_batch(first) and is_time(second)) or (is_time(first) and is_batch(second))
        classes = placed and len(rest) == 1 and is_feature(rest[0]) and equal(rest[0].size, 1) is not True
        if classes and not _is_for_one_sample(event, rest[0].size):
            yield operand, value


def _is_for_one_sample(event: Consumed, classes: Dim) -> bool:
    """Whether the targets are (steps, classes): then what is read must be that too, of input without a batch."""
    targets = event.operands[1].value if len(event.operands) > 1 else None
    return isinstance(targets, Tensor) and (targets.rank < 2 or (targets.rank == 2 and targets.sizes[1] == classes))


def batch_first_ctc(event: Consumed) -> Iterator[tuple[Operand, Tensor]]:
    """What a CTC loss reads, where it is (batch, time, classes) for certain."""
    for operand, value in _read_by(event, CTC_LOSSES):
        if is_batch(value.axes[0]) and is_time(value.axes[1]) and is_feature(value.axes[2]):
            yield operand, value


def _read_by(event: Consumed, losses: tuple[str, ...]) -> Iterator[tuple[Operand, Tensor]]:
    """The first operand, of three axes in stored order, where one of these losses reads it."""
    module = event.module
    reader = module.kind if isinstance(module, Module) else event.by.strip("`").rpartition(".")[2]
    if reader in losses and event.operands:
        operand = event.operands[0]
        if isinstance(operand.value, Tensor) and operand.value.rank == 3 and not operand.value.scrambled:
            yield operand, operand.value
