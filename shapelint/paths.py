"""The way from a folder to a file; on Windows there is none from one drive to another."""

from __future__ import annotations

import os


def relative(path: str, folder: str = os.curdir) -> str:
    """A path from a folder, by way of `..` where it lies elsewhere; absolute where no way leads there."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive
        return os.path.abspath(path)


def inside(path: str, folder: str = os.curdir) -> str | None:
    """A path from the folder that it lies in; None for one that lies elsewhere."""
    found = relative(path, folder)
    return None if os.path.isabs(found) or found.split(os.sep)[0] == os.pardir else found
