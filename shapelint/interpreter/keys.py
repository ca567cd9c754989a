"""Short keys for who holds names: the same parts, an activation and a node mostly, have the same key in every run."""

from __future__ import annotations

from collections.abc import Hashable, Set

from shapelint.interpreter.values import Owner


class Keys:
    """The keys of a program, as far as they were asked for. None is given twice."""

    def __init__(self) -> None:
        """No keys yet."""
        self._of: dict[tuple[Hashable, ...], Owner] = {}
        self._made = 0

    def of(self, parts: tuple[Hashable, ...]) -> Owner:
        """The key for these parts."""
        known = self._of.get(parts)
        if known is None:
            self._made += 1
            known = self._of[parts] = ("key", self._made)
        return known

    def forget(self, parts: Set[Hashable]) -> Set[Owner]:
        """Forget the keys that have one of these among their parts, or a key that is forgotten, and give them."""
        gone: set[Owner] = set()
        for each in list(self._of):
            if any(part in parts or part in gone or getattr(part, "key", None) in gone for part in each):
                gone.add(self._of.pop(each))
        return gone
