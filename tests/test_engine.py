"""One file's way: what is checked, what is refused, and that no input kills the run."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import shapelint
from shapelint import AnalysisError, Settings, check_source
from shapelint.diagnostic import Certainty, Location, Severity
from shapelint.engine import check_bytes
from shapelint.outcome import Outcome
from shapelint.resolved import Count, resolution
from shapelint.syntax import problem
from tests.command import CLEAN, DEFECT, environment

NAMES = "import torch  # LSTM\n"
BY_DEFAULT = """\
from torch import nn


class Net(nn.Module):
    def __init__(self, flag=True):
        super().__init__()
        self.lstm = nn.LSTM(8, 16, bidirectional=flag)

    def forward(self, x):
        output, _ = self.lstm(x)
        return output[-1]
"""


def only(text: str) -> shapelint.Diagnostic:
    (found,) = check_source(text)
    return found


def test_a_finding() -> None:
    found = only(DEFECT)
    assert (found.code, found.name, found.severity) == ("SHP101", "bidirectional-last-step", Severity.ERROR)
    assert (found.location, found.end_location) == (Location(6, 8), Location(6, 21))
    assert found.certainty is Certainty.ALWAYS
    assert [each.location for each in found.related] == [Location(4, 8), Location(7, 7)]
    assert found.cell is None
    assert found.filename == "<string>"


def test_clean() -> None:
    assert check_source(CLEAN) == []


def test_no_candidate_is_not_even_parsed() -> None:
    assert check_source("print 'LSTM'") == []
    assert check_source("import torch\nprint 'x'") == []


def test_columns_are_characters() -> None:
    text = DEFECT.replace("last = output", "é, 語, last = '\U0001d518', '😀', output")
    assert only(text).location == Location(6, 24)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert only(DEFECT.replace("\n", end)).location == Location(6, 8)


def test_form_feed_tabs_and_bom() -> None:
    assert only("\ufeff" + DEFECT.replace("last =", "\flast =")).location == Location(6, 9)
    inside = DEFECT.replace("last =", "if True:\n    \f    head = 1\n\f    last =").replace("print", "    print")
    assert only(inside).location == Location(8, 13)
    assert only(inside.replace("\f    last", "    last")).location == Location(8, 12)
    assert only(DEFECT.replace("last = output[:, -1]", "if True:\n\tlast = output[:, -1]")).location == Location(7, 9)
    assert only(DEFECT.replace("lstm =", "\f\nlstm =")).location == Location(7, 8)


def test_encodings() -> None:
    text = "# coding: latin-1\n# é\n" + DEFECT.replace("last =", "'ü'; last =")
    outcome = check_bytes(text.encode("latin-1"), "a.py", Settings())
    assert [each.location for each in outcome.diagnostics] == [Location(8, 13)]
    outcome = check_bytes(b"\xef\xbb\xbf" + DEFECT.encode(), "a.py", Settings())
    assert [each.location for each in outcome.diagnostics] == [Location(6, 8)]


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("print 'x'\n", 2, 1, "Missing parentheses"),
        ("x = (\n", 2, 5, "was never closed"),
        ("except Error, e:\n", 2, 1, "invalid syntax"),
        ("if x:\ny\n", 3, 1, "expected an indented block"),
        ("x = '\0'\n", 2, 6, "a null byte is no text"),
        ("x = 1\ny = '\ud800'\n", 3, 6, "the lone surrogate U+D800 is no text"),
        ("x = " + "(" * 10_000 + "1" + ")" * 10_000, 2, 205, "too many nested parentheses"),
        ("x = " + "not " * 100_000 + "1", 1, 1, "nested too deeply"),
        ("".join(" " * at + "if x:\n" for at in range(200)), 102, 1, "too many levels of indentation"),
    ],
)
def test_what_does_not_parse(text: str, row: int, column: int, words: str) -> None:
    found = only(NAMES + text)
    assert (found.code, found.certainty) == ("SHP001", Certainty.ALWAYS)
    assert words in found.message
    assert found.location.row == row
    assert (found.location.column == column) or sys.version_info[:2] != (3, 11)
    assert found.end_location > found.location


def test_undecodable() -> None:
    (found,) = check_bytes(NAMES.encode() + b"x = '\xff'\n", "a.py", Settings()).diagnostics
    assert (found.code, found.location) == ("SHP001", Location(2, 6))


def test_syntax_errors_can_be_switched_off() -> None:
    assert check_source(NAMES + "print 'x'", settings=Settings(ignore=("SHP001",))) == []


@pytest.mark.parametrize(
    "expression",
    [
        "1 + " * 10_000 + "1",
        "a" + ".b" * 10_000,
        "a" + "[0]" * 10_000,
        "f" + "()" * 10_000,
        "x and " * 10_000 + "x",
        "lambda: " * 2_000 + "1",
        "-" * 2_000 + "1",
        "1 if x else " * 900 + "1",
        "1 + " * 900 + "1",
        "a" + ".b" * 600,
    ],
)
def test_deep_nesting_is_answered(expression: str) -> None:
    """In a process of its own: a parser that runs out of stack takes the process with it."""
    program = (
        "import sys; from shapelint.engine import check_bytes; from shapelint import Settings\n"
        "outcome = check_bytes(sys.stdin.buffer.read(), 'a.py', Settings())\n"
        "print([each.code for each in outcome.diagnostics], outcome.failure and outcome.failure.message)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=(NAMES + f"x = {expression}\n").encode(),
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer = done.stdout.decode()
    assert "SHP001" in answer or "nested too deeply to be followed" in answer


def test_a_long_chain_of_elif_is_answered() -> None:
    outcome = check_bytes((NAMES + "if x:\n    y\n" + "elif x:\n    y\n" * 450).encode(), "a.py", Settings())
    assert outcome.diagnostics == ()


def test_a_long_file() -> None:
    rows = "".join(f"x{row % 7} = {row}\n" for row in range(50_000))
    assert [each.location.row for each in check_source(DEFECT + rows)] == [6]


@pytest.mark.parametrize("error", [RuntimeError("two\nlines"), RecursionError("deep"), KeyError("x"), MemoryError()])
def test_an_error_inside_is_a_failure_of_this_file_only(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(*_: object) -> None:
        raise error

    monkeypatch.setattr("shapelint.judge.judged", judged)
    outcome = check_bytes((DEFECT + "# noqa: SHP201\n").encode(), "a.py", Settings())
    assert isinstance(outcome, Outcome)
    assert outcome.diagnostics == ()
    assert outcome.failure is not None
    assert "\n" not in outcome.failure.message
    assert type(error).__name__ in outcome.failure.cause
    with pytest.raises(AnalysisError, match=r"model\.py") as raised:
        check_source(DEFECT, filename="model.py")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.failure.filename) == (str(raised.value), "model.py")


def test_certainty() -> None:
    by_level = {level: check_source(BY_DEFAULT, settings=Settings(certainty=level)) for level in Certainty}
    assert by_level[Certainty.ALWAYS] == []
    assert [each.certainty for each in by_level[Certainty.BY_DEFAULT]] == [Certainty.BY_DEFAULT]
    assert by_level[Certainty.POSSIBLE] == by_level[Certainty.BY_DEFAULT]


def test_a_suppressed_finding_that_is_too_uncertain_to_show_uses_its_suppression() -> None:
    text = BY_DEFAULT.replace("[-1]", "[-1]  # noqa: SHP101")
    assert check_source(text, settings=Settings(certainty=Certainty.ALWAYS)) == []


def test_is_pure_and_safe_in_threads() -> None:
    expected = check_source(DEFECT)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(check_source, [DEFECT] * 24):
            assert found == expected
    assert pickle.loads(pickle.dumps(expected)) == expected
    assert pickle.loads(pickle.dumps(check_source)) is check_source


def test_warnings_about_the_file_are_not_ours(recwarn: pytest.WarningsRecorder) -> None:
    assert problem("x = '\\d'\nassert (1, 2)\n1 is 1\n") is None
    assert list(recwarn) == []


ESCAPED = r"""
import torch
from torch import nn

layers = {"\d": 2, "\d" "\w": 3}
lstm = nn.LSTM(10, 20, layers["\d" "\w"], bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 3, 10))  # ("\d", batch)


def ends(options, steps: TensorType["\d"]):
    lstm = nn.LSTM(options["\d"], 20)
    setattr(options, "\d", lstm)
    output, h_n = lstm(steps)
    print(layers["\d"], nn.Linear(40, 2)(output[-1]))


print(nn.Linear(40, 2)(output[-1]))
"""


def test_warnings_about_parts_of_the_file_are_not_ours(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": f"%time\n{ESCAPED}"}]})
    for text, filename in ((ESCAPED, "a.py"), (notebook, "a.ipynb")):
        assert [each.code for each in check_source(text, filename=filename)] == ["SHP703", "SHP101"]
    (tmp_path / "a.py").write_text(ESCAPED)
    assert resolution([str(tmp_path / "a.py")], lambda _: Settings()).calls == Count(2, 2)
    assert list(recwarn) == []


def test_public_names() -> None:
    for name in shapelint.__all__:
        assert getattr(shapelint, name) is not None
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = shapelint.nothing_like_it


def test_a_function_that_takes_too_long_to_follow_costs_itself_only() -> None:
    calls = "".join(f"def f{n}(x):\n    return [{', '.join([f'f{n + 1}(x)'] * 4)}]\n" for n in range(7))
    slow = "def f7(x):\n    for a in x:\n        for b in x:\n            x = x + a * b\n    return x\n"
    outcome = check_bytes((calls + slow + DEFECT).encode(), "a.py", Settings())
    assert [each.code for each in outcome.diagnostics] == ["SHP101"]
    assert not outcome.is_complete
