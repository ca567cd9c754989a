"""Products of tensors: `matmul`, `bmm`, `einsum`, `linear`. Sizes are exact, what comes out is something new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from shapelint.domain.agreement import hoisted, unlabelled
from shapelint.domain.combine import matmul
from shapelint.domain.dim import Dim, equal
from shapelint.domain.tensor import Axis, Sketch, Tensor
from shapelint.domain.value import Constant, Unknown
from shapelint.torchlib.coerce import as_sequence, as_tensor, result
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def multiplied(left: object, right: object) -> object:
    """`left @ right`."""
    first, second = as_tensor(left), as_tensor(right)
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return result(matmul(first, second), "shapes do not fit")
    if isinstance(first, Sketch) and isinstance(second, Tensor) and second.rank == 2:
        return with_last_axis(first, second.axes[1].size)
    return Unknown("operands of unknown rank")


def with_last_axis(value: Tensor | Sketch, size: Dim) -> Tensor | Sketch | None:
    """The tensor with its last axis replaced by a new one: what a linear layer makes of it."""
    last = Axis.plain(size)
    if isinstance(value, Tensor):
        bare = unlabelled(hoisted(value))
        return Tensor((*bare.axes[:-1], last), arranged=value.arranged) if bare.rank else None
    return replace(value, back=(*value.back[:-1], last))


def _of_rank(*ranks: int) -> Callable[[Bound], object]:
    def product(bound: Bound) -> object:
        right = as_tensor(bound.get("other", bound.get("mat2", bound.get("vec"))))
        left = as_tensor(bound.get("input"))
        operands = [
            operand.of_rank(rank) if isinstance(operand, Sketch) else operand
            for operand, rank in zip((left, right), ranks, strict=True)
        ]
        if any(operand is None or operand.rank != rank for operand, rank in zip(operands, ranks, strict=True)):
            return Unknown("operands of another rank")
        return multiplied(*operands)

    return product


def _matmul(bound: Bound) -> object:
    return multiplied(bound.get("input"), bound.get("other"))


def _linear(bound: Bound) -> object:
    value, weight = as_tensor(bound.get("input")), as_tensor(bound.get("weight"))
    if value is None or not isinstance(weight, Tensor) or weight.rank != 2:
        return Unknown("input or weight")
    if isinstance(value, Tensor) and (not value.rank or equal(value.sizes[-1], weight.sizes[1]) is False):
        return Unknown("shapes do not fit")
    return result(with_last_axis(value, weight.sizes[0]))


def _einsum(bound: Bound) -> object:
    equation = bound.get("equation")
    given = bound.get("operands", ())
    items = given if isinstance(given, tuple) else (given,)
    if len(items) == 1 and as_sequence(items[0]) is not None:
        items = as_sequence(items[0]) or ()
    operands = [as_tensor(item) for item in items]
    if not isinstance(equation, Constant) or not isinstance(equation.value, str):
        return Unknown("equation")
    return result(_contracted(equation.value.replace(" ", ""), operands), "equation and operands")


def _contracted(equation: str, operands: Sequence[Tensor | Sketch | None]) -> Tensor | None:
    sources, arrow, target = equation.partition("->")
    terms = sources.split(",")
    if len(terms) != len(operands) or "." in equation:
        return None
    sizes: dict[str, Dim] = {}
    for term, operand in zip(terms, operands, strict=True):
        if operand is None or (isinstance(operand, Tensor) and operand.rank != len(term)):
            return None
        dims = (operand.of_rank(len(term)) if isinstance(operand, Sketch) else operand).sizes
        for letter, size in zip(term, dims, strict=True):
            known = sizes.setdefault(letter, size)
            if equal(known, size) is False and 1 not in (known.known, size.known):
                return None
            if known.known == 1 or (known.known is None and size.known not in (None, 1)):
                sizes[letter] = size
    letters = target if arrow else "".join(sorted(x for x in sizes if sources.count(x) == 1))
    if any(letter not in sizes for letter in letters):
        return None
    return Tensor(tuple(Axis.plain(sizes[letter]) for letter in letters))


OPERATIONS: Mapping[str, Operation] = {
    **operations("matmul", "input other", Effect.MIX, _matmul),
    **operations("bmm", "input mat2", Effect.MIX, _of_rank(3, 3)),
    **operations("mm", "input mat2", Effect.MIX, _of_rank(2, 2)),
    **operations("mv", "input vec", Effect.MIX, _of_rank(2, 1)),
    **operations("dot inner", "input other", Effect.MIX, _of_rank(1, 1)),
    **operations("einsum", "equation *operands", Effect.MIX, _einsum),
    **operations("linear", "input weight bias", Effect.CONSUME, _linear),
}
