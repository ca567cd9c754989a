"""What is analysed as one program: a document, or the cells of a notebook one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from difflib import SequenceMatcher
from functools import cached_property

from lsprotocol import types

from shapelint.diagnostic import Location
from shapelint.document import Document, opened
from shapelint.frozen import dataclass
from shapelint.server.texts import Change, Text, moved
from shapelint.source import Source, encoding_of, from_text

Edits = dict[str, list[types.TextEdit]]
"""Edits by document or cell."""


@dataclass(frozen=True)
class Program:
    """A document under `None`, or a notebook's cells by number from 1; in `others` those that are no Python.

    `revision` counts what the client changed. `is_settled`: it was opened or saved and nothing was typed since.
    `lies_nowhere`: it is no file yet, so that it has no configuration and nothing around it to import.
    """

    uri: str
    filename: str
    cells: Mapping[int | None, Text]
    revision: int = 0
    is_settled: bool = True
    others: frozenset[int | None] = frozenset()

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook."""
        return None not in self.cells

    @property
    def lies_nowhere(self) -> bool:
        """Whether it is no file yet."""
        return self.filename.startswith("<")

    @cached_property
    def text(self) -> str:
        """What a file with this program has inside: a notebook's JSON."""
        if not self.is_notebook:
            return self.cells[None].content
        written = [
            {"cell_type": "markdown" if number in self.others else "code", "source": cell.content}
            for number, cell in self.cells.items()
        ]
        return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    @cached_property
    def source(self) -> Source:
        """The program as the linter reads it. Raises SourceError."""
        return from_text(self.text, self.filename)

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file. Raises UnicodeEncodeError and SourceError where its encoding does not fit it."""
        bom, encoding = encoding_of(self.text.encode("utf-8", "surrogatepass"), self.filename)
        return bom + self.text.encode(encoding)

    def document(self) -> Document | None:
        """The program as something to edit. Raises UnicodeEncodeError and SourceError like `data`."""
        return opened(self.data, self.filename)

    def text_of(self, uri: str) -> Text | None:
        """The document or cell with this address."""
        return next((cell for cell in self.cells.values() if cell.uri == uri), None)

    def edits_to(self, document: Document) -> Edits:
        """By document or cell, the edits that make of it what it is in an edited program."""
        found = {cell.uri: list(_edits(cell, document.cells.get(n, cell.content))) for n, cell in self.cells.items()}
        return {uri: edits for uri, edits in found.items() if edits}

    def next(self, cells: Mapping[int | None, Text], others: frozenset[int | None] | None = None) -> Program:
        """The program with other texts, as it comes to be by typing."""
        kept = self.others if others is None else others
        return replace(self, cells=cells, revision=self.revision + 1, is_settled=False, others=kept)


def _edits(text: Text, after: str) -> Iterator[types.TextEdit]:
    """Line by line what changes."""
    if after == text.content:
        return
    before_lines, after_lines = text.content.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in before_lines:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in SequenceMatcher(None, before_lines, after_lines, autojunk=False).get_opcodes():
        if tag != "equal":
            yield types.TextEdit(text.range(starts[a], starts[b]), "".join(after_lines[c:d]))


@dataclass(frozen=True)
class View:
    """Where places of the program as it was analysed are in what the client has now."""

    analysed: Program
    now: Program
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)

    def place(self, cell: int | None, start: Location, end: Location) -> types.Location | None:
        """A place of the document or cell; None where its text has gone."""
        before = self.analysed.cells.get(cell)
        now = None if before is None else self.now.text_of(before.uri)
        if before is None or now is None:
            return None
        span = moved(before.at(start), before.at(end), self.changes.get(before.uri, ()))
        return None if span is None else types.Location(now.uri, now.range(*span))
