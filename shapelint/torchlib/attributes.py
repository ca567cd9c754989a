"""`value.name` for tensors, packed sequences, layers and modules."""

from __future__ import annotations

import re
from collections.abc import Hashable

from shapelint.domain import arrange
from shapelint.domain.dim import ZERO
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.sketched import transpose_sketch
from shapelint.domain.state import is_whole_output
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Sequence, Unknown
from shapelint.torchlib.asking import rank_of, shape_of
from shapelint.torchlib.coerce import result
from shapelint.torchlib.elementwise import remixed
from shapelint.torchlib.indexing import packed_fields

_FACTS = frozenset(("device", "dtype", "layout", "grad_fn", "is_cuda", "requires_grad", "is_leaf", "names", "itemsize"))
"""Attributes of a tensor that say nothing about its shape."""

_WEIGHT = re.compile(r"weight_(ih|hh|hr)_l\d+(_reverse)?")
"""How a recurrent layer names the weights that it always has."""

_PACKED = ("data", "batch_sizes", "sorted_indices", "unsorted_indices")


def attribute(value: object, name: str, at: Hashable = None) -> object:
    """The attribute, or `Unknown` where there is none of this name (it may be a method)."""
    match value:
        case Tensor() | Sketch():
            return _of_tensor(value, name, at)
        case Packed():
            return _of_packed(value, name, at)
        case Recurrent():
            return _of_recurrent(value, name, at)
        case Module():
            return _of_module(value, name, at)
        case Sequence():
            return _of_pair(value, name)
        case _:
            return Unknown("attribute of something unknown")


def _of_tensor(tensor: Tensor | Sketch, name: str, at: Hashable) -> object:
    match name:
        case "shape":
            return shape_of(tensor)
        case "ndim":
            return rank_of(tensor)
        case "data":
            return Unknown("of a tensor or of a packed sequence") if _may_be_packed(tensor) else tensor
        case "T" | "H":
            return (
                result(arrange.t(tensor), "T") if isinstance(tensor, Tensor) and tensor.rank <= 2 else _reversed(tensor)
            )
        case "mT" | "mH":
            turned = (
                transpose_sketch(tensor, -2, -1) if isinstance(tensor, Sketch) else arrange.transpose(tensor, -2, -1)
            )
            return result(turned, "mT")
        case "grad" | "real" | "imag":
            return remixed(tensor)
        case _ if name in _FACTS:
            return Opaque((at, "attribute", name), name)
        case _:
            return Unknown("attribute of a tensor")


def _may_be_packed(tensor: Tensor | Sketch) -> bool:
    """Whether a value is the output of a layer whose input may have been packed: then its data has two axes."""
    call = tensor.call if isinstance(tensor, Tensor) and is_whole_output(tensor) else None
    return call is not None and call.assumed_batched


def _reversed(tensor: Tensor | Sketch) -> object:
    """`T` of more than two axes: all in reverse."""
    if isinstance(tensor, Sketch):
        return Unknown("rank")
    return result(arrange.permute(tensor, tuple(reversed(range(tensor.rank)))), "T")


def _of_packed(packed: Packed, name: str, at: Hashable) -> object:
    if name in _PACKED:
        return packed_fields(packed)[_PACKED.index(name)]
    return Opaque((at, "attribute", name), name) if name == "is_cuda" else Unknown("attribute of a packed sequence")


def _of_module(module: Module, name: str, at: Hashable) -> object:
    """A constructor's argument; `weight` and `bias` of a layer are its parameters, which programs exchange."""
    if name not in ("weight", "bias") or module.kind.endswith("Loss"):
        return module.argument(name)
    return Unknown("a bias that may be None") if name == "bias" else Sketch((at, "attribute", name), name)


def _of_recurrent(layer: Recurrent, name: str, at: Hashable) -> object:
    match name:
        case _ if _WEIGHT.fullmatch(name):
            return Sketch((at, "attribute", name), name)
        case "hidden_size" | "num_layers":
            return Number(getattr(layer, name))
        case "proj_size":
            return Number(layer.proj_size)
        case "input_size" if layer.input_size is not None:
            return Number(layer.input_size)
        case "bidirectional" | "batch_first":
            return Constant(getattr(layer, name))
        case "bias" | "dropout" | "nonlinearity" if getattr(layer, name) is not None:
            return Number(ZERO) if name == "dropout" and layer.dropout == 0 else Constant(getattr(layer, name))
        case "mode":
            return Constant(layer.kind.value)
        case _:
            return Unknown("attribute of a recurrent layer")


def _of_pair(pair: Sequence, name: str) -> object:
    """`torch.max(x, 1)` returns a named tuple; a Python list or tuple has no such attributes."""
    names = ("values", "indices")
    if name in names and len(pair.items) == 2 and not pair.is_list:
        return pair.items[names.index(name)]
    return Unknown("attribute of a sequence")
