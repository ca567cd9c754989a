"""`python -m tests.oracle --programs 100000 --seed 1`: as many random programs as wanted, until one disagrees."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from random import Random

import torch

from tests.oracle.comparing import Coverage, compare
from tests.oracle.generating import generate
from tests.oracle.reporting import report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the programs; 1 if one disagrees. Program `i` of seed `n` is the same each time."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--programs", type=int, default=2000, help="how many programs (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which series of programs (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first program (default: %(default)s)")
    parser.add_argument("--go-on", action="store_true", help="go on after a disagreement")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    return 1 if _run(options.programs, options.seed, options.first, options.go_on) else 0


def _run(programs: int, seed: int, first: int, go_on: bool) -> int:
    coverage, started, wrong, done = {True: Coverage(), False: Coverage()}, time.monotonic(), 0, 0
    for number in range(first, first + programs):
        program = generate(Random(f"{seed}/{number}"))
        try:
            found, claimed = compare(program, number)
        except Exception:
            print(f"program {number} of seed {seed}:\n{program.source()}\n# run with:\n{program.run_text()}")
            raise
        coverage[program.is_concrete].add(claimed)
        if found:
            wrong += 1
            print(f"program {number} of seed {seed}:{report(program, found)}")
        done = number - first + 1
        if found and not go_on:
            break
        if done % 100 == 0:
            print(
                f"{done} programs, {wrong} disagree, {done / (time.monotonic() - started):.1f} per second",
                file=sys.stderr,
            )
    print(f"{wrong} of {done} programs disagree\nsizes known: {coverage[True]}\nsizes symbolic: {coverage[False]}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
