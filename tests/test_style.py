"""The code passes its own linters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.command import ROOT, environment


@pytest.mark.parametrize(
    "arguments", [("ruff", "check", "--no-cache"), ("mypy", "--no-incremental")], ids=lambda it: it[0]
)
def test_is_clean(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_shapelint_finds_nothing_in_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shapelint", "check", "shapelint", "rules", "tests/test_engine.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
