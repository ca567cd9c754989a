"""Whether a program has other ways to come by a value: a default where nothing was passed, a branch, `a or b`.

Which of them a run takes is one question; that the program knows of others is told by its text alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import libcst as cst

from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.interpreter.events import Context
from shapelint.interpreter.spelling import last_name

BRANCHES = (cst.If, cst.Else, cst.For, cst.While, cst.Try, cst.ExceptHandler, cst.Match)


def has_other_ways(context: Context, node: cst.CSTNode, made: cst.CSTNode) -> bool:
    """Whether an expression, whose value was made at a place, may hold another value: made on another way."""
    if context.seen.module is None:
        return False
    here = surroundings(context.seen.module)
    return _is_chosen(here, node) or _is_in_branch(here, made, node)


def is_done_otherwise(context: Context, node: cst.CSTNode, name: str) -> bool:
    """Whether a node is reached under a condition, and its function calls this name elsewhere too."""
    if context.seen.module is None:
        return False
    here = surroundings(context.seen.module)
    scope = here.scope(node)
    if scope is None or not any(isinstance(each, cst.If) for each in _around(here, node)):
        return False
    calls = (each for each in here.inside(scope) if isinstance(each, cst.Call) and each is not node)
    return any(last_name(each.func) == name for each in calls)


def _around(here: Surroundings, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What is around a node in its own function."""
    scope = here.scope(node)
    return itertools.takewhile(lambda each: each is not scope, here.around(node))


def _is_chosen(here: Surroundings, node: cst.CSTNode, use: cst.CSTNode | None = None) -> bool:
    """Whether an expression chooses, or a name in its place is bound by one that does, or bound or changed in a branch.

    `use`: where the value is used, if that is elsewhere.
    """
    if any(isinstance(each, (cst.IfExp, cst.BooleanOperation)) for each in (node, *here.inside(node))):
        return True
    scope = here.scope(node)
    if not isinstance(node, cst.Name) or scope is None:
        return False
    bound = here.bound(scope, node.value)
    if any(_is_in_branch(here, each, node) for each in [*bound, *here.changed(scope, node.value)]):
        return True
    return use is None and any(_is_chosen(here, value, node) for each in bound for value in _assigned(here, each))


def _assigned(here: Surroundings, name: cst.Name) -> Iterator[cst.BaseExpression]:
    """What is assigned to a name where it stands."""
    for outer in here.around(name):
        match outer:
            case cst.Assign(value=value) | cst.AnnAssign(value=cst.BaseExpression() as value):
                yield value
                return
            case cst.BaseStatement():
                return


def _is_in_branch(here: Surroundings, node: cst.CSTNode, use: cst.CSTNode) -> bool:
    """Whether a node stands in a branch of its function that may be passed by on the way to its use."""
    outer = set(here.around(use))
    return any(isinstance(each, BRANCHES) and each not in outer for each in _around(here, node))
