"""Constructors of `torch.nn` modules that are not recurrent: arguments by torch's own names, defaults filled in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Module, Number, Unknown

RETURN_SELF = frozenset((
    "to", "cuda", "cpu", "float", "double", "half", "bfloat16", "type", "train", "eval", "requires_grad_", "apply",
    "xpu", "share_memory", "to_empty",
))  # fmt: skip
"""Methods of a module that return it."""

_NO_DEFAULT = object()

_POOL = "kernel_size stride=None padding=0"
_CONVOLUTION = (
    "in_channels out_channels kernel_size stride=1 padding=0 dilation=1 groups=1 bias=True padding_mode=zeros"
)
_BATCH_NORM = "num_features eps=1e-05 momentum=0.1 affine=True track_running_stats=True"
_LOSS = "size_average=None reduce=None reduction=mean"
_WEIGHTED = "weight=None size_average=None ignore_index=-100 reduce=None reduction=mean"

SIGNATURES: Mapping[str, str] = {
    "Linear": "in_features out_features bias=True",
    "Bilinear": "in1_features in2_features out_features bias=True",
    "Identity": "",
    "Flatten": "start_dim=1 end_dim=-1",
    "Unflatten": "dim unflattened_size",
    "Embedding": "num_embeddings embedding_dim padding_idx=None max_norm=None norm_type=2.0 scale_grad_by_freq=False "
    "sparse=False _weight=None _freeze=False",
    "EmbeddingBag": "num_embeddings embedding_dim max_norm=None norm_type=2.0 scale_grad_by_freq=False mode=mean",
    "LayerNorm": "normalized_shape eps=1e-05 elementwise_affine=True bias=True",
    "RMSNorm": "normalized_shape eps=None elementwise_affine=True",
    "GroupNorm": "num_groups num_channels eps=1e-05 affine=True",
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"), _BATCH_NORM),
    "InstanceNorm1d": "num_features eps=1e-05 momentum=0.1 affine=False track_running_stats=False",
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), _CONVOLUTION),
    "MaxPool1d": f"{_POOL} dilation=1 return_indices=False ceil_mode=False",
    "MaxPool2d": f"{_POOL} dilation=1 return_indices=False ceil_mode=False",
    "AvgPool1d": f"{_POOL} ceil_mode=False count_include_pad=True",
    "AvgPool2d": f"{_POOL} ceil_mode=False count_include_pad=True",
    "AdaptiveMaxPool1d": "output_size return_indices=False",
    "AdaptiveAvgPool1d": "output_size",
    **dict.fromkeys(
        ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"), "p=0.5 inplace=False"
    ),
    **dict.fromkeys(("ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid"), "inplace=False"),
    **dict.fromkeys(("Tanh", "Sigmoid", "LogSigmoid", "Softsign", "Tanhshrink"), ""),
    **dict.fromkeys(("ELU", "CELU"), "alpha=1.0 inplace=False"),
    "GELU": "approximate=none",
    "LeakyReLU": "negative_slope=0.01 inplace=False",
    "PReLU": "num_parameters=1 init=0.25",
    "RReLU": "lower=0.125 upper=0.3333333333333333 inplace=False",
    "Hardtanh": "min_val=-1.0 max_val=1.0 inplace=False",
    "Softplus": "beta=1.0 threshold=20.0",
    "Threshold": "threshold value inplace=False",
    **dict.fromkeys(("Softmax", "LogSoftmax", "Softmin"), "dim=None"),
    "GLU": "dim=-1",
    "MultiheadAttention": "embed_dim num_heads dropout=0.0 bias=True add_bias_kv=False add_zero_attn=False kdim=None "
    "vdim=None batch_first=False",
    "CrossEntropyLoss": f"{_WEIGHTED} label_smoothing=0.0",
    "NLLLoss": _WEIGHTED,
    "CTCLoss": "blank=0 reduction=mean zero_infinity=False",
    **dict.fromkeys(("MSELoss", "L1Loss"), _LOSS),
    "SmoothL1Loss": f"{_LOSS} beta=1.0",
    "HuberLoss": "reduction=mean delta=1.0",
    "BCELoss": f"weight=None {_LOSS}",
    "BCEWithLogitsLoss": f"weight=None {_LOSS} pos_weight=None",
    "KLDivLoss": f"{_LOSS} log_target=False",
    "CosineEmbeddingLoss": f"margin=0.0 {_LOSS}",
    "MarginRankingLoss": f"margin=0.0 {_LOSS}",
    "HingeEmbeddingLoss": f"margin=1.0 {_LOSS}",
    "CosineSimilarity": "dim=1 eps=1e-08",
}
"""Parameters in torch's order, `name=default` where there is a default."""


def construct(
    kind: str, positional: Sequence[object], keywords: Mapping[str, object], at: Hashable = None, name: str = ""
) -> Module | Unknown:
    """The module that `nn.kind(...)` makes; `Unknown` where it is not in the table or torch refuses the arguments."""
    if kind in ("Sequential", "ModuleList"):
        return Unknown("keywords of a container") if keywords else Module(kind, (), tuple(positional), name, at)
    if kind not in SIGNATURES:
        return Unknown(f"module {kind}")
    parameters = dict(_parameters(SIGNATURES[kind]))
    if len(positional) > len(parameters):
        return Unknown(f"arguments of {kind}")
    given = dict(zip(parameters, positional, strict=False))
    for keyword, value in keywords.items():
        if keyword in given or keyword not in {*parameters, "device", "dtype"}:
            return Unknown(f"arguments of {kind}")
        given[keyword] = value
    if any(default is _NO_DEFAULT and parameter not in given for parameter, default in parameters.items()):
        return Unknown(f"arguments of {kind}")
    arguments = tuple((parameter, given.get(parameter, default)) for parameter, default in parameters.items())
    return Module(kind, arguments, (), name, at)


def _parameters(signature: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for word in signature.split():
        name, equals, default = word.partition("=")
        found.append((name, _default(default) if equals else _NO_DEFAULT))
    return found


def _default(text: str) -> object:
    words = {"None": None, "True": True, "False": False}
    if text in words:
        return Constant(words[text])
    if text.lstrip("-").isdigit():
        return Number(Dim.of(int(text)))
    try:
        return Constant(float(text))
    except ValueError:
        return Constant(text)
