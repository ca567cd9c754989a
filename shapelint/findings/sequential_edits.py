"""A module put between two children of `nn.Sequential` that hands on `output` alone."""

from __future__ import annotations

from itertools import takewhile

import libcst as cst

from shapelint.findings.fix_names import torch_name
from shapelint.findings.surroundings import SCOPES, Surroundings, surroundings
from shapelint.interpreter.events import Sequenced
from shapelint.interpreter.spelling import own_name
from shapelint.rule import NodeEdit

NAMES = ("Output", "RecurrentOutput")
OUTPUT = """\
class {name}({base}):
    def forward(self, results):
        output, _ = results
        return output


"""


def output_handed_on(event: Sequenced, following: cst.CSTNode) -> tuple[NodeEdit | None, ...]:
    """The class and its place in front of the child that follows; both stand in the call of `Sequential` itself.

    All such fixes of a file share one class, in front of the first `Sequential` or made before.
    """
    tree = event.context.seen.module
    if tree is None:
        return (None,)
    around = surroundings(tree)
    child = around.parents.get(following)
    if not isinstance(child, cst.Arg) or around.parents[child] is not event.node or child.star or child.keyword:
        return (None,)
    made = _made(around, event.node)
    name = next((name for name in NAMES if name not in around.names(around.module)), None) if made is None else made
    if name is None:
        return (None,)
    put = NodeEdit(child, f"{name}(),{_gap(around, event.node, child)}", True)
    return (put,) if made is not None else (_class(event, around, name), put)


def _made(around: Surroundings, use: cst.CSTNode) -> str | None:
    """What a class is called that does what is wanted, if one with the name that would be chosen can be reached."""
    scopes = [each for each in around.around(use) if isinstance(each, SCOPES) and each is not around.module]
    for each in around.module.body:
        if not isinstance(each, cst.ClassDef) or each.name.value not in NAMES or around.order[each] > around.order[use]:
            continue
        name, base = each.name.value, "".join(around.module.code_for_node(base.value) for base in each.bases)
        text = around.module.code_for_node(each.with_changes(leading_lines=()))
        is_alone = around.bound(around.module, name) == [each.name] and not any(
            around.bound(scope, name) for scope in scopes
        )
        if is_alone and text.split() == OUTPUT.format(name=name, base=base).split():
            return name
    return None


def _class(event: Sequenced, around: Surroundings, name: str) -> NodeEdit | None:
    """The class in front of the first statement that makes a `Sequential`, or else of the one that makes this one."""
    kind = own_name(event.node.func) if isinstance(event.node, cst.Call) else None
    calls = (node for node in around.parents if isinstance(node, cst.Call) and own_name(node.func) == kind)
    for call in (next(calls, event.node), event.node):
        tops = (each for each in (call, *around.around(call)) if around.parents.get(each) is around.module)
        statement = next(tops, None)
        base = None if statement is None else torch_name(event.context, statement, "Module", "torch.nn")
        if statement is not None and base is not None:
            return NodeEdit(_beginning(statement), OUTPUT.format(name=name, base=base), True)
    return None


def _beginning(statement: cst.CSTNode) -> cst.CSTNode:
    """Where a statement begins with all that belongs to it: the comments right above it, its decorators."""
    lines = getattr(statement, "leading_lines", ())
    comments = list(takewhile(lambda line: line.comment is not None, reversed(lines)))
    if comments and comments[-1].comment is not None:
        found: cst.CSTNode = comments[-1].comment
        return found
    decorators = getattr(statement, "decorators", ())
    return decorators[0] if decorators else statement


def _gap(around: Surroundings, call: cst.CSTNode, child: cst.Arg) -> str:
    """What stands between two arguments here: a space, or a new line and the indentation of the others."""
    before = call.args[list(call.args).index(child) - 1] if isinstance(call, cst.Call) else child
    white = before.comma.whitespace_after if isinstance(before.comma, cst.Comma) else None
    if not isinstance(white, cst.ParenthesizedWhitespace):
        return " "
    indentation = around.indentation(call) if white.indent else ""
    return f"\n{indentation}{white.last_line.value}"
