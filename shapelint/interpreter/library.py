"""Calls of torch and of builtins: which table knows them, and the events they cause."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Mapping as MappingType
from dataclasses import replace

import libcst as cst

from shapelint.domain.layout import is_laid_out
from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Meaning, Module, Opaque, Sequence, Unknown
from shapelint.interpreter import (
    builtin,
    conditions,
    evaluate,
    invoke,
    kinds,
    layers,
    lookup,
    options,
    packing,
)
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Combined, Operand, Reshaped, Sequenced
from shapelint.interpreter.guards import Guarded, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import (
    Imported,
    Instance,
    Many,
    Mapping,
    Parser,
    Super,
    derives_from_recurrent,
)
from shapelint.torchlib import modules
from shapelint.torchlib.module_calls import call_module
from shapelint.torchlib.operation import Bound, Effect, Operation
from shapelint.torchlib.operations import lookup as operation_named
from shapelint.torchlib.packing import PACKING

WRAPPERS = frozenset((
    "torch.autograd.Variable", "torch.autograd.variable.Variable", "torch.nn.DataParallel", "torch.nn.Parameter",
    "torch.nn.parallel.DistributedDataParallel", "torch.jit.script", "torch.jit.trace", "torch.compile",
    "torch.nn.utils.weight_norm", "torch.nn.utils.spectral_norm", "torch.nn.utils.parametrizations.weight_norm",
    "copy.deepcopy", "copy.copy", "torch.nn.parameter.Parameter", "torch.as_tensor",
))  # fmt: skip
"""Calls that give back what they are given, as far as shapes go."""

QUIET = frozenset(("print", "pprint", "log", "debug", "info", "warning", "error", "format", "write"))
"""Names of calls that only show a value."""

COMPARING = frozenset((
    "torch.testing.assert_close", "torch.testing.assert_allclose", "numpy.testing.assert_allclose",
    "numpy.testing.assert_array_equal", "numpy.testing.assert_array_almost_equal", "numpy.allclose", "numpy.array_equal",
    "numpy.testing.assert_almost_equal", "numpy.testing.assert_equal",
))  # fmt: skip


def canonical(path: str) -> str:
    """A dotted path without the private modules that torch re-exports from."""
    if path.startswith("torch.nn.modules."):
        return "torch.nn." + path.rsplit(".", 1)[-1]
    if path.startswith("torch.nn.quantizable.") or path.startswith("torch.Tensor."):
        return path
    return path


def imported(m: Machine, path: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of something imported (or built in), by its dotted path."""
    path = canonical(path)
    parent, _, last = path.rpartition(".")
    if parent == "builtins":
        return builtin.call(m, last, arguments, node)
    if parent == "torch.nn" and last in Kind.__members__:
        return layers.constructed(m, Kind[last], arguments, node)
    if path == "torch.is_tensor" and len(arguments.positional) == 1:
        return m.lift(arguments.positional, lambda value: kinds.answer(value, Imported("torch.Tensor")))
    if path == "collections.OrderedDict":
        return _ordered(arguments)
    if path in options.PARSERS:
        return options.parser(m, node)
    if path in WRAPPERS and arguments.positional:
        return arguments.positional[0]
    if path in COMPARING and len(arguments.positional) >= 2:
        return _compare(m, path, arguments, node)
    if parent == "torch.nn.utils.rnn" and last in PACKING:
        return applied(m, PACKING[last], arguments, node)
    if parent == "torch.nn" and last[:1].isupper():
        return _module(m, last, arguments, node)
    operation = operation_named(last) if parent in ("torch", "torch.nn.functional", "torch.Tensor", "torch.linalg") else None
    if operation is not None:
        return applied(m, operation, arguments, node)
    if last in QUIET or parent.startswith(("logging", "warnings")):
        return Unknown("output")
    return invoke.unfollowed(m, arguments, node)


RECURRENT_WORDS = frozenset(("hidden_size", "num_layers", "batch_first", "bidirectional", "proj_size"))


def chosen_class(m: Machine, key: Hashable, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A class of `torch.nn` chosen by an unknown name: one of the recurrent ones, where its arguments say so."""
    if not RECURRENT_WORDS & arguments.keywords.keys():
        return invoke.unfollowed(m, arguments, node)
    found = []
    for kind in Kind:
        test = conditions.literal(key, kind.value)
        assert test.then is not None
        with m.under(test.then):
            found.append((test.then, layers.constructed(m, kind, arguments, node)))
    return merge(found)


def _compare(m: Machine, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    nodes = (arguments.nodes[0], arguments.nodes[1])
    evaluate.compared(m, name, (arguments.positional[0], arguments.positional[1]), nodes, node)
    return Unknown("comparison")


def applied(m: Machine, operation: Operation, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """An operation of torch, once per alternative of its arguments."""
    if not arguments.complete:
        return Unknown("arguments not known")
    names = tuple(arguments.keywords)

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        bound = operation.bind(positional, dict(zip(names, values[len(positional) :])), m.place(node))
        if bound is None:
            return Unknown(f"arguments of {operation.name}")
        result = operation.apply(bound)
        if operation.effect is Effect.RESHAPE and isinstance(result, Tensor):
            result = replace(result, arranged=m.place(node))
        packing.tell(m, operation, bound, arguments, result, node)
        tell(m, operation, bound, arguments, result, node)
        return result

    return m.lift([opened(m, v) for v in (*arguments.positional, *arguments.keywords.values())], one)


def opened(m: Machine, value: object) -> object:
    """A list whose items are guarded, as a guarded list."""
    if isinstance(value, Sequence) and any(isinstance(item, Guarded) for item in value.items):
        return m.lift(value.items, lambda *items: Sequence(items, value.is_list))
    return value


def tell(
    m: Machine, operation: Operation, bound: Bound, arguments: invoke.Arguments, result: object, node: cst.CSTNode
) -> None:
    """The events of an operation that has a value out of a recurrent layer among its operands."""
    operands = _operands(bound, arguments, operation)
    given = bound.get("input")
    if _is_returned_tuple(given):
        at = arguments.nodes.get(0) or arguments.nodes.get("input") or node
        consumed(m, [Operand(given, at)], f"`{name_of(operation, node)}`", node, Effect.CONSUME)
        return
    if not any(derives_from_recurrent(operand.value) for operand in operands):
        _tell_of_layout(m, operation, bound, operands, result, node)
        return
    context, name, effect = m.context(), operation.name, operation.effect
    keeps = any(derives_from_recurrent(each.value) for each in evaluate.operands_of(result, node))
    if effect is Effect.RESHAPE:
        m.emit(Reshaped(node, context, name, operands[0], bound, result))
    elif effect in (Effect.JOIN, Effect.MIX):
        m.emit(Combined(node, context, name, effect, tuple(operands), bound, result))
    elif effect is Effect.COMPARE and len(operands) >= 2:
        evaluate.compared(m, name, (operands[0].value, operands[1].value), (operands[0].node, operands[1].node), node)
    by = f"`{name_of(operation, node)}`"
    if effect is Effect.CONSUME or (effect in (Effect.JOIN, Effect.MIX, Effect.REDUCE) and not keeps):
        consumed(m, operands, by, node, effect)


def _tell_of_layout(
    m: Machine, operation: Operation, bound: Bound, operands: list[Operand], result: object, node: cst.CSTNode
) -> None:
    """The events of an operation on tensors that come out of no recurrent layer: what is reshaped, what a loss reads."""
    if not operands:
        return
    given = operands[0].value
    if operation.effect is Effect.RESHAPE and (is_laid_out(given) or isinstance(given, Sketch | Opaque)):
        m.emit(Reshaped(node, m.context(), operation.name, operands[0], bound, result))
    elif operation.effect is Effect.CONSUME:
        consumed(m, operands, f"`{name_of(operation, node)}`", node, operation.effect)


def name_of(operation: Operation, node: cst.CSTNode) -> str:
    """An operation as the program calls it."""
    return spelled(node.func) if isinstance(node, cst.Call) else operation.name


def _is_returned_tuple(value: object) -> bool:
    """Whether a value is the tuple that a recurrent layer returned, or an LSTM's state tuple."""
    return isinstance(value, Sequence) and value.meaning in (Meaning.RESULTS, Meaning.STATE)


def _operands(bound: Bound, arguments: invoke.Arguments, operation: Operation) -> list[Operand]:
    """The arguments of an operation as operands, each with its own expression."""
    found: list[Operand] = []
    named = dict(arguments.nodes)
    for i, parameter in enumerate(operation.parameters):
        value = bound.get(parameter.lstrip("*"))
        node = named.get(i) or named.get(parameter)
        if value is None or node is None:
            continue
        if isinstance(value, tuple):
            value = Sequence(value)
        found.extend(evaluate.operands_of(value, node))
    return found


def _module(m: Machine, kind: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    if kind in ("Sequential", "ModuleList", "ModuleDict"):
        return _container(m, kind, arguments, node)
    if not arguments.complete:
        return Unknown("arguments not known")
    names = tuple(arguments.keywords)

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        return modules.construct(kind, positional, dict(zip(names, values[len(positional) :])), node, "")

    return m.lift((*arguments.positional, *arguments.keywords.values()), one)


def _ordered(arguments: invoke.Arguments) -> object:
    """`OrderedDict([("a", x), ...])` or `OrderedDict(a=x)`."""
    match arguments.positional:
        case ():
            return Mapping(tuple(arguments.keywords.items())) if arguments.complete else Unknown("dict")
        case (Mapping() as given,):
            return given
        case (Sequence(items=items),):
            named: list[tuple[str, object]] = []
            for each in items:
                match each:
                    case Sequence(items=(Constant(str() as key), value)):
                        named.append((key, value))
                    case _:
                        return Unknown("dict")
            return Mapping(tuple(named))
        case _:
            return Unknown("dict")


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


def called_module(m: Machine, module: Module, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a module that is not recurrent."""
    m.seen.called.add(module.at)
    names = tuple(arguments.keywords)

    def one(*values: object) -> object:
        positional = values[: len(arguments.positional)]
        effect, result = call_module(module, positional, dict(zip(names, values[len(positional) :])), m.place(node))
        name = spelled(node.func) if isinstance(node, cst.Call) else module.kind
        nodes = [*(arguments.nodes.get(i, node) for i in range(len(positional))), *map(arguments.nodes.__getitem__, names)]
        operands = [each for value, at in zip(values, nodes) for each in evaluate.operands_of(value, at)]
        tuples = [Operand(v, at) for v, at in zip(values, nodes) if isinstance(v, Sequence) and derives_from_recurrent(v)]
        if effect is not Effect.PASS or not derives_from_recurrent(result):
            for together in ([operands] if not tuples else [tuples]):
                consumed(m, together, f"`{name}`", node, Effect.CONSUME, module)
        return result

    return m.lift([opened(m, v) for v in (*arguments.positional, *arguments.keywords.values())], one)


def method(m: Machine, receiver: object, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A method of a tensor, a torch module, a list or a dict."""
    at = node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else node
    match receiver:
        case Tensor() | Sketch() | Packed():
            operation = operation_named(name)
            if operation is None:
                return invoke.unfollowed(m, _with_receiver(receiver, arguments, at), node)
            return applied(m, operation, _with_receiver(receiver, arguments, at), node)
        case Recurrent() if name in ("forward", "__call__"):
            return layers.called(m, receiver, arguments, node)
        case Module() if name in ("forward", "__call__"):
            return called_module(m, receiver, arguments, node)
        case Recurrent() | Module() | Instance():
            return receiver if name in modules.RETURN_SELF else Unknown(f"method {name}")
        case Parser():
            return options.parser_method(m, receiver, name, arguments)
        case Super():
            return layers.super_call(m, receiver, name, arguments, node)
        case _:
            return builtin.container_method(m, receiver, name, arguments, node)


def _with_receiver(receiver: object, arguments: invoke.Arguments, at: cst.CSTNode) -> invoke.Arguments:
    nodes: MappingType[int | str, cst.CSTNode] = {
        0: at,
        **{key + 1 if isinstance(key, int) else key: value for key, value in arguments.nodes.items()},
    }
    return invoke.Arguments((receiver, *arguments.positional), arguments.keywords, nodes, arguments.complete)


def opaque_method(m: Machine, callee: Opaque, arguments: invoke.Arguments, node: cst.Call) -> object:
    """`x.unsqueeze(1)` of something unknown: followed as a tensor's method where torch has one of that name."""
    match callee.key:
        case (inner, ".", str() as name) if isinstance(node.func, cst.Attribute):
            operation = operation_named(name)
            if name in QUIET:
                return Unknown("output")
            if operation is None:
                return invoke.unfollowed(m, arguments, node)
            receiver = Opaque(inner, callee.name.rpartition(".")[0])
            return applied(m, operation, _with_receiver(receiver, arguments, node.func.value), node)
        case _:
            return invoke.unfollowed(m, arguments, node)


def called_layer(m: Machine, layer: Recurrent, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a recurrent layer."""
    return layers.called(m, layer, arguments, node)


def initialised_base(m: Machine, instance: Instance, arguments: invoke.Arguments, node: cst.CSTNode) -> None:
    """`__init__` of a library class that a class of the file extends: a recurrent one makes the object a layer."""
    for path in lookup.library_bases(instance.of):
        parent, _, last = canonical(path).rpartition(".")
        if parent == "torch.nn" and last in Kind.__members__:
            m.store[instance.key, lookup.RECURRENT_PART] = layers.constructed(m, Kind[last], arguments, node)


__all__ = ["Constant", "conditions", "imported", "method"]
