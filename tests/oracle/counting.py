"""Whole numbers as a program spells them: literals, names, sizes of tensors, arithmetic."""

from __future__ import annotations

import torch

from tests.oracle.builder import Builder

Atom = tuple[str, int]


def outside(b: Builder, value: int) -> str:
    """A number in a constructor's argument."""
    names = [(named.outer, named.value) for named in b.named.values() if _is_number(named.value)]
    return _spelled(b, value, names)  # type: ignore[arg-type]


def inside(b: Builder, value: int) -> str:
    """A size or a positive index in the body."""
    return _spelled(b, value, _names(b)) if b.chance(35) else _size(b, value) if b.chance(30) else str(value)


def literal(b: Builder, value: int, size: int) -> str:
    """An index into an axis of this size, now and then counted from the end."""
    return str(value - size) if b.chance(40) else inside(b, value) if b.chance(20) else str(value)


def _names(b: Builder) -> list[Atom]:
    known = [(named.inner, named.value) for named in b.named.values() if _is_number(named.value)]
    counted = [(e.name, e.value) for e in b.entries if _is_number(e.value) and e.value > 0]
    return [*known, *known, *counted]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _size(b: Builder, value: int) -> str:
    """The number as some tensor's size."""
    found = [(e.name, i, e.value.dim()) for e in b.tensors() for i, size in enumerate(e.value.shape) if size == value]
    if not found:
        return str(value)
    name, axis, rank = b.pick(found)
    place = axis - rank if b.chance(30) else axis
    forms = [f"{name}.size({place})", f"{name}.shape[{place}]", f"{name}.size(dim={place})"]
    return str(b.pick([*forms, f"len({name})"] if axis == 0 else forms))


def _spelled(b: Builder, value: int, names: list[Atom]) -> str:
    forms = [name for name, number in names if number == value]
    for name, number in names:
        if number > 1 and value > number and value % number == 0:
            forms += [f"{value // number} * {name}", f"{name} * {value // number}"]
        if number == value - 1:
            forms.append(f"{name} + 1")
        if number == value + 1:
            forms.append(f"{name} - 1")
        if value and number // 2 == value:
            forms.append(f"{name} // 2")
    return str(b.pick(forms)) if forms and b.chance(60) else str(value)


def sizes_of(tensor: torch.Tensor) -> tuple[int, ...]:
    """The shape as plain numbers."""
    return tuple(int(size) for size in tensor.shape)
