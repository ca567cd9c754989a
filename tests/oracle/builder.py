"""A program in the making: every statement is run under torch as it is written, so that the next fits real shapes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import MethodType, SimpleNamespace
from typing import Any

import torch
from torch.nn.utils.rnn import PackedSequence

from tests.oracle.extracting import extracted
from tests.oracle.programs import FUNCTION, SCRIPT, SYMBOLIC, Binding, Program, Value, placed
from tests.oracle.settings import (
    CLASS,
    HOLDERS,
    PLAIN,
    RECORD,
    Named,
    definition,
    holder_of,
    imports,
    making,
    put,
    spelled,
)

MOST_ELEMENTS, MOST_AXES = 1000, 5


@dataclass(frozen=True)
class Entry:
    """A name of the body and what it holds."""

    name: str
    value: Any
    pure: bool

    @property
    def is_float(self) -> bool:
        """Whether it is a tensor of real numbers."""
        return isinstance(self.value, torch.Tensor) and self.value.dtype.is_floating_point


@dataclass(frozen=True)
class Spelling:
    """How this program spells torch's modules, and the imports that make it so."""

    torch: str
    nn: str
    functional: str
    rnn: str
    imports: tuple[str, ...]


@dataclass
class Builder:
    """The parts of a program so far. `outer` are names seen by constructors, `inner` by the body."""

    random: Random
    style: str
    spelling: Spelling
    settings: str = PLAIN
    preamble: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    body: list[Binding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    outer: dict[str, Any] = field(default_factory=dict)
    inner: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.spelling.imports:
            exec(line, self.outer)
        if self.settings != PLAIN:
            self.outer[HOLDERS[self.settings]] = holder_of(self.settings)
        self.inner = dict(self.outer)
        if self.has_self:
            self.inner["self"] = self.outer["self"] = SimpleNamespace()
            if self.settings != PLAIN:
                self.inner["self"].config = self.outer[HOLDERS[self.settings]]

    @property
    def has_self(self) -> bool:
        """Whether the body is a method."""
        return self.style not in (SCRIPT, FUNCTION)

    @property
    def own(self) -> str:
        """What stands before the name of a module in the body."""
        return "self." if self.has_self else ""

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def pick(self, options: Sequence[Any]) -> Any:
        """One of several."""
        return options[self.random.randrange(len(options))]

    def sized(self, name: str, value: Value, key: str = "") -> Named:
        """A number of the layer under a name: a constant, a parameter of the constructor, or held by the settings."""
        if self.settings != PLAIN:
            put(self.outer[HOLDERS[self.settings]], name, value)
            text = spelled(self.settings, name)
            inner = text.replace(HOLDERS[self.settings], "self.config", 1) if self.has_self else text
        else:
            self.outer[name] = value
            text, inner = name, f"self.{name}" if self.has_self else name
            if self.has_self:
                self.attribute(name, value)
            else:
                self.inner[name] = value
        self.named[key or name.lower()] = Named(text, inner, value)
        return self.named[key or name.lower()]

    def attribute(self, name: str, value: object) -> None:
        """An attribute of `self`."""
        setattr(self.inner["self"], name, value)

    def define(self, text: str) -> None:
        """A function or class of the program."""
        self.preamble.append(text)
        for names in (self.outer, self.inner):
            exec(text, names)

    def function(self, name: str, parameters: str, body: str) -> None:
        """A function of the program, in a class a method."""
        if not self.has_self:
            self.define(f"def {name}({parameters}):\n{body}")
            return
        text = f"def {name}(self, {parameters}):\n{body}"
        trial = dict(self.outer)
        exec(text, trial)
        self.members.append(text)
        setattr(self.inner["self"], name, MethodType(trial[name], self.inner["self"]))

    def module(self, stem: str, text: str, at: str = "") -> str | None:
        """A new module, or the one `at` a place in it; how the body refers to it, None where torch refuses."""
        name = f"{stem}{len(self.modules)}"
        trial = dict(self.outer)
        try:
            exec(placed("found", text), trial)
        except (RuntimeError, ValueError, TypeError, AttributeError):
            return None
        made = trial["found"]
        self.modules[name] = text
        if self.has_self:
            setattr(self.inner["self"], name, made)
        else:
            self.outer[name] = self.inner[name] = made
        return self.own + name + at

    def layer(self, name: str) -> torch.nn.RNNBase | None:
        """The recurrent layer of this name, None where another module has it."""
        found = getattr(self.inner["self"], name) if self.has_self else self.inner[name]
        return found if isinstance(found, torch.nn.RNNBase) else None

    def input(self, name: str, text: str) -> None:
        """A new input of the body."""
        self.inputs[name] = text
        self.inner[name] = eval(text, self.outer)
        if not self.has_self:
            self.outer[name] = self.inner[name]
        if isinstance(self.inner[name], torch.Tensor):
            self.entries.append(Entry(name, self.inner[name], False))

    def bind(self, text: str, pure: bool = False, targets: Sequence[str] = (), target: str = "") -> bool:
        """`target = text`, if torch accepts it and the result is small. A name of its own where no target is given."""
        names = tuple(targets) or (f"v{len(self.body)}",)
        return self._added(Binding(target or ", ".join(names), names, text, pure))

    def block(self, lines: Sequence[str], names: Sequence[str]) -> bool:
        """Statements that bind these names, if torch accepts them."""
        return self._added(Binding("", tuple(names), "\n".join(lines)))

    def _added(self, binding: Binding) -> bool:
        names, trial = binding.names, dict(self.inner)
        try:
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(binding.line, trial)
        except (RuntimeError, ValueError, TypeError, IndexError, AttributeError, KeyError, AssertionError):
            return False
        found = [Entry(name, trial[name], binding.pure) for name in names]
        if not all(_is_fit(entry.value) for entry in found):
            return False
        self.inner.update({entry.name: entry.value for entry in found})
        gone = set(names)
        self.entries = [entry for entry in self.entries if entry.name not in gone] + found
        self.body.append(binding)
        return True

    def tensors(self, wanted: Callable[[torch.Tensor], bool] = lambda value: True) -> list[Entry]:
        """Every entry that holds such a tensor."""
        return [e for e in self.entries if isinstance(e.value, torch.Tensor) and wanted(e.value)]

    def tensor(self, wanted: Callable[[torch.Tensor], bool] = lambda value: True) -> Entry | None:
        """One of the tensors, a late one more often than not; those of the layer's results more often than inputs."""
        found = [entry for entry in self.tensors(wanted) if entry.name not in self.inputs or self.chance(15)]
        if not found:
            return None
        return found[-1 - min(self.random.randrange(len(found)), self.random.randrange(len(found)))]

    def program(self) -> Program:
        """What was made."""
        numbers = {_bare(named.outer): named.value for named in self.named.values()}
        top = [*definition(self.settings, numbers)]
        given = making(self.settings, numbers)
        if self.settings == PLAIN and not self.has_self:
            top += [f"{named.outer} = {named.value!r}" for named in self.named.values()]
        if not self.has_self:
            top, given = [*top, *given], []
        body, inputs, members = tuple(self.body), tuple(self.inputs), list(self.members)
        functions: tuple[str, ...] = ()
        if self.chance(30):
            moved = extracted(self.random, body, inputs, self.has_self)
            body, functions = moved.body, moved.functions
            members += moved.methods
        signature, first, passed = self._constructor(numbers)
        return Program(
            self.style, (*self.spelling.imports, *imports(self.settings)), (*top, *self.preamble, *functions),
            tuple(numbers.items()), tuple(self.modules.items()), tuple(self.inputs.items()), body, tuple(members),
            signature, first, passed, tuple(given), self.style == SYMBOLIC and self.chance(20),
        )  # fmt: skip

    def _constructor(self, numbers: Mapping[str, Value]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """A constructor's parameters, what it does with them, and what it is given."""
        if self.settings == CLASS:
            return (), ("self.config = Config",), ""
        if self.settings != PLAIN:
            holder = HOLDERS[self.settings]
            typed = f"{holder}: Config" if self.settings == RECORD and self.chance(50) else holder
            return (typed,), (f"self.config = {holder}",), holder
        names = list(numbers)
        self.random.shuffle(names)
        defaults = names[len(names) // 2 :] if self.chance(50) else []
        ordered = sorted(names, key=lambda name: name in defaults)
        signature = [f"{name}={numbers[name]!r}" if name in defaults else name for name in ordered]
        first = [f"self.{name} = {name}" for name in numbers]
        return tuple(signature), tuple(first), ", ".join(f"{name}={numbers[name]!r}" for name in ordered)


def _bare(text: str) -> str:
    """The name of a number without what holds it."""
    return text.split("'")[1] if "'" in text else text.rpartition(".")[2]


def _is_fit(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        fits = 0 < value.numel() <= MOST_ELEMENTS and value.dim() <= MOST_AXES and not value.is_complex()
        return fits and bool(value.isfinite().all())
    if isinstance(value, tuple | list) and not isinstance(value, PackedSequence):
        return all(_is_fit(item) for item in value)
    return True
