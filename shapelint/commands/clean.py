"""`shapelint clean`: delete what earlier runs have kept."""

from __future__ import annotations

import click

from shapelint.commands.terminal import PATH, RunFailed, complain
from shapelint.paths import inside


@click.command(short_help="Delete the caches of a project.")
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--config", type=PATH, metavar="FILE", help="That of the runs, where it was not the nearest one.")
@click.option("--quiet", "-q", is_flag=True, help="Do not say what was deleted.")
def clean(paths: tuple[str, ...], config: str | None, quiet: bool) -> None:
    """Delete the caches of the project that the files and folders belong to (the current folder by default)."""
    from shapelint.cache import clear
    from shapelint.run import Request, RunError, root_of

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
