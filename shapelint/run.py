"""One run of `shapelint check`: from arguments to outcomes, without a word on the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from shapelint.cache import Cache
from shapelint.config import ConfigError, Settings, check_selectors, find_config, load_config, may_configure
from shapelint.diagnostic import Certainty, Diagnostic
from shapelint.files import Discovery, Unreadable, discover, is_forced_out
from shapelint.frozen import dataclass
from shapelint.outcome import Failure, Outcome
from shapelint.parallel import Progress, check_files, silent
from shapelint.rule import RuleError, load_rules


class RunError(Exception):
    """The run cannot begin: a bad configuration, an unknown rule, a broken rule module."""


@dataclass(frozen=True)
class Request:
    """What the command line asks for. `stdin` is the text behind the path `-`."""

    paths: tuple[str, ...] = (".",)
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    certainty: Certainty | None = None
    config: str | None = None
    isolated: bool = False
    jobs: int | None = None
    stdin: bytes | None = None
    stdin_filename: str | None = None
    rules: tuple[str, ...] = ()
    ignore_noqa: bool = False
    force_exclude: bool = False
    use_cache: bool = False


@dataclass(frozen=True)
class Result:
    """What a run found, sorted, under which settings, and what stood in its way."""

    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    checked: int
    failures: tuple[Failure, ...]
    unreadable: tuple[Unreadable, ...]
    partly: tuple[str, ...] = ()
    """Files of which some function was too long a way to follow."""
    files: tuple[str, ...] = ()
    """Those that were checked."""
    folders: tuple[str, ...] = ()
    """Those that the request names, which were walked."""
    own: Mapping[str, Settings] = field(default_factory=dict)
    """The settings of files that have others, by a nearer configuration."""

    def settings_of(self, filename: str) -> Settings:
        """The settings that a file was checked under."""
        return self.own.get(filename, self.settings)


def run_check(request: Request, progress: Progress = silent) -> Result:
    """Check everything the request names, telling `progress` how far it is. Raises RunError."""
    try:
        settings = settings_of(request)
        if request.stdin is not None:
            from shapelint.engine import check_bytes

            if request.stdin_filename and is_forced_out(request.stdin_filename, settings):
                return _result(settings, [])
            return _result(settings, [check_bytes(request.stdin, request.stdin_filename or "<stdin>", settings)])
        found = discover(request.paths, settings, _Nearest(request))
        outcomes: list[Outcome] = []
        for each in dict.fromkeys([settings, *found.own.values()]):
            files = [file for file in found.files if found.own.get(file, settings) == each]
            cache = Cache(each, load_rules(request.rules)) if request.use_cache else None
            outcomes += check_files(files, each, request.jobs, progress, cache)
        folders = tuple(path for path in request.paths if os.path.isdir(path))
        return replace(_result(settings, outcomes, found.unreadable), folders=folders, own=found.own)
    except (ConfigError, RuleError) as error:
        raise RunError(str(error)) from error


def files_of(request: Request) -> Discovery:
    """The files that the request comes to. Raises RunError."""
    try:
        return discover(request.paths, settings_of(request), _Nearest(request))
    except (ConfigError, RuleError) as error:
        raise RunError(str(error)) from error


def settings_of(request: Request) -> Settings:
    """The configuration with the command line's options on top. Raises ConfigError and RuleError."""
    catalogue = load_rules(request.rules)
    for option, selectors in (
        ("--select", request.select),
        ("--extend-select", request.extend_select),
        ("--ignore", request.ignore),
    ):
        check_selectors(selectors, catalogue, partial(_option_error, option))
    path = config_of(request)
    settings = Settings() if path is None else load_config(path, catalogue)
    chosen = settings.overridden(request.select, request.extend_select, request.ignore, request.certainty)
    force = chosen.force_exclude or request.force_exclude
    return replace(chosen, rules=request.rules, ignore_noqa=request.ignore_noqa, force_exclude=force)


class _Nearest:
    """The settings of folders: each nearest configuration, with the command line's options on top."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._folders: dict[str, Settings] = {}

    def __call__(self, folder: str) -> Settings:
        """Raises ConfigError and RuleError."""
        if folder not in self._folders:
            above = os.path.dirname(folder)
            is_nearest = above == folder or may_configure(folder)
            self._folders[folder] = settings_of(replace(self._request, paths=(folder,))) if is_nearest else self(above)
        return self._folders[folder]


def config_of(request: Request) -> Path | None:
    """The configuration that the request is under; None where there is none. Raises ConfigError."""
    if request.isolated:
        return None
    return Path(request.config) if request.config else find_config(_start(request))


def _option_error(option: str, message: str) -> ConfigError:
    return ConfigError(f"{option}: {message}")


def root_of(request: Request) -> Path | None:
    """The folder of the request's configuration. Raises RunError."""
    try:
        return settings_of(request).root
    except (ConfigError, RuleError) as error:
        raise RunError(str(error)) from error


def _start(request: Request) -> Path:
    """The folder from which a configuration is looked for: the deepest that holds everything that is checked."""
    paths = [request.stdin_filename or "."] if request.stdin is not None else request.paths
    absolute = [os.path.abspath(path) for path in paths]
    try:
        common = Path(os.path.commonpath(absolute))
    except ValueError:  # on several drives
        common = Path.cwd()
    return common if os.path.isdir(common) else common.parent


def _result(settings: Settings, outcomes: list[Outcome], unreadable: tuple[Unreadable, ...] = ()) -> Result:
    diagnostics = [each for outcome in outcomes for each in outcome.diagnostics]
    return Result(
        settings=settings,
        diagnostics=tuple(sorted(diagnostics, key=lambda each: each.sort_key)),
        checked=sum(outcome.unreadable is None and outcome.failure is None for outcome in outcomes),
        failures=tuple(outcome.failure for outcome in outcomes if outcome.failure),
        files=tuple(outcome.filename for outcome in outcomes if outcome.unreadable is None and outcome.failure is None),
        partly=tuple(outcome.filename for outcome in outcomes if not outcome.is_complete),
        unreadable=(*unreadable, *(outcome.unreadable for outcome in outcomes if outcome.unreadable)),
    )
