"""What the interpreter claims of a program against what Python does: what disagrees, and how much is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import libcst as cst

from shapelint.domain.value import Constant, Many, Number, Opaque, Sequence
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.events import Asserted
from shapelint.interpreter.texts import HOLE
from shapelint.interpreter.values import ClassValue, Function, Imported, Instance, Mapping, Text
from tests.python_oracle.observing import observed
from tests.python_oracle.running import INPUTS
from tests.python_oracle.worlds import UNTOLD, World


class Verdict(str, Enum):
    """What a claim is worth, from worst to best."""

    WRONG = "wrong"
    UNKNOWN = "unknown"
    OPEN = "one of several"
    KNOWN = "known"


ORDER = tuple(Verdict)
RUN_OVER = (range, type({}.keys()), type({}.values()), type({}.items()), set, frozenset)
"""Of these a claim tells what running over them gives."""


@dataclass(frozen=True)
class Disagreement:
    """A false claim: what is asked for, what is claimed of it, and what it is."""

    asked: str
    claimed: str
    true: str
    kind: str
    """What nature the claim has, and what the value."""

    def __str__(self) -> str:
        return f"{self.asked} is claimed to be {self.claimed}, is {self.true}"


@dataclass
class Coverage:
    """How much is claimed: expressions by the verdict on the claim, and programs whose end is reached or not."""

    asked: Counter[Verdict] = field(default_factory=Counter)
    programs: int = 0
    lost: int = 0

    def add(self, other: Coverage) -> None:
        """Count what another program gave."""
        self.asked.update(other.asked)
        self.programs += other.programs
        self.lost += other.lost

    def share(self, verdict: Verdict) -> float:
        """The share of the expressions with this verdict."""
        return self.asked[verdict] / max(1, self.asked.total())

    def __str__(self) -> str:
        shares = ", ".join(f"{each.value} {100 * self.share(each):.1f}%" for each in ORDER)
        return f"{self.programs} programs, {self.lost} of them left too early; {self.asked.total()} values: {shares}"


def compare(source: str) -> tuple[list[Disagreement], Coverage]:
    """What is claimed wrongly of a program, and how much is claimed. Raises Fails where Python cannot run it."""
    asked, ends = observed(source)
    module = cst.parse_module(f"{source}\nassert [{', '.join(asked)}]\n")
    # the run with defaults does not tell again what the module does, where no default reaches it
    told = [claims for run in interpret(module) if (claims := _claims(run, module)) is not None]
    coverage = Coverage(programs=1, lost=not told)
    found: dict[str, Disagreement] = {}
    for claims in told or [[None] * len(asked)]:
        for inputs, values in zip(INPUTS, ends, strict=True):
            world = World(inputs)
            for text, claim, true in zip(asked, claims, values, strict=True):
                verdict = judged(world, claim, true)
                coverage.asked[verdict] += 1
                if verdict is Verdict.WRONG:
                    words = f"{true!r} with {dict(inputs)}"
                    kind = f"{type(claim).__name__} for {type(true).__name__}"
                    found.setdefault(text, Disagreement(text, shown(claim), words, kind))
    return list(found.values()), coverage


def _claims(run: Run, module: cst.Module) -> list[object] | None:
    """What the last assertion of the module is given; None where the interpreter does not get there."""
    (line,) = module.body[-1:]
    assert isinstance(line, cst.SimpleStatementLine)
    for event in run.events:
        if isinstance(event, Asserted) and event.node is line.body[0] and isinstance(event.test.value, Sequence):
            return list(event.test.value.items)
    return None


def shown(claim: object) -> str:
    """A claim as a reader wants it."""
    return re.sub(r"Dim\(terms=\(\(\(\), (-?\d+)\),\)\)", r"\1", repr(claim)).replace("Dim(terms=())", "0")


def judged(world: World, claim: object, true: object) -> Verdict:
    """The verdict on a claim with alternatives: one of those that are left must be right."""
    alternatives = world.alternatives(claim)
    verdicts = [_of_one(world, each, true) for each in alternatives]
    best = max(verdicts, key=ORDER.index, default=Verdict.WRONG)
    return Verdict.OPEN if best is Verdict.KNOWN and len(verdicts) > 1 else best


def _of_one(world: World, claim: object, true: object) -> Verdict:
    match claim:
        case Number(dim):
            number = world.number(dim)
            return Verdict.UNKNOWN if number is None else _right(type(true) is int and number == true)
        case Constant(value):
            return _right(type(value) is type(true) and (value == true or value != value))
        case Text(pattern):
            pattern = ".*".join(map(re.escape, pattern.split(HOLE)))
            return _right(isinstance(true, str) and re.fullmatch(pattern, true, re.DOTALL) is not None, Verdict.OPEN)
        case Opaque(key=key):
            value = world.of(key)
            return Verdict.UNKNOWN if value is UNTOLD else _right(value == true)
        case Sequence() | Many() | Mapping():
            return _worst(_parts(world, claim, true))
        case Instance(of=of):
            return _right(type(true).__name__ == of.name)
        case ClassValue(name=name) | Function(name=name):
            return _right(callable(true) and getattr(true, "__name__", name).strip("<>") == name)
        case Imported(path):
            return _right(getattr(true, "__name__", path).endswith(path.rpartition(".")[2]), Verdict.OPEN)
        case _:
            return Verdict.UNKNOWN


def _right(is_right: bool, verdict: Verdict = Verdict.KNOWN) -> Verdict:
    return verdict if is_right else Verdict.WRONG


def _worst(verdicts: Iterator[Verdict]) -> Verdict:
    return min(verdicts, key=ORDER.index, default=Verdict.KNOWN)


def _parts(world: World, claim: Sequence | Many | Mapping, true: object) -> Iterator[Verdict]:
    """The verdicts on what a claim says of the items of a value."""
    if isinstance(claim, Mapping):
        yield _right(isinstance(true, dict) and list(true) == [key for key, _ in claim.entries])
        for (_, each), value in zip(claim.entries, true.values() if isinstance(true, dict) else (), strict=False):
            yield judged(world, each, value)
        return
    if not isinstance(true, (list, tuple, *RUN_OVER)):
        yield Verdict.WRONG if isinstance(true, int | str | None | dict) else Verdict.UNKNOWN
        return
    items = list(true)
    if isinstance(claim, Many):
        yield Verdict.OPEN
        for value in items:
            yield judged(world, claim.item, value)
        return
    yield _right(len(items) == len(claim.items))
    yield _right(isinstance(true, RUN_OVER) or isinstance(true, list) is claim.is_list)
    for each, value in zip(claim.items, items, strict=False):
        yield judged(world, each, value)
