"""`python -m tests.python_oracle --programs 100000 --seed 1`: random programs until one disagrees."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from random import Random

from tests.python_oracle.comparing import Coverage, compare
from tests.python_oracle.generating import ALL, generate
from tests.python_oracle.known import KNOWN_TO_DISAGREE
from tests.python_oracle.reporting import disagreements, report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the programs; 1 if one disagrees. Program `i` of seed `n` is the same each time."""
    parser = argparse.ArgumentParser(prog="python -m tests.python_oracle", description=__doc__)
    parser.add_argument("--programs", type=int, default=2000, help="how many programs (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which series of programs (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first program (default: %(default)s)")
    parser.add_argument("--go-on", action="store_true", help="go on after a disagreement; those alike are shown once")
    parser.add_argument("--also", action="append", default=[], help="switch a feature on that is known to disagree")
    parser.add_argument("--show", action="store_true", help="show the programs")
    options = parser.parse_args(arguments)
    features = ALL - (KNOWN_TO_DISAGREE - set(options.also))
    if unknown := set(options.also) - ALL:
        parser.error(f"no such feature: {', '.join(sorted(unknown))}; there are {', '.join(sorted(ALL))}")
    return 1 if _run(options, features) else 0


def _run(options: argparse.Namespace, features: frozenset[str]) -> int:
    coverage, started, wrong, done = Coverage(), time.monotonic(), 0, 0
    shown: set[str] = set()
    for number in range(options.first, options.first + options.programs):
        source = generate(Random(f"{options.seed}/{number}"), features)
        if options.show:
            print(f"# program {number}\n{source}")
        done += 1
        if disagreements(source):
            wrong += 1
            text = report(source)
            shape = re.sub(r"#.*|[\d'\"]+", "", text)
            if shape not in shown:
                print(f"# program {number} of seed {options.seed}\n{text}", flush=True)
            shown.add(shape)
            if not options.go_on:
                break
        else:
            coverage.add(compare(source)[1])
        if done % 500 == 0:
            speed = done / (time.monotonic() - started)
            print(f"{done} programs, {wrong} disagree, {speed:.1f} a second", file=sys.stderr)
    print(f"{wrong} of {done} programs disagree\n{coverage}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
