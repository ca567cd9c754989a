"""The module that reads a value, made as wide as the value will be: only where it reads nothing else."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.dim import equal
from shapelint.domain.recurrent import Call
from shapelint.domain.value import Module
from shapelint.findings.argument_edits import argument, code, is_written_out
from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.interpreter.events import Consumed
from shapelint.interpreter.place import node_at
from shapelint.interpreter.spelling import dotted
from shapelint.rule import NodeEdit
from shapelint.torchlib.coerce import as_dim


def twice_as_wide(event: Consumed, call: Call, made: object) -> NodeEdit | None:
    """`nn.Linear(hidden, ...)` as `nn.Linear(2 * hidden, ...)`, where it reads one direction of this call alone."""
    module, made_at, tree = event.module, None, event.context.seen.module
    if isinstance(module, Module) and module.kind == "Linear":
        made_at = module.at
    if tree is None or not isinstance(made_at, cst.Call) or not is_written_out(made_at):
        return None
    around, given = surroundings(tree), argument(made_at, "in_features", 0)
    width = as_dim(module.argument("in_features")) if isinstance(module, Module) else None
    if given is None or width is None or equal(width, call.layer.state_size) is not True:
        return None
    if not _reads_only(around, event, node_at(made)) or not _is_called_once(around, made_at, event.node):
        return None
    simple = isinstance(given.value, (cst.Name, cst.Attribute, cst.Integer, cst.Subscript, cst.Call))
    text = code(given.value) if simple or given.value.lpar else f"({code(given.value)})"
    if given.value.lpar:  # they stay, so what is put inside them must not need any
        return None
    return NodeEdit(given.value, f"2 * {text}")


def _reads_only(around: Surroundings, event: Consumed, made: cst.CSTNode) -> bool:
    """Whether what is read is the expression itself, or a name that holds it and is read nowhere else."""
    if len(event.operands) != 1:
        return False
    read = event.operands[0].node
    if read is made:
        return True
    scope, assign = around.scope(read), around.parents.get(made)
    if scope is None or not isinstance(read, cst.Name) or not isinstance(assign, cst.Assign):
        return False
    names = (around.bound(scope, read.value), around.read(scope, read.value))
    is_target = len(assign.targets) == 1 and assign.targets[0].target in names[0]
    return is_target and assign.value is made and [len(each) for each in names] == [1, 1]


def _is_called_once(around: Surroundings, made_at: cst.Call, use: cst.CSTNode) -> bool:
    """Whether the one name that a module is given is called in one place and stands nowhere else."""
    assign = around.parents.get(made_at)
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1 or not isinstance(use, cst.Call):
        return False
    target = assign.targets[0].target
    if dotted(target) is None or dotted(target) != dotted(use.func):
        return False
    name = target.attr.value if isinstance(target, cst.Attribute) else dotted(target)
    return name is not None and len(around.names(around.module).get(name, ())) == 2
