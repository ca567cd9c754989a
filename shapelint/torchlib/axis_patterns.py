"""The patterns of einops: `"b (t n) h -> (b t) n h"`, axes by name, axes of an axis in parentheses."""

from __future__ import annotations

import re

from shapelint.frozen import dataclass

_TOKEN = re.compile(r"\s*(\(|\)|\.\.\.|1|[A-Za-z_]\w*)")
REST = "..."
"""All axes that have no name."""

Group = tuple[str, ...]
"""The names of the axes that one axis is made of, slowest first: none for an axis of size 1."""


@dataclass(frozen=True)
class Pattern:
    """What a tensor's axes are, and what they are to be."""

    before: tuple[Group, ...]
    after: tuple[Group, ...]

    def opened(self, rank: int) -> Pattern | None:
        """The pattern for a tensor of so many axes, with names for those that `...` stands for; None if it is none."""
        left = rank - sum(group != (REST,) for group in self.before)
        if (REST,) not in self.before:
            return self if left == 0 else None
        rest: tuple[Group, ...] = tuple((f"{REST}{place}",) for place in range(left))
        sides = [_spliced(side, rest) for side in (self.before, self.after)]
        return Pattern(*sides) if left >= 0 else None


def _spliced(side: tuple[Group, ...], rest: tuple[Group, ...]) -> tuple[Group, ...]:
    place = side.index((REST,)) if (REST,) in side else None
    return side if place is None else (*side[:place], *rest, *side[place + 1 :])


def pattern(text: str) -> Pattern | None:
    """The pattern that a text is, None where it is none that is followed."""
    sides = [_side(side) for side in text.split("->")]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    for side in (sides[0], sides[1]):
        names = [name for group in side for name in group]
        if len(set(names)) < len(names):
            return None
    return Pattern(sides[0], sides[1])


def _side(text: str) -> tuple[Group, ...] | None:
    """One side of the arrow."""
    groups: list[Group] = []
    inner: list[str] | None = None
    text, place = text.rstrip(), 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            return None
        place = token.end()
        match token[1], inner:
            case "(", None:
                inner = []
            case ")", list():
                groups.append(tuple(inner))
                inner = None
            case ("(" | ")" | "..."), _ if token[1] != REST or inner is not None:
                return None
            case "1", None:
                groups.append(())
            case "1", _:
                pass
            case name, None:
                groups.append((name,))
            case name, _:
                inner.append(name)
    return None if inner is not None else tuple(groups)
