"""Where rule modules are: shapelint's own folder, installed packages that name one, and folders the user names.

A package names its folder of rules in the entry point group `shapelint.rules`. Loading a rule runs its code, so a
folder is taken from what is installed or from the command line, never from a project's configuration.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path

from shapelint.frozen import dataclass

PACKAGE = "shapelint.rules"
"""The name under which shapelint's own rules are imported, and the group of entry points."""


class RuleError(Exception):
    """A rule module that cannot be loaded, or a folder that holds none; the message begins with the place."""


@dataclass(frozen=True)
class RuleFolder:
    """A folder of rule modules and the package name under which they are imported."""

    path: Path
    package: str


def rule_files(folder: Path) -> list[Path]:
    """The rule modules of a folder, by code; modules that begin with `_` are not rules."""
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def rule_folders(named: tuple[str, ...] = ()) -> list[RuleFolder]:
    """All folders there are, importable: shapelint's own, those of installed packages, those that are `named`.

    Raises RuleError for one that is not there or holds no rules.
    """
    folders = [RuleFolder(own_folder(), PACKAGE), *_installed(), *(_named(folder) for folder in named)]
    for folder in folders:
        if not rule_files(folder.path):
            raise RuleError(f"{folder.path}: there is no rule module in this folder")
    mount(folders[0])
    return list(dict.fromkeys(folders))


def own_folder() -> Path:
    """`rules/` beside the modules where shapelint is installed, one level up in a checkout. Raises RuleError."""
    here = Path(__file__).resolve().parent
    for folder in (here / "rules", here.parent / "rules"):
        if folder.is_dir():
            return folder
    raise RuleError(f"{here}: the folder of the rules is missing")


def mount(folder: RuleFolder) -> None:
    """Make a folder importable under its package name, wherever it is."""
    spec = ModuleSpec(folder.package, None, is_package=True)
    spec.submodule_search_locations = [str(folder.path)]
    sys.modules[folder.package] = module_from_spec(spec)


def _named(name: str) -> RuleFolder:
    """A folder that the user names, as a package of its own, so that its modules can import each other (`from ._x`)."""
    import hashlib

    path = Path(name).resolve()
    if not path.is_dir():
        raise RuleError(f"{name}: there is no such folder of rules")
    folder = RuleFolder(path, f"{PACKAGE}_{hashlib.sha256(str(path).encode('utf-8', 'replace')).hexdigest()[:12]}")
    if folder.package not in sys.modules:
        mount(folder)
    return folder


@lru_cache(maxsize=1)
def _installed() -> tuple[RuleFolder, ...]:
    """The folders that installed packages name. Raises RuleError for a name that is no package."""
    if not any(_names_rules(path) for path in sys.path):
        return ()
    from importlib.metadata import entry_points

    folders = []
    for point in sorted(entry_points(group=PACKAGE), key=lambda point: point.name):
        locations = _locations(point.value)
        if not locations:
            raise RuleError(f"entry point {PACKAGE}: {point.name} = {point.value!r} is no package with rules in it")
        folders += [RuleFolder(Path(location), point.value) for location in locations]
    return tuple(folders)


def _locations(package: str) -> list[str]:
    """The folders of a package; its modules are not imported, those of the packages around it are."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return []
    return [] if spec is None else list(spec.submodule_search_locations or ())


def _names_rules(folder: str) -> bool:
    """Whether anything installed in a folder of `sys.path` names rules: importing `importlib.metadata` takes longer."""
    with suppress(OSError):
        for name in os.listdir(folder or os.curdir):
            if name.endswith((".dist-info", ".egg-info")) and PACKAGE.encode() in _entry_points(folder, name):
                return True
    return False


def _entry_points(folder: str, information: str) -> bytes:
    try:
        with open(os.path.join(folder, information, "entry_points.txt"), "rb") as file:
            return file.read()
    except OSError:
        return b""
