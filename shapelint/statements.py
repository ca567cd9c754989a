"""A program parsed statement by statement: what an edit leaves as it is keeps its nodes and where they are.

Each top-level statement, and each statement of a class, is a piece that is parsed on its own and kept by its text. Put
together they are the module that LibCST makes of the whole text; wherever that is not sure, the whole text is parsed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, cast

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.interpreter.ranges import ranges_of
from shapelint.interpreter.written import begins_line, by_line, first_line
from shapelint.syntax import tree_of

KEPT_FOR = 8
"""Texts for which a piece is kept that does not occur in them: what was typed is often taken back."""
_OTHER_ENDS = re.compile("[\r\f]")
_LINE = re.compile("[^\n]*\n|[^\n]+")
_COMMENT = re.compile(r"([ \t]*)(?:#|\n|$)")
_WRAPPER = "class _:\n"

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


class Unfit(Exception):
    """The pieces may come to another module than the whole text."""


@dataclass(eq=False)
class Piece:
    """One statement in a module of its own, in which it begins after `above` rows that are none of the program's."""

    module: cst.Module
    statement: Statement
    above: int = 0
    used: int = 0

    @cached_property
    def positions(self) -> dict[cst.CSTNode, CodeRange]:
        """Where the nodes are in the piece's own module."""
        return ranges_of(self.module)


class HasPositions(Protocol):
    """Some nodes of the program, and where they are: in rows of the program, or of a module of their own."""

    @property
    def above(self) -> int:
        """How many rows of that module come before those that are the program's."""

    @property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where the nodes are."""


class Placed(Mapping[cst.CSTNode, CodeRange]):
    """Where the nodes of a module are that is put together from pieces; each is given with the row before it."""

    def __init__(self, pieces: Sequence[tuple[HasPositions, int]]) -> None:
        """The places of the pieces' nodes."""
        self._pieces = pieces
        self._last = 0

    def __getitem__(self, node: cst.CSTNode) -> CodeRange:
        """The place of a node, which is mostly in the same piece as the one that was asked for before."""
        number = len(self._pieces)
        for at in range(self._last, self._last + number):
            piece, row = self._pieces[at % number]
            if (found := piece.positions.get(node)) is not None:
                self._last = at % number
                return _shifted(found, row - piece.above)
        raise KeyError(node)

    def __iter__(self) -> Iterator[cst.CSTNode]:
        """Every node."""
        for piece, _ in self._pieces:
            yield from piece.positions

    def __len__(self) -> int:
        """The number of nodes."""
        return sum(len(piece.positions) for piece, _ in self._pieces)


def _shifted(place: CodeRange, rows: int) -> CodeRange:
    (start, end) = ((each.line + rows, each.column) for each in (place.start, place.end))
    return CodeRange(start, end)


class Statements:
    """The statements of one program while it changes."""

    def __init__(self) -> None:
        """No statements yet."""
        self._kept: dict[tuple[str, str], list[Piece]] = {}
        self._dropped: list[Piece] = []
        self.texts = 0
        """How many texts were read."""

    def module(self, text: str) -> tuple[cst.Module, Mapping[cst.CSTNode, CodeRange] | None]:
        """The module of a text that Python can read, and where its nodes are if that is known from its pieces.

        Raises cst.ParserSyntaxError.
        """
        self.texts += 1
        try:
            return _Assembly(text, self._piece).module()
        except (Unfit, cst.ParserSyntaxError):
            return cst.parse_module(text), None
        finally:
            old = self.texts - KEPT_FOR
            for key, pieces in list(self._kept.items()):
                self._dropped += [each for each in pieces if each.used <= old]
                pieces[:] = [each for each in pieces if each.used > old]
                if not pieces:
                    del self._kept[key]

    def dropped(self) -> set[cst.CSTNode]:
        """The nodes that will be in no module any more, each told once."""
        dropped, self._dropped = self._dropped, []
        return {node for piece in dropped for node in (piece.statement, *piece.positions)}

    def _piece(self, kind: str, text: str) -> Piece:
        """The piece of a kind with this text that is not yet in the module which is put together."""
        pieces = self._kept.setdefault((kind, text), [])
        piece = next((each for each in pieces if each.used < self.texts), None)
        if piece is None:
            piece = _PARSERS[kind](text)
            pieces.append(piece)
        piece.used = self.texts
        return piece


class _Assembly:
    """One text, put together from pieces."""

    def __init__(self, text: str, take: Callable[[str, str], Piece]) -> None:
        self._lines = _LINE.findall(text) if _OTHER_ENDS.search(text) is None else []
        self._tree = tree_of(text)
        self._take = take
        self._placed: list[tuple[HasPositions, int]] = []
        self._indents: set[str] = set()

    def module(self) -> tuple[cst.Module, Placed]:
        """Raises Unfit and cst.ParserSyntaxError."""
        if self._tree is None or not self._tree.body or not self._lines:
            raise Unfit
        groups = list(by_line(self._tree.body))
        body, pieces, start = [], [], 0
        for number, group in enumerate(groups):
            end = self._end(group, 0) if number + 1 < len(groups) else len(self._lines)
            statement, piece = self._statement(group[0], "following" if number else "first", start, end)
            body.append(statement)
            pieces.append(piece.module)
            start = end
        if any(each.footer for each in pieces[:-1]) or len(self._indents) > 1:
            raise Unfit
        indent = next(iter(self._indents), pieces[0].default_indent)
        ending = self._lines[-1].endswith("\n")
        if not ending and _COMMENT.match(self._lines[-1]) is not None:
            raise Unfit
        made = cst.Module(
            body, pieces[0].header, pieces[-1].footer, default_indent=indent, has_trailing_newline=ending
        )
        return made, Placed(self._placed)

    def _statement(self, node: ast.stmt, kind: str, start: int, end: int) -> tuple[Statement, Piece]:
        """A top-level statement that is written in some lines, and its piece: of a class, that without its body."""
        if isinstance(node, ast.ClassDef) and begins_line(self._lines, node.body[0]):
            return self._class(node, kind, start, end)
        piece = self._take(kind, "".join(self._lines[start:end]))
        self._placed.append((piece, start))
        if not isinstance(piece.statement, cst.SimpleStatementLine):
            self._indents.add(piece.module.default_indent)
        return piece.statement, piece

    def _class(self, node: ast.ClassDef, kind: str, start: int, end: int) -> tuple[Statement, Piece]:
        column = node.body[0].col_offset
        first = at = self._above(first_line(node.body[0]) - 1)
        inner = []
        for group in by_line(node.body):
            after = self._end(group, column)
            inner.append((self._take("inner", "".join(self._lines[at:after])), at))
            at = after
        above, below = "".join(self._lines[start:first]), "".join(self._lines[at:end])
        indent = self._lines[first_line(node.body[0]) - 1][:column]
        frame = self._take(kind, f"{above}{indent}pass\n{below}")
        old = frame.statement
        if not isinstance(old, cst.ClassDef) or not isinstance(old.body, cst.IndentedBlock):
            raise Unfit
        self._indents.update([frame.module.default_indent, *(each.module.default_indent for each, _ in inner)])
        block = old.body.with_changes(body=[each.statement for each, _ in inner])
        made = old.with_changes(body=block)
        self._placed.append((_Frame(frame, made, inner, start, at - first - 1), 0))
        self._placed += inner
        return made, frame

    def _above(self, line: int) -> int:
        """The first of the lines of comments and nothing that are right above a line; both counted from 0."""
        while not self._lines[line - 1].strip() or self._lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return line

    def _end(self, group: list[ast.stmt], column: int) -> int:
        """The line behind a statement and what follows further in, comments and blanks; counted from 0."""
        end = line = group[-1].end_lineno or group[-1].lineno
        while line < len(self._lines):
            comment = _COMMENT.match(self._lines[line])
            if comment is None:
                break
            line += 1
            if len(comment[1]) > column and hasattr(group[-1], "body"):
                end = line
        return end


@dataclass(eq=False)
class _Frame:
    """A class around its statements: what its own nodes are, of which `pass` stands for `rows` more."""

    piece: Piece
    made: cst.ClassDef
    inner: list[tuple[Piece, int]]
    start: int
    rows: int
    above: int = 0

    @cached_property
    def positions(self) -> dict[cst.CSTNode, CodeRange]:
        """Where they are in the program."""
        old = self.piece.statement
        assert isinstance(old, cst.ClassDef) and isinstance(old.body, cst.IndentedBlock)
        places = self.piece.positions
        row = places[old.body.body[0]].start.line
        found = {
            node: _shifted(place, self.start + (self.rows if place.start.line > row else 0))
            for node, place in places.items()
        }
        first, last = (self._place(self.inner[at]) for at in (0, -1))
        found[self.made] = CodeRange(found[old].start, last.end)
        found[self.made.body] = CodeRange(first.start, last.end)
        return found

    def _place(self, inner: tuple[Piece, int]) -> CodeRange:
        piece, row = inner
        return _shifted(piece.positions[piece.statement], row - piece.above)


def _first(text: str) -> Piece:
    """The first statement of a module; what is above it is the module's."""
    module = cst.parse_module(text)
    return Piece(module, _only(module))


def _following(text: str) -> Piece:
    """A top-level statement with what is above it."""
    module = cst.parse_module(text)
    statement = _only(module)
    if module.header:
        made = statement.with_changes(leading_lines=[*module.header, *statement.leading_lines])
        return Piece(module.with_changes(header=[], body=[made]), made)
    return Piece(module, statement)


def _inner(text: str) -> Piece:
    """A statement of a class's body with what is above it."""
    module = cst.parse_module(_WRAPPER + text)
    match _only(module):
        case cst.ClassDef(body=cst.IndentedBlock(body=[statement], footer=[])) if not module.footer:
            assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            return Piece(module, statement, above=1)
        case _:
            raise Unfit


_PARSERS = {"first": _first, "following": _following, "inner": _inner}


def _only(module: cst.Module) -> cst.FunctionDef | cst.ClassDef | cst.SimpleStatementLine:
    """The one statement of a module. Every kind of it has leading lines as these three have."""
    if len(module.body) != 1:
        raise Unfit
    return cast("cst.FunctionDef | cst.ClassDef | cst.SimpleStatementLine", module.body[0])
