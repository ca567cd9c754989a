"""Whatever is fed in, the answer is a list of diagnostics: candidates that were cut, doubled, swapped and spoiled."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pytest

from shapelint.config import Settings
from shapelint.diagnostic import Certainty
from shapelint.engine import check_bytes
from tests.command import ROOT

PROGRAMS = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "tests/fixtures").rglob("*.py")])
SETTINGS = Settings(certainty=Certainty.POSSIBLE)
_WORD = re.compile(r"\w+|[^\w\s]")


def mutated(text: str, dice: random.Random) -> str:
    """A program with a few changes, most of which still parse."""
    lines = text.splitlines(keepends=True)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(5):
            case 0:
                del lines[at : at + 1]
            case 1:
                lines.insert(at, lines[dice.randrange(len(lines))])
            case 2:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = _with_word(
                    lines[at], dice.choice(["None", "-1", "*x", "self", "()", "0", "lambda: 1", "True"]), dice
                )
            case _:
                words = _WORD.findall(text)
                lines[at] = _with_word(lines[at], dice.choice(words), dice)
        if not lines:
            return text
    return "".join(lines)


def _with_word(line: str, word: str, dice: random.Random) -> str:
    """A line with one of its words replaced."""
    places = list(_WORD.finditer(line))
    if not places:
        return line
    place = dice.choice(places)
    return f"{line[: place.start()]}{word}{line[place.end() :]}"


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize("path", PROGRAMS, ids=[str(path.relative_to(ROOT)) for path in PROGRAMS])
def test_mutated_candidates(path: Path) -> None:
    dice = random.Random(path.name)
    text = path.read_text(encoding="utf-8")
    for _ in range(6):
        program = mutated(text, dice)
        outcome = check_bytes(program.encode(), "mutated.py", SETTINGS)
        assert outcome.failure is None, f"{outcome.failure}\n{program}"
        codes = {each.code for each in outcome.diagnostics}
        assert ("SHP001" in codes) is (not parses(program)) or not outcome.diagnostics


@pytest.mark.parametrize(
    "name", ["nn/modules/rnn.py", "nn/utils/rnn.py", "onnx", "ao/nn/quantized/dynamic/modules/rnn.py"]
)
def test_torch_itself(name: str) -> None:
    torch = pytest.importorskip("torch")
    path = Path(torch.__file__).parent / name
    for file in [path] if path.is_file() else sorted(path.rglob("*.py"))[:40]:
        outcome = check_bytes(file.read_bytes(), str(file), SETTINGS)
        assert outcome.failure is None, f"{file}: {outcome.failure}"
