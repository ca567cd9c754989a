"""Which files are checked: the walk through folders, `.gitignore`, excludes, and the gate that reads bytes only.

A file that is named on the command line is checked whatever the patterns say, unless `force-exclude` is set; a folder
that is named is walked, and only what lies below it is excluded.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shapelint.config import Settings, may_configure, relative_to
from shapelint.frozen import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Nearest = Callable[[str], Settings]
"""Gives the settings of the nearest configuration of a folder."""
SUFFIXES = (".py", ".pyi", ".ipynb")
EXCLUDED_FOLDERS = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".shapelint_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
ENVIRONMENT = "pyvenv.cfg"
"""What lies in the folder of a virtual environment."""
LAYERS = (b"LSTM", b"GRU", b"RNN")


def is_candidate(data: bytes) -> bool:
    """Whether a file can hold a recurrent layer of torch at all.

    `nn.LSTM`, `from torch.nn import GRU as G`, `getattr(nn, "LSTM")` and `nn.modules.RNNBase` all spell the layer's
    name, and nothing is torch's without naming torch; a file without both words has nothing to be found in it.
    """
    return b"torch" in data and any(name in data for name in LAYERS)


@dataclass(frozen=True)
class Unreadable:
    """A path that cannot be checked, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Discovery:
    """The files to check, in the order of the arguments and sorted inside folders, and what could not be read.

    `own` are the settings of those that have others than the run.
    """

    files: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]
    own: Mapping[str, Settings]


def discover(arguments: Iterable[str], settings: Settings, nearest: Nearest | None = None) -> Discovery:
    """Every file that the arguments name, once, by the settings of its `nearest` configuration.

    Where nothing finds that, `settings` are those of all.
    """
    files: dict[str, tuple[str, Settings]] = {}
    unreadable: list[Unreadable] = []
    for argument in arguments:
        try:
            is_folder = stat.S_ISDIR(os.stat(argument).st_mode)
        except (OSError, ValueError) as error:
            unreadable.append(Unreadable(argument, _reason(error)))
            continue
        if is_stream(argument):
            unreadable.append(Unreadable(argument, "neither a file nor a folder; a pipe is checked alone"))
            continue
        path = os.path.abspath(argument)
        here = settings if nearest is None else nearest(path if is_folder else os.path.dirname(path))
        if is_forced_out(argument, here, is_folder=is_folder):
            continue
        found = _Walk(here, unreadable, nearest).files(Path(argument)) if is_folder else iter([(argument, here)])
        for file, own in found:
            files.setdefault(os.path.abspath(file), (file, own))
    own_settings = {file: own for file, own in files.values() if own != settings}
    return Discovery(tuple(file for file, _ in files.values()), tuple(unreadable), own_settings)


def is_stream(path: str) -> bool:
    """Whether a path is that of a pipe, a terminal or the like, which can be read but once."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_forced_out(argument: str, settings: Settings, *, is_folder: bool = False) -> bool:
    """Whether `force-exclude` leaves out a path that is named.

    That is what a walk from the configuration's folder leaves out; of what lies elsewhere, what the patterns fit.
    """
    path, top = os.path.abspath(argument), str(settings.root or Path.cwd())
    if not settings.force_exclude or path == top:
        return False
    if Path(path).is_relative_to(top):
        return is_left_out(path, top, settings, is_folder=is_folder)
    return _Walk(settings, []).is_excluded_by_settings(path, is_folder=is_folder)


def is_left_out(path: str, top: str, settings: Settings, *, is_folder: bool = False) -> bool:
    """Whether a walk below a folder leaves out a path that lies below it, `.gitignore` files aside; both are absolute.

    This is for who is given files one by one, as an editor does, and asks whether `check` would have come to them.
    """
    walk = _Walk(settings, [])
    folder = top
    for name in os.path.relpath(path, top).split(os.sep)[:-1]:
        folder = os.path.join(folder, name)
        if walk.leaves_out(folder, is_folder=True):
            return True
    return walk.leaves_out(path, is_folder=is_folder)


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "no such file or directory"
        case OSError(strerror=str(reason)):
            return reason.lower()
        case _:
            return str(error)


def read_bytes(path: str) -> bytes | Unreadable:
    """A file's bytes, or why they cannot be had."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        return Unreadable(path, _reason(error))


@dataclass(frozen=True)
class IgnoreFile:
    """The patterns of one `.gitignore`; `folder` is where it lies."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True: ignored; False: explicitly not (`!pattern`); None: this file says nothing of it."""
        relative = path[len(self.folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
        return self.spec.check_file(f"{relative}/" if is_folder else relative).include


@dataclass(frozen=True)
class _Walk:
    """One walk below one folder, by its settings. Folders that cannot be listed are added to `unreadable`."""

    settings: Settings
    unreadable: list[Unreadable]
    nearest: Nearest | None = None

    def files(self, top: Path) -> Iterator[tuple[str, Settings]]:
        """The files to check below `top`, sorted. `.gitignore` files above it count as far as the project goes."""
        above = _project_folders(Path(os.path.abspath(top)), self.settings.root)
        ignores = tuple(ignore for folder in above if (ignore := _ignore_file(str(folder))) is not None)
        yield from self._below(str(top), ignores, is_top=True)

    def _below(
        self, folder: str, ignores: tuple[IgnoreFile, ...], *, is_top: bool = False
    ) -> Iterator[tuple[str, Settings]]:
        try:
            with os.scandir(folder) as listing:
                entries = {entry.name: entry for entry in listing}
        except OSError as error:
            self.unreadable.append(Unreadable(folder, _reason(error)))
            return
        if ENVIRONMENT in entries and not is_top:
            return
        if ".gitignore" in entries and (own := _ignore_file(folder)) is not None:
            ignores = (*ignores, own)
        absolute = os.path.abspath(folder)
        for name, entry in sorted(entries.items()):
            is_folder = entry.is_dir(follow_symlinks=False)
            if self._is_excluded(entry, os.path.join(absolute, name), ignores, is_folder=is_folder):
                continue
            path = os.path.normpath(entry.path)
            if is_folder:
                yield from self._inside(path)._below(path, ignores)
            else:
                yield path, self.settings

    def _inside(self, folder: str) -> _Walk:
        """The walk of a folder in this one, which may have a configuration of its own."""
        if self.nearest is None or not may_configure(folder):
            return self
        return replace(self, settings=self.nearest(os.path.abspath(folder)))

    def _is_excluded(
        self, entry: os.DirEntry[str], path: str, ignores: tuple[IgnoreFile, ...], *, is_folder: bool
    ) -> bool:
        if is_folder:
            if entry.name in EXCLUDED_FOLDERS:
                return True
        elif not (entry.name.endswith(SUFFIXES) and _may_be_file(entry)):
            return True
        if self.is_excluded_by_settings(path, is_folder=is_folder):
            return True
        verdicts = (ignore.verdict(path, is_folder=is_folder) for ignore in reversed(ignores))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def leaves_out(self, path: str, *, is_folder: bool) -> bool:
        """Whether an absolute path is left out by its name or the settings, whatever `.gitignore` files say."""
        if is_folder:
            if os.path.basename(path) in EXCLUDED_FOLDERS or os.path.exists(os.path.join(path, ENVIRONMENT)):
                return True
        return self.is_excluded_by_settings(path, is_folder=is_folder)

    def is_excluded_by_settings(self, path: str, *, is_folder: bool) -> bool:
        """Whether an absolute path is one that `exclude` names."""
        if not self.settings.exclude:
            return False
        relative = relative_to(self.settings.root, path)
        return self._excludes.match_file(f"{relative}/" if is_folder else relative)

    @cached_property
    def _excludes(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.settings.exclude)


def _may_be_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link of which that cannot be told; not one to nothing or to itself."""
    try:
        return entry.is_file()
    except OSError as error:
        return error.errno != errno.ELOOP


def _project_folders(top: Path, root: Path | None) -> list[Path]:
    """The folders above `top`, outermost first, up to the git checkout's, else the configuration's or the current one.

    Without such a folder none: a stray `.gitignore` further up says nothing of this project.
    """
    parents = list(top.parents)
    if (top / ".git").exists():
        return []
    end = next((folder for folder in parents if (folder / ".git").exists()), None)
    if end is None:
        end = next((folder for folder in (root, Path.cwd()) if folder is not None and folder in parents), None)
    return [] if end is None else list(reversed(parents[: parents.index(end) + 1]))


def _ignore_file(folder: str) -> IgnoreFile | None:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec

    return IgnoreFile(os.path.abspath(folder), GitIgnoreSpec.from_lines(lines))
