"""`torch.nn.functional` beyond elementwise functions: embedding, losses, pooling, padding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shapelint.domain.agreement import hoisted, unlabelled
from shapelint.domain.dim import ONE, ZERO, Dim, equal
from shapelint.domain.reduce import reduce
from shapelint.domain.tensor import Axis, Sketch, Tensor
from shapelint.domain.value import Constant, Number, Unknown
from shapelint.torchlib.coerce import as_dim, as_int, as_sequence, as_tensor, is_none
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def embedded(value: object, size: Dim) -> object:
    """A tensor of indices with an axis of this size appended."""
    tensor = as_tensor(value)
    axis = Axis.plain(size)
    if isinstance(tensor, Sketch):
        return replace(tensor, back=(*tensor.back, axis), appended=tensor.appended + 1)
    if tensor is None:
        return Unknown("input")
    return Tensor((*unlabelled(hoisted(tensor)).axes, axis))


def loss(reduction: object) -> object:
    """A loss: a scalar unless its reduction is `none`."""
    match reduction:
        case None | Constant("mean" | "sum" | "batchmean" | None):
            return Tensor(())
        case _:
            return Unknown("a loss of each element")


def pooled(value: object, kernel: object, stride: object, padding: object, dilation: object, ceil: object) -> object:
    """A pool along the last axis. One that takes in the whole axis is a reduction."""
    tensor, width = as_tensor(value), _single(kernel)
    if not isinstance(tensor, Tensor) or tensor.rank not in (2, 3) or width is None:
        return Unknown("input or kernel of a pool")
    step = width if is_none(stride) else _single(stride)
    pad, spread = _or(padding, 0), _or(dilation, 1)
    if step is None or pad is None or spread is None or not (is_none(ceil) or ceil == Constant(False)):
        return Unknown("arguments of a pool")
    size = tensor.sizes[-1]
    if pad == ZERO and spread == ONE and equal(width, size) is True:
        found = reduce(tensor, (-1,), keepdim=True)
        return Unknown() if found is None else found
    return resized(tensor, windows(size, width, step, pad, spread))


def windows(size: Dim, width: Dim, step: Dim, pad: Dim, spread: Dim) -> Dim:
    """How many windows of this width fit: torch's formula for convolutions and pools."""
    return (size + pad * 2 - spread * (width - 1) - 1).floor_quotient(step) + 1


def resized(tensor: Tensor, size: Dim) -> Tensor:
    """The tensor without provenance, its last axis of another size."""
    return Tensor((*unlabelled(hoisted(tensor)).axes[:-1], Axis.plain(size)))


def adaptive(value: object, output_size: object) -> object:
    """An adaptive pool of the last axis: to one position it is a reduction."""
    tensor, size = as_tensor(value), _single(output_size)
    if not isinstance(tensor, Tensor) or tensor.rank not in (2, 3) or size is None:
        return Unknown("input or size of a pool")
    if size == ONE:
        found = reduce(tensor, (-1,), keepdim=True)
        return Unknown() if found is None else found
    return resized(tensor, size)


def _single(value: object) -> Dim | None:
    items = as_sequence(value)
    return as_dim(items[0]) if items and len(items) == 1 else None if items is not None else as_dim(value)


def _or(value: object, default: int) -> Dim | None:
    return Dim.of(default) if is_none(value) else _single(value)


def _embedding(bound: Bound) -> object:
    weight = as_tensor(bound.get("weight"))
    if not isinstance(weight, Tensor) or weight.rank != 2:
        return Unknown("weight")
    return embedded(bound.get("input"), weight.sizes[1])


def _one_hot(bound: Bound) -> object:
    classes = as_dim(bound.get("num_classes"))
    if classes is None or (classes.known is not None and classes.known < 1):
        return Unknown("classes")
    return embedded(bound.get("input"), classes)


def _loss(bound: Bound) -> object:
    if bound.get("rest") or not is_none(bound.get("reduce")) or not is_none(bound.get("size_average")):
        return Unknown("a loss with deprecated arguments")
    return loss(bound.get("reduction"))


def _max_pool(bound: Bound) -> object:
    if not is_none(bound.get("return_indices")) and bound.get("return_indices") != Constant(False):
        return Unknown("a pool with indices")
    names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    return pooled(bound.get("input"), *(bound.get(name) for name in names))


def _avg_pool(bound: Bound) -> object:
    kernel, stride, padding, ceil = (bound.get(name) for name in ("kernel_size", "stride", "padding", "ceil_mode"))
    return pooled(bound.get("input"), kernel, stride, padding, None, ceil)


def _adaptive(bound: Bound) -> object:
    if not is_none(bound.get("return_indices")) and bound.get("return_indices") != Constant(False):
        return Unknown("a pool with indices")
    return adaptive(bound.get("input"), bound.get("output_size"))


def _pad(bound: Bound) -> object:
    """Pairs of amounts from the last axis on; where nothing is added an axis keeps its coordinates."""
    tensor, amounts = as_tensor(bound.get("input")), as_sequence(bound.get("pad"))
    dims = None if amounts is None else [as_dim(amount) for amount in amounts]
    if not isinstance(tensor, Tensor) or dims is None or len(dims) % 2 or len(dims) // 2 > tensor.rank:
        return Unknown("input or pad")
    axes = list(unlabelled(hoisted(tensor)).axes)
    for place in range(len(dims) // 2):
        before, after = dims[2 * place], dims[2 * place + 1]
        if before is None or after is None:
            return Unknown("pad")
        if before != ZERO or after != ZERO:
            axes[-1 - place] = Axis.plain(axes[-1 - place].size + before + after)
    return Tensor(tuple(axes))


def _conv(bound: Bound) -> object:
    weight, groups = as_tensor(bound.get("weight")), as_int(bound.get("groups", Number(ONE)))
    if not isinstance(weight, Tensor) or weight.rank != 3 or groups is None:
        return Unknown("weight")
    arguments = (bound.get(name) for name in ("stride", "padding", "dilation"))
    return convolved(bound.get("input"), weight.sizes[0], Number(weight.sizes[2]), *arguments)


def convolved(
    value: object, channels: Dim, kernel: object, stride: object, padding: object, dilation: object
) -> object:
    """A convolution along the last axis; the one before it becomes the output channels."""
    tensor, width = as_tensor(value), _single(kernel)
    if not isinstance(tensor, Tensor) or tensor.rank not in (2, 3) or width is None:
        return Unknown("input or kernel of a convolution")
    step, spread = _or(stride, 1), _or(dilation, 1)
    axes = unlabelled(hoisted(tensor)).axes
    made = Axis.plain(channels)
    if padding == Constant("same"):
        return Tensor((*axes[:-2], made, Axis.plain(axes[-1].size)))
    pad = ZERO if padding == Constant("valid") else _or(padding, 0)
    if step is None or spread is None or pad is None:
        return Unknown("arguments of a convolution")
    return Tensor((*axes[:-2], made, Axis.plain(windows(axes[-1].size, width, step, pad, spread))))


_LOSSES = (
    "cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy kl_div "
    "binary_cross_entropy_with_logits hinge_embedding_loss multi_margin_loss multilabel_margin_loss "
    "multilabel_soft_margin_loss soft_margin_loss poisson_nll_loss"
)

OPERATIONS: Mapping[str, Operation] = {
    **operations("embedding", "input weight padding_idx", Effect.CONSUME, _embedding),
    **operations("one_hot", "input num_classes", Effect.CONSUME, _one_hot),
    **operations(_LOSSES, "input target *rest", Effect.CONSUME, _loss),
    **operations("gaussian_nll_loss", "input target var *rest", Effect.CONSUME, _loss),
    **operations("ctc_loss", "log_probs targets input_lengths target_lengths blank reduction", Effect.CONSUME, _loss),
    **operations("margin_ranking_loss cosine_embedding_loss", "input1 input2 target *rest", Effect.CONSUME, _loss),
    **operations("triplet_margin_loss", "anchor positive negative *rest", Effect.CONSUME, _loss),
    **operations(
        "max_pool1d", "input kernel_size stride padding dilation ceil_mode return_indices", Effect.REDUCE, _max_pool
    ),
    **operations(
        "avg_pool1d", "input kernel_size stride padding ceil_mode count_include_pad", Effect.REDUCE, _avg_pool
    ),
    **operations("adaptive_max_pool1d", "input output_size return_indices", Effect.REDUCE, _adaptive),
    **operations("adaptive_avg_pool1d", "input output_size", Effect.REDUCE, _adaptive),
    **operations("pad", "input pad mode value", Effect.MIX, _pad),
    **operations("conv1d", "input weight bias stride padding dilation groups", Effect.CONSUME, _conv),
}
