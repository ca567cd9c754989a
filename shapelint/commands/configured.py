"""`--config` and `--isolated`: the configuration for what is shown of files, as `check` finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from shapelint.commands.terminal import RunFailed, file_option

if TYPE_CHECKING:
    from shapelint.config import Settings
    from shapelint.run import Request

CONFIG = file_option("--config", "This configuration instead of the nearest one.")
ISOLATED = click.option("--isolated", is_flag=True, help="No configuration at all.")


def request_for(paths: tuple[str, ...], config: str | None, isolated: bool) -> Request:
    """What is asked for. Raises click.UsageError for options that exclude each other."""
    from shapelint.run import Request

    if config is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    return Request(paths=paths, config=config, isolated=isolated)


def settings_for(request: Request) -> Settings:
    """The settings of what is asked for. Raises RunFailed."""
    from shapelint.config import ConfigError
    from shapelint.rule import RuleError
    from shapelint.run import settings_of

    try:
        return settings_of(request)
    except (ConfigError, RuleError) as error:
        raise RunFailed(str(error)) from error


def files_for(request: Request) -> tuple[tuple[str, ...], Callable[[str], Settings]]:
    """The files of what is asked for, and what gives the settings of each. Raises RunFailed, also for a path."""
    from shapelint.run import RunError, files_of

    settings = settings_for(request)
    try:
        found = files_of(request)
    except RunError as error:
        raise RunFailed(str(error)) from error
    for unreadable in found.unreadable:
        raise RunFailed(f"{unreadable.path}: {unreadable.reason}")
    return found.files, lambda name: found.own.get(name, settings)
