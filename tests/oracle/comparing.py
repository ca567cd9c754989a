"""One program through the interpreter and through torch: what disagrees, and how much was claimed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import libcst as cst
import numpy as np
import torch

from shapelint.domain.agreement import is_labelled
from shapelint.domain.comparison import difference, never_fit
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Number, Sequence
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.events import Asserted, Event
from shapelint.interpreter.values import Mapping as Entries
from tests.oracle.checking import Taints, are_same, is_complete, is_mixed, real_numbers, wrong_claims
from tests.oracle.claims import Claims, Numbers, Open, Sites, claims_of, sizes_of
from tests.oracle.judging import false_alarms
from tests.oracle.layers import PROGRAM
from tests.oracle.placing import lines_of, places_of, sites_of
from tests.oracle.programs import SCRIPT, Program
from tests.oracle.running import Reality, array_of, check_gradients, is_array, measured


@dataclass(frozen=True)
class Disagreement:
    """A false claim about the value of one name."""

    name: str
    text: str


@dataclass
class Coverage:
    """How much is claimed: of all tensors, and of those that are selections and rearrangements only."""

    tensors: int = 0
    shaped: int = 0
    pure: int = 0
    labelled: int = 0
    complete: int = 0
    same: int = 0
    different: int = 0

    def add(self, other: Coverage) -> None:
        """Count what another program gave."""
        for name in ("tensors", "shaped", "pure", "labelled", "complete", "same", "different"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        return (
            f"{self.tensors} tensors, {_percent(self.shaped, self.tensors)} with their shape; {self.pure} only picked "
            f"or rearranged, {_percent(self.labelled, self.pure)} known to come from a call, "
            f"{_percent(self.complete, self.pure)} with every coordinate; pairs claimed the same {self.same}, "
            f"different {self.different}"
        )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f}%"


def compare(program: Program, seed: int = 0) -> tuple[list[Disagreement], Coverage]:
    """What the interpreter says wrongly of one program, and how much it says the first time that it goes through it."""
    reality, inputs = real(program, seed)
    numbers = Numbers(dict(program.numbers), inputs)
    coverage = Coverage()
    found: list[Disagreement] = []
    module = cst.parse_module(program.source())
    lines, runs = lines_of(module), interpret(module)
    places = places_of(lines, reality.calls)
    for run in runs:
        for event, values in _kept(run, program, numbers):
            sites = sites_of(run, event, places, reality.calls, numbers)
            checker = _Checker(program, reality, numbers, sites, Coverage() if coverage.tensors else coverage)
            found.extend(checker.all(values))
    found += [Disagreement(program.bound_at(line), text) for line, text in false_alarms(program, runs, lines, reality)]
    return list(dict.fromkeys(found)), coverage


def real(program: Program, seed: int) -> tuple[Reality, Mapping[str, Any]]:
    """What the program does under torch, with double precision and fixed weights."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    try:
        namespace: dict[str, Any] = {}
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(program.source() + program.run_text(), PROGRAM, "exec"), namespace)
        inner = {**namespace, "self": namespace.get("model", SimpleNamespace())}
        code = compile("\n" * program.body_start + program.body_text, PROGRAM, "exec")
        reality = measured(code, inner, program.names, seed)
        if seed % 16 < 2:
            check_gradients(code, inner, reality, seed)
        whole = (
            {n: namespace[n] for n in program.names}
            if program.style == SCRIPT
            else dict(zip(program.names, namespace["results"], strict=True))
        )
        for name, array in reality.arrays.items():
            assert np.array_equal(array, array_of(whole[name]), equal_nan=real_numbers(array)), (
                f"{name} is not reproducible"
            )
        return reality, inner
    finally:
        torch.set_default_dtype(before)


def _kept(run: Run, program: Program, numbers: Numbers) -> Iterator[tuple[Event, dict[str, object]]]:
    """The values by name at the assertion that ends the program, for each time that the interpreter gets there."""
    for event in run.events:
        if (
            isinstance(event, Asserted)
            and isinstance(event.test.value, Sequence)
            and numbers.holds(event.context.guard)
        ):
            chosen = [numbers.chosen(item) for item in event.test.value.items]
            yield event, dict(zip(program.names, chosen, strict=True))


@dataclass
class _Checker:
    """One run's values against reality."""

    program: Program
    reality: Reality
    numbers: Numbers
    sites: Sites
    coverage: Coverage
    taints: dict[str, Taints] = field(default_factory=dict)

    def all(self, values: Mapping[str, object]) -> Iterator[Disagreement]:
        """Every disagreement, in order of the program."""
        if self._rests_on_batch(values):
            return
        self.taints = self._tainted(values)
        for binding in self.program.body:
            for name in binding.names:
                for text in self.value(name, values[name], self.reality.values[name], binding.pure):
                    yield Disagreement(name, text)
            for name in binding.names:
                # what was computed with other values depends on their positions too, so nothing shows an order
                seen = not (self.taints[name].scaled or self.taints[name].mixed)
                if seen and self._newly_scrambled(values, name, binding.uses) and not is_mixed(name, self.reality):
                    yield Disagreement(name, "is not mixed")
        yield from self.pairs(values)

    def value(self, name: str, claimed: object, true: object, pure: bool) -> Iterator[str]:
        """Every false claim about one value."""
        if is_array(true):
            self._count(name, claimed, pure)
        yield from self._false(name, claimed, true)

    def _false(self, name: str, claimed: object, true: object) -> Iterator[str]:
        match claimed:
            case Open(values):
                texts = [list(self._false(name, each, true)) for each in values]
                yield from texts[0] if all(texts) else ()
            case Tensor() if isinstance(true, torch.Tensor):
                yield from wrong_claims(name, claimed, self.reality, self.numbers, self.sites, self.taints[name])
            case Packed() if is_array(true) and not isinstance(true, torch.Tensor):
                yield from wrong_claims(name, claimed.data, self.reality, self.numbers, self.sites, self.taints[name])
            case Tensor() | Packed():
                yield f"claimed a {type(claimed).__name__}, is {type(true).__name__}"
            case Sketch() if isinstance(true, torch.Tensor):
                yield from self._sketch(claimed, true)
            case Number() | Constant() if not isinstance(true, int | float | bool):
                yield f"claimed a {type(claimed).__name__}, is {type(true).__name__}"
            case Number(dim) if self.numbers.of(dim) not in (None, true):
                yield f"claimed {self.numbers.of(dim)}, is {true}"
            case Constant(bool() as truth) if truth != true:
                yield f"claimed {truth}, is {true}"
            case Sequence(items=items) if not isinstance(true, (tuple, list)) or len(items) != len(true):
                yield f"claimed {len(items)} items, is {type(true).__name__}"

    def _rests_on_batch(self, values: Mapping[str, object]) -> bool:
        """Whether an input of unknown rank was taken to be a batch, and is none: then nothing is claimed."""
        calls = {value.label.call for value in values.values() if isinstance(value, Tensor)}
        return any(call.assumed_batched for call in calls if call) and any(
            each.batch is None for each in self.reality.calls.real
        )

    def _tainted(self, values: Mapping[str, object]) -> dict[str, Taints]:
        mixing, lossy, scaled = self.program.mixing, self.program.lossy, set[str]()
        for binding in self.program.body:
            if any(use in scaled or self._is_scale(use, values.get(use)) for use in binding.uses):
                scaled |= set(binding.names)
        return {name: Taints(name in mixing, name in lossy, name in scaled) for name in self.program.names}

    def _is_scale(self, name: str, value: object) -> bool:
        """Whether this is one number, or a mask, of which no call is claimed, and which is computed from states."""
        if isinstance(value, Open):
            return any(self._is_scale(name, each) for each in value.values)
        if not isinstance(value, Tensor) or is_labelled(value) or name not in self.reality.arrays:
            return False
        array = self.reality.arrays[name]
        chooses = array.dtype.kind == "b"
        return (array.size == 1 or chooses) and bool(self.reality.dependence.on(name, "call").any())

    def _sketch(self, claimed: Sketch, true: torch.Tensor) -> Iterator[str]:
        rank = true.dim()
        if len(claimed.front) > rank or len(claimed.back) > rank:
            return
        sizes = sizes_of(claimed.of_rank(rank), self.numbers)
        if any(a not in (None, b) for a, b in zip(sizes, true.shape, strict=True)):
            yield f"shape: claimed {sizes} of unknown rank, is {tuple(true.shape)}"

    def pairs(self, values: Mapping[str, object]) -> Iterator[Disagreement]:
        """Values claimed to be the same that are not, and the other way round."""
        found = [(n, v) for n, v in values.items() if isinstance(v, Tensor) and n in self.reality.arrays]
        states = {name: self._states(name, value) for name, value in found}
        for i, (left, a) in enumerate(found):
            for right, b in found[i + 1 : i + 6]:
                different = never_fit(a, b, broadcast=False) or (
                    difference(a, b) is not None and not self._one_after_all(left, a, right, b)
                )
                same = are_same(states[left], states[right])
                self.coverage.same += same
                self.coverage.different += different
                first, second = self.reality.arrays[left], self.reality.arrays[right]
                equal = first.shape == second.shape and np.allclose(first, second, rtol=0, atol=1e-6)
                if same and not equal:
                    yield Disagreement(right, f"claimed the same as {left}, is not")
                # zeros are padding, which is the same for all
                if different and equal and first.any() and not self.reality.dependence.differs(left, right):
                    yield Disagreement(right, f"claimed different from {left}, is not")

    def _one_after_all(self, left: str, a: Tensor, right: str, b: Tensor) -> bool:
        """Whether a size that is not known is 1 in this run: `difference` takes each to be more."""
        sizes = [*zip(a.sizes, self.reality.arrays[left].shape, strict=True)]
        sizes += zip(b.sizes, self.reality.arrays[right].shape, strict=True)
        steps = [] if a.call is None else [(a.call.steps, self.numbers.of(a.call.steps))]
        return any(size.known is None and real == 1 for size, real in [*sizes, *steps])

    def _states(self, name: str, value: Tensor) -> Claims | None:
        """Which state each element is claimed to be, None where the shape is not claimed."""
        shape = self.reality.arrays[name].shape
        return claims_of(value, shape, self.numbers, self.sites) if sizes_of(value, self.numbers) == shape else None

    def _newly_scrambled(self, values: Mapping[str, object], name: str, uses: frozenset[str]) -> bool:
        value = values[name]
        if not isinstance(value, Tensor) or not value.scrambled or any(size.known is None for size in value.sizes):
            return False
        # a size that is not known may be 1 in this run, and then there is nothing to mix
        used = [each for use in uses for each in _tensors(values.get(use))]
        return not any(each.scrambled or any(size.known is None for size in each.sizes) for each in used)

    def _count(self, name: str, claimed: object, pure: bool) -> None:
        self.coverage.tensors += 1
        known = isinstance(claimed, Packed) or (
            isinstance(claimed, Tensor) and None not in sizes_of(claimed, self.numbers)
        )
        self.coverage.shaped += known
        if not pure or not isinstance(self.reality.values[name], torch.Tensor):
            return
        self.coverage.pure += 1
        claims = self._states(name, claimed) if isinstance(claimed, Tensor) else None
        if claims is not None:
            self.coverage.labelled += bool(claims.labelled.all())
            self.coverage.complete += is_complete(claims)


def _tensors(value: object) -> Iterator[Tensor]:
    """The tensors that a value is or holds."""
    match value:
        case Tensor():
            yield value
        case Sequence(items=items):
            for item in items:
                yield from _tensors(item)
        case Entries(entries=entries):
            for _, item in entries:
                yield from _tensors(item)


__all__ = ["Coverage", "Disagreement", "compare"]
