"""A module as somebody may have it open, and what its keystrokes are."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.command import ROOT


def module(lines: int = 500) -> str:
    """Corrected examples and programs of real code's kind in one file of at least so many lines, as far as names allow.

    Their imports are taken to the top, and what one of them runs as a script is a function.
    """
    imports: dict[str, None] = {}
    bodies: list[str] = []
    names: set[str] = set()
    real = (ROOT / "tests" / "fixtures" / "realcode").glob("*.py")
    for path in [*sorted((ROOT / "examples").glob("*_fixed.py")), *sorted(real)]:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        own = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
        if not own or own & names:
            continue
        names |= own
        for node in tree.body:
            source = ast.get_source_segment(text, node) or ""
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                imports[source] = None
            elif isinstance(node, ast.If):
                body = source.partition("\n")[2]
                bodies.append(f"def try_{path.stem.removesuffix('_fixed')}():\n{body}")
            elif not isinstance(node, ast.Expr):
                bodies.append(source)
        if len(imports) + sum(body.count("\n") + 3 for body in bodies) >= lines:
            break
    return "\n".join(imports) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"


@dataclass(frozen=True)
class Keystroke:
    """The characters from one offset to another are replaced, by one character or by none."""

    begin: int
    end: int
    put: str

    def apply(self, text: str) -> str:
        """The text after it."""
        return text[: self.begin] + self.put + text[self.end :]


STATEMENT = re.compile(r"^ +(?!def |class |@|if |for |while |else|try|except|with |\"\"\")\S.*$", re.MULTILINE)


def keystrokes(text: str, number: int, seed: int = 0) -> Iterator[Keystroke]:
    """Statements of functions are taken out and typed again, one character after the other; the text comes back."""
    chosen = random.Random(seed)
    places = [(found.start(), found[0]) for found in STATEMENT.finditer(text)]
    made = 0
    while True:
        start, line = chosen.choice(places)
        begin = start + len(line) - len(line.lstrip())
        strokes = [Keystroke(begin, start + len(line), "")]
        strokes += [Keystroke(begin + at, begin + at, character) for at, character in enumerate(line.lstrip())]
        for stroke in strokes:
            if made == number:
                return
            made += 1
            yield stroke
