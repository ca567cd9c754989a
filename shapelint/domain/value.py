"""Abstract values that torch's functions take and give, beside tensors.

The interpreter has more kinds of its own (classes, functions, instances); all are `Value`s of one union there.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field
from enum import Enum

from shapelint.domain.dim import Dim
from shapelint.domain.recurrent import Call, Recurrent
from shapelint.domain.tensor import Axis, Packed, Sketch, Tensor
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Unknown:
    """Nothing is known, and nothing is ever reported about it. `why` is for `shapes --statistics`.

    `key` tells what a name holds from other unknown things, so that a test of it comes out the same when asked again.
    """

    why: str = field(default="", compare=False)
    key: Hashable = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Nothing(Unknown):
    """A slice that holds nothing, of a tensor of which nothing else is told: sizes are positive."""


@dataclass(frozen=True)
class Opaque:
    """Something of unknown nature but known identity: a parameter, an attribute of one, an entry of a config.

    Used as a number it is a symbol, used as a tensor a `Sketch`, used as a test a literal of the path condition.
    """

    key: Hashable
    name: str = field(compare=False)


@dataclass(frozen=True)
class Imported:
    """Something of a library, by its dotted path: `torch.nn.LSTM`."""

    path: str


@dataclass(frozen=True)
class Number:
    """A whole number."""

    dim: Dim


@dataclass(frozen=True)
class Ratio:
    """`top / bottom` of whole numbers that are not known: a float, until `int(...)` makes it whole again."""

    top: Dim
    bottom: Dim

    @property
    def whole(self) -> Dim | None:
        """The whole number that it is cut down to, None where it may be negative."""
        low, least = self.top.bounds()[0], self.bottom.bounds()[0]
        if low is None or least is None or low < 0 or least < 1:
            return None
        return self.top.floor_quotient(self.bottom)


@dataclass(frozen=True)
class Constant:
    """A Python constant that is no whole number: a string, a float, a truth value, None, Ellipsis."""

    value: object


class Meaning(str, Enum):
    """What a tuple that a recurrent layer returned is."""

    RESULTS = "results"
    """`(output, state)`"""
    STATE = "state"
    """An LSTM's `(h_n, c_n)`"""
    PADDED = "padded"
    """`(padded, lengths)` of `pad_packed_sequence`"""


@dataclass(frozen=True)
class Sequence:
    """A tuple or list (or `torch.Size`) of known length. `meaning` and `call`: which call returned it, if one did.

    `identity` tells a list from another one that is equal, where that is known.
    """

    items: tuple[object, ...]
    is_list: bool = False
    meaning: Meaning | None = field(default=None, compare=False)
    call: Call | None = field(default=None, compare=False)
    identity: Hashable = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Many:
    """A list (or `ModuleList`) of unknown length whose items are all like this one."""

    item: object
    identity: Hashable = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ShapeOf:
    """The `torch.Size` of a tensor of unknown rank: indexing it asks the sketch, unpacking it tells the rank."""

    sketch: Sketch


@dataclass(frozen=True)
class Span:
    """A slice object `start:stop:step`; None where absent."""

    start: object
    stop: object
    step: object


@dataclass(frozen=True)
class Module:
    """A torch module that is not recurrent: the name of its class and its constructor's arguments by name.

    `children` are the modules inside a container (`Sequential`, `ModuleList`).
    """

    kind: str
    arguments: tuple[tuple[str, object], ...] = ()
    children: tuple[object, ...] = ()
    name: str = field(default="", compare=False)
    at: Hashable = field(default=None, compare=False, repr=False)

    def argument(self, name: str) -> object:
        """The argument of this name, or `Unknown()`."""
        return dict(self.arguments).get(name, Unknown())


TorchValue = (
    Unknown | Opaque | Imported | Number | Constant | Sequence | ShapeOf | Span | Tensor | Sketch | Packed | Recurrent
    | Module
)  # fmt: skip

__all__ = [
    "Axis", "Constant", "Imported", "Many", "Meaning", "Module", "Nothing", "Number", "Opaque", "Packed", "Ratio",
    "Recurrent", "Sequence",
    "ShapeOf", "Sketch", "Span", "Tensor", "TorchValue", "Unknown",
]
