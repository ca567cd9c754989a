"""`[tool.shapelint]` of the nearest `pyproject.toml`, or `shapelint.toml`, as frozen `Settings`.

Whatever a configuration says that shapelint does not know is an error that names the file, the place and the nearest
thing it does know: a setting that is silently ignored is worse than none.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shapelint.config_keys import KEYS, toml
from shapelint.diagnostic import Certainty
from shapelint.frozen import dataclass
from shapelint.paths import inside
from shapelint.rule import Catalogue

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class ConfigError(Exception):
    """A configuration that cannot be used; the message names the file and the place in it."""


@dataclass(frozen=True)
class Settings:
    """What is checked. Selectors are codes, beginnings of codes, names or `ALL`; patterns are those of `.gitignore`.

    `select` of None means every rule. `root` is the folder that patterns are relative to. `certainty` is the least
    certain finding that is reported. `rules` are folders of the user's own rules, `ignore_noqa` reports what comments
    suppress; both are the command line's to say, never a configuration's.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    certainty: Certainty = Certainty.BY_DEFAULT
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: Path | None = None
    rules: tuple[str, ...] = ()
    ignore_noqa: bool = False

    def overridden(
        self,
        select: tuple[str, ...] = (),
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        certainty: Certainty | None = None,
    ) -> Settings:
        """These settings with the command line's on top: its `select` starts anew, the rest is added."""
        kept = tuple(selector for selector in self.ignore if selector not in extend_select)
        changed = replace(
            self,
            select=select or self.select,
            extend_select=extend_select if select else self.extend_select + extend_select,
            ignore=ignore if select else kept + ignore,
        )
        return changed if certainty is None else replace(changed, certainty=certainty)

    def shows(self, certainty: Certainty) -> bool:
        """Whether findings of this certainty are reported."""
        order = list(Certainty)
        return order.index(certainty) <= order.index(self.certainty)


DEFAULTS = Settings()
CONFIGURATIONS = ("shapelint.toml", "pyproject.toml")


def enabled_codes(settings: Settings, catalogue: Catalogue, filename: str | None = None) -> frozenset[str]:
    """The codes that are switched on for a file: of `select` and `ignore` the longer selector wins, `ignore` a tie."""
    wanted = _strengths(
        (*(("ALL",) if settings.select is None else settings.select), *settings.extend_select), catalogue
    )
    ignored = _strengths(settings.ignore, catalogue)
    on = {code for code, strength in wanted.items() if strength > ignored.get(code, -1)}
    return frozenset(on - _ignored_here(settings, catalogue, filename) if filename else on)


def _strengths(selectors: Iterable[str], catalogue: Catalogue) -> dict[str, int]:
    """For each code the length of the longest selector that names it; `ALL` counts 0, a name as a whole code."""
    strengths: dict[str, int] = {}
    for selector in selectors:
        for entry in catalogue.matching(selector):
            strength = 0 if selector == "ALL" else len(entry.code) if selector == entry.name else len(selector)
            strengths[entry.code] = max(strength, strengths.get(entry.code, -1))
    return strengths


def _ignored_here(settings: Settings, catalogue: Catalogue, filename: str) -> set[str]:
    """The codes that `per-file-ignores` switches off for this file."""
    if not settings.per_file_ignores:
        return set()
    path = relative_to(settings.root, filename)
    return {
        entry.code
        for pattern, selectors in settings.per_file_ignores
        if _pattern(pattern).match_file(path)
        for selector in selectors
        for entry in catalogue.matching(selector)
    }


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern])


def relative_to(root: Path | None, path: str) -> str:
    """A path as patterns see it: relative to the configuration's folder where it lies inside, with forward slashes.

    It may lie inside by way of a link, and be one itself.
    """
    folder, absolute = os.path.abspath(root or os.curdir), os.path.abspath(path)
    found = inside(absolute, folder)
    if found is None:
        above, name = os.path.split(absolute)
        found = inside(os.path.join(os.path.realpath(above), name), os.path.realpath(folder))
    return (absolute.lstrip(os.sep) if found is None else found).replace(os.sep, "/")


def find_config(start: Path) -> Path | None:
    """The nearest `shapelint.toml` or `pyproject.toml` with a `[tool.shapelint]`, from a folder upwards.

    Raises ConfigError for a file on the way that cannot be read, and a folder that cannot be looked into.
    """
    for folder in (start, *start.parents):
        own = folder / "shapelint.toml"
        if _is_file(own):
            return own
        project = folder / "pyproject.toml"
        if _is_file(project) and _table(project) is not None:
            return project
    return None


def may_configure(folder: str) -> bool:
    """Whether a folder has a configuration of its own, as far as a look at the bytes tells."""
    own, project = (os.path.join(folder, name) for name in CONFIGURATIONS)
    if os.path.isfile(own):
        return True
    try:
        with open(project, "rb") as file:
            return b"shapelint" in file.read()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise ConfigError(f"{path.parent}: {(error.strerror or str(error)).lower()}") from error


def load_config(path: Path, catalogue: Catalogue) -> Settings:
    """The settings in a file. Raises ConfigError for anything in it that is not understood."""
    table = _table(path)
    if table is None:
        return Settings(root=Path(os.path.abspath(path)).parent)
    return _Reader(path, catalogue).settings(table)


def _table(path: Path) -> Mapping[str, object] | None:
    """The table of shapelint in a TOML file; None where a `pyproject.toml` has none. Raises ConfigError."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        with path.open("rb") as file:
            document: dict[str, object] = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    if path.name != "pyproject.toml":
        return document
    match document:
        case {"tool": {"shapelint": dict(table)}}:
            return table
        case {"tool": {"shapelint": _}}:
            raise ConfigError(f"{path}: tool.shapelint: must be a table")
        case _:
            return None


@dataclass(frozen=True)
class _Reader:
    """Reads the values of one file, each with its place for the error message."""

    path: Path
    catalogue: Catalogue

    def settings(self, table: Mapping[str, object]) -> Settings:
        unknown = [key for key in table if key not in KEYS]
        if unknown:
            hint = _near(unknown[0], KEYS) or f"; known are {', '.join(KEYS)}"
            if unknown[0] == "tool" and self.path.name != "pyproject.toml":
                hint = f"; {self.path.name} has the keys of [tool.shapelint] at its top"
            raise self.error(unknown[0], f"unknown key{hint}")
        selectors = {
            key: self.selectors(key, table[key]) for key in ("select", "extend-select", "ignore") if key in table
        }
        return Settings(
            select=selectors.get("select"),
            extend_select=selectors.get("extend-select", ()),
            ignore=selectors.get("ignore", ()),
            certainty=self.certainty(table.get("certainty", Certainty.BY_DEFAULT.value)),
            exclude=tuple(
                self.pattern("exclude", text) for text in self.strings("exclude", table.get("exclude", []))
            ),
            force_exclude=self.flag("force-exclude", table.get("force-exclude", False)),
            per_file_ignores=self.per_file(table.get("per-file-ignores", {})),
            root=self.path.resolve().parent,
        )

    def error(self, place: str, message: str) -> ConfigError:
        prefix = "tool.shapelint." if self.path.name == "pyproject.toml" else ""
        return ConfigError(f"{self.path}: {prefix}{place}: {message}")

    def strings(self, place: str, value: object) -> tuple[str, ...]:
        match value:
            case list(items) if all(isinstance(item, str) for item in items):
                return tuple(items)
            case _:
                raise self.error(place, f"must be a list of strings, is {toml(value)}")

    def flag(self, place: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.error(place, f"must be true or false, is {toml(value)}")
        return value

    def selectors(self, place: str, value: object) -> tuple[str, ...]:
        found = self.strings(place, value)
        check_selectors(found, self.catalogue, lambda message: self.error(place, message))
        return found

    def certainty(self, value: object) -> Certainty:
        names = [each.value for each in Certainty]
        if not isinstance(value, str) or value not in names:
            near = _near(value, names) if isinstance(value, str) else ""
            raise self.error("certainty", f"must be one of {', '.join(names)}, is {toml(value)}{near}")
        return Certainty(value)

    def per_file(self, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if not isinstance(value, dict):
            raise self.error("per-file-ignores", f"must be a table of patterns, is {toml(value)}")
        found = []
        for text, selectors in value.items():
            place = f'per-file-ignores."{text}"'
            if text.startswith("!"):
                raise self.error(place, "a pattern names the files in which rules are switched off; it has no `!`")
            found.append((self.pattern(place, text), self.selectors(place, selectors)))
        return tuple(found)

    def pattern(self, place: str, text: str) -> str:
        """A pattern as `.gitignore` has it, in which `./` at the beginning would name nothing."""
        sign, rest = ("!", text[1:]) if text.startswith("!") else ("", text)
        if not rest.strip() or rest in (".", "./") or text.startswith("#"):
            raise self.error(place, f"the pattern {toml(text)} fits no file")
        return sign + re.sub(r"^(?:\./+)+", "/", rest)


def check_selectors(selectors: Iterable[str], catalogue: Catalogue, error: Callable[[str], Exception]) -> None:
    """Raises `error` of a message for the first selector that names no rule."""
    for selector in selectors:
        if not catalogue.matching(selector):
            nearest = catalogue.nearest(selector)
            hint = f", did you mean {nearest!r}?" if nearest else ""
            raise error(f"there is no rule {selector!r}{hint}")


def _near(word: str, known: Iterable[str]) -> str:
    """The question whether something that is known was meant; empty where nothing is like it."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1)
    return f", did you mean {found[0]!r}?" if found else ""
