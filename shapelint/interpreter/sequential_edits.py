"""A module put between two children of `nn.Sequential` that hands on `output` alone."""

from __future__ import annotations

from itertools import takewhile

import libcst as cst

from shapelint.interpreter.events import Sequenced
from shapelint.interpreter.naming import torch_name
from shapelint.interpreter.surroundings import Surroundings, surroundings
from shapelint.rule import NodeEdit

OUTPUT = """\
class {name}({base}):
    def forward(self, results):
        output, _ = results
        return output


"""


def output_handed_on(event: Sequenced, following: cst.CSTNode) -> tuple[NodeEdit | None, ...]:
    """The class and its place in front of the child that follows; both stand in the call of `Sequential` itself."""
    tree = event.context.seen.module
    if tree is None:
        return (None,)
    around = surroundings(tree)
    child = around.parents.get(following)
    if not isinstance(child, cst.Arg) or around.parents[child] is not event.node or child.star or child.keyword:
        return (None,)
    statement = next((each for each in (event.node, *around.around(event.node)) if _is_at_top(around, each)), None)
    used = around.names(around.module)
    name = next((name for name in ("Output", "RecurrentOutput") if name not in used), None)
    base = None if statement is None else torch_name(event.context, statement, "Module", "torch.nn")
    if statement is None or name is None or base is None:
        return (None,)
    text = OUTPUT.format(name=name, base=base)
    put = f"{name}(),{_gap(around, event.node, child)}"
    return NodeEdit(_beginning(statement), text, True), NodeEdit(child, put, True)


def _is_at_top(around: Surroundings, node: cst.CSTNode) -> bool:
    return around.parents.get(node) is around.module


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
