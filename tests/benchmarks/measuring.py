"""Programs timed from outside."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.command import environment


@dataclass(frozen=True)
class Timing:
    """The best wall time of several runs in seconds, and the processor time of that run."""

    wall: float
    processor: float


def measured(command: tuple[str, ...], cwd: Path, stdin: str, runs: int) -> Timing:
    """A program's time. Its output goes nowhere and its exit code says nothing: linters find things."""
    return min((_once(command, cwd, stdin) for _ in range(runs)), key=lambda timing: timing.wall)


def _once(command: tuple[str, ...], cwd: Path, stdin: str) -> Timing:
    before, started = _processor(), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, input=stdin.encode(), capture_output=True, env=_compiled(), check=False)
    wall = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command[:4])}: {done.stderr.decode(errors='replace')[-2000:]}")
    return Timing(wall, _processor() - before)


def _compiled() -> dict[str, str]:
    """An environment in which modules are compiled once, as those of an installed package are."""
    return {key: value for key, value in environment().items() if key != "PYTHONDONTWRITEBYTECODE"}


def _processor() -> float:
    times = os.times()
    return times.children_user + times.children_system


class Table:
    """Rows as they come in."""

    _ROW = "{:40} {:>18} | {:26} {:>18} | {:>8} {}"

    def __init__(self) -> None:
        print(self._ROW.format("", "wall (processor)", "", "wall (processor)", "ratio", "target"))

    def row(self, what: str, own: Timing, peer: str, other: Timing, target: str) -> None:
        """One comparison."""
        ratio = f"{own.wall / other.wall:.3f}"
        print(self._ROW.format(what, _text(own), peer, _text(other), ratio, target), flush=True)


def _text(timing: Timing) -> str:
    return f"{timing.wall:.2f} s ({timing.processor:.2f} s)"
