"""What an operation of torch is here: its parameters as torch names them, its effect, and what it does to values.

Methods and functions share one table, since `x.sum(1)` is `torch.sum(x, 1)`: a method's receiver is the first argument.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import field
from enum import Enum

from shapelint.domain.dim import Dim
from shapelint.domain.extent import MOST_AXES
from shapelint.domain.value import Number, Unknown
from shapelint.domain.value import Sequence as SequenceValue
from shapelint.frozen import dataclass


class Effect(str, Enum):
    """What an operation does with its operands, as far as a reader of the result is concerned."""

    ASK = "ask"
    """Asks for sizes or other facts: nothing is consumed."""
    PASS = "pass"
    """The same values, or a function of each (`clone`, `detach`, `tanh`, dropout): provenance stays."""
    SELECT = "select"
    """A part of the values: `chunk`, `split`, `unbind`, `index_select`, `gather`."""
    RESHAPE = "reshape"
    """The same values in another arrangement: `view`, `transpose`, `squeeze`, `flip`."""
    JOIN = "join"
    """The values side by side: `cat`, `stack`. Judged by what consumes the joined value."""
    REDUCE = "reduce"
    """A sum, mean or maximum over axes of one operand."""
    MIX = "mix"
    """Operands computed with each other: arithmetic, `matmul`, attention."""
    COMPARE = "compare"
    """A claim that two values are the same: `equal`, `allclose`, `==`."""
    MAKE = "make"
    """A new tensor: `zeros`, `randn`."""
    CONSUME = "consume"
    """A layer or loss reads the values: `Linear`, `cross_entropy`."""


NUMPY_NAMES = {
    "axis": ("dim", "dims"), "keepdims": ("keepdim",), "x": ("input",), "a": ("input",), "x1": ("input",),
    "x2": ("other",), "size": ("shape",), "shape": ("size",), "dims": ("dim",), "self": ("input",),
    "split_size": ("split_size_or_sections",),
}
"""Keywords that torch accepts for its own, or spells differently between method and function."""


AXES = frozenset((
    "dim", "dims", "dim0", "dim1", "axis0", "axis1", "start_dim", "end_dim", "source", "destination", "dimension",
))  # fmt: skip
"""Parameters that name axes."""


@dataclass(frozen=True)
class Bound:
    """Arguments by parameter name; a variadic parameter holds a `tuple`. `at` is the place of the call."""

    arguments: Mapping[str, object]
    at: Hashable = field(default=None, compare=False, repr=False)

    def get(self, name: str, default: object = None) -> object:
        """The argument of this name, or `default` where it was not given."""
        return self.arguments.get(name, default)


@dataclass(frozen=True)
class Operation:
    """`parameters` in torch's order; `*sizes` takes the rest or one sequence (`view(2, 3)`, `view((2, 3))`)."""

    name: str
    parameters: tuple[str, ...]
    effect: Effect
    apply: Callable[[Bound], object]

    def bind(self, positional: Sequence[object], keywords: Mapping[str, object], at: Hashable = None) -> Bound | None:
        """Arguments by name, or None where they do not fit this signature."""
        arguments = {self._spelled(name): value for name, value in keywords.items()}
        rest = list(positional)
        for parameter in self.parameters:
            if parameter.startswith("*"):
                if rest:
                    arguments[parameter[1:]] = tuple(rest)
                rest = []
            elif rest:
                if parameter in arguments:
                    return None
                arguments[parameter] = rest.pop(0)
        if any(_is_no_axis(value) for name, value in arguments.items() if name in AXES):
            return None
        return None if rest else Bound(arguments, at)

    def _spelled(self, keyword: str) -> str:
        """A keyword as torch names it where the caller wrote it as numpy would (`axis`, `keepdims`)."""
        if keyword in self.parameters:
            return keyword
        torch_names = NUMPY_NAMES.get(keyword, ())
        known = {parameter.lstrip("*") for parameter in self.parameters}
        return next((name for name in torch_names if name in known), keyword)

    def __call__(self, positional: Sequence[object], keywords: Mapping[str, object], at: Hashable = None) -> object:
        """The result, `Unknown` where the arguments do not fit."""
        bound = self.bind(positional, keywords, at)
        return Unknown(f"arguments of {self.name}") if bound is None else self.apply(bound)


def _is_no_axis(value: object) -> bool:
    """Whether a value, or one of several, is a number that no axis has."""
    match value:
        case Number(Dim(known=int() as index)):
            return not -MOST_AXES <= index < MOST_AXES
        case tuple() as values:
            return any(map(_is_no_axis, values))
        case SequenceValue(items=items):
            return any(map(_is_no_axis, items))
        case _:
            return False


def operations(
    names: str, parameters: str, effect: Effect, apply: Callable[[Bound], object]
) -> dict[str, Operation]:
    """Table rows for operations that differ by name only; names and parameters are separated by blanks."""
    row = tuple(parameters.split())
    return {name: Operation(name, row, effect, apply) for name in names.split()}
