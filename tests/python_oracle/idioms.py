"""Statements that are written after a pattern.

In a pattern `$name` is a new name, the same wherever it stands; `<int>`, `<str>`, ... an expression of that kind,
`<int:literal>` a constant of it, `<ints:place>` a name that holds it; `<0>`, `<1>`, ... one of several texts, which may
have such places themselves; `<block>` statements. What stands alone in its line may be several lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

from tests.python_oracle.classes import IN_LOOPS
from tests.python_oracle.kinds import OTHER
from tests.python_oracle.registry import STATEMENTS, Doing, Impossible, Lines
from tests.python_oracle.writer import Writer

_PLACE = re.compile(r"<(\w+)(?::(\w+))?>")
_NAME = re.compile(r"\$([A-Za-z_]+\d?)")
_BOUND = re.compile(r"(\w+)(?:, (\w+))? [-+]?=")


def idiom(
    feature: str, pattern: str, *choices: Sequence[str], weight: int = 1, at_top: bool = False, once: bool = False
) -> None:
    """Register a pattern. `at_top`: for the module only, in no branch. `once`: not in loops, since it makes objects."""
    lines = dedent(pattern).strip().splitlines()

    def write(w: Writer) -> Lines:
        is_inside, is_repeated = w.scope.in_function or w.depth > 0, w.scope.loops > 0 and not w.has(IN_LOOPS)
        if (at_top and is_inside) or (once and is_repeated):
            raise Impossible
        return _Filling(w, choices).all(lines)

    STATEMENTS.append(Doing(feature, weight, write, "<block>" in pattern))


class _Filling:
    """One use of a pattern."""

    def __init__(self, w: Writer, choices: Sequence[Sequence[str]]) -> None:
        self.w = w
        self.choices = choices
        self.names: dict[str, str] = {}

    def all(self, lines: Sequence[str]) -> Lines:
        """The pattern's lines, filled in; what they bind is live then."""
        found = [each for line in lines for each in self.line(line)]
        for line in found:
            if bound := _BOUND.match(line):
                for name in filter(None, bound.groups()):
                    self.w.scope.bind(name, OTHER)
        return found

    def line(self, line: str) -> Lines:
        """One line of the pattern."""
        inner, place = line.lstrip(), _PLACE.fullmatch(line.strip())
        margin = line[: len(line) - len(inner)]
        if place is not None and place[1] == "block":
            return [margin + each[4:] for each in self.w.block(1, 2)]
        if place is not None and place[1].isdigit():
            chosen = self.w.one(self.choices[int(place[1])])
            return [margin + each for part in dedent(chosen).strip("\n").splitlines() for each in self.line(part)]
        return [margin + self.filled(inner)]

    def filled(self, text: str) -> str:
        """A text with what its places stand for."""
        return _PLACE.sub(self.part, _NAME.sub(self.name, text))

    def name(self, found: re.Match[str]) -> str:
        """The name that a `$name` stands for."""
        text = found[1]
        if text not in self.names:
            self.names[text] = self.w.fresh(text)
        return self.names[text]

    def part(self, found: re.Match[str]) -> str:
        """What a place stands for."""
        kind, how = found[1], found[2]
        if kind.isdigit():
            return self.filled(self.w.one(self.choices[int(kind)]))
        if how == "literal":
            return self.w.literal(kind)
        return self.w.place(kind) if how == "place" else self.w.expression(kind)
