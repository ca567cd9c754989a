"""Types of elements: which elements a type stands for, and what a cast makes of a tensor."""

from __future__ import annotations

from dataclasses import replace

from shapelint.domain.agreement import touched
from shapelint.domain.content import Elements, as_truths
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Imported, Opaque

_NAMES = (
    (Elements.WHOLE, "int32 int64 int long IntTensor LongTensor"),
    (Elements.TRUTHS, "bool BoolTensor"),
    (Elements.REAL, "float16 float32 float64 bfloat16 half float double HalfTensor FloatTensor DoubleTensor"),
    (None, "uint8 int8 int16 short complex64 complex128 cfloat cdouble ByteTensor CharTensor ShortTensor"),
)
"""None for types that are not followed: numbers of 8 bits are a mask where they index, and do not hold every number."""
_ELEMENTS = {name: elements for elements, names in _NAMES for name in names.split()}
_HOMES = ("torch", "torch.cuda", "builtins")


def is_dtype(value: object) -> bool:
    """Whether a value is a type of elements, or is called one."""
    match value:
        case Imported(path) | Constant(str() as path):
            home, _, name = path.rpartition(".")
            return home in _HOMES and name in _ELEMENTS
        case Opaque(name=name):
            return name.rpartition(".")[2].endswith("dtype")
        case _:
            return False


def is_cast_to(value: object) -> bool:
    """Whether `x.to(value)` takes the type of its elements from there: from a type, or from another tensor."""
    return is_dtype(value) or isinstance(value, Tensor | Sketch)


def elements_of(value: object) -> Elements | None:
    """The elements of a tensor of this type, or of this tensor's; None where they are not known."""
    match value:
        case Imported(path) | Constant(str() as path) if is_dtype(value):
            return _ELEMENTS[path.rpartition(".")[2]]
        case Tensor(elements=elements):
            return elements
        case _:
            return None


def holding(tensor: Tensor, elements: Elements | None) -> Tensor:
    """The tensor as it would be with these elements."""
    content = None if elements is None else tensor.content
    return replace(tensor, elements=elements, content=as_truths(content) if elements is Elements.TRUTHS else content)


def cast(tensor: Tensor, elements: Elements | None) -> Tensor:
    """The tensor with its elements made these."""
    made = holding(tensor, elements)
    if elements in (None, Elements.REAL):
        return made
    return replace(touched(made), elements=elements, content=made.content)
