"""A program cut down to what a disagreement needs."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

MOST_TRIES = 4000
SIMPLEST = ("0", "1", "''", "[]", "None", "True", "False")

Path = tuple[tuple[str, int | None], ...]
Change = Callable[[], ast.Module]
"""Makes a smaller program; the one that it is made of stays as it is."""


def shrunk(source: str, is_wanted: Callable[[str], bool]) -> str:
    """The smallest program that is wanted, of those that leaving out and simplifying leads to."""
    tree = ast.parse(source)
    if not is_wanted(ast.unparse(tree)):
        return source  # it hangs on how it is spelled
    tried: dict[str, bool] = {}

    def wanted(text: str | None) -> bool:
        if text is None or text in tried:
            return False
        tried[text] = is_wanted(text)
        return tried[text]

    before = ""
    while ast.unparse(tree) != before and len(tried) < MOST_TRIES:
        before = ast.unparse(tree)
        for changes in (_shorter, _simpler):
            tree = _changed(tree, changes, wanted)
    return ast.unparse(tree) + "\n"


def _changed(
    tree: ast.Module, changes: Callable[[ast.Module], Iterator[Change]], wanted: Callable[[str | None], bool]
) -> ast.Module:
    """The program after each change that leaves it wanted; after one, those that come next are tried next."""
    place = 0
    while True:
        found = list(changes(tree))[place:]
        for change in found:
            place += 1
            text = _text(change())
            if wanted(text):
                tree, place = ast.parse(text or ""), place - 1
                break
        else:
            return tree


def _text(tree: ast.AST) -> str | None:
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        ast.parse(text)
    except (SyntaxError, ValueError, AttributeError, TypeError, IndexError):
        return None
    return text


def _paths(node: ast.AST, path: Path = ()) -> Iterator[Path]:
    yield path
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield from _paths(value, (*path, (name, None)))
        elif isinstance(value, list):
            for i, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from _paths(each, (*path, (name, i)))


def _at(tree: ast.AST, path: Path) -> ast.AST:
    for name, place in path:
        value = getattr(tree, name)
        tree = value if place is None else value[place]
    return tree


def _shorter(tree: ast.Module) -> Iterator[Change]:
    """Leave out some of the statements, items, arguments, ... of a node; or put a statement's body in its place."""
    for path in _paths(tree):
        node = _at(tree, path)
        for name, value in ast.iter_fields(node):
            if not isinstance(value, list) or not value:
                continue
            size = len(value)
            while size:
                for start in range(0, len(value), size):
                    yield _leaving_out(tree, path, name, start, size)
                size //= 2
        if isinstance(node, ast.stmt) and path[-1][1] is not None:
            for name in ("body", "orelse", "finalbody"):
                inner = getattr(node, name, None)
                if isinstance(inner, list) and inner:
                    yield _replacing(tree, path, inner)


def _leaving_out(tree: ast.Module, path: Path, name: str, start: int, size: int) -> Change:
    def change() -> ast.Module:
        made = copy.deepcopy(tree)
        rest = getattr(_at(made, path), name)
        del rest[start : start + size]
        if name == "body" and not rest and path:
            rest.append(ast.Pass())
        return made

    return change


def _replacing(tree: ast.Module, path: Path, by: ast.AST | list[ast.stmt]) -> Change:
    """Put another node in a place; a list stands for statements in a row."""

    def change() -> ast.Module:
        made = copy.deepcopy(tree)
        holder = _at(made, path[:-1])
        name, place = path[-1]
        if place is None:
            setattr(holder, name, by)
        elif isinstance(by, list):
            getattr(holder, name)[place : place + 1] = by
        else:
            getattr(holder, name)[place] = by
        return made

    return change


def _simpler(tree: ast.Module) -> Iterator[Change]:
    """Put what is inside an expression in its place, or a constant."""
    for path in _paths(tree):
        node = _at(tree, path)
        if isinstance(node, ast.Constant):
            yield from (_replacing(tree, path, ast.Constant(value)) for value in _simpler_constants(node.value))
        elif isinstance(node, ast.expr) and _is_read(node):
            for child in ast.walk(node):
                if isinstance(child, ast.expr) and child is not node and _is_read(child):
                    if not _is_copied(node, child):
                        yield _replacing(tree, path, child)
            for text in SIMPLEST:
                yield _replacing(tree, path, ast.parse(text, mode="eval").body)


def _is_copied(node: ast.expr, child: ast.expr) -> bool:
    """Whether a name in the place of an expression may be the one list where the expression makes another."""
    makes_new = isinstance(node, ast.Call | ast.Subscript | ast.List | ast.ListComp | ast.Dict | ast.BinOp)
    return makes_new and isinstance(child, ast.Name | ast.Attribute | ast.Subscript)


def _is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _simpler_constants(value: object) -> tuple[object, ...]:
    if isinstance(value, int) and not isinstance(value, bool) and value > 2:
        return (0, 1, 2)
    return ("a",) if isinstance(value, str) and len(value) > 1 else ()
