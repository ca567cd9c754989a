"""Methods of other files' classes: of most only the signature matters, so a body is parsed when it is followed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

import libcst as cst

from shapelint.interpreter.written import begins_line, first_line

FEW = 4
"""Lines of a body that cost less to parse with the class than on their own."""


class Unread:
    """A method of which LibCST has read no more than what is above its body."""

    def __init__(self, lines: Sequence[str], syntax: ast.FunctionDef) -> None:
        """The method that is written in some lines."""
        self._lines = lines
        self._syntax = syntax

    @cached_property
    def whole(self) -> cst.FunctionDef | None:
        """The method with its body; None where LibCST cannot read it."""
        match parsed(["class _:", *self._lines]):
            case cst.ClassDef(body=cst.IndentedBlock(body=[cst.FunctionDef() as method])):
                return method
            case _:
                return None

    @cached_property
    def attributes_set(self) -> frozenset[str]:
        """The names of the attributes, of whatever object, that it assigns."""
        found: set[str] = set()
        for node in ast.walk(self._syntax):
            match node:
                case ast.Assign(targets=targets):
                    found.update(name for target in targets for name in _attributes_in(target))
                case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                    found.update(_attributes_in(target))
        return frozenset(found)


def _attributes_in(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                yield from _attributes_in(each)
        case ast.Starred(value=value):
            yield from _attributes_in(value)
        case ast.Attribute(attr=name):
            yield name


def parsed(lines: Sequence[str]) -> cst.BaseStatement | None:
    """The only statement that is written in some lines; None where LibCST cannot read it."""
    try:
        body = cst.parse_module("\n".join(lines) + "\n").body
    except cst.ParserSyntaxError:
        return None
    only = body[0] if len(body) == 1 else None
    return only if isinstance(only, cst.BaseStatement) else None


def parsed_class(
    lines: Sequence[str], first: int, last: int, syntax: ast.ClassDef
) -> tuple[cst.BaseStatement | None, dict[cst.CSTNode, Unread]]:
    """The class in the lines `first` to `last`, with `...` for each body that is left unread, and whose these are."""
    methods = [each for each in syntax.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
    left = [each if isinstance(each, ast.FunctionDef) and _is_left(lines, each) else None for each in methods]
    found = parsed(_without_bodies(lines, first, last, [each.body for each in left if each is not None]))
    if not isinstance(found, cst.ClassDef):
        return found, {}
    nodes = [node for node in found.body.body if isinstance(node, cst.FunctionDef)]
    return found, {
        node: Unread(lines[first_line(method) - 1 : method.end_lineno], method)
        for node, method in zip(nodes, left, strict=True)
        if method is not None
    }


def _without_bodies(lines: Sequence[str], first: int, last: int, bodies: Sequence[list[ast.stmt]]) -> list[str]:
    kept, at = [], first
    for body in bodies:
        begin = first_line(body[0])
        kept += [*lines[at - 1 : begin - 1], f"{lines[begin - 1][: body[0].col_offset]}..."]
        at = (body[-1].end_lineno or 0) + 1
    return [*kept, *lines[at - 1 : last]]


def _is_left(lines: Sequence[str], method: ast.FunctionDef) -> bool:
    """Whether a method's body is left unread: it has lines of its own, and more than a few."""
    body = method.body
    is_long = (body[-1].end_lineno or 0) - first_line(body[0]) >= FEW
    return is_long and begins_line(lines, method) and begins_line(lines, body[0])
