"""`--show-files` and `--show-settings`: what a run would check, and under which settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from shapelint.commands.terminal import FAILED, RunFailed, complain, style_of

if TYPE_CHECKING:
    from shapelint.run import Request


def show_files(request: Request) -> int:
    """Print the files, one in a line, and give the exit code. Raises RunFailed."""
    from shapelint.report import shown_path, write
    from shapelint.run import RunError, files_of

    try:
        found = files_of(request)
    except RunError as error:
        raise RunFailed(str(error)) from error
    write((f"{shown_path(file)}\n" for file in found.files), sys.stdout)
    for unreadable in found.unreadable:
        complain(f"error: {unreadable.path}: {unreadable.reason}")
    return FAILED if found.unreadable else 0


def show_settings(request: Request, options: dict[str, Any]) -> None:
    """Print the settings. Raises RunFailed."""
    from shapelint.config import ConfigError
    from shapelint.report import write
    from shapelint.report.settings import render_settings
    from shapelint.rule import RuleError, load_rules
    from shapelint.run import config_of, settings_of

    try:
        settings, path = settings_of(request), config_of(request)
    except (ConfigError, RuleError) as error:
        raise RunFailed(str(error)) from error
    write(render_settings(settings, path, load_rules(request.rules), style_of(options["color"])), sys.stdout)
