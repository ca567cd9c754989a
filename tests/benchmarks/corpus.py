"""The files that are measured with."""

from __future__ import annotations

import ast
import shutil
import sysconfig
import warnings
from pathlib import Path

from shapelint.files import is_candidate
from tests.command import ROOT


def python_files(folder: Path | None) -> list[Path]:
    """Every program of a folder that Python can read; without one those of this checkout and of what is installed."""
    folders = (
        [folder] if folder is not None else [ROOT / "examples", ROOT / "tests", Path(sysconfig.get_path("stdlib"))]
    )
    found = [path for each in folders for path in sorted(each.rglob("*.py")) if path.is_file()]
    return [path for path in found if _is_readable(path)]


def _is_readable(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def candidates(files: list[Path]) -> list[Path]:
    """Those that may hold a recurrent layer."""
    return [path for path in files if is_candidate(path.read_bytes())]


def largest(folder: Path, files: list[Path]) -> list[Path]:
    """The files of the folder in it that has the most."""
    of = [path.relative_to(folder).parts[0] for path in files]
    most = max(set(of), key=of.count)
    return [path for path, name in zip(files, of, strict=True) if name == most]


def sample(files: list[Path], number: int) -> list[Path]:
    """Files evenly spread over all of them."""
    step = max(len(files) / number, 1)
    return [files[int(at * step)] for at in range(min(number, len(files)))]


def copied(files: list[Path], folder: Path) -> list[Path]:
    """Copies in one folder; files that were neighbours stay neighbours."""
    common = Path(*_common(files))
    found = []
    for path in files:
        copy = folder / path.relative_to(common)
        copy.parent.mkdir(parents=True, exist_ok=True)
        found.append(Path(shutil.copyfile(path, copy)))
    return found


def _common(files: list[Path]) -> tuple[str, ...]:
    parts = [path.parent.parts for path in files]
    shortest = min(parts, key=len)
    same = [level for level in range(len(shortest)) if all(each[level] == shortest[level] for each in parts)]
    return shortest[: len([at for at, level in enumerate(same) if at == level])]
