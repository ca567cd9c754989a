"""What stands for a file or a folder: for what it holds, and, without reading it, for that it was not touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from shapelint import files

NOTHING = "nothing"
SETTLED = 2_000_000_000
"""Nanoseconds: what was touched less long ago may be touched again and look the same, on a coarse file system."""

Stamp = list[int]


def digest(data: bytes) -> str:
    """What stands for bytes."""
    import hashlib

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def content(path: str) -> str:
    """What stands for a file's content; for what is no file, whether it is a folder or nothing."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return NOTHING
    if not stat.S_ISREG(mode):
        return "folder" if stat.S_ISDIR(mode) else NOTHING
    data = files.read_bytes(path)
    return digest(data) if isinstance(data, bytes) else "unreadable"


def stamp(path: str) -> Stamp | None:
    """What changes whenever a file's content or a folder's list of names does; None for what is not there."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]


def settled(path: str, begun: int) -> Stamp | None:
    """The stamp of what was last touched well before a time in nanoseconds; None for anything else."""
    found = stamp(path)
    return None if found is None or max(found[:2]) > begun - SETTLED else found


class AskedPaths:
    """Paths that were asked for, written down briefly: most of them do not exist."""

    def __init__(self) -> None:
        """Nothing is looked up before it is asked for."""
        self._is_there: dict[str, bool] = {}

    def decisive(self, paths: Iterable[str]) -> list[str]:
        """For each path itself, or if it cannot be there, the highest folder above it that is missing."""
        return list(dict.fromkeys(map(self._decisive, paths)))

    def watched(self, path: str) -> str:
        """What is touched when the content at a decisive path changes: a file itself, else the folder around it."""
        return path if os.path.isfile(path) or os.path.islink(path) else os.path.dirname(path)

    def _decisive(self, path: str) -> str:
        above = os.path.dirname(path)
        while not self._exists(above) and above != os.path.dirname(above):
            path, above = above, os.path.dirname(above)
        return path

    def _exists(self, folder: str) -> bool:
        if folder not in self._is_there:
            self._is_there[folder] = os.path.lexists(folder)
        return self._is_there[folder]
