"""Which file of the project an import names, and that file's text: what the interpreter is given to follow imports.

Relative imports go by the folders, absolute ones are looked for as Python would find them: from the folder above the
importing file's package, then further up to the project's root (in `src` folders too), last beside a file that is part
of a package. Only what exists is found, only what is asked for is read, and no checked file may cost more than the
bounds below. What was read is kept by the process for as long as the file does not change.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shapelint import files, source
from shapelint.config import Settings
from shapelint.lines import split_lines
from shapelint.syntax import deep_tree_of

if TYPE_CHECKING:
    from shapelint.interpreter.excerpts import Excerpts

MOST_FILES = 32
"""Files that are followed for one checked file, and how many bytes they may have, one of them and all together."""
MOST_BYTES = 400_000
MOST_BYTES_IN_ALL = 1_500_000
MOST_KEPT = 64
LITTLE = 2_000
"""Bytes of a file that may pass names on from another one."""
LIBRARIES = frozenset(sys.stdlib_module_names) | {"torch", "numpy", "configargparse"}
"""What the interpreter knows by name; a folder `torch` beside a file does not change what `import torch` means."""
MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "shapelint.toml")
"""What lies in the root folder of a project."""


class ProjectFiles:
    """The resolver of one checked file. Not to be shared: what it may still read is its own."""

    def __init__(self, filename: str, settings: Settings, unsaved: Mapping[str, str] | None = None) -> None:
        """The files around `filename`, which need not exist itself.

        `unsaved` are texts by absolute path that stand for what is on disk, if there is anything.
        """
        self._unsaved = {} if unsaved is None else unsaved
        self._home = os.path.abspath(filename)
        self._configured = settings.root
        self._found: dict[tuple[str, str], str | None] = {}
        self._opened: dict[str, Excerpts | None] = {}
        self._consulted: dict[str, None] = {}
        self._bytes_left = MOST_BYTES_IN_ALL

    @cached_property
    def _root(self) -> str:
        """The project's root: the configuration's folder, else one with a root's marks, else the current one.

        Where none of them holds the file, it is the folder above the file's package.
        """
        folder = os.path.dirname(self._home)
        if self._configured is not None and _is_inside(folder, str(self._configured)):
            return str(self._configured)
        for each in (folder, *map(str, Path(folder).parents)):
            if any(self._is_there(os.path.join(each, mark), os.path.exists) for mark in MARKS):
                return each
        if _is_inside(folder, os.getcwd()):
            return os.getcwd()
        while self._is_package(folder) and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
        return folder

    @property
    def home(self) -> str:
        """The file that is checked."""
        return self._home

    @property
    def consulted(self) -> tuple[str, ...]:
        """Every file that was read or asked for, whether it is there or not: with these the outcome may change."""
        return tuple(sorted(self._consulted))

    @property
    def has_room(self) -> bool:
        """Whether at least a quarter of what may be read is left."""
        return len(self._opened) <= 0.75 * MOST_FILES and self._bytes_left >= 0.25 * MOST_BYTES_IN_ALL

    def find(self, module: str, importer: Hashable) -> str | None:
        """The file or folder that `module` names in the file `importer`; None where there is none in the project."""
        key = (module, str(importer))
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def open(self, home: Hashable) -> Excerpts | None:
        """The statements of a file; None for a folder, and where bounds are reached or the file is no Python."""
        path = str(home)
        if path not in self._opened:
            self._opened[path] = self._open(path) if path.endswith(".py") else None
        return self._opened[path]

    def tells_of_layers(self, home: str) -> bool:
        """Whether a file names a recurrent layer anywhere, or may do little else than pass names on."""
        if home in self._unsaved or os.path.basename(home) == "__init__.py":
            return True
        try:
            status = os.stat(home)
        except OSError:
            return False
        if status.st_size > MOST_BYTES:
            return False
        return status.st_size <= LITTLE or _tells_of_layers(home, status.st_mtime_ns, status.st_size)

    def _find(self, module: str, importer: str) -> str | None:
        path = module.lstrip(".")
        parts = path.split(".") if path else []
        folder, level = os.path.dirname(importer), len(module) - len(path)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            inside = _is_inside(folder, self._root)
            return self._file(os.path.join(folder, *parts)) or self._folder(folder, parts) if inside else None
        if not parts or parts[0] in LIBRARIES:
            return None
        folders = list(self._folders(folder))
        for each in folders:
            if (found := self._file(os.path.join(each, *parts))) is not None:
                return found
        return next((found for each in folders if (found := self._folder(each, parts)) is not None), None)

    def _folders(self, folder: str) -> Iterator[str]:
        """The folders in which Python may look for absolute imports of a file in `folder`, the likeliest first."""
        chain = [folder]
        while chain[-1] != self._root and _is_inside(chain[-1], self._root):
            chain.append(os.path.dirname(chain[-1]))
        top = next((i for i, each in enumerate(chain) if not self._is_package(each)), 0)
        for each in chain[top:]:
            yield each
            yield os.path.join(each, "src")
        yield from chain[:top]

    def _file(self, place: str) -> str | None:
        """The package or module at a place."""
        paths = (os.path.join(place, "__init__.py"), f"{place}.py")
        return next((path for path in paths if self._is_there(path)), None)

    def _folder(self, folder: str, parts: list[str]) -> str | None:
        """A package without `__init__.py`, or the folder of `from . import x`."""
        path = os.path.join(folder, *parts)
        return path if self._is_there(path, os.path.isdir) else None

    def _is_package(self, folder: str) -> bool:
        return self._is_there(os.path.join(folder, "__init__.py"))

    def _is_there(self, path: str, is_one: Callable[[str], bool] = os.path.isfile) -> bool:
        """Whether there is a file, or what else is asked for: the answer is part of what the outcome depends on."""
        self._consulted[path] = None
        return path in self._unsaved or is_one(path)

    def _open(self, path: str) -> Excerpts | None:
        if (unsaved := self._unsaved.get(path)) is not None:
            return _unsaved_excerpts(path, unsaved) if len(unsaved) <= MOST_BYTES else None
        try:
            status = os.stat(path)
        except OSError:
            return None
        if status.st_size > min(MOST_BYTES, self._bytes_left) or len(self._opened) >= MOST_FILES:
            return None
        self._bytes_left -= status.st_size
        return _excerpts(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16 * MOST_KEPT)
def _tells_of_layers(path: str, _changed: int, _size: int) -> bool:
    data = files.read_bytes(path)
    return isinstance(data, bytes) and files.is_candidate(data)


@lru_cache(maxsize=MOST_KEPT)
def _excerpts(path: str, _changed: int, _size: int) -> Excerpts | None:
    """A file's statements, for as long as it does not change."""
    data = files.read_bytes(path)
    try:
        text = None if isinstance(data, files.Unreadable) else source.read(data, path).text
    except source.SourceError:
        return None
    return None if text is None else _excerpts_of(text)


@lru_cache(maxsize=MOST_KEPT)
def _unsaved_excerpts(_path: str, text: str) -> Excerpts | None:
    """The statements of a text that is not on disk, never shared with another file's."""
    return _excerpts_of(text)


def _excerpts_of(text: str) -> Excerpts | None:
    """The statements of a text; None where it is no Python."""
    tree = deep_tree_of(text)
    if tree is None:
        return None
    from shapelint.interpreter.excerpts import Excerpts

    return Excerpts(split_lines(text), tree)


def _is_inside(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)
