"""Emacs with the set-up of `examples/editors/emacs.el`: eglot starts the server and flymake shows what it finds."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import DEFECT, ROOT
from tests.editors.installed import path_with_shapelint

SESSION = Path(__file__).with_name("emacs_session.el")
READY = "(package-activate-all)"
"""What Emacs does before it reads init.el, but not in batch mode."""

SET_UP = ROOT / "examples" / "editors" / "emacs.el"


def emacs(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = ["emacs", "--batch", *map(str, arguments)]
    env = path_with_shapelint(cwd / "bin") | {"HOME": str(cwd)}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_a_session(tmp_path: Path) -> None:
    if shutil.which("emacs") is None:
        pytest.skip("Emacs is not installed (apt-get install emacs-nox elpa-eglot)")
    if emacs("--eval", READY, "--eval", "(require 'eglot)", cwd=tmp_path).returncode != 0:
        pytest.skip("this Emacs has no eglot (apt-get install elpa-eglot)")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.py").write_text(DEFECT)
    done = emacs("--eval", READY, "-l", SET_UP, "-l", SESSION, "project/a.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("(6 7) shapelint [SHP101]: the backward half of `output[:, -1]`")
    assert lines[1:3] == ["(4, 5, 32) [forward | backward]", ""]
    assert lines[-1] == "    2  backward half of every step", "the picture's last line"
