"""Arguments of a call as edits of its text: one given, changed, dropped or named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from shapelint.interpreter.bodies import parts
from shapelint.rule import Applicability, NodeEdit, NodeFix


def safe(message: str, *edits: NodeEdit | None) -> NodeFix | None:
    """A fix after which the program computes the same; none where one of its edits cannot be made."""
    return _fix(NodeFix(Applicability.SAFE, message, ()), edits)


def unsafe(
    message: str, *edits: NodeEdit | None, covers_all: bool = False, relies_on: tuple[cst.CSTNode, ...] = ()
) -> NodeFix | None:
    """A fix after which the program computes what it was meant to; none where one of its edits cannot be made."""
    return _fix(NodeFix(Applicability.UNSAFE, message, (), covers_all, relies_on), edits)


def _fix(fix: NodeFix, edits: tuple[NodeEdit | None, ...]) -> NodeFix | None:
    made = tuple(edit for edit in dict.fromkeys(edits) if edit is not None)
    return replace(fix, edits=made) if made and None not in edits else None


def code(node: cst.CSTNode) -> str:
    """The node's text as it is written, without the parentheses around it."""
    bare = node.with_changes(lpar=(), rpar=()) if isinstance(node, cst.BaseExpression) else node
    return cst.Module([]).code_for_node(bare)


def is_written_out(call: cst.CSTNode) -> bool:
    """Whether a node is a call whose arguments all stand in it: none comes out of `*args` or `**kwargs`."""
    return isinstance(call, cst.Call) and not any(argument.star for argument in call.args)


def argument(call: cst.Call, name: str, place: int) -> cst.Arg | None:
    """The argument with this name, or at this place without a name."""
    for index, each in enumerate(call.args):
        if each.keyword.value == name if each.keyword is not None else index == place:
            return each
    return None


def flag_set(call: cst.CSTNode, name: str, place: int, value: bool) -> NodeEdit | None:
    """A flag changed to this value, or given after the other arguments; None where it is not written as a literal."""
    if not isinstance(call, cst.Call) or not is_written_out(call) or not call.args:
        return None
    given = argument(call, name, place)
    if given is None:
        return appended(call, f"{name}={value}") if value else None
    if isinstance(given.value, cst.Name) and given.value.value == str(not value):
        return NodeEdit(given.value, str(value))
    return None


def appended(call: cst.Call, text: str) -> NodeEdit:
    """One more argument after the others, of which there are some."""
    return NodeEdit(call.args[-1], f"{_alone(call.args[-1])}, {text}")


def dropped(call: cst.CSTNode, name: str) -> NodeEdit | None:
    """The call without a keyword argument; None where it has none of this name, or one that does something."""
    if not isinstance(call, cst.Call) or not is_written_out(call):
        return None
    given = next((each for each in call.args if each.keyword is not None and each.keyword.value == name), None)
    if given is None or not has_no_effects(given.value):
        return None
    kept = [each for each in call.args if each is not given]
    if kept and call.args[-1] is given:
        kept[-1] = kept[-1].with_changes(comma=given.comma)
    return NodeEdit(call, code(call.with_changes(args=kept)))


def named(call: cst.CSTNode, names: Sequence[tuple[int, str]]) -> tuple[NodeEdit | None, ...]:
    """Positional arguments given by name: those at these places, which have to be all up to the last one."""
    if not isinstance(call, cst.Call) or not is_written_out(call):
        return (None,)
    places = [place for place, each in enumerate(call.args) if each.keyword is None]
    given = {each.keyword.value for each in call.args if each.keyword is not None}
    wanted = [name for _, name in names]
    if [place for place, _ in names] != places[-len(names) :] or len({*given, *wanted}) != len(given) + len(wanted):
        return (None,)
    return tuple(NodeEdit(call.args[place], f"{name}={_alone(call.args[place])}") for place, name in names)


def _alone(argument: cst.Arg) -> str:
    """An argument's text without its comma."""
    white = cst.SimpleWhitespace("")
    return code(argument.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=white))


def has_no_effects(node: cst.CSTNode) -> bool:
    """Whether evaluating an expression changes nothing: no call, no assignment, nothing awaited."""
    pending = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, (cst.Call, cst.NamedExpr, cst.Await, cst.Yield)):
            return False
        pending.extend(parts(each))
    return True
