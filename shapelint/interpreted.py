"""A program interpreted once: its nodes, its runs, where the nodes are. Findings and expressions are read from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from shapelint.frozen import dataclass
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.excerpts import Resolver


@dataclass(frozen=True)
class Interpreted:
    """A program's module and the runs over it; nodes of other files may be among theirs."""

    module: cst.Module
    runs: tuple[Run, ...]

    @cached_property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where the module's nodes are. It takes as long as the parsing, so it waits until it is asked for."""
        found = MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)
        return {node: place for node, place in found.items() if isinstance(place, CodeRange)}


def interpreted(text: str, resolver: Resolver | None = None) -> Interpreted:
    """Parse and interpret a program; what it imports is followed where a resolver finds it.

    Raises cst.ParserSyntaxError and whatever the interpreter does.
    """
    module = cst.parse_module(text)
    return Interpreted(module, interpret(module, resolver))
