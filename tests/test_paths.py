"""Paths as others name them, also where no way leads from one to the other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import watchfiles

from shapelint.baseline import Baseline
from shapelint.commands.watching import _changes
from shapelint.paths import inside, relative
from shapelint.report import Report, shown_path
from shapelint.report.place import Places

ELSEWHERE = os.path.abspath("/elsewhere/a.py")


def test_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (relative("src/../a.py"), inside("src/../a.py")) == ("a.py", "a.py")
    assert (relative("a.py", "src"), inside("a.py", "src")) == (os.path.join("..", "a.py"), None)
    assert inside("..a/b.py") == os.path.join("..a", "b.py")


@pytest.fixture
def _another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """All paths are on other drives than all folders."""

    def relpath(path: str, start: str = "") -> str:
        raise ValueError(f"path is on mount {path!r}, start on mount {start!r}")

    monkeypatch.setattr(os.path, "relpath", relpath)


@pytest.mark.usefixtures("_another_drive")
def test_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (relative(ELSEWHERE), inside(ELSEWHERE)) == (ELSEWHERE, None)
    assert shown_path(ELSEWHERE) == ELSEWHERE
    assert Baseline(os.getcwd()).name(ELSEWHERE) == ELSEWHERE.replace(os.sep, "/")
    assert Places(Report((), 1, lambda _: None)).path(ELSEWHERE) == ELSEWHERE.replace(os.sep, "/")
    changed = {(watchfiles.Change.modified, ELSEWHERE)}
    monkeypatch.setattr(watchfiles, "watch", lambda *_, **__: iter([changed]))
    assert list(_changes((".",))) == [{ELSEWHERE}]
