"""Modules that are not recurrent: constructed, put into containers, called."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.value import Module, Sequence, Unknown
from shapelint.interpreter import evaluate, invoke, operations
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Operand, Sequenced
from shapelint.interpreter.machine import MODULE, Frame, Machine
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import Many, Mapping, derives_from_recurrent
from shapelint.torchlib.module_calls import call_module, takes_a_tensor
from shapelint.torchlib.modules import construct
from shapelint.torchlib.operation import Effect


def constructed(m: Machine, kind: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """`nn.Linear(...)`, once per alternative of its arguments; a container with what it contains."""
    if kind in ("Sequential", "ModuleList", "ModuleDict"):
        return _container(m, kind, arguments, node)
    if not arguments.complete:
        return Unknown("arguments not known")
    names = tuple(arguments.keywords)

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        return construct(kind, positional, dict(zip(names, values[len(positional) :], strict=True)), node, "")

    return m.lift((*arguments.positional, *arguments.keywords.values()), one)


def _container(m: Machine, kind: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """`Sequential(a, b)`, `Sequential(OrderedDict(...))`, `ModuleList([...])`."""
    given = arguments.positional
    if kind == "ModuleList":
        return given[0] if given else Sequence((), True)
    if kind == "ModuleDict":
        return given[0] if given and isinstance(given[0], Mapping) else Unknown("ModuleDict")
    if len(given) == 1 and isinstance(given[0], Mapping):
        given = tuple(value for _, value in given[0].entries)
    if not arguments.complete or any(isinstance(each, (Sequence, Many)) for each in given):
        return Unknown("Sequential of unknown modules")
    nodes = [arguments.nodes.get(i, node) for i in range(len(given))]

    def one(*children: object) -> object:
        operands = tuple(map(Operand, children, nodes))
        m.emit(Sequenced(node, m.context(), operands))
        return Module("Sequential", (), children, "", node)

    return m.lift(given, one)


def called(m: Machine, module: Module, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a module that is not recurrent."""
    m.trace.seen.called.add(module.at)
    if not _is_of_torch(module):
        return _in_turn(m, module, arguments, node)
    names = tuple(arguments.keywords)
    nodes = [arguments.nodes.get(key, node) for key in (*range(len(arguments.positional)), *names)]

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        keywords = dict(zip(names, values[len(positional) :], strict=True))
        effect, result = call_module(module, positional, keywords, m.place(node))
        name = spelled(node.func) if isinstance(node, cst.Call) else module.kind
        given = list(map(Operand, values, nodes))
        tuples = [each for each in given if isinstance(each.value, Sequence) and derives_from_recurrent(each.value)]
        if effect is not Effect.PASS or not derives_from_recurrent(result):
            operands = [inner for each in given for inner in evaluate.operands_of(each.value, each.node)]
            consumed(m, tuples or operands, f"`{name}`", node, Effect.CONSUME, module)
        return result

    return m.lift([operations.opened(m, v) for v in (*arguments.positional, *arguments.keywords.values())], one)


def _is_of_torch(module: Module) -> bool:
    """Whether a module is one of torch's that is not recurrent, and all modules inside it are."""
    return all(isinstance(child, Module) and _is_of_torch(child) for child in module.children)


def _in_turn(m: Machine, module: Module, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a `Sequential` that holds other modules than those of torch: each is given what the one before gave.

    Only the last one is called by the call itself: what the others give has no name.
    """
    if module.kind != "Sequential" or not arguments.complete or len(arguments.positional) != 1 or arguments.keywords:
        return invoke.unfollowed(m, arguments, node)
    value, given = arguments.positional[0], arguments.nodes.get(0, node)
    inside = node.func if isinstance(node, cst.Call) else node
    for number, child in enumerate(module.children):
        if number and isinstance(module.children[number - 1], Recurrent) and takes_a_tensor(child):
            return Unknown("a tuple given to a module that takes a tensor")  # told where the two are put together
        passed = invoke.Arguments((value,), {}, {0: given})
        if number == len(module.children) - 1:
            return invoke.dispatch(m, child, passed, node)
        m.frames.append(_inside(m, node, number))
        try:
            value, given = invoke.dispatch(m, child, passed, inside), inside
        finally:
            m.frames.pop()
    return value


def _inside(m: Machine, node: cst.CSTNode, number: int) -> Frame:
    """An activation for the call of one child, so that what it gives is not taken for what another one gives."""
    key = m.fresh_key(node, number)
    return Frame(key, (key, *(m.frame.scopes or (MODULE,))), m.frame.of_class, m.frame.receiver)
