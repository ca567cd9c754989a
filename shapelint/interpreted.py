"""A program interpreted once: its nodes, its runs, where the nodes are. Findings and expressions are read from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.frozen import dataclass
from shapelint.interpreter.bodies import attributes_set, body_of, nests
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.memory import Remembered
from shapelint.interpreter.passes import pass_of, read_inside
from shapelint.interpreter.ranges import ranges_of
from shapelint.interpreter.spelling import spelled

TIDY_EVERY = 8
"""Texts of a program that is edited after which nodes are let go that are in none of them any more."""
FORGET_EVERY = 32 * TIDY_EVERY
"""The same for everything: whatever is typed on the way, modules that do not exist yet, adds up."""


@dataclass(frozen=True)
class Interpreted:
    """A program's module and the runs over it; nodes of other files may be among theirs.

    `known` is where the module's nodes are, if that was known before.
    """

    text: str
    module: cst.Module
    runs: tuple[Run, ...]
    known: Mapping[cst.CSTNode, CodeRange] | None = None

    @cached_property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where the module's nodes are. To find it out takes as long as the parsing, so it waits until it is asked."""
        return ranges_of(self.module, self.text) if self.known is None else self.known


def interpreted(text: str, resolver: Resolver | None = None) -> Interpreted:
    """Parse and interpret a program; what it imports is followed where a resolver finds it.

    Raises cst.ParserSyntaxError and whatever the interpreter does.
    """
    module = cst.parse_module(text)
    return Interpreted(text, module, interpret(module, resolver))


class Edited:
    """A program while it is edited: what an edit leaves as it is is neither parsed nor run again."""

    def __init__(self) -> None:
        """A program without a text."""
        from shapelint.statements import Statements  # a single run has no use for it

        self._statements = Statements()
        self._memory = Remembered()

    def interpreted(self, text: str, resolver: Resolver | None, go_on: Callable[[], None]) -> Interpreted:
        """What `interpreted` gives of the program's text now.

        Raises also what `go_on` raises, which is called now and then.
        """
        module, known = self._statements.module(text)
        if known is None or self._statements.texts % FORGET_EVERY == 0:
            self._memory = Remembered()
        if self._statements.texts % TIDY_EVERY == 0:
            self._memory.forget(self._statements.dropped())
            forget_nodes()
        go_on()
        return Interpreted(text, module, interpret(module, resolver, go_on, self._memory), known)


def forget_nodes() -> None:
    """Let go of the nodes that are kept alive with the answers to questions about them."""
    for answers in (attributes_set, body_of, nests, pass_of, read_inside, spelled):
        answers.cache_clear()
