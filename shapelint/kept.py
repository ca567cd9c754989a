"""One file of the cache: text and back.

It is JSON, because a project may come with somebody else's cache, and what does not read as one of ours is none. A
checksum stands above it. Its first line is all that a run needs if nothing was touched; what each outcome was found
with is in the second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from shapelint.frozen import dataclass
from shapelint.stamps import Stamp


@dataclass(frozen=True)
class KeptFile:
    """What is known of a file: an outcome as `stored` writes it, or that it is no candidate.

    `stamp` is its own, `around` are those of everything else that the outcome depends on; a stamp of None is never
    the same. `content` and `consulted` stand for what all of these held.
    """

    stamp: Stamp | None
    around: tuple[tuple[str, Stamp | None], ...] = ()
    outcome: dict[str, Any] | None = None
    content: str = ""
    consulted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stamped:
    """The first line's half of an entry; `around` are numbers of places."""

    stamp: Stamp | None
    around: list[int]
    outcome: dict[str, Any] | None


class Kept:
    """What the cache's file holds. An entry that is not in the form that `text` writes is ignored."""

    def __init__(self, first: Mapping[str, Any] | None = None, second: bytes = b"") -> None:
        """The first line as it was read, and the second one's bytes, which are read when they are asked for."""
        self._files = _mapping((first or {}).get("files"))
        places = (first or {}).get("places")
        self._places: list[Any] = places if isinstance(places, list) else []
        self._second = second

    def stamped(self, path: str) -> Stamped | None:
        """What is known of a file as long as nothing is touched."""
        match self._files.get(path):
            case [own, [*around], outcome] if outcome is None or isinstance(outcome, dict):
                return Stamped(own, around, outcome)
        return None

    def place(self, number: object) -> tuple[str, Stamp | None]:
        """A path around files, and its stamp."""
        if type(number) is int and 0 <= number < len(self._places):
            match self._places[number]:
                case [str(path), [*stamp]]:
                    return path, stamp
                case [str(path), None]:
                    return path, None
        return "", None

    @cached_property
    def entries(self) -> dict[str, KeptFile]:
        """All that is known, by path."""
        contents = _mapping(_parsed(self._second))
        found = {}
        for path in self._files:
            half = self.stamped(path)
            if half is not None and half.outcome is None:
                found[path] = KeptFile(half.stamp)
            match contents.get(path):
                case [str(content), dict(consulted)] if half is not None and half.outcome is not None:
                    around = tuple(map(self.place, half.around))
                    found[path] = KeptFile(half.stamp, around, half.outcome, content, consulted)
        return found


def read(path: str, state: str) -> Kept | None:
    """A file's content; None where it is missing, damaged, somebody else's, or of another state."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return None
    told, _, content = data.partition(b"\n")
    if told != checksum(content):
        return None
    first, _, second = content.partition(b"\n")
    found = _mapping(_parsed(first))
    return Kept(found, second) if found.get("state") == state else None


def text(state: str, entries: Mapping[str, KeptFile]) -> str:
    """The inverse of `read`."""
    numbers: dict[str, int] = {}
    places: list[tuple[str, Stamp | None]] = []
    files: dict[str, Any] = {}
    for path, entry in entries.items():
        around = []
        for place in entry.around:
            key = repr(place)
            if key not in numbers:
                numbers[key] = len(places)
                places.append(place)
            around.append(numbers[key])
        files[path] = [entry.stamp, around, entry.outcome]
    contents = {path: [entry.content, entry.consulted] for path, entry in entries.items() if entry.outcome is not None}
    first = {"state": state, "files": files, "places": places}
    content = "\n".join(json.dumps(each, separators=(",", ":")) for each in (first, contents))
    return f"{checksum(content.encode()).decode()}\n{content}"


def checksum(content: bytes) -> bytes:
    """What stands above the content: what was damaged may still be valid."""
    from zlib import crc32

    return b"%08x" % crc32(content)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
