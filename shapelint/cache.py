"""What an earlier run found, kept by content: files that did not change are not looked at again.

The cache is a folder `.shapelint_cache` in the project's root (that of the configuration, else the current folder), or
in the user's cache folder where the project's cannot be written. Each file in it belongs to one state of shapelint, of
Python and of the settings, and is replaced as a whole, so that runs at the same time lose at worst what the other one
found. An entry holds if the file has the same content and so has every other file that was asked for: those that were
read because they are imported, and those that were not there. It is JSON, because a project may come with somebody
else's cache, and what does not read as one of ours is no cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from shapelint import __version__, files, stored
from shapelint.config import Settings
from shapelint.engine import Outcome
from shapelint.rule import Catalogue

FOLDER = ".shapelint_cache"
MOST_STATES = 16
"""Files kept in one cache; the one that was used longest ago goes first."""
_SELF = ("*.py", "*/*.py")


class Cache:
    """The outcomes that hold for one state of the linter and of the settings. Not to be shared between threads."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        """The cache of a project; nothing is read before it is asked for, nothing written before `keep`."""
        self._folders = folders(settings.root)
        self._name = f"{_state(settings, catalogue)}.json"
        self._entries: dict[str, Any] | None = None
        self._contents: dict[str, str] = {}

    def get(self, path: str, data: bytes) -> Outcome | str:
        """What is known of a file with these bytes, else what stands for them."""
        if self._entries is None:
            self._entries = next((found for each in self._folders if (found := _read(each / self._name))), {})
        content = digest(data)
        entry: Any = self._entries.get(os.path.abspath(path))
        match entry:
            case {"content": known, "consulted": dict(consulted)} if known == content:
                if all(self._content(other) == then for other, then in consulted.items()):
                    return stored.outcome(entry, path, tuple(consulted)) or content
        return content

    def keep(self, found: Mapping[str, tuple[str, Outcome]]) -> None:
        """Write new outcomes, by path and with what stood for the content before, beside those that are there.

        Nothing is kept of a failure, or of a file that is another one by now. A cache that cannot be written is none.
        """
        new = {
            os.path.abspath(path): {
                "content": content,
                "consulted": {other: self._content(other) for other in outcome.consulted},
                **stored.entry(outcome),
            }
            for path, (content, outcome) in found.items()
            if outcome.failure is None and outcome.unreadable is None and _of_file(path) == content
        }
        for folder in self._folders if new else ():
            with suppress(OSError, ValueError):
                _prepare(folder)
                entries = {**_read(folder / self._name), **new}
                _write(folder / self._name, json.dumps(entries, separators=(",", ":")))
                _forget_the_oldest(folder)
                return

    def _content(self, path: str) -> str:
        if path not in self._contents:
            self._contents[path] = _of_file(path)
        return self._contents[path]


def _of_file(path: str) -> str:
    """What stands for a file's content; for what is no file, whether it is a folder or nothing."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return "nothing"
    if not stat.S_ISREG(mode):
        return "folder" if stat.S_ISDIR(mode) else "nothing"
    data = files.read_bytes(path)
    return digest(data) if isinstance(data, bytes) else "unreadable"


def folders(root: Path | None) -> tuple[Path, ...]:
    """Where a project's cache may be, the first that can be written is used."""
    project = os.path.abspath(root or Path.cwd())
    of_user = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(project, FOLDER), Path(of_user, "shapelint", digest(os.fsencode(project))[:16])


def digest(data: bytes) -> str:
    """What stands for bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _state(settings: Settings, catalogue: Catalogue) -> str:
    """What stands for everything beside the file that an outcome depends on."""
    own = Path(__file__).resolve().parent
    parts: list[object] = [__version__, sys.version, stored.FORMAT]
    parts += [f"{each.name}={getattr(settings, each.name)!r}" for each in fields(settings)]
    parts.append("" if settings.root else os.getcwd())
    folders_of_rules = {each.path.parent for each in catalogue.entries}  # rules may import what lies beside them
    sources = [path for pattern in _SELF for path in own.glob(pattern)]
    sources += [path for folder in folders_of_rules for path in folder.glob("*.py")]
    parser = PathFinder.find_spec("libcst")
    if parser is not None and parser.origin is not None:
        sources.append(Path(parser.origin))
    parts += [(str(path), status.st_mtime_ns, status.st_size) for path in sorted(sources) if (status := path.stat())]
    return digest(repr(parts).encode("utf-8", "surrogatepass"))


def _read(path: Path) -> dict[str, Any]:
    """The entries in a file; none where it is missing, damaged or somebody else's."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


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
