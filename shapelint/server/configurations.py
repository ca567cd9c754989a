"""The settings of files as `check` finds them, read again only where a file that may hold them has changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from shapelint.config import CONFIGURATIONS, DEFAULTS, ConfigError, Settings
from shapelint.frozen import dataclass
from shapelint.run import Request, settings_of

Stamp = tuple[int, int]
"""When a file was changed last, and its size."""


@dataclass(frozen=True)
class _Known:
    stamps: tuple[Stamp | None, ...]
    settings: Settings
    complaint: str | None


class Configurations:
    """What is known of the configurations by folder. For one thread at a time."""

    def __init__(self, rules: tuple[str, ...] = ()) -> None:
        """Configurations that may also name the rules of these folders."""
        self._rules = rules
        self._known: dict[str, _Known] = {}

    def settings(self, path: str) -> tuple[Settings, str | None]:
        """The settings of a file or folder, and what is wrong with them; the last good ones then.

        Raises shapelint.rule.RuleError where a rule module is broken.
        """
        if path.startswith("<"):
            return self._defaults, None
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        stamps = tuple(stamp(each) for each in _places(folder))
        known = self._known.get(folder)
        if known is None or known.stamps != stamps:
            known = self._known[folder] = self._read(folder, stamps)
        return known.settings, known.complaint

    @property
    def _defaults(self) -> Settings:
        return Settings(rules=self._rules) if self._rules else DEFAULTS

    def _read(self, folder: str, stamps: tuple[Stamp | None, ...]) -> _Known:
        try:
            return _Known(stamps, settings_of(Request(paths=(folder,), rules=self._rules)), None)
        except ConfigError as error:
            before = self._known.get(folder)
            return _Known(stamps, self._defaults if before is None else before.settings, str(error))


def stamp(path: str) -> Stamp | None:
    """What tells one state of a file from another; a folder has only one. None for what is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (0, 0) if stat.S_ISDIR(status.st_mode) else (status.st_mtime_ns, status.st_size)


def _places(folder: str) -> Iterator[str]:
    while True:
        yield from (os.path.join(folder, name) for name in CONFIGURATIONS)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above
