"""Reshapes as edits: sizes in another order, the axes put back where the code expects them."""

from __future__ import annotations

import libcst as cst

from shapelint.findings.argument_edits import code
from shapelint.findings.surroundings import surroundings
from shapelint.interpreter.events import Reshaped
from shapelint.rule import NodeEdit

TRANSPOSED = ".transpose(-1, -2)"


def directions_split_first(event: Reshaped) -> NodeEdit | None:
    """`output.view(T, B, units, 2)` as `output.view(T, B, 2, units).transpose(-1, -2)`: the same shape, in order."""
    call, tree = event.node, event.context.seen.module
    if tree is None or not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return None
    if any(each.star or each.keyword for each in call.args):
        return None
    place = 1 if event.name == "unflatten" else 0
    match call.args[place:]:
        case [cst.Arg(value=cst.Tuple() | cst.List() as sizes) as given]:
            swapped = [*call.args[:place], given.with_changes(value=_swapped_elements(sizes))]
        case [*_, cst.Arg() as units, cst.Arg() as two] if place == 0:
            last = [units.with_changes(value=two.value), two.with_changes(value=units.value)]
            swapped = [*call.args[:-2], *last]
        case _:
            return None
    around = surroundings(tree)
    scope = around.scope(call)
    views = [] if scope is None else around.names(scope).get("view", [])
    is_viewed = any(around.parents[node] is not call.func for node in views)  # which a transposed tensor may refuse
    return NodeEdit(call, code(call.with_changes(args=swapped)) + TRANSPOSED + (".contiguous()" if is_viewed else ""))


def _swapped_elements(sizes: cst.Tuple | cst.List) -> cst.BaseExpression:
    *others, units, two = sizes.elements
    last = [units.with_changes(value=two.value), two.with_changes(value=units.value)]
    return sizes.with_changes(elements=[*others, *last])
