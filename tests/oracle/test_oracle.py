"""Random programs, the same ones each time: no claim disagrees with torch, enough is claimed, faults are noticed."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import libcst as cst
import pytest
import torch
from libcst.metadata import MetadataWrapper, PositionProvider

from shapelint.domain.tensor import Results, results_of
from shapelint.rule import load_rules
from tests.oracle.claims import Sites
from tests.oracle.comparing import Coverage, compare
from tests.oracle.generating import generate
from tests.oracle.placing import lines_of, sites_of
from tests.oracle.programs import Program
from tests.oracle.reporting import report

PROGRAMS = 140
"""Per series; `python -m tests.oracle --seed SERIES --first NUMBER --programs 1` runs one of them alone."""


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


def _enough(known: Coverage, symbolic: Coverage) -> None:
    """The oracle must not pass because nothing is claimed."""
    for coverage, shaped, complete in ((known, 0.90, 0.90), (symbolic, 0.75, 0.75)):
        assert coverage.shaped >= shaped * coverage.tensors, coverage
        assert coverage.complete >= complete * coverage.pure, coverage
        assert coverage.same and coverage.different, coverage


@pytest.mark.parametrize("series", range(4))
def test_no_claim_disagrees_with_torch(series: int) -> None:
    coverage = {True: Coverage(), False: Coverage()}
    for number in range(PROGRAMS):
        program = generate(Random(f"{series}/{number}"))
        found, claimed = compare(program, number)
        coverage[program.is_concrete].add(claimed)
        assert not found, report(program, found)
    _enough(coverage[True], coverage[False])


def _programs(number: int) -> list[Program]:
    return [generate(Random(f"planted/{i}")) for i in range(number)]


WRITTEN = (
    "    loop", "seed = ", "torch.nn", "if self.", "getattr(", "class Recurrent", "class Encoder", "def helper",
    "def init", "argparse", "@dataclass", "params[", "ModuleList", "class Whole", "box", "Conv1d", "loss", "**options",
    "run_layer", "layer_class",
)  # fmt: skip


def test_programs_are_written_in_every_way() -> None:
    text = "\n".join(program.source() for program in _programs(300))
    assert [way for way in WRITTEN if way not in text] == []


def test_lines_are_those_of_libcst() -> None:
    for program in _programs(20):
        module = cst.parse_module(program.source())
        real = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
        wrong = {
            node: (line, real[node].start.line)
            for node, line in lines_of(module).items()
            if isinstance(node, cst.BaseExpression) and real[node].start.line != line
        }
        assert not wrong


def _disagree(words: str, number: int = 120) -> bool:
    """Whether some program with these words in it disagrees."""
    return any(compare(program)[0] for program in _programs(number) if words in program.source())


def test_the_pass_of_a_loop_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*given: Any) -> Sites:
        sites = sites_of(*given)
        return replace(sites, turns={key: turn + 1 for key, turn in sites.turns.items()})

    monkeypatch.setattr("tests.oracle.comparing.sites_of", other)
    assert _disagree("    loop")


def test_a_false_alarm_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = (entry for entry in load_rules().rules if entry.rule.code == "SHP106")
    assert rule.check is not None
    monkeypatch.setitem(rule.check.__globals__, "out_of_range", lambda size, index: True)
    assert _disagree("[")


def test_a_state_taken_for_another_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def swapped(*given: Any) -> Results:
        found = results_of(*given)
        return replace(found, h_n=found.c_n or found.h_n)

    monkeypatch.setattr("shapelint.torchlib.recurrent.results_of", swapped)
    assert _disagree("LSTM", 20)
