"""What symbols and path conditions of the interpreter are worth when the program is given certain inputs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.value import Constant, Number
from shapelint.interpreter.guards import Guard, Guarded
from shapelint.interpreter.predicates import Containing, Predicate

UNTOLD = object()
"""What is not told by the inputs."""


@dataclass(frozen=True)
class World:
    """One choice of the inputs."""

    inputs: Mapping[str, Any]

    def of(self, key: Hashable) -> Any:
        """What something of which only the key is known is worth, UNTOLD where the inputs do not say."""
        match key:
            case ("global", str() as name):
                return self.inputs.get(name, UNTOLD)
            case (inner, "[]", Number(dim)) if isinstance(held := self.of(inner), list | str):
                place = self.number(dim)
                return held[place] if place is not None and -len(held) <= place < len(held) else UNTOLD
            case (inner, "[]", Constant(index)) if isinstance(held := self.of(inner), dict):
                return held.get(index, UNTOLD)
            case (inner, ".", str() as name) if isinstance(held := self.of(inner), SimpleNamespace):
                return getattr(held, name, UNTOLD)
            case (inner, "()", str() as method) if isinstance(held := self.of(inner), str):
                return getattr(held, method)()
            case (inner, "size", 0) if isinstance(held := self.of(inner), list | str):
                return len(held)
            case _:
                return UNTOLD

    def number(self, dim: Dim) -> int | None:
        """The number that a dim is, None where a symbol has none."""
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

    def _symbol(self, symbol: Symbol) -> int | None:
        if symbol.quotient is not None:
            top, bottom = (self.number(each) for each in symbol.quotient)
            return None if top is None or not bottom else top // bottom
        value = self.of(symbol.key)
        return int(value) if isinstance(value, int) else None

    def holds(self, guard: Guard) -> bool | None:
        """Whether a path condition is true here, None where the inputs do not say."""
        answers = [self._literal(literal.subject, literal.value, literal.holds) for literal in guard]
        return False if False in answers else None if None in answers else True

    def _literal(self, subject: Hashable, told: Hashable, holds: bool) -> bool | None:
        match subject:
            case ("0" | "at least 0" as question, Dim() as dim):
                number = self.number(dim)
                return None if number is None else (number == 0 if question == "0" else number >= 0) is holds
            case (inner, "isinstance", (*classes,)) if (value := self.of(inner)) is not UNTOLD:
                names = {f"builtins.{each.__name__}" for each in type(value).__mro__}
                return (not names.isdisjoint(classes)) is holds
        value = self.of(subject)
        if value is UNTOLD:
            return None
        if isinstance(told, Containing):
            return (told.text in value if isinstance(value, str | list | dict) else False) is holds
        return (told.covers(value) if isinstance(told, Predicate) else value == told) is holds

    def alternatives(self, value: object) -> list[object]:
        """The alternatives of a value that the inputs do not exclude."""
        if not isinstance(value, Guarded):
            return [value]
        return [inner for guard, inner in value.alternatives if self.holds(guard) is not False]
