"""Questions about shapes as syntax: `x.shape`, `x.size(0)`, `x.dim()`, and the equalities that a statement claims."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from shapelint.frozen import dataclass

EQUALITIES = frozenset(("assertEqual", "assertSequenceEqual", "assertTupleEqual", "assertListEqual", "assert_equal"))


@dataclass(frozen=True)
class Asked:
    """What an expression asks of a tensor: its shape, the size of one axis, or its rank."""

    tensor: cst.BaseExpression
    axis: int | None = None
    is_rank: bool = False


def equalities(statement: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression, cst.CSTNode]]:
    """The equalities that a statement claims to hold: `assert a == b and c == d`, `self.assertEqual(a, b)`."""
    match statement:
        case cst.Assert(test=test):
            yield from _all_of(test)
        case cst.Expr(
            value=cst.Call(func=cst.Attribute(attr=cst.Name(value=name)), args=[cst.Arg(value=a), cst.Arg(value=b), *_])
        ) if name in EQUALITIES:
            yield a, b, statement.value


def _all_of(test: cst.BaseExpression) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression, cst.CSTNode]]:
    match test:
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            yield from _all_of(left)
            yield from _all_of(right)
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=cst.Equal(), comparator=right)]):
            yield left, right, test


def is_shape_of(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The `x` of `x.shape` and `x.size()`."""
    match node:
        case cst.Attribute(value=tensor, attr=cst.Name(value="shape")):
            return tensor
        case cst.Call(func=cst.Attribute(value=tensor, attr=cst.Name(value="size")), args=[]):
            return tensor
        case _:
            return None


def asked(node: cst.BaseExpression) -> Asked | None:
    """What an expression asks, if it asks for a shape."""
    whole = is_shape_of(node)
    if whole is not None:
        return Asked(whole)
    match node:
        case cst.Call(func=cst.Name(value="tuple" | "list"), args=[cst.Arg(value=inner)]):
            whole = is_shape_of(inner)
            return None if whole is None else Asked(whole)
        case cst.Call(func=cst.Name(value="len"), args=[cst.Arg(value=inner)]):
            whole = is_shape_of(inner)
            return None if whole is None else Asked(whole, is_rank=True)
        case cst.Subscript(value=inner, slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
            whole, axis = is_shape_of(inner), _whole_number(index)
            return None if whole is None or axis is None else Asked(whole, axis)
        case cst.Call(func=cst.Attribute(value=tensor, attr=cst.Name(value="size")), args=[cst.Arg(value=index)]):
            axis = _whole_number(index)
            return None if axis is None else Asked(tensor, axis)
        case cst.Call(func=cst.Attribute(value=tensor, attr=cst.Name(value="dim" | "ndimension")), args=[]):
            return Asked(tensor, is_rank=True)
        case cst.Attribute(value=tensor, attr=cst.Name(value="ndim")):
            return Asked(tensor, is_rank=True)
        case _:
            return None


def written_sizes(node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """The sizes of a shape that is written out: `(4, 5)`, `[4, 5]`, `torch.Size([4, 5])`, `torch.Size((4, 5))`."""
    match node:
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            starred = any(isinstance(element, cst.StarredElement) for element in elements)
            return None if starred else [element.value for element in elements]
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="Size")), args=[cst.Arg(value=inner)]):
            return written_sizes(inner)
        case cst.Call(func=cst.Name(value="Size" | "tuple" | "list"), args=[cst.Arg(value=inner)]):
            return written_sizes(inner)
        case _:
            return None


def _whole_number(node: cst.BaseExpression) -> int | None:
    match node:
        case cst.Integer(value=value):
            return int(value, 0)
        case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer(value=value)):
            return -int(value, 0)
        case _:
            return None
