"""Another file of the project, statement by statement: what a top-level name comes from, parsed when asked for.

Of an imported file hardly anything matters, so `ast` tells which statements bind a name, or change what it holds, and
only these are parsed by LibCST. A file's excerpts can be shared by everything in the process that imports it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

import libcst as cst

from shapelint.depth import is_too_deep
from shapelint.domain.recurrent import Kind
from shapelint.interpreter.unread_methods import Unread, parsed, parsed_class
from shapelint.interpreter.written import by_line, first_line

KINDS = f"(?:{'|'.join(Kind.__members__)})"
LAYER = re.compile(
    rf"""\bnn\.{KINDS}|["']{KINDS}["']|\bimport\b.*\b{KINDS}\b|\bgetattr\((?:torch\.)?nn,|(?<![\w.]){KINDS}\("""
)
WORDS = (*Kind.__members__, "getattr")
"""One of them is in whatever `LAYER` matches: to look for them is faster."""
GLOBAL = re.compile(r"\s*global\s+([\w\s,]+)")
SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Resolver(Protocol):
    """Which file of the project an import names. The interpreter itself never touches the file system."""

    @property
    def home(self) -> Hashable:
        """The file that is checked."""

    @property
    def has_room(self) -> bool:
        """Whether what may be opened is far from any bound, so that it does not matter what is opened first."""

    def find(self, module: str, importer: Hashable) -> Hashable | None:
        """The file or folder that `module`, with its leading dots, is for a file; None for none of the project."""

    def open(self, home: Hashable) -> Excerpts | None:
        """The statements of a file that `find` gave; None for a folder, and for what cannot or must not be read."""


class Excerpts:
    """The top-level statements of a file. A statement is known by its number, in the file's order."""

    def __init__(self, lines: Sequence[str], tree: ast.Module) -> None:
        """The excerpts of a file with these lines, whose tree this is."""
        self._lines = lines
        self._spans: list[tuple[int, int]] = []
        self._bound: list[tuple[str, ...]] = []
        self._syntax: list[list[ast.stmt]] = []
        self._parsed: dict[int, cst.BaseStatement | None] = {}
        self._unread: dict[cst.CSTNode, Unread] = {}
        self._binders: dict[str, list[int]] = {}
        self.stars: list[int] = []
        """The statements that import `*`."""
        self.exported = _exported(tree)
        """What `__all__` lists, None where it is not written out."""
        self.changed_later = frozenset(_declared_global(lines))
        """Names that functions of the file bind anew while the program runs."""
        for nodes in by_line(tree.body):
            self._add(nodes)

    def _add(self, nodes: list[ast.stmt]) -> None:
        if _is_for_scripts(nodes[0]):
            return
        number = len(self._spans)
        names = tuple(dict.fromkeys(name for node in nodes for name in _bound(node)))
        self._spans.append((first_line(nodes[0]), nodes[-1].end_lineno or nodes[-1].lineno))
        self._bound.append(names)
        self._syntax.append(nodes)
        if "*" in names:
            self.stars.append(number)
        for name in names:
            self._binders.setdefault(name, []).append(number)

    @cached_property
    def names_a_layer(self) -> bool:
        """Whether the file makes recurrent layers, as far as its words tell."""
        return any(LAYER.search(line) for line in self._lines if any(word in line for word in WORDS))

    def binders(self, name: str) -> Sequence[int]:
        """The statements that bind a name or may change what it holds, in order."""
        return self._binders.get(name, ())

    def bound(self, number: int) -> tuple[str, ...]:
        """The names that a statement binds, or may change the values of."""
        return self._bound[number]

    def syntax(self, number: int) -> Sequence[ast.stmt]:
        """A statement as `ast` reads it, with those on the same line."""
        return self._syntax[number]

    def statement(self, number: int) -> cst.BaseStatement | None:
        """A statement's node, always the same; None where LibCST cannot read it.

        Of the methods of a class bodies are left out, see `unread`.
        """
        if number not in self._parsed:
            self._parsed.setdefault(number, self._parse(number))
        return self._parsed[number]

    def unread(self, node: cst.FunctionDef) -> Unread | None:
        """What is behind a method of a class of `statement`; None for one that has its body."""
        return self._unread.get(node)

    def _parse(self, number: int) -> cst.BaseStatement | None:
        first, last = self._spans[number]
        if is_too_deep(self._syntax[number]):
            return None
        match self._syntax[number]:
            case [ast.ClassDef() as syntax]:
                found, unread = parsed_class(self._lines, first, last, syntax)
                self._unread.update(unread)
                return found
            case _:
                return parsed(self._lines[first - 1 : last])


def _is_for_scripts(node: ast.stmt) -> bool:
    """Whether a statement is `if __name__ == "__main__":`, which does not run on import."""
    return isinstance(node, ast.If) and any(
        isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(node.test)
    )


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, or whose values it may change: by an attribute, an item, a call on its own."""
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
                continue
            case ast.Import(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.Name(ctx=ast.Store() | ast.Del()):
                yield node.id
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                yield from _root(node)
            case ast.Expr(value=ast.Call() as call):
                yield from _changed(call)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case _ if isinstance(node, SCOPES):
                continue
        pending.extend(ast.iter_child_nodes(node))


def _changed(call: ast.Call) -> Iterator[str]:
    """What a call whose result nobody takes may change: the object that it is a method of, and its arguments."""
    if isinstance(call.func, ast.Attribute):
        yield from _root(call.func)
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(argument, ast.Name):
            yield argument.id


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _exported(tree: ast.Module) -> frozenset[str] | None:
    """What `__all__ = [...]` lists."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                return frozenset(str(each.value) for each in items if isinstance(each, ast.Constant))
    return None


def _declared_global(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if (found := GLOBAL.match(line)) is not None:
            yield from (name.strip() for name in found[1].split(","))
