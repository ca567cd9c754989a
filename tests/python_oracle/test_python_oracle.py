"""Random programs of plain Python, the same ones each time: no claim is wrong, enough is known, faults are noticed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Number
from shapelint.interpreter import builtin, loops
from shapelint.interpreter.flow import Flow
from tests.python_oracle import writer
from tests.python_oracle.comparing import Coverage, Verdict, compare
from tests.python_oracle.generating import ALL, generate
from tests.python_oracle.known import KNOWN_TO_DISAGREE, known_programs
from tests.python_oracle.registry import ASIDE, Doing
from tests.python_oracle.reporting import disagreements, report

PROGRAMS = 120
"""Per test; there are four."""
SWITCHED_ON = ALL - KNOWN_TO_DISAGREE
KNOWN, WITH_ONE_OF_SEVERAL = 0.40, 0.50
"""Of what programs are asked for at their end, the share that must be known: in one way, and in several."""


@pytest.mark.parametrize("series", range(4))
def test_no_claim_disagrees_with_python(series: int) -> None:
    coverage = Coverage()
    for number in range(PROGRAMS):
        source = generate(Random(f"{series}/{number}"), SWITCHED_ON)
        assert not disagreements(source), report(source)
        coverage.add(compare(source)[1])
    _enough(coverage)


def _enough(coverage: Coverage) -> None:
    """The oracle must not pass because nothing is claimed."""
    assert not coverage.lost, coverage
    assert coverage.share(Verdict.KNOWN) >= KNOWN, coverage
    assert coverage.share(Verdict.KNOWN) + coverage.share(Verdict.OPEN) >= WITH_ONE_OF_SEVERAL, coverage


PROGRAMS_OF_KNOWN = [
    pytest.param(source, id=f"{feature} {number}") for number, (feature, source) in enumerate(known_programs())
]


@pytest.mark.parametrize("source", PROGRAMS_OF_KNOWN)
def test_what_is_known_to_disagree_still_does(source: str) -> None:
    assert disagreements(source), "mended: take it out of known_to_disagree.txt, which switches its feature on"


def test_what_is_known_to_disagree_are_features() -> None:
    assert KNOWN_TO_DISAGREE <= ALL


@cache
def _programs(number: int) -> list[str]:
    return [generate(Random(f"planted/{i}"), SWITCHED_ON) for i in range(number)]


def test_programs_are_written_in_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    written: Counter[str] = Counter()
    done, said = writer.Writer._done, writer.Writer._said

    def noting(self: writer.Writer, way: Doing) -> list[str]:
        lines = done(self, way)
        written[way.feature] += 1
        return lines

    def noting_too(self: writer.Writer, way: object, deep: int) -> str:
        text = said(self, way, deep)  # type: ignore[arg-type]
        written[way.feature] += 1  # type: ignore[attr-defined]
        return text

    monkeypatch.setattr(writer.Writer, "_done", noting)
    monkeypatch.setattr(writer.Writer, "_said", noting_too)
    for i in range(1200):
        generate(Random(f"ways/{i}"), SWITCHED_ON)
    assert sorted(SWITCHED_ON - ASIDE - written.keys()) == []


def _disagree(words: str = "", number: int = 60) -> bool:
    """Whether some program with these words in it disagrees."""
    return any(disagreements(source) for source in _programs(number) if words in source)


def test_a_wrong_length_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtin, "length", lambda value: Number(Dim.of(7)))
    assert _disagree("len(")


def test_a_pass_too_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_outside", lambda guard: guard)
    unrolled = loops._unrolled

    def longer(m: object, node: object, items: tuple[object, ...]) -> Flow:
        return unrolled(m, node, (*items, *items[:1]))  # type: ignore[arg-type]

    monkeypatch.setattr(loops, "_unrolled", longer)
    assert _disagree("for ")


def test_an_alternative_too_few_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapelint.interpreter.branches.joined", lambda ends: ends[0][1])
    assert _disagree("if ")


def test_a_type_that_is_another_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapelint.interpreter.decisions.Constant", lambda value: Number(Dim.of(int(value))))
    assert _disagree()
    assert Constant(True) != Number(Dim.of(1))


def test_a_program_is_cut_down() -> None:
    kept = "def f(q, seen=[]):\n    seen.append(q)\n    return len(seen)\n"
    source = f"n = 1\nfor i in range(3):\n    n += i\n{kept}f(n)\nx = f(2)\n"
    assert "range" not in report(source)
    assert len(report(source).splitlines()) < 8
