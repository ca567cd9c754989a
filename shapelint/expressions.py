"""What every expression and every assigned name of a program holds, with its place: what an editor shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

import libcst as cst

from shapelint.diagnostic import Location
from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Tensor
from shapelint.domain.value import Meaning, Sequence, Unknown
from shapelint.domain.words import block_words, recurrent_words, shape_words
from shapelint.frozen import dataclass
from shapelint.interpreted import Interpreted
from shapelint.interpreter.entry import Run
from shapelint.interpreter.guards import ALWAYS, Guard, alternatives
from shapelint.shapes import condition_words
from shapelint.torchlib.recurrent import call

NAMES = {Meaning.RESULTS: ("output", "h_n"), Meaning.STATE: ("h_n", "c_n"), Meaning.PADDED: ("padded", "lengths")}
"""What torch's documentation calls the items of the tuples that a layer returns."""


@dataclass(frozen=True)
class Part:
    """One tensor or layer of a value: `shape` is None for a layer, `under` the condition that it holds under."""

    name: str
    shape: str | None
    blocks: str
    under: str


Case = tuple[Guard, object]
"""A value, and the condition that it holds under."""


@dataclass(frozen=True)
class Expression:
    """Where an expression is, in rows of the program, and what it holds: put into words when they are asked for."""

    location: Location
    end_location: Location
    cases: tuple[Case, ...] = field(repr=False)
    is_target: bool

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The tensors and layers of the value, in all cases."""
        return _each_once(part for guard, value in self.cases for part in _parts(value, "", condition_words(guard)))

    @cached_property
    def returned(self) -> tuple[Part, ...]:
        """What a call gives of the layer that it holds."""
        layers = ((guard, value) for guard, value in self.cases if isinstance(value, Recurrent))
        return _each_once(part for guard, value in layers for part in _returned(value, condition_words(guard)))

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """The shapes of the value as a whole, `((B, T, H), (1, B, H))`, if it is that of an assignment's target.

        There is more than one where cases differ, but for those that are the same with numbers for sizes: a script that
        calls a model once does not hide what holds of every call.
        """
        values = [value for _, value in self.cases if self.is_target and _is_told(value)]
        shapes = {_shapes(value): value for value in values}
        return tuple(text for text, value in shapes.items() if not _is_covered(value, shapes.values()))


def expressions_of(interpreted: Interpreted) -> list[Expression]:
    """What derives from a recurrent layer in a program, by place, the outer before the inner."""
    found: list[Expression] = []
    for node, (cases, is_target) in _held(interpreted.runs[0]).items():
        place = interpreted.positions.get(node)
        if place is not None:
            start, end = place.start, place.end
            ends = (Location(start.line, start.column + 1), Location(end.line, end.column + 1))
            found.append(Expression(*ends, tuple(cases), is_target))
    return sorted(found, key=lambda each: (each.location, (-each.end_location.row, -each.end_location.column)))


def _each_once(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(parts))


def _held(run: Run) -> dict[cst.CSTNode, tuple[list[Case], bool]]:
    """By node the values that it has in the run with symbols, and whether it is assigned to."""
    held: dict[cst.CSTNode, tuple[list[Case], bool]] = {}
    for values, is_target in ((run.derived, False), (run.bound, True)):
        for (_, node), value in values.items():
            held.setdefault(node, ([], is_target))[0].extend(alternatives(value, ALWAYS))
    return held


def _is_covered(value: object, others: Iterable[object]) -> bool:
    """Whether another value has the same shape but for symbols where this one has something special."""
    return any(other is not value and _covers(other, value) and not _covers(value, other) for other in others)


def _covers(general: object, special: object) -> bool:
    """Whether numbers, or other symbols, in place of the symbols of one value's shape make it the other's."""
    known: dict[Symbol, Dim] = {}
    pairs = list(_size_pairs(general, special))
    if any(pair is None for pair in pairs):
        return False
    ordered = sorted((pair for pair in pairs if pair is not None), key=lambda pair: not _is_symbol(pair[0]))
    return all(_agrees(size, wanted, known) for size, wanted in ordered)


def _is_symbol(size: Dim) -> bool:
    match size.terms:
        case (((_,), 1),):
            return True
        case _:
            return False


def _agrees(size: Dim, wanted: Dim, known: dict[Symbol, Dim]) -> bool:
    """Whether a size can be another; what its symbol must be then is noted."""
    size = size.substitute(known)
    if size == wanted:
        return True
    match size.terms:
        case (((symbol,), factor),) if symbol not in known:
            value = wanted.exact_quotient(factor)
            if value is not None and (value.known is not None or _is_symbol(value)):
                known[symbol] = value
                return True
    return False


def _size_pairs(left: object, right: object) -> Iterator[tuple[Dim, Dim] | None]:
    """The sizes of two values side by side; None where they are built differently."""
    match left, right:
        case (Tensor(), Tensor()) if len(left.sizes) == len(right.sizes):
            yield from zip(left.sizes, right.sizes, strict=True)
        case (Packed(), Packed()):
            yield from _size_pairs(left.data, right.data)
        case (Sequence(), Sequence()) if (len(left.items), left.is_list) == (len(right.items), right.is_list):
            for one, other in zip(left.items, right.items, strict=True):
                yield from _size_pairs(one, other)
        case _ if _is_told(left) or _is_told(right):
            yield None


def _parts(value: object, name: str, under: str) -> Iterator[Part]:
    match value:
        case Recurrent():
            yield Part(name, None, recurrent_words(value), under)
        case Tensor() | Packed():
            yield Part(name, shape_words(value), block_words(value), under)
        case Sequence(items=items, meaning=meaning):
            names = NAMES.get(meaning, ()) if meaning is not None else ()
            for i, item in enumerate(items):
                yield from _parts(item, names[i] if i < len(names) else "", under)
        case _:
            return


def _returned(layer: Recurrent, under: str) -> Iterator[Part]:
    """What a call gives, for a batch whose sizes are called B and T."""
    called = call(layer, Unknown("any input"), None, "a call")
    if called is not None:
        yield from _parts(called[1], "", under)


def _is_told(value: object) -> bool:
    """Whether there is a shape in a value."""
    return isinstance(value, (Tensor, Packed)) or (isinstance(value, Sequence) and any(map(_is_told, value.items)))


def _shapes(value: object) -> str:
    match value:
        case Tensor() | Packed():
            return f"{'packed ' if isinstance(value, Packed) else ''}{shape_words(value)}"
        case Sequence(items=items, is_list=is_list):
            inner = ", ".join(map(_shapes, items))
            return f"[{inner}]" if is_list else f"({inner}{',' if len(items) == 1 else ''})"
        case _:
            return "..."
