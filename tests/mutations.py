"""Programs with lines deleted, doubled, swapped, cut off and spoiled: most still parse, few still make sense.

Run as a program it checks many of them, each within its own time, in a process whose memory and time are bounded:

    python -m tests.mutations --count 5000 --seed 1
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from shapelint.config import Settings
from shapelint.diagnostic import Certainty
from shapelint.engine import check_bytes
from shapelint.parsing import parsed

ROOT = Path(__file__).parent.parent
PROGRAMS = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "tests/fixtures").rglob("*.py")])
SETTINGS = Settings(certainty=Certainty.POSSIBLE)
LONGEST = 1_300
"""Bytes of the programs that are mutated in great numbers."""
MOST_SECONDS = 20
"""Of processor time for one program; an ordinary one takes some hundredths."""
MEMORY = 1 << 30
SPOILING = ("None", "-1", "*x", "self", "()", "0", "lambda: 1", "True", "2 ** 100")
_WORD = re.compile(r"\w+|[^\w\s]")


def mutated(text: str, dice: random.Random) -> str:
    """A program with a few changes, most of which still parse."""
    lines = text.splitlines(keepends=True)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                del lines[at : at + 1]
            case 1:
                lines.insert(at, lines[dice.randrange(len(lines))])
            case 2:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = _with_word(lines[at], dice.choice(SPOILING), dice)
            case 4:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)].rstrip() + "\n"
            case _:
                lines[at] = _with_word(lines[at], dice.choice(_WORD.findall(text)), dice)
        if not lines:
            return text
    return "".join(lines)


def truncated(text: str, dice: random.Random) -> str:
    """A program that ends too early."""
    return text[: dice.randrange(1, len(text))]


def _with_word(line: str, word: str, dice: random.Random) -> str:
    """A line with one of its words replaced."""
    places = list(_WORD.finditer(line))
    if not places:
        return line
    place = dice.choice(places)
    return f"{line[: place.start()]}{word}{line[place.end() :]}"


def parses(text: str) -> bool:
    """Whether a text is Python."""
    try:
        parsed(text)
    except (SyntaxError, ValueError):
        return False
    return True


def complaint(program: str) -> str | None:
    """What is wrong with the answer to a program: a failure, or a syntax error that is there or not there wrongly."""
    outcome = check_bytes(program.encode(), "mutated.py", SETTINGS)
    if outcome.failure is not None:
        return outcome.failure.cause or outcome.failure.message
    is_refused = any(each.code == "SHP001" for each in outcome.diagnostics)
    if is_refused is parses(program) and outcome.diagnostics:
        return "it parses, but SHP001 is reported" if is_refused else "it does not parse, but SHP001 is missing"
    return None


class TooLong(Exception):
    """A program took longer than it may."""


def _too_long(*_: object) -> None:
    raise TooLong


def complaints(count: int, seed: int) -> Iterator[str]:
    """Check this many programs; every complaint with the program that it is about."""
    dice = random.Random(seed)
    texts = [text for path in PROGRAMS if len(text := path.read_text(encoding="utf-8")) <= LONGEST]
    signal.signal(signal.SIGVTALRM, _too_long)
    for _ in range(count):
        program = (truncated if dice.random() < 0.1 else mutated)(dice.choice(texts), dice)
        signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
        try:
            found = complaint(program)
        except (TooLong, MemoryError) as error:
            found = type(error).__name__
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if found is not None:
            yield f"{found}\n{program}"


def main() -> int:
    """Check programs and print what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    gc.set_threshold(50_000, 20, 100)  # as the program itself has it
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = 0
    for each in complaints(arguments.count, arguments.seed):
        found += 1
        sys.stdout.write(f"{each}\n{'-' * 80}\n")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
