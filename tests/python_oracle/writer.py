"""Writes expressions and statements: each in one of the ways that are switched on, out of names that are live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, LISTS, MUTABLE, NONE, STR, STRS, TUPLE, Signature, class_of
from tests.python_oracle.registry import EXPRESSIONS, STATEMENTS, Doing, Impossible, Lines, Saying, aside
from tests.python_oracle.scopes import Scope

T = TypeVar("T")
Way = TypeVar("Way", Saying, Doing)
WORDS = ("a", "b", "ab", "lstm", "gru", "x y", "")
KEYS = ("a", "b", "k")
PREFIXES = {INT: "n", BOOL: "p", STR: "s", NONE: "z", INTS: "xs", STRS: "ws", LISTS: "ls", TUPLE: "t", DICT: "d"}
DEEPEST = 3
"""Blocks inside blocks."""
FAVOURED, MORE_OFTEN = 12, 10
"""How many features a program shows more often, and how much more."""
ALIASES = "aliases"
OPAQUE, OPAQUE_LISTS = "inputs", "lists given"
EFFECTS, EMPTY = "effects of what may not be evaluated", "lists bound anew in loops"
aside(ALIASES, OPAQUE, OPAQUE_LISTS, EFFECTS, EMPTY)
GIVEN = {BOOL: "coin", INT: "dice", STR: "word", INTS: "many"}
"""The inputs, by their kind."""


class Writer:
    """Writes one program. What is live is in `scope`."""

    def __init__(self, random: Random, features: frozenset[str]) -> None:
        """Nothing is written yet. Each program has features that it shows more often than others."""
        self.random = random
        self.features = features
        self._favoured = frozenset(random.sample(sorted(features), min(FAVOURED, len(features))))
        self.scope = Scope()
        self.depth = 0
        self._deep = 2
        self._made = 0
        self._quiet = 0

    def has(self, feature: str) -> bool:
        """Whether a feature is switched on."""
        return feature in self.features

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.random.random() < share

    def one(self, of: Sequence[T]) -> T:
        """One of several. Raises Impossible if there is none."""
        if not of:
            raise Impossible
        return of[self.random.randrange(len(of))]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self.random.randint(low, high)

    def fresh(self, prefix: str) -> str:
        """A name that is not used yet."""
        self._made += 1
        return f"{prefix}{self._made}"

    def target(self, kind: str) -> str:
        """A name to bind: a new one, or one of this function's own."""
        scope = self.scope
        own = sorted(name for name in scope.own & scope.names.keys() if name not in scope.reserved)
        if scope.loops and not self.has(EMPTY):
            own = [name for name in own if scope.names[name] not in MUTABLE]
        if own and self.chance(0.4):
            return self.one(own)
        return self.fresh(PREFIXES.get(kind, "o"))

    # expressions

    def expression(self, kind: str, deep: int = 2) -> str:
        """An expression of this kind; what is mutable is new, unless aliases are switched on."""
        if class_of(kind) is not None:
            return self.place(kind)
        if deep <= 0 or self.chance(0.25):
            return self.atom(kind)
        ways = [way for way in EXPRESSIONS.get(kind, ()) if way.feature in self.features]
        return self._first(ways, lambda way: self._said(way, deep)) if ways else self.atom(kind)

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Write what may not be evaluated: it does nothing, unless that is switched on."""
        self._quiet += not self.has(EFFECTS)
        try:
            yield
        finally:
            self._quiet -= not self.has(EFFECTS)

    def maybe(self, kind: str) -> str:
        """An expression inside the one that is written now, which may not be evaluated."""
        with self.perhaps():
            return self.part(kind)

    @property
    def is_quiet(self) -> bool:
        """Whether what is written now may do nothing but give a value."""
        return self._quiet > 0

    def _said(self, way: Saying, deep: int) -> str:
        before, self._deep = self._deep, deep - 1
        try:
            return way.write(self)
        finally:
            self._deep = before

    def part(self, kind: str) -> str:
        """An expression inside the one that is written now."""
        return self.expression(kind, self._deep)

    def _first(self, ways: Sequence[Way], write: Callable[[Way], T]) -> T:
        """What the first way gives that is possible."""
        weights = [way.weight * (MORE_OFTEN if way.feature in self._favoured else 1) for way in ways]
        for _ in range(20):
            (way,) = self.random.choices(ways, weights)
            try:
                return write(way)
            except Impossible:
                continue
        raise Impossible

    def atom(self, kind: str) -> str:
        """A name or a literal."""
        if kind in MUTABLE and not self.has(ALIASES):
            return f"{self.place(kind)}.copy()" if self.chance(0.5) else self.literal(kind)
        return self.place(kind) if self.chance(0.7) else self.literal(kind)

    def place(self, kind: str) -> str:
        """A name of this kind or, where there is none, a literal."""
        names = self.places(kind)
        if names and not self.chance(0.05):
            return self.one(names)
        if self.has(OPAQUE_LISTS if kind == INTS else OPAQUE) and kind in GIVEN and self.chance(0.3):
            return GIVEN[kind]
        return self.literal(kind)

    def places(self, kind: str) -> list[str]:
        """The names that hold this kind, and the attributes of objects that do."""
        found = [name for name, held in self.scope.names.items() if held == kind]
        for name, held in self.scope.names.items():
            shape = self.scope.classes.get(class_of(held) or "")
            if shape is not None:
                known = [text for text, each in shape.attributes.items() if each == kind]
                found += [f"{name}.{text}" for text in known if text != "view" or not self.is_quiet]
        return found

    def literal(self, kind: str) -> str:
        """A constant, or a list or dict of constants."""
        match kind:
            case "int":
                return str(self.number(-3, 9) if self.chance(0.3) else self.number(0, 4))
            case "bool":
                return self.one(("True", "False"))
            case "str":
                return repr(self.one(WORDS))
            case "none":
                return "None"
            case "ints":
                return f"[{self.several(INT, 0, 3)}]"
            case "strs":
                return f"[{self.several(STR, 0, 3)}]"
            case "lists":
                return f"[{self.several(INTS, 1, 2)}]"
            case "tuple":
                return f"({self.several(INT, 1, 3)},)"
            case "dict":
                keys = self.random.sample(KEYS, self.number(0, 3))
                return "{" + ", ".join(f"{key!r}: {self.literal(INT)}" for key in keys) + "}"
            case _:
                raise Impossible

    def several(self, kind: str, least: int, most: int) -> str:
        """Literals with commas between them."""
        return ", ".join(self.literal(kind) for _ in range(self.number(least, most)))

    def call(self, name: str, signature: Signature) -> str:
        """A call of a function."""
        names = [text for text, _ in signature.parameters]
        count = self.number(signature.least, len(names)) if names else 0
        given, by_name = [], False
        for text, kind in signature.parameters[:count]:
            by_name = by_name or self.chance(0.15)
            value = self.part(kind)
            given.append(f"{text}={value}" if by_name else value)
        if signature.more is not None and not by_name and count == len(names):
            given += [self.part(signature.more) for _ in range(self.number(0, 2))]
        return f"{name}({', '.join(given)})"

    # statements

    def statement(self) -> Lines:
        """One statement."""
        ways = [way for way in STATEMENTS if way.feature in self.features and not (way.deep and self.depth >= DEEPEST)]
        return self._first(ways, self._done)

    def _done(self, way: Doing) -> Lines:
        scope, self.scope = self.scope, self.scope.copy()
        depth, self._deep = self.depth, 2
        try:
            return way.write(self)
        except Impossible:
            self.scope, self.depth = scope, depth
            raise

    def block(self, least: int = 1, most: int = 2) -> Lines:
        """Statements in a row, indented."""
        self.depth += 1
        try:
            lines = [line for _ in range(self.number(least, most)) for line in self.statement()]
        finally:
            self.depth -= 1
        return indented(lines or ["pass"])

    @contextmanager
    def function(self, parameters: Sequence[tuple[str, str]], returns: str | None) -> Iterator[Scope]:
        """Write the body of a function with these parameters."""
        outer = self.scope
        self.scope = outer.inner(returns)
        for name, kind in parameters:
            self.scope.bind(name, kind)
        self.depth += 1
        try:
            yield self.scope
        finally:
            self.scope = outer
            self.depth -= 1


def indented(lines: Sequence[str]) -> Lines:
    """The same lines one level further in."""
    return [f"    {line}" for line in lines]
