"""What an earlier run found: files that did not change are not looked at again.

The cache is a folder `.shapelint_cache` in the project's root (that of the configuration, else the current folder), or
in the user's cache folder where the project's cannot be written. Each file in it (`kept`) belongs to one state of
shapelint, of Python and of the settings, and is replaced as a whole, so that runs at the same time lose at worst what
the other one found.

What is known of a file holds if it has the same content and so has every other file that was asked for: those that
were read because they are imported, and those that were not there. Where none of them, nor a folder in which one was
missing, was touched since (`stamps`), nothing is read to see that.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from importlib.machinery import PathFinder
from pathlib import Path

from shapelint import __version__, kept, stored
from shapelint.config import Settings
from shapelint.kept import Kept, KeptFile
from shapelint.outcome import Outcome
from shapelint.rule import Catalogue
from shapelint.stamps import AskedPaths, content, digest, settled, stamp

FOLDER = ".shapelint_cache"
MOST_STATES = 16
"""Files kept in one cache; the one that was used longest ago goes first."""


class Cache:
    """The outcomes that hold for one state of the linter and of the settings. Not to be shared between threads."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        """The cache of a project; nothing is written before `keep`."""
        self._begun = time.time_ns()
        self._root = settings.root
        self._state = _state(settings, catalogue)
        self._kept = next((found for each in folders(self._root) if (found := self._read(each))), Kept())
        self._untouched: dict[int, bool] = {}
        self._contents: dict[str, str] = {}
        self._candidates: dict[str, str] = {}

    def untouched(self, path: str) -> Outcome | None:
        """What is known of a file, if neither it nor anything that the outcome depends on was touched since."""
        found = self._kept.stamped(os.path.abspath(path))
        if found is None or found.stamp is None or found.stamp != stamp(os.path.abspath(path)):
            return None
        if not all(map(self._is_untouched, found.around)):
            return None
        return Outcome(path) if found.outcome is None else stored.outcome(found.outcome, path)

    def same(self, path: str, data: bytes) -> Outcome | None:
        """What is known of a candidate with these bytes, if everything that the outcome depends on holds the same."""
        absolute = os.path.abspath(path)
        self._candidates[absolute] = digest(data)
        entry = self._kept.entries.get(absolute)
        if entry is None or entry.content != self._candidates[absolute] or entry.outcome is None:
            return None
        if not all(self._content(other) == then for other, then in entry.consulted.items()):
            return None
        return stored.outcome(entry.outcome, path, tuple(entry.consulted))

    def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Write the outcomes of files that were touched, beside those that are there.

        Nothing is kept of a failure, of a file that is another one by now, and where no file is a candidate. A cache
        that cannot be written is none.
        """
        found = {os.path.abspath(each.filename): each for each in outcomes if not (each.failure or each.unreadable)}
        if not found:
            return
        asked = AskedPaths()
        new = {path: entry for path, each in found.items() if (entry := self._entry(path, each, asked))}
        new = {path: entry for path, entry in new.items() if entry != self._kept.entries.get(path)}
        if not any(entry.outcome is not None for entry in (*new.values(), *self._kept.entries.values())):
            return
        for folder in folders(self._root) if new else ():
            with suppress(OSError, ValueError):
                _prepare(folder)
                before = self._read(folder) or Kept()
                there = {path: entry for path, entry in before.entries.items() if os.path.exists(path)}
                _write(folder / self._name, kept.text(self._state, {**there, **new}))
                _forget_the_oldest(folder)
                return

    def _entry(self, path: str, outcome: Outcome, asked: AskedPaths) -> KeptFile | None:
        """What is to be kept of a file; None where that is nothing."""
        own, known = settled(path, self._begun), self._candidates.get(path)
        if known is None:
            return None if own is None else KeptFile(own)
        if own is None and content(path) != known:
            return None
        consulted = asked.decisive(outcome.consulted)
        watched = dict.fromkeys(map(asked.watched, consulted))
        return KeptFile(
            own,
            tuple((each, settled(each, self._begun)) for each in watched),
            stored.entry(outcome),
            known,
            {other: self._content(other) for other in consulted},
        )

    def _is_untouched(self, number: int) -> bool:
        if number not in self._untouched:
            path, then = self._kept.place(number)
            self._untouched[number] = then is not None and then == stamp(path)
        return self._untouched[number]

    def _content(self, path: str) -> str:
        if path not in self._contents:
            self._contents[path] = content(path)
        return self._contents[path]

    @property
    def _name(self) -> str:
        from zlib import crc32

        return f"{crc32(self._state.encode('utf-8', 'surrogatepass')):08x}.json"

    def _read(self, folder: Path) -> Kept | None:
        return kept.read(os.path.join(folder, self._name), self._state)


def folders(root: Path | None) -> Iterator[Path]:
    """Where a project's cache may be, the first that can be written is used."""
    project = os.path.abspath(root or Path.cwd())
    yield Path(project, FOLDER)
    of_user = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    yield Path(of_user, "shapelint", digest(os.fsencode(project))[:16])


def _state(settings: Settings, catalogue: Catalogue) -> str:
    """What stands for everything beside the files that an outcome depends on."""
    parts: list[object] = [__version__, sys.version, stored.FORMAT]
    parts += [f"{each.name}={getattr(settings, each.name)!r}" for each in fields(settings)]
    parts.append("" if settings.root else os.getcwd())
    own = os.path.dirname(os.path.abspath(__file__))
    with os.scandir(own) as listing:
        packages = [entry.path for entry in listing if entry.is_dir()]
    folders_of_rules = {str(each.path.parent) for each in catalogue.entries}  # rules may import what lies beside them
    parts += [_modules(folder) for folder in sorted({own, *packages, *folders_of_rules})]
    parser = PathFinder.find_spec("libcst")
    if parser is not None and parser.origin is not None:
        parts += [parser.origin, stamp(parser.origin)]
    return repr(parts)


def _modules(folder: str) -> object:
    """What stands for the modules in a folder."""
    with os.scandir(folder) as listing:
        found = [(each.name, each.stat()) for each in listing if each.name.endswith(".py")]
    return folder, sorted((name, status.st_mtime_ns, status.st_size) for name, status in found)


def _prepare(folder: Path) -> None:
    """Make the folder, told to git and to backup programs as one that holds nothing of value. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        (".gitignore", "# made by shapelint\n*\n"),
        ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# This is the cache of shapelint.\n"),
    ):
        if not (folder / name).exists():
            _write(folder / name, text)


def _write(path: Path, text: str) -> None:
    """Put a file in place in one step. Raises OSError."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _forget_the_oldest(folder: Path) -> None:
    states = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in states[:-MOST_STATES]:
        with suppress(OSError):
            path.unlink()


def clear(root: Path | None) -> list[Path]:
    """Delete a project's caches; gives those that there were. Raises OSError for one that cannot be deleted."""
    from shutil import rmtree

    found = [folder for folder in folders(root) if folder.is_dir() and not folder.is_symlink()]
    for folder in found:
        rmtree(folder)
    return found
