"""Calls of `torch.nn` modules that are not recurrent: what comes out, and what that does with what went in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from shapelint.domain.dim import Dim, equal
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Constant, Module, Unknown
from shapelint.torchlib.coerce import as_dim, as_int, as_tensor, result
from shapelint.torchlib.elementwise import applied, remixed, same
from shapelint.torchlib.functional import adaptive, convolved, embedded, loss, pooled
from shapelint.torchlib.operation import Bound, Effect
from shapelint.torchlib.operations import OPERATIONS
from shapelint.torchlib.products import with_last_axis

Outcome = tuple[Effect, object]

ELEMENTWISE = frozenset((
    "Dropout", "AlphaDropout", "ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "Tanh", "Sigmoid",
    "LogSigmoid", "Softsign", "Tanhshrink", "ELU", "CELU", "GELU", "LeakyReLU", "RReLU", "Hardtanh", "Softplus",
    "Threshold", "PReLU", "FeatureAlphaDropout", "Dropout1d", "Dropout2d", "Dropout3d",
))  # fmt: skip
MIXING = frozenset((
    "LayerNorm", "RMSNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "GroupNorm", "InstanceNorm1d",
    "Softmax", "LogSoftmax", "Softmin",
))  # fmt: skip


def call_module(
    module: Module, positional: Sequence[object], keywords: Mapping[str, object], at: Hashable = None
) -> Outcome:
    """The effect of a call of a module and its result."""
    given = positional[0] if positional else keywords.get("input", keywords.get("x", Unknown("input")))
    if module.kind == "Sequential":
        return _sequential(module, given, at)
    if module.kind.endswith("Loss"):
        return Effect.CONSUME, _loss(module)
    if module.kind in ELEMENTWISE:
        return Effect.PASS, applied(Bound({"input": given}, at))
    if module.kind in MIXING:
        return Effect.CONSUME, remixed(given)
    return _shaped(module, given, at)


def takes_a_tensor(module: object) -> bool:
    """Whether a module is one of torch's that takes a tensor and nothing else; a `Sequential` is as its first child."""
    if isinstance(module, Module) and module.kind == "Sequential":
        return bool(module.children) and takes_a_tensor(module.children[0])
    return isinstance(module, Recurrent) or (isinstance(module, Module) and module.kind != "Identity")


def _sequential(module: Module, given: object, at: Hashable) -> Outcome:
    if not module.children:
        return Effect.CONSUME, Unknown("modules that are added elsewhere")
    effect = Effect.PASS
    for child in module.children:
        if isinstance(child, Module):
            step, given = call_module(child, (given,), {}, at)
        else:
            return Effect.CONSUME, Unknown("a child that is not followed")
        effect = effect if step is Effect.PASS else Effect.CONSUME
    return effect, given


def _loss(module: Module) -> object:
    absent = (Constant(None), Unknown())
    if module.argument("size_average") not in absent or module.argument("reduce") not in absent:
        return Unknown("a loss with deprecated arguments")
    return loss(module.argument("reduction"))


def _shaped(module: Module, given: object, at: Hashable) -> Outcome:
    """Modules that change the shape."""
    argument = module.argument
    match module.kind:
        case "Identity":
            return Effect.PASS, given if as_tensor(given) is None else same(Bound({"input": given}, at))
        case "Linear":
            return Effect.CONSUME, _linear(given, as_dim(argument("in_features")), as_dim(argument("out_features")))
        case "Embedding":
            size = as_dim(argument("embedding_dim"))
            return Effect.CONSUME, Unknown("embedding_dim") if size is None else embedded(given, size)
        case "Flatten":
            named = {"input": given, "start_dim": argument("start_dim"), "end_dim": argument("end_dim")}
            return Effect.RESHAPE, OPERATIONS["flatten"].apply(Bound(named, at))
        case "Unflatten":
            named = {"input": given, "dim": argument("dim"), "sizes": argument("unflattened_size")}
            return Effect.RESHAPE, OPERATIONS["unflatten"].apply(Bound(named, at))
        case "Conv1d":
            return Effect.CONSUME, _conv(module, given)
        case _:
            return _pool(module, given)


def _pool(module: Module, given: object) -> Outcome:
    argument = module.argument
    if module.argument("return_indices") not in (Constant(False), Unknown()):
        return Effect.REDUCE, Unknown("a pool with indices")
    match module.kind:
        case "MaxPool1d" | "AvgPool1d":
            names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
            dilation = argument("dilation") if module.kind == "MaxPool1d" else None
            values = [dilation if name == "dilation" else argument(name) for name in names]
            return Effect.REDUCE, pooled(given, *values)
        case "AdaptiveMaxPool1d" | "AdaptiveAvgPool1d":
            return Effect.REDUCE, adaptive(given, argument("output_size"))
        case _:
            return Effect.CONSUME, Unknown(f"a call of {module.kind}")


def _linear(given: object, in_features: Dim | None, out_features: Dim | None) -> object:
    tensor = as_tensor(given)
    if tensor is None or out_features is None:
        return Unknown("input or out_features")
    width = tensor.sizes[-1] if isinstance(tensor, Tensor) and tensor.rank else None
    if width is not None and in_features is not None and equal(width, in_features) is False:
        return Unknown("the last axis does not fit in_features")
    return result(with_last_axis(tensor, out_features), "no axis")


def _conv(module: Module, given: object) -> object:
    channels, groups = as_dim(module.argument("out_channels")), as_int(module.argument("groups"))
    if channels is None or groups is None:
        return Unknown("out_channels")
    return convolved(
        given, channels, *(module.argument(name) for name in ("kernel_size", "stride", "padding", "dilation"))
    )
