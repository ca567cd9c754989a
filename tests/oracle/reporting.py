"""A disagreement as a reader wants it: the smallest program that shows it, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.comparing import Disagreement, compare
from tests.oracle.programs import Program


def report(program: Program, found: Sequence[Disagreement]) -> str:
    """The program cut down to the first value that disagrees, and the disagreement."""
    small, text = smallest(program, found[0])
    return f"\n{small.source()}\n# run with:\n{small.run_text()}\n{text.name}: {text.text}\n"


def smallest(program: Program, first: Disagreement) -> tuple[Program, Disagreement]:
    """The statements that the disagreement needs, if it is still there with those alone."""
    small = program.needed_for(first.name)
    again = [each for each in compare(small)[0] if each.name == first.name] if small.modules else []
    return (small, again[0]) if again else (program, first)
