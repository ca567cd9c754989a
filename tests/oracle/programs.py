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

Value = int | bool | str


@dataclass(frozen=True)
class Binding:
    """`target = text`, or without a target the statement `text`, and the names that it binds.

    `pure`: a selection or rearrangement of what was pure already.
    """

    target: str
    names: tuple[str, ...]
    text: str
    pure: bool = False
    called: str = ""
    """What a function of the program computes that `text` calls."""

    @property
    def line(self) -> str:
        """The statement."""
        return f"{self.target} = {self.text}" if self.target else self.text

    @property
    def uses(self) -> frozenset[str]:
        """Every name that occurs in the expression."""
        return frozenset(NAME.findall(self.text))

    @property
    def computed(self) -> str:
        """The text of all that is computed."""
        return f"{self.text} {self.called}"


@dataclass(frozen=True)
class Program:
    """`modules` and `inputs` are pairs of name and expression; `numbers` what names of sizes and flags stand for.

    `preamble` are statements at the top. A class has `members` (methods, attributes), `signature` and `first` of its
    constructor (what it does before it makes modules), and is given `passed`. `within`: another class has such an
    object as its `net`.
    """

    style: str
    imports: tuple[str, ...]
    preamble: tuple[str, ...]
    numbers: tuple[tuple[str, Value], ...]
    modules: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    body: tuple[Binding, ...]
    members: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    passed: str = ""
    given: tuple[str, ...] = ()
    """What makes what is passed, beside the inputs."""
    within: bool = False

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
            if MIXING.search(binding.computed) or binding.uses & found or len(binding.uses & bound) > 1:
                found |= set(binding.names)
        return frozenset(found)

    @property
    def lossy(self) -> frozenset[str]:
        """The names computed by something through which NaN does not pass."""
        found: set[str] = set()
        for binding in self.body:
            if LOSSY.search(binding.computed) or binding.uses & found:
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

    def used_at(self, line: int) -> frozenset[str]:
        """Every name that the statement in this line of the whole program uses."""
        name = self.bound_at(line)
        return frozenset().union(*(binding.uses for binding in self.body if name in binding.names))

    def source(self) -> str:
        """The whole program. It ends by asserting a list of all that it bound, which is where values are read."""
        head = [*self.imports, "", *self.preamble]
        if self.style == SCRIPT:
            made = [placed(name, text) for name, text in (*self.modules, *self.inputs)]
            return "\n".join([*head, *made]) + "\n" + self.body_text + self._kept() + "\n"
        if self.style == FUNCTION:
            modules = [placed(name, text) for name, text in self.modules]
            return "\n".join([*head, *modules]) + "\n\n\n" + self._function("run", [n for n, _ in self.inputs])
        return "\n".join(head) + "\n\n\n" + self._class() + (self._use() if self.style == CALLED else "")

    def run_text(self) -> str:
        """What makes the inputs and, for a class, the object, after `source`."""
        lines = [] if self.style in (SCRIPT, CALLED) else [f"{name} = {text}" for name, text in self.inputs]
        arguments = ", ".join(name for name, _ in self.inputs)
        if self.style == SYMBOLIC:
            lines += [*self.given, "whole = Whole()" if self.within else f"model = Net({self.passed})"]
            lines += ["model = whole.net"] if self.within else []
        if self.style in (SYMBOLIC, FUNCTION):
            called = "run" if self.style == FUNCTION else "whole" if self.within else "model"
            lines.append(f"results = {called}({arguments})")
        return "\n".join(lines) + "\n"

    def needed_for(self, name: str) -> Program:
        """The program cut down to what this name depends on."""
        wanted, kept = {name}, []
        for binding in reversed(self.body):
            if wanted & set(binding.names):
                kept.append(binding)
                wanted |= binding.uses
        used = wanted | _words([*self.preamble, *(text for _, text in self.modules)])
        named = _words([*self.members, *(binding.text for binding in kept)])
        modules = tuple(pair for pair in self.modules if pair[0] in named)
        inputs = tuple(pair for pair in self.inputs if self.style != SCRIPT or pair[0] in used)
        return replace(self, body=tuple(reversed(kept)), modules=modules, inputs=inputs)

    def _kept(self) -> str:
        return f"assert [{', '.join(self.names)}]"

    def _function(self, name: str, parameters: Iterable[str]) -> str:
        body = f"{self.body_text}{self._kept()}\nreturn [{', '.join(self.names)}]\n"
        return f"def {name}({', '.join(parameters)}):\n" + indent(body, "    ")

    def _class(self) -> str:
        made = ["super().__init__()", *self.first, *(placed(f"self.{name}", text) for name, text in self.modules)]
        init = f"def __init__({', '.join(['self', *self.signature])}):\n" + indent("\n".join(made) + "\n", "    ")
        forward = self._function("forward", ["self", *(name for name, _ in self.inputs)])
        parts = "\n\n".join(part.rstrip("\n") for part in (*self.members, init, forward)) + "\n"
        return "class Net(torch.nn.Module):\n" + indent(parts, "    ") + (self._whole() if self.within else "")

    def _whole(self) -> str:
        arguments = ", ".join(name for name, _ in self.inputs)
        init = "\n".join(["super().__init__()", *self.given, f"self.net = Net({self.passed})"])
        init = "def __init__(self):\n" + indent(init + "\n", "    ")
        forward = f"def forward(self, {arguments}):\n    return self.net({arguments})\n"
        return "\n\nclass Whole(torch.nn.Module):\n" + indent(f"{init}\n{forward}", "    ")

    def _use(self) -> str:
        lines = [*(f"{name} = {text}" for name, text in self.inputs), *self.given]
        lines += [f"model = Net({self.passed})", f"results = model({', '.join(name for name, _ in self.inputs)})"]
        return "\n\n" + "\n".join(lines) + "\n"


def placed(target: str, text: str) -> str:
    """The statement that binds `text` to this name: `text` may be statements that name the target as `TARGET`."""
    return text.replace("TARGET", target) if "TARGET" in text else f"{target} = {text}"


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text)}
