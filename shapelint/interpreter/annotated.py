"""Annotations that state a shape: `Float[Tensor, "batch time feature"]` of jaxtyping, `TensorType["batch", "time"]`.

Of a parameter that nothing here passes an annotation is a fact, of a result a claim. One function's names stand for one
size each, and `batch` and `time` for what they say.
"""

from __future__ import annotations

from collections.abc import Hashable

import libcst as cst

from shapelint.domain.claim import Claim, ClaimedSize, Source
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.tensor import Axis, Coordinate, Tensor
from shapelint.interpreter.comments import role_of
from shapelint.interpreter.spelling import dotted, string

UNSTATED = frozenset(("_", ""))
MOST_DIGITS = 18
"""Of a size that is a number."""


def names_in(annotation: cst.BaseExpression | None) -> tuple[str, ...] | None:
    """The axes that an annotation names, in order; None where it states no shape, or not of every axis."""
    if not isinstance(annotation, cst.Subscript):
        return None
    items = [element.slice.value if isinstance(element.slice, cst.Index) else None for element in annotation.slice]
    texts = [_text(item) for item in items]
    last = (dotted(annotation.value) or "").rpartition(".")[2]
    if last == "TensorType" and texts and None not in texts:
        names: tuple[str, ...] = tuple(text for text in texts if text is not None)
    elif len(items) == 2 and (dotted(items[0]) or "").rpartition(".")[2] == "Tensor" and texts[1] is not None:
        names = tuple(texts[1].split())
    else:
        return None
    plain = all(name == "_" or name.isidentifier() or _is_number(name) for name in names)
    return names if plain else None


def fact(annotation: cst.BaseExpression | None, key: Hashable) -> Tensor | None:
    """The tensor that an annotation says a parameter is; `key` tells the function's names from those of others."""
    names = names_in(annotation)
    if not names:
        return None
    roles = [role_of(name) for name in names]
    axes = []
    for place, (name, role) in enumerate(zip(names, roles, strict=True)):
        coordinate = role if role is not None and roles.count(role) == 1 else Coordinate.OTHER
        axes.append(Axis.plain(_size(name, key, place), coordinate))
    return Tensor(tuple(axes))


def claim(annotation: cst.BaseExpression | None, key: Hashable) -> Claim | None:
    """What an annotation claims of a value."""
    names = names_in(annotation)
    if names is None:
        return None
    sizes = [ClaimedSize(name, None if name == "_" else _size(name, key, 0), role_of(name)) for name in names]
    return Claim(Source.ANNOTATION, tuple(sizes))


def _size(name: str, key: Hashable, place: int) -> Dim:
    if _is_number(name):
        return Dim.of(int(name))
    own = (name, place) if name in UNSTATED else name
    return Dim.of(Symbol(("run", key, "axis", own), name if name not in UNSTATED else f"axis {place}"))


def _is_number(name: str) -> bool:
    return name.isdecimal() and len(name) <= MOST_DIGITS


def _text(node: cst.CSTNode | None) -> str | None:
    match node:
        case cst.SimpleString():
            text = string(node)
            return text if isinstance(text, str) else None
        case cst.Integer(value=value):
            return value
        case _:
            return None
