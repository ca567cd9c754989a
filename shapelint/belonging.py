"""Which findings belong to the file that is checked, where others were followed too.

What is wrong in another file is reported when that file is checked; here it would have no place.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import fields, replace
from functools import cache

import libcst as cst

from shapelint.judge import Judged


def at_home(module: cst.Module, judged: Iterable[Judged]) -> Iterator[Judged]:
    """The findings about nodes of this module, without related places and fixes that lie in another one."""
    return among(frozenset(_nodes(module)), judged)


def among(own: Container[cst.CSTNode], judged: Iterable[Judged]) -> Iterator[Judged]:
    """The same where the module's nodes are known, for instance because it is known where they are."""
    for each in judged:
        finding = each.finding
        if finding.node not in own:
            continue
        related = tuple(place for place in finding.related if place.node in own)
        fix = finding.fix
        if fix is not None and not all(edit.node in own for edit in fix.edits):
            fix = None
        yield replace(each, finding=replace(finding, related=related, fix=fix))


def _nodes(module: cst.Module) -> Iterator[cst.CSTNode]:
    """Every node, with comments: a claim about a shape may stand in one."""
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        yield node
        for name in _fields(type(node)):
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                pending.append(value)
            elif isinstance(value, (list, tuple)):
                pending += [each for each in value if isinstance(each, cst.CSTNode)]


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
