"""Findings about a program that runs: none may say of a statement that it raises an error."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from types import FrameType
from typing import Any

import libcst as cst
import torch

from shapelint.diagnostic import Certainty
from shapelint.interpreter.entry import Run
from shapelint.interpreter.events import Called
from shapelint.judge import judged
from shapelint.rule import LoadedRule, load_rules
from tests.oracle.layers import PROGRAM
from tests.oracle.programs import SCRIPT, Program
from tests.oracle.running import Reality

RAISE = frozenset((
    "SHP106", "SHP108", "SHP303", "SHP305", "SHP401", "SHP402", "SHP404", "SHP603", "SHP604", "SHP703", "SHP704",
    "SHP803",
))  # fmt: skip
"""Rules whose every finding says that torch raises an error."""

UNEQUAL = frozenset(("SHP801", "SHP802"))
"""Rules whose every finding says that two values are not the same."""

UNLESS_SQUARE = "SHP401"
"""Here a program runs as long as there are as many samples as steps, or as rows of the state: so its page."""

UNLESS_ONE = "SHP704"
"""A symbolic size is not taken to be 1, which would broadcast: so `shapelint.domain.misfit`."""

MISPLACED = ("SHP703", "on axis")
"""Features on an axis where a module takes others: a program runs as long as both are as many."""


def false_alarms(
    program: Program, runs: tuple[Run, ...], lines: Mapping[cst.CSTNode, int], reality: Reality
) -> Iterator[tuple[int, str]]:
    """Line and text of each certain finding that is not so.

    It says of a line which runs that it raises an error, or of values that are the same that they are not.
    """
    if _rest_on_batch(runs, reality):
        return
    certain = [
        (lines[each.finding.node], each.rule.code, each.finding.message)
        for each in judged(runs, _rules()).findings
        if each.certainty is not Certainty.POSSIBLE
    ]
    yield from _equal(program, [each for each in certain if each[1] in UNEQUAL], reality)
    yield from _run(program, [each for each in certain if each[1] in RAISE], reality)


Told = tuple[int, str, str]
"""Line, code and message of a finding."""


def _equal(program: Program, found: list[Told], reality: Reality) -> Iterator[tuple[int, str]]:
    """The findings about a comparison that comes out as true."""
    for line, code, message in found:
        value = reality.values[program.bound_at(line)] if line > program.body_start else False
        if value is True or (isinstance(value, torch.Tensor) and value.dtype == torch.bool and bool(value.all())):
            yield line, f"{code} says that the values are not the same, and they are: {message}"


def _run(program: Program, found: list[Told], reality: Reality) -> Iterator[tuple[int, str]]:
    """The findings about an error that does not happen. Of a line with two ways only one runs."""
    square = any(call.batch in (call.steps, call.rows) for call in reality.calls.real)
    found = [each for each in found if not (square and each[1] == UNLESS_SQUARE)]
    found = [each for each in found if not (each[1] == MISPLACED[0] and MISPLACED[1] in each[2])]
    found = [each for each in found if not (each[1] == UNLESS_ONE and _has_one(program, reality, each[0]))]
    run = _lines_run(program) if found else frozenset()
    text = program.source().splitlines()
    for line, code, message in found:
        if line in run and " else " not in text[line - 1]:
            yield line, f"{code} says that line {line} raises an error, and it runs: {message}"


def _has_one(program: Program, reality: Reality, line: int) -> bool:
    """Whether a size that a reader of the program may not know is 1: given, or of what stands in this line."""
    shapes = [call.padded_input().shape for call in reality.calls.real]
    used = program.used_at(line)
    shapes += [array.shape for name, array in reality.arrays.items() if name in used]
    return program.style != SCRIPT and (any(value == 1 for _, value in program.numbers) or 1 in {*chain(*shapes)})


def _rest_on_batch(runs: tuple[Run, ...], reality: Reality) -> bool:
    """Whether an input of unknown rank was taken to be a batch, and is none: then every finding rests on that."""
    assumed = any(isinstance(e, Called) and e.call.assumed_batched for run in runs for e in run.events)
    return assumed and any(call.batch is None for call in reality.calls.real)


@cache
def _rules() -> tuple[LoadedRule, ...]:
    """All rules: none may fail over any program either."""
    return load_rules().rules


def _lines_run(program: Program) -> frozenset[int]:
    """The lines of the program that really run."""
    lines: set[int] = set()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != PROGRAM:
            return None
        lines.add(frame.f_lineno)
        return trace

    code = compile(program.source() + program.run_text(), PROGRAM, "exec")
    before, default = sys.gettrace(), torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    sys.settrace(trace)
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(code, {})
    finally:
        sys.settrace(before)
        torch.set_default_dtype(default)
    return frozenset(lines)


__all__ = ["false_alarms"]
