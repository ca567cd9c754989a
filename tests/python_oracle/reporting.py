"""A disagreement as a reader wants it: the smallest program that shows it, what is claimed, what is true."""

from __future__ import annotations

from tests.python_oracle.comparing import Disagreement, compare
from tests.python_oracle.running import Fails
from tests.python_oracle.shrinking import shrunk


def disagreements(source: str) -> list[Disagreement]:
    """What is claimed wrongly of a program; an error of the interpreter is one, a program that fails has none."""
    try:
        return compare(source)[0]
    except Fails:
        return []
    except Exception as error:
        return [Disagreement("the interpreter", "anything", f"{type(error).__name__}: {error}", type(error).__name__)]


def report(source: str) -> str:
    """The program cut down, and what disagrees in it."""
    kinds = {each.kind for each in disagreements(source)}
    small = shrunk(source, lambda text: any(each.kind in kinds for each in disagreements(text)))
    return "\n".join([small, *(f"# {each}" for each in disagreements(small)), ""])
