"""What a resolver answered, so that another can be asked whether it would answer the same."""

from __future__ import annotations

from collections.abc import Hashable

from shapelint.interpreter.excerpts import Excerpts, Resolver


class Answers:
    """A resolver that keeps what it was asked, in order: the bounds of what may be read make the order matter."""

    def __init__(self, resolver: Resolver) -> None:
        """Nothing was asked yet."""
        self._resolver = resolver
        self._found: dict[tuple[str, Hashable], Hashable | None] = {}
        self._opened: dict[Hashable, Excerpts | None] = {}

    @property
    def home(self) -> Hashable:
        """The file that is checked."""
        return self._resolver.home

    @property
    def has_room(self) -> bool:
        """Whether it does not matter yet what is opened first."""
        return self._resolver.has_room

    def find(self, module: str, importer: Hashable) -> Hashable | None:
        """The file or folder that `module` is for the file `importer`."""
        answer = self._found[module, importer] = self._resolver.find(module, importer)
        return answer

    def open(self, home: Hashable) -> Excerpts | None:
        """The statements of a file."""
        answer = self._opened[home] = self._resolver.open(home)
        return answer

    def ask_again(self, before: Answers) -> bool:
        """Ask what was asked before, and tell whether every answer is the same."""
        found = [self.find(*asked) == answer for asked, answer in before._found.items()]
        opened = [self.open(asked) is answer for asked, answer in before._opened.items()]
        return self.home == before.home and all(found) and all(opened)
