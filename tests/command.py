"""Runs the command line as a user does, from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

DEFECT = """\
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
last = output[:, -1]
print(nn.Linear(32, 2)(last))
"""
"""A program with SHP101 on row 6, columns 8 to 21."""

CLEAN = DEFECT.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what would change colours and paths, and with the checkout on the path."""
    changing = ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "PYTHONPATH")
    kept = {key: value for key, value in os.environ.items() if key not in changing}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def shapelint(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One run in a process of its own; output is decoded as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "shapelint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=env or environment(),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


def concise(*arguments: str, cwd: Path, stdin: bytes = b"") -> list[str]:
    """`path:row:column: code` of everything that is found."""
    lines = shapelint("check", "--output-format", "concise", *arguments, cwd=cwd, stdin=stdin).stdout.splitlines()
    return [" ".join(line.split(" ")[:2]) if " SHP" in line else line for line in lines]
