"""`shapelint clean`: delete what earlier runs have kept."""

from __future__ import annotations

import os

import click

from shapelint.commands.terminal import PATH, RunFailed, complain, file_option, named
from shapelint.paths import inside


@click.command(short_help="Delete the caches of a project.")
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...", callback=named)
@file_option("--config", "That of the runs, where it was not the nearest one.")
@click.option("--quiet", "-q", is_flag=True, help="Do not say what was deleted.")
def clean(paths: tuple[str, ...], config: str | None, quiet: bool) -> None:
    """Delete the caches of the project that the files and folders belong to (the current folder by default)."""
    from shapelint.cache import clear
    from shapelint.run import Request, RunError, root_of

    missing = next((path for path in paths if not os.path.exists(path)), None)
    if missing is not None:
        raise RunFailed(f"{missing}: no such file or directory")
    try:
        root = root_of(Request(paths=paths or (".",), config=config))
    except RunError as error:
        raise RunFailed(str(error)) from error
    try:
        deleted = clear(root)
    except OSError as error:
        raise RunFailed(f"{error.filename}: cannot be deleted: {error.strerror}") from error
    for folder in [] if quiet else deleted:
        complain(f"deleted {inside(str(folder)) or folder}")
    if not deleted and not quiet:
        complain("there is no cache")
