"""`--watch`: check again whenever a file changes, until the user interrupts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NoReturn

import click

from shapelint.commands.terminal import RunFailed, complain
from shapelint.paths import relative

CONFIGURATIONS = ("pyproject.toml", "shapelint.toml", ".gitignore")
HEARTBEAT = 200
"""Milliseconds after which the watcher says that nothing has changed."""


def watch(paths: tuple[str, ...], check: Callable[[], int], *, is_quiet: bool) -> NoReturn:
    """Check now and after every change. Raises RunFailed where the library that watches is missing."""
    changes = _changes(paths)
    next(changes)  # watched from now on: what changes during the first check is not missed
    while True:
        try:
            check()
        except click.ClickException as error:  # a configuration that is being edited is broken for a moment
            error.show()
        if not is_quiet:
            complain("watching for changes (interrupt to end)")
        changed = next(each for each in changes if each)
        if not is_quiet:
            complain(f"changed: {', '.join(sorted(changed))}")


def _changes(paths: tuple[str, ...]) -> Iterator[set[str]]:
    """The files that changed, of those that matter; an empty set where for a moment there was none."""
    try:
        from watchfiles import Change, DefaultFilter
        from watchfiles import watch as watched
    except ImportError as error:
        raise RunFailed("--watch needs the package watchfiles: pip install 'shapelint[watch]'") from error
    from shapelint.cache import FOLDER
    from shapelint.files import SUFFIXES

    usual = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, FOLDER))  # the check writes there itself

    def matters(change: Change, path: str) -> bool:
        return path.endswith((*SUFFIXES, *CONFIGURATIONS)) and usual(change, path)

    for changes in watched(*_folders(paths), watch_filter=matters, yield_on_timeout=True, rust_timeout=HEARTBEAT):
        yield {relative(path) for _, path in changes}


def _folders(paths: tuple[str, ...]) -> set[str]:
    """The folders to watch. Raises RunFailed for one that is not there."""
    folders = {path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths}
    missing = [folder for folder in folders if not os.path.isdir(folder)]
    if missing:
        raise RunFailed(f"{missing[0]}: there is no such folder to watch")
    return folders
