"""`python -m tests.benchmarks FOLDER`: a table of wall times and ratios, each the best of several runs.

FOLDER holds Python files of any kind, say some checked-out repositories; without it the files of this checkout and of
the installed packages stand in. `--peers BIN` names the folder where `ruff` and `torchfix` are, if not on the path.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.corpus import candidates, copied, largest, python_files, sample
from tests.benchmarks.measuring import Table, Timing, measured
from tests.command import DEFECT

PARSE = """
import gc, sys
gc.set_threshold(50_000, 20, 100)
import libcst
for path in sys.stdin.read().splitlines():
    libcst.parse_module(open(path, encoding="utf-8").read())
"""
REPOSITORY = 600
"""Files of the repository that is compared: a sample of the folder, candidates and others as it has them."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="files to check")
    parser.add_argument("--peers", type=Path, help="the folder of ruff and torchfix")
    parser.add_argument("--runs", type=int, default=3, help="of which the best counts (default: %(default)s)")
    parser.add_argument("--jobs", type=int, help="processes (default: one for each processor)")
    options = parser.parse_args()
    jobs = () if options.jobs is None else ("--jobs", str(options.jobs))
    with tempfile.TemporaryDirectory() as temporary:
        benchmark = _Benchmark(Path(temporary), options.runs, options.peers, jobs)
        files = python_files(options.folder)
        benchmark.run(files)
        if options.folder is not None:
            benchmark.of_the_largest(largest(options.folder, files))


class _Benchmark:
    """One run of all comparisons, in a folder of its own."""

    def __init__(self, folder: Path, runs: int, peers: Path | None, jobs: tuple[str, ...]) -> None:
        self._folder, self._runs, self._peers, self._jobs = folder, runs, peers, jobs
        self._table = Table()

    def run(self, files: list[Path]) -> None:
        """Print the rows that every folder has."""
        self._of_one_file()
        self._of_candidates(copied(candidates(files), self._folder / "candidates"))
        self._of_a_repository(copied(sample(files, REPOSITORY), self._folder / "repository"))

    def of_the_largest(self, files: list[Path]) -> None:
        """Print the row of a whole repository, beside the fastest linter."""
        folder = self._folder / "largest"
        number = len(candidates(copied(files, folder)))
        check = self._check(folder, "--no-cache")
        if (ruff := self._program("ruff")) is not None:
            peer = self._time(ruff, "check", "--no-cache", "--isolated", "--quiet", ".", cwd=folder)
            self._table.row(f"{len(files)} files, {number} candidates", check, "ruff", peer, "<= 2")

    def _time(self, *command: str, cwd: Path, stdin: str = "") -> Timing:
        return measured(command, cwd, stdin, self._runs)

    def _check(self, cwd: Path, *options: str) -> Timing:
        command = (sys.executable, "-m", "shapelint", "check", "--isolated", "--quiet", *self._jobs, *options)
        return self._time(*command, cwd=cwd)

    def _of_candidates(self, files: list[Path]) -> None:
        folder = self._folder / "candidates"
        parse = self._time(sys.executable, "-c", PARSE, cwd=folder, stdin="\n".join(map(str, files)))
        check = self._check(folder, "--no-cache")
        self._table.row(f"check of {len(files)} candidates", check, "bare libcst.parse_module", parse, "<= 0.8")
        for _ in range(2):  # the second time the folders are as the first one has left them
            self._check(folder)
        start = self._time(sys.executable, "-c", "pass", cwd=folder)
        self._table.row("the same, all cached", self._check(folder), "python -c pass", start, "<= 0.1 s more")

    def _of_a_repository(self, files: list[Path]) -> None:
        folder = self._folder / "repository"
        check = self._check(folder, "--no-cache")
        text = f"check of a repository of {len(files)} files"
        for name, command, target in (
            ("ruff", ("check", "--no-cache", "--isolated", "--quiet", "."), "<= 2"),
            ("torchfix", ("--select", "ALL", "."), "<= 0.02"),
        ):
            if (program := self._program(name)) is not None:
                runs = 1 if name == "torchfix" else self._runs
                self._table.row(text, check, name, measured((program, *command), folder, "", runs), target)

    def _program(self, name: str) -> str | None:
        found = shutil.which(name, path=None if self._peers is None else str(self._peers))
        if found is None:
            print(f"{name} is not installed")
        return found

    def _of_one_file(self) -> None:
        folder = self._folder / "one"
        folder.mkdir()
        (folder / "small.py").write_text(DEFECT)
        self._check(folder, "--no-cache")  # compiles what is not compiled
        load = self._time(sys.executable, "-c", "import libcst", cwd=folder)
        self._table.row("one small file", self._check(folder, "--no-cache"), "import libcst", load, "<= 1.5")


if __name__ == "__main__":
    main()
