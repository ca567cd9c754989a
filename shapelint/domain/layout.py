"""Questions about the order of a tensor's axes: where time and batch are, and what a reshape does to them."""

from __future__ import annotations

from collections.abc import Sequence

from shapelint.domain.dim import Dim, equal
from shapelint.domain.tensor import Axis, Coordinate, Sketch, Tensor

BATCH, TIME = frozenset({Coordinate.BATCH}), frozenset({Coordinate.TIME})


def is_laid_out(value: object) -> bool:
    """Whether a tensor has an axis that is known to be time, whatever its features are by now."""
    return isinstance(value, Tensor) and any(axis.coordinates == TIME for axis in value.axes)


def is_time(axis: Axis) -> bool:
    """Whether an axis runs over the steps and nothing else, and may be longer than one."""
    return axis.coordinates == TIME and equal(axis.size, 1) is not True


def is_batch(axis: Axis) -> bool:
    """Whether an axis runs over the samples and nothing else, and may be longer than one."""
    return axis.coordinates == BATCH and equal(axis.size, 1) is not True


def is_feature(axis: Axis) -> bool:
    """Whether an axis is features, of a recurrent layer or of what followed it."""
    return not axis.coordinates & {Coordinate.TIME, Coordinate.BATCH, Coordinate.PACKED, Coordinate.LAYER}


def order_words(tensor: Tensor) -> str:
    """`(batch, time, ...)`: what the first two axes run over."""
    return f"({', '.join('features' if is_feature(axis) else axis.role for axis in tensor.axes)})"


def class_order(tensor: Tensor) -> str:
    """`(batch, time, classes)`: the axes of what a loss over classes reads."""
    return order_words(tensor).replace("features", "classes")


def first_two(tensor: Tensor) -> tuple[str, str] | None:
    """`batch` and `time`, in the order of the first two axes; None where these are something else or one is 1 long."""
    batch_first = is_batch_first(tensor)
    if batch_first is None or any(equal(axis.size, 1) is True for axis in tensor.axes[:2]):
        return None
    return ("batch", "time") if batch_first else ("time", "batch")


def is_batch_first(value: object) -> bool | None:
    """Whether the first two axes are known to be batch and time, or time and batch; None where they are not known."""
    match value:
        case Tensor(axes=axes) if len(axes) >= 2:
            return _order(axes[0], axes[1])
        case Sketch(front=(first, second, *_)):
            return _order(first, second)
        case _:
            return None


def one_step(value: object) -> bool:
    """Whether a tensor of known layout has one step for certain: batch and time may have changed places on purpose."""
    axes = value.axes[:2] if isinstance(value, Tensor) else value.front[:2] if isinstance(value, Sketch) else ()
    return any(axis.coordinates == TIME and equal(axis.size, 1) is True for axis in axes)


def exchanges_own_sizes(value: Tensor | Sketch, sizes: Sequence[Dim | None]) -> bool:
    """Whether a view asks for the first two sizes of the tensor itself in exchanged order, both asked, not counted."""
    if len(sizes) < 3 or sizes[0] is None or sizes[1] is None:
        return False
    if isinstance(value, Tensor) and value.rank < 2:
        return False
    first, second = value.sizes[:2] if isinstance(value, Tensor) else (value.axis(0).size, value.axis(1).size)
    asked = first.known is None and second.known is None
    return asked and sizes[0] == second and sizes[1] == first and first != second


def exchanged_axes(
    tensor: Tensor, asked: Sequence[Dim | None], after: Sequence[Dim | None]
) -> tuple[int, int] | None:
    """The two axes whose sizes a view exchanges, the first two or the last two of three; None where it does not."""
    if exchanges_own_sizes(tensor, asked):
        return 0, 1
    swapped = (tensor.sizes[0], *reversed(tensor.sizes[1:])) if tensor.rank == 3 else ()
    return (1, 2) if swapped and tuple(after) == swapped else None


def keeps_samples_together(tensor: Tensor, sizes: Sequence[Dim | None]) -> bool:
    """Whether a view of a batch-first tensor only counts each sample's steps off anew.

    It joins the features of several steps in a row, as in a pyramid of layers, or cuts each sample into windows, or
    joins whole samples: all of that is in stored order.
    """
    if tensor.rank != 3 or len(sizes) != 3 or first_two(tensor) != ("batch", "time"):
        return False
    (batch, _, features), (rows, _, width) = tensor.sizes, sizes
    if rows is None or width is None:
        return False
    if rows == batch:
        return width != features and width.exact_quotient(features) is not None
    return width == features and (rows.exact_quotient(batch) is not None or batch.exact_quotient(rows) is not None)


def splits_features_first(tensor: Tensor, sizes: Sequence[Dim | None]) -> bool:
    """Whether a view splits the features of both directions as (units, 2), where they are stored as (2, units)."""
    if len(sizes) < 2 or not tensor.axes or len(tensor.axes[-1].parts) != 1:
        return False
    digits = tensor.axes[-1].parts[0].digits
    if [digit.coordinate for digit in digits] != [Coordinate.DIRECTION, Coordinate.UNIT]:
        return False
    units, twos = sizes[-2:]
    size = digits[1].size
    if units is None or twos is None or digits[0].size != Dim.of(2) or equal(twos, 2) is not True:
        return False
    return equal(units, size) is True and equal(size, 2) is not True


def _order(first: Axis, second: Axis) -> bool | None:
    order = (first.coordinates, second.coordinates)
    return True if order == (BATCH, TIME) else False if order == (TIME, BATCH) else None
