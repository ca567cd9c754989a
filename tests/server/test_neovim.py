"""A real editor with the committed set-up: an example is opened, its finding and its hints are seen, it is fixed."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ROOT, environment, shapelint

NEOVIM = shutil.which("nvim")
SESSION = Path(__file__).with_name("neovim_session.lua")
EXAMPLE = ROOT / "examples" / "sentiment_classifier.py"


@pytest.mark.skipif(NEOVIM is None, reason="there is no Neovim here (Debian: apt-get install neovim)")
def test_an_example_is_fixed(tmp_path: Path) -> None:
    assert NEOVIM is not None
    project, program = tmp_path / "project", tmp_path / "bin" / "shapelint"
    project.mkdir()
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m shapelint \"$@\"\n")
    program.chmod(0o755)
    (project / "pyproject.toml").touch()
    path = Path(shutil.copy(EXAMPLE, project))
    before = shapelint("check", "--output-format", "json", path.name, cwd=project)
    (finding,) = json.loads(before.stdout)
    told = tmp_path / "told.json"
    setup = f"luafile {ROOT / 'examples' / 'editors' / 'neovim.lua'}"
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    home = {name: str(tmp_path / name.lower()) for name in homes}
    env = environment(SHAPELINT_TOLD=str(told), PATH=f"{program.parent}:/usr/local/bin:/usr/bin:/bin", **home)
    command = [NEOVIM, "--headless", "-n", "-u", "NONE", "-c", "filetype on", "-c", setup]
    command += ["-c", f"edit {path.name}", "-c", f"luafile {SESSION}"]
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=240, check=False)
    seen = json.loads(told.read_text()) if told.exists() else pytest.fail(done.stdout + done.stderr)
    assert "failure" not in seen, seen["failure"]
    (shown,) = seen["diagnostics"]
    assert (shown["source"], shown["row"]) == ("shapelint", finding["location"]["row"])
    assert shown["message"] == finding["message"]
    hints = dict(seen["hints"])
    assert "(B, T, 2*hidden_size)" in hints[19], hints
    assert seen["left"] == []
    assert any("h_n" in title for title in seen["actions"]), seen["actions"]
    after = shapelint("check", path.name, cwd=project)
    assert (after.returncode, after.stderr) == (0, ""), after.stdout
    assert "h_n[-2], h_n[-1]" in path.read_text(encoding="utf-8")
