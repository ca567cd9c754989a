"""What the interpreter claims of a value, element by element: arrays that can be held against the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.provenance import At, Direction, Label, Place, Position
from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor
from shapelint.domain.value import Constant
from shapelint.interpreter.guards import All, Guard, Guarded
from shapelint.interpreter.predicates import Predicate
from tests.oracle.running import COORDINATES
from tests.oracle.truth import Bools, Ints

SILENT, FINAL, SOME, POOLED, BOTH, LAST = -10, -11, -12, -13, -14, -15
"""No claim; the direction's own final step; one place, not said which; all places; both directions."""

DIRECTIONS = {Direction.FORWARD: 0, Direction.BACKWARD: 1, Direction.BOTH: BOTH, None: SILENT}
POSITIONS = {Position.FINAL: FINAL, Position.LAST: LAST, Position.SOME: SOME, Position.POOLED: POOLED}
DIGITS = {
    Coordinate.TIME: "step", Coordinate.BATCH: "sample", Coordinate.UNIT: "unit", Coordinate.LAYER: "layer",
    Coordinate.DIRECTION: "direction",
}  # fmt: skip

UNKNOWN = object()


@dataclass(frozen=True)
class Open:
    """Values of which one is claimed, not said which (before or after the first pass of a loop)."""

    values: tuple[object, ...]


@dataclass(frozen=True)
class Numbers:
    """What the symbols of a program are worth in this run of it: constructor parameters and sizes of inputs."""

    parameters: Mapping[str, int | bool | str]
    inputs: Mapping[str, Any]

    def of(self, dim: Dim) -> int | None:
        """The number that a dim is, None where a symbol has none."""
        if dim.known is not None:
            return dim.known
        total = 0
        for monomial, coefficient in dim.terms:
            term = coefficient
            for symbol in monomial:
                value = self._symbol(symbol)
                if value is None:
                    return None
                term *= value
            total += term
        return total

    def _number(self, name: str) -> int | None:
        value = self.parameters.get(name)
        return int(value) if isinstance(value, int) else None

    def _symbol(self, symbol: Symbol) -> int | None:
        match symbol.key:
            case ("config", _, str() as name):
                return self._number(name)
            case (("config", _, _), "." | "[]", str() as name):
                return self._number(name)
            case (("config", _, _), "[]", Constant(str() as name)):
                return self._number(name)
            case ("longest" | "packed" as kind, _) if "lengths" in self.inputs:
                lengths = [int(length) for length in self.inputs["lengths"]]
                return max(lengths) if kind == "longest" else sum(lengths)
            case ("//" | "clamp" | "count" | "greater" as kind, Dim() as first, Dim() as second, *rest):
                left, right = self.of(first), self.of(second)
                return None if left is None or right is None else _derived(kind, left, right, rest)
            case (("run", _, str() as name), "size", int() as axis):
                shape = getattr(self.inputs.get(name), "shape", ())
                return int(shape[axis]) if -len(shape) <= axis < len(shape) else None
            case _:
                return None

    def holds(self, guard: Guard) -> bool | None:
        """Whether a path condition is true in this run, None where that is not known."""
        answers = [self._literal(literal.subject, literal.value, literal.holds) for literal in guard]
        return False if False in answers else None if None in answers else True

    def _literal(self, subject: object, told: object, holds: bool) -> bool | None:
        if isinstance(subject, All):
            answer = self.holds(subject.parts)
            return None if answer is None else answer == holds
        value = self._setting(subject)
        if value is UNKNOWN:
            return None
        return (told.covers(value) if isinstance(told, Predicate) else value == told) == holds

    def _setting(self, subject: object) -> Any:
        """What a setting is in this run, or what is made of it."""
        match subject:
            case (
                ("config", _, str() as name)
                | (("config", _, _), ".", str() as name)
                | (("config", _, _), "[]", Constant(str() as name))
            ) if name in self.parameters:
                return self.parameters[name]
            case (of, "()", str() as method) if (value := self._setting(of)) is not UNKNOWN:
                return getattr(value, method)()
            case (of, "isinstance", classes) if (value := self._setting(of)) is not UNKNOWN:
                return f"builtins.{type(value).__name__}" in classes
            case _:
                return UNKNOWN

    def chosen(self, value: object) -> object:
        """The alternative of a value that is taken in this run; all that are left where it cannot be told."""
        if not isinstance(value, Guarded):
            return value
        left = [(self.holds(guard), inner) for guard, inner in value.alternatives]
        taken = [inner for holds, inner in left if holds is not False]
        return taken[0] if len(taken) == 1 else Open(tuple(taken))


def _derived(kind: str, left: int, right: int, rest: list[Any]) -> int | None:
    match kind:
        case "//":
            return left // right if right else None
        case "clamp":
            return slice(left, None).indices(right)[0]
        case "count":
            return len(range(left, right, rest[0]))
        case _:
            return max(left, right)


@dataclass(frozen=True)
class Sites:
    """Which calls of the run a claimed call is: by node the place in the text, by key the turn, where that is known."""

    places: Mapping[object, int]
    turns: Mapping[object, int]

    def call(self, call: Call) -> int:
        """The place of a call among those that the program really makes; a number that none of them has otherwise."""
        return self.places.get(call.at, len(self.places))


@dataclass(frozen=True)
class Claims:
    """Per coordinate a code for every element; whether the values are claimed to be unchanged states."""

    of: Mapping[str, Ints]
    verbatim: Bools

    @property
    def labelled(self) -> Bools:
        """The elements that are claimed to come from a call."""
        return np.asarray(self.of["call"] != SILENT)


def claims_of(tensor: Tensor, shape: tuple[int, ...], numbers: Numbers, sites: Sites) -> Claims:
    """Every claim about the elements of a tensor. `sites` tells which calls are claimed."""
    whole = _label(tensor.label, numbers, sites)
    claims = {name: np.full(shape, whole[name]) for name in COORDINATES}
    verbatim = np.full(shape, tensor.label.verbatim)
    for place, axis in enumerate(tensor.axes):
        along = [1] * len(shape)
        along[place] = shape[place]
        rows = _rows(axis, numbers, sites)
        verbatim = verbatim & np.array([row["verbatim"] for row in rows], dtype=bool).reshape(along)
        for name in COORDINATES:
            column = np.array([row[name] for row in rows]).reshape(along)
            claims[name] = np.where(column == SILENT, claims[name], column)
    return Claims(claims, np.asarray(verbatim))


Row = dict[str, int]


def _rows(axis: Axis, numbers: Numbers, sites: Sites) -> list[Row]:
    """The claims of every position of an axis."""
    return [row for part in axis.parts for row in _part_rows(part, numbers, sites)]


def _part_rows(part: Part, numbers: Numbers, sites: Sites) -> list[Row]:
    rows = [_label(part.label, numbers, sites)]
    for digit in part.digits:
        size = numbers.of(digit.size) or 0
        rows = [{**row, **_digit(digit, place, numbers)} for row in rows for place in range(size)]
    return rows


def _digit(digit: Digit, place: int, numbers: Numbers) -> Row:
    start = numbers.of(digit.start)
    if digit.coordinate not in DIGITS or start is None:
        return {}
    return {DIGITS[digit.coordinate]: start + digit.stride * place}


def _label(label: Label, numbers: Numbers, sites: Sites) -> Row:
    layer = None if label.layer is None else numbers.of(label.layer)
    return {
        "call": SILENT if label.call is None else sites.call(label.call),
        "turn": SILENT if label.call is None else sites.turns.get(label.call.key, SILENT),
        "memory": SILENT if label.memory is None else int(label.memory is Memory.CELL),
        "layer": SILENT if layer is None else layer,
        "direction": DIRECTIONS[label.direction],
        "step": _place(label.step, numbers),
        "sample": _place(label.sample, numbers),
        "unit": _place(label.unit, numbers),
        "verbatim": int(label.verbatim),
    }


def _place(place: Place | None, numbers: Numbers) -> int:
    match place:
        case At(index):
            number = numbers.of(index)
            return SILENT if number is None else number
        case Position():
            return POSITIONS[place]
        case _:
            return SILENT


def sizes_of(tensor: Tensor, numbers: Numbers) -> tuple[int | None, ...]:
    """The claimed shape, None for a size that cannot be told in this run."""
    return tuple(numbers.of(size) for size in tensor.sizes)
