"""A program as the oracle makes it: parts that can be rendered as source text, run, and cut down to what matters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from textwrap import indent

SCRIPT, CALLED, SYMBOLIC, FUNCTION = "script", "called", "symbolic", "function"
STYLES = (SCRIPT, CALLED, SYMBOLIC, FUNCTION)
"""All at module level; a Module class that the file calls; one that nothing calls; a function that nothing calls."""

NAME = re.compile(r"(?<![\w.])[a-z_]\w*")
MIXING = re.compile(r"@|matmul|bmm|softmax|cumsum|normalize|layer_norm|layer\d")
"""What computes an element from several positions of an axis that it keeps."""

LOSSY = re.compile(
    r"where|masked_fill|>|<|==|isclose|\.ne|arg|indices|max|min|index_select|gather|tensor\(|\[\[|, \[|repeat|cat|stack"
)
"""What may pick one of several elements, put others beside them, repeat or reorder them, or forget what they were."""


@dataclass(frozen=True)
class Binding:
    """`target = text`, or without a target the statement `text`, and the names that it binds.

    `pure`: a selection or rearrangement of what was pure already.
    """

    target: str
    names: tuple[str, ...]
    text: str
    pure: bool = False

    @property
    def line(self) -> str:
        """The statement."""
        return f"{self.target} = {self.text}" if self.target else self.text

    @property
    def uses(self) -> frozenset[str]:
        """Every name that occurs in the expression."""
        return frozenset(NAME.findall(self.text))


@dataclass(frozen=True)
class Program:
    """`modules` and `inputs` are pairs of name and expression; `parameters` the constructor's, with their numbers.

    `uses_self`: modules are attributes of `self` in the body.
    """

    style: str
    imports: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, int | bool], ...]
    defaults: frozenset[str]
    modules: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    body: tuple[Binding, ...]

    @property
    def is_concrete(self) -> bool:
        """Whether every size is known to a reader of the program."""
        return self.style in (SCRIPT, CALLED)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the body binds, once each."""
        return tuple(dict.fromkeys(name for binding in self.body for name in binding.names))

    @property
    def mixing(self) -> frozenset[str]:
        """The names computed, directly or not, from several values or by what mixes positions of an axis it keeps."""
        found: set[str] = set()
        bound = {*self.names, *(name for name, _ in self.inputs)}
        for binding in self.body:
            if MIXING.search(binding.text) or binding.uses & found or len(binding.uses & bound) > 1:
                found |= set(binding.names)
        return frozenset(found)

    @property
    def lossy(self) -> frozenset[str]:
        """The names computed by something through which NaN does not pass."""
        found: set[str] = set()
        for binding in self.body:
            if LOSSY.search(binding.text) or binding.uses & found:
                found |= set(binding.names)
        return frozenset(found)

    @property
    def body_text(self) -> str:
        """The body alone."""
        return "\n".join(binding.line for binding in self.body) + "\n"

    @property
    def body_start(self) -> int:
        """The number of lines of the whole program before the body."""
        body = [line.strip() for line in self.body_text.splitlines()]
        lines = [line.strip() for line in self.source().splitlines()]
        return next(start for start in range(len(lines)) if lines[start : start + len(body)] == body)

    def bound_at(self, line: int) -> str:
        """A name that the statement in this line of the whole program binds; the last one of all for other lines."""
        start = self.body_start
        for binding in self.body:
            start += binding.line.count("\n") + 1
            if line <= start:
                return binding.names[-1]
        return self.names[-1]

    def source(self) -> str:
        """The whole program. It ends by asserting a list of all that it bound, which is where values are read."""
        head = [*self.imports, "", *(f"{name} = {text}" for name, text in self.constants)]
        if self.style == SCRIPT:
            made = [f"{name} = {text}" for name, text in (*self.modules, *self.inputs)]
            return "\n".join([*head, *made]) + "\n" + self.body_text + self._kept() + "\n"
        if self.style == FUNCTION:
            modules = [f"{name} = {text}" for name, text in self.modules]
            return "\n".join([*head, *modules]) + "\n\n\n" + self._function("run", [n for n, _ in self.inputs])
        return "\n".join(head) + "\n\n\n" + self._class() + (self._use() if self.style == CALLED else "")

    def run_text(self) -> str:
        """What makes the inputs and, for a class, the object, after `source`."""
        lines = [] if self.style in (SCRIPT, CALLED) else [f"{name} = {text}" for name, text in self.inputs]
        arguments = ", ".join(name for name, _ in self.inputs)
        if self.style == SYMBOLIC:
            lines.append(f"model = Net({self._passed()})")
        if self.style in (SYMBOLIC, FUNCTION):
            lines.append(f"results = {'model' if self.style == SYMBOLIC else 'run'}({arguments})")
        return "\n".join(lines) + "\n"

    def needed_for(self, name: str) -> Program:
        """The program cut down to what this name depends on."""
        wanted, kept = {name}, []
        for binding in reversed(self.body):
            if wanted & set(binding.names):
                kept.append(binding)
                wanted |= binding.uses
        used = wanted | {word for _, text in (*self.modules, *self.constants) for word in NAME.findall(text)}
        modules = tuple(pair for pair in self.modules if pair[0] in _words(b.text for b in kept))
        inputs = tuple(pair for pair in self.inputs if self.style != SCRIPT or pair[0] in used)
        return replace(self, body=tuple(reversed(kept)), modules=modules, inputs=inputs)

    def _kept(self) -> str:
        return f"assert [{', '.join(self.names)}]"

    def _passed(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self.parameters)

    def _function(self, name: str, parameters: Iterable[str]) -> str:
        body = f"{self.body_text}{self._kept()}\nreturn [{', '.join(self.names)}]\n"
        return f"def {name}({', '.join(parameters)}):\n" + indent(body, "    ")

    def _class(self) -> str:
        given = ["self", *(n for n, _ in self.parameters if n not in self.defaults)]
        given += [f"{n}={value!r}" for n, value in self.parameters if n in self.defaults]
        made = ["super().__init__()", *(f"self.{name} = {name}" for name, _ in self.parameters)]
        made += [f"self.{name} = {text}" for name, text in self.modules]
        init = f"def __init__({', '.join(given)}):\n" + indent("\n".join(made) + "\n", "    ")
        forward = self._function("forward", ["self", *(name for name, _ in self.inputs)])
        return "class Net(torch.nn.Module):\n" + indent(init + "\n" + forward, "    ")

    def _use(self) -> str:
        lines = [f"{name} = {text}" for name, text in self.inputs]
        lines += [f"model = Net({self._passed()})", f"results = model({', '.join(name for name, _ in self.inputs)})"]
        return "\n\n" + "\n".join(lines) + "\n"


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text)}
