"""Values that are taken out of torch only to be shown: `print(output[:, -1].numpy())`. Nobody sums up with them."""

from __future__ import annotations

import libcst as cst

from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.interpreter.events import Consumed
from shapelint.interpreter.spelling import last_name

SHOWING = frozenset((
    "print", "pprint", "rprint", "display", "log", "debug", "info", "warning", "error", "write", "print_exc",
))  # fmt: skip
"""Names of calls that show their arguments."""
LOOKING = frozenset((
    "numpy", "tolist", "item", "detach", "cpu", "array", "asarray", "round", "around", "astype", "str", "repr",
    "format", "list", "tuple", "len", "float", "int", "size", "flatten", "squeeze", "join",
))  # fmt: skip
"""Names of calls that make of a value something to look at, or of this another such thing."""


def is_only_shown(event: Consumed) -> bool:
    """Whether the value that an event reads ends up in a text, and nowhere else."""
    module = event.context.seen.module
    if module is None or not _looks(event.node):
        return False
    return _is_shown(surroundings(module), event.node)


def _looks(node: cst.CSTNode) -> bool:
    match node:
        case cst.Call(func=called):
            name = last_name(called)
            return name in LOOKING or name in SHOWING
        case cst.BinaryOperation(left=cst.SimpleString(), operator=cst.Modulo()) | cst.FormattedString():
            return True
        case _:
            return False


def _is_shown(here: Surroundings, node: cst.CSTNode, *, by_name: bool = False) -> bool:
    """Whether an expression is shown as it stands, or under the name that it is bound to."""
    inner = node
    for outer in (node, *here.around(node)):
        match outer:
            case cst.Call(func=called) if (name := last_name(called)) is not None:
                if name in SHOWING:
                    return True
                if outer is not node and inner is not outer.func and not _looks(outer):
                    return False
                if inner is outer.func and name not in LOOKING:
                    return False
            case cst.Call() | cst.For() | cst.CompFor() | cst.Lambda():
                return False
            case cst.Expr():
                return True
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as name_node)]):
                return not by_name and _is_shown_as(here, name_node)
            case cst.BaseSmallStatement() | cst.BaseStatement():
                return False
        inner = outer
    return False


def _is_shown_as(here: Surroundings, name: cst.Name) -> bool:
    scope = here.scope(name)
    if scope is None or len(here.bound(scope, name.value)) != 1:
        return False
    reads = here.read(scope, name.value)
    return bool(reads) and all(_is_shown(here, each, by_name=True) for each in reads)
