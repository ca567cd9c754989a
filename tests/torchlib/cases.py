"""Calls of torch's operations, each once as real arguments and once as abstract values.

A case is an operation's name and its arguments, where `T(2, 3)` stands for a tensor of these sizes, `I(5, of=(2,))` for
whole numbers below 5 and `M(2, 3)` for a mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import torch

from shapelint.domain.content import Elements
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.tensor import Axis, Tensor
from shapelint.domain.value import Constant, Number, Sequence


@dataclass(frozen=True)
class Stand:
    """What stands for a tensor in a case."""

    sizes: tuple[int, ...]
    below: int | None = None
    mask: bool = False

    def real(self) -> torch.Tensor:
        """A tensor of these sizes."""
        if self.mask:
            return (torch.arange(prod(self.sizes)) % 2 == 0).reshape(self.sizes)
        if self.below is not None:
            return (torch.arange(prod(self.sizes)) % self.below).reshape(self.sizes)
        return torch.rand(self.sizes)

    def abstract(self, symbols: dict[int, Symbol] | None) -> Tensor:
        """The same as the domain has it; with `symbols`, sizes above 1 are symbols."""
        dims = [Dim.of(size) if symbols is None or size < 2 else Dim.of(_symbol(symbols, size)) for size in self.sizes]
        elements = Elements.TRUTHS if self.mask else Elements.REAL if self.below is None else Elements.WHOLE
        return Tensor(tuple(Axis.plain(dim) for dim in dims), elements=elements)


def _symbol(symbols: dict[int, Symbol], size: int) -> Symbol:
    return symbols.setdefault(size, Symbol(("size", size), f"n{size}"))


def T(*sizes: int) -> Stand:  # noqa: N802
    """A tensor of real numbers."""
    return Stand(sizes)


def I(below: int, of: tuple[int, ...]) -> Stand:  # noqa: E743, N802
    """A tensor of whole numbers."""
    return Stand(of, below)


def M(*sizes: int) -> Stand:  # noqa: N802
    """A mask."""
    return Stand(sizes, mask=True)


@dataclass(frozen=True)
class Case:
    """One call. `exact`: an abstract answer is owed for known sizes."""

    name: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = True

    def __str__(self) -> str:
        given = [*map(repr, self.arguments), *(f"{name}={value!r}" for name, value in self.keywords.items())]
        return f"{self.name}({', '.join(given)})"


def case(name: str, *arguments: Any, **keywords: Any) -> Case:
    """A call to which an answer is owed."""
    return Case(name, arguments, keywords)


def vague(name: str, *arguments: Any, **keywords: Any) -> Case:
    """A call to which the answer may be unknown."""
    return Case(name, arguments, keywords, exact=False)


def real(value: Any) -> Any:
    """An argument as torch gets it."""
    match value:
        case Stand():
            return value.real()
        case list() | tuple():
            return type(value)(real(item) for item in value)
        case _:
            return value


def abstract(value: Any, symbols: dict[int, Symbol] | None = None) -> object:
    """An argument as an abstract value."""
    match value:
        case Stand():
            return value.abstract(symbols)
        case bool() | float() | str() | None:
            return Constant(value)
        case int():
            return Number(Dim.of(value))
        case list() | tuple():
            return Sequence(tuple(abstract(item, symbols) for item in value), isinstance(value, list))
        case _:
            return Constant(value)


x, y, square = T(2, 3, 4), T(2, 3, 4), T(3, 3)

UNARY = (
    "tanh sigmoid relu relu6 gelu elu selu celu silu mish hardtanh hardsigmoid hardswish softplus softsign "
    "tanhshrink softshrink logsigmoid leaky_relu exp exp2 expm1 log log2 log10 log1p abs absolute sqrt rsqrt "
    "square reciprocal neg negative sign sin cos tan asin acos atan sinh cosh erf floor ceil round trunc frac "
    "nan_to_num rrelu dropout alpha_dropout feature_alpha_dropout positive contiguous clone detach cpu float "
    "double requires_grad_ half bfloat16 byte chalf cfloat long int short char bool logical_not isnan isinf "
    "isfinite signbit resolve_conj ravel zeros_like ones_like empty_like rand_like randn_like bernoulli isreal "
    "numel nelement dim ndimension size"
)

BINARY = (
    "add sub subtract mul multiply div divide true_divide floor_divide remainder fmod maximum minimum fmax fmin "
    "atan2 logaddexp hypot rsub eq ne lt le gt ge less less_equal greater greater_equal isclose pow"
)

REDUCTIONS = "sum mean nansum nanmean amax amin logsumexp std var all any argmax argmin count_nonzero"

LOSSES = (
    "mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy kl_div binary_cross_entropy_with_logits "
    "poisson_nll_loss soft_margin_loss multilabel_soft_margin_loss"
)
