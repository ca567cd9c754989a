"""Calls of torch and of builtins: which table knows a dotted path or a method."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Mapping as MappingType
from dataclasses import replace

import libcst as cst

from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Unknown
from shapelint.interpreter import (
    builtin,
    containers,
    decisions,
    enumerations,
    evaluate,
    invoke,
    kinds,
    layers,
    lookup,
    modules,
    operations,
    options,
    records,
    sharing,
    texts,
    weights,
)
from shapelint.interpreter.guards import merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import ChosenClass, Imported, Instance, Parser, Partial, Super
from shapelint.torchlib.einops import EINOPS, SIZE_OF
from shapelint.torchlib.modules import RETURN_SELF
from shapelint.torchlib.names import LAYER_NAME, canonical
from shapelint.torchlib.numeric import ROUNDING
from shapelint.torchlib.operation import Operation
from shapelint.torchlib.operations import lookup as operation_named
from shapelint.torchlib.packing import PACKING

WRAPPERS = frozenset((
    "torch.autograd.Variable", "torch.autograd.variable.Variable", "torch.nn.DataParallel", "torch.nn.Parameter",
    "torch.nn.parallel.DistributedDataParallel", "torch.jit.script", "torch.jit.trace", "torch.compile",
    "torch.nn.utils.weight_norm", "torch.nn.utils.spectral_norm", "torch.nn.utils.parametrizations.weight_norm",
    "copy.deepcopy", "copy.copy", "torch.nn.parameter.Parameter",
))  # fmt: skip
"""Calls that give back what they are given, as far as shapes go."""

QUIET = frozenset(("print", "pprint", "log", "debug", "info", "warning", "error", "format", "write"))
"""Names of calls that only show a value."""

WITH_OPERATIONS = ("torch", "torch.nn.functional", "torch.Tensor", "torch.linalg")

COMPARING = frozenset((
    "torch.testing.assert_close", "torch.testing.assert_allclose", "numpy.testing.assert_allclose",
    "numpy.testing.assert_array_equal", "numpy.testing.assert_array_almost_equal", "numpy.testing.assert_equal",
    "numpy.testing.assert_almost_equal", "numpy.allclose", "numpy.array_equal",
))  # fmt: skip

RECURRENT_WORDS = frozenset(("num_layers", "batch_first", "bidirectional", "proj_size"))
"""Arguments that recurrent layers take and no other module, `LSTMCell` among them."""


def imported(m: Machine, path: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of something imported (or built in), by its dotted path."""
    path = canonical(path)
    parent, _, last = path.rpartition(".")
    if parent == "builtins":
        return builtin.call(m, last, arguments, node)
    if path in ROUNDING:
        return builtin.call(m, path, arguments, node)
    if (made := _of_standard_library(m, path, arguments, node)) is not None:
        return made
    if path in WRAPPERS and arguments.positional:
        return sharing.copied(arguments.positional[0])
    if path in COMPARING and len(arguments.positional) >= 2:
        return _compare(m, path, arguments, node)
    if (found := _of_torch(m, path, arguments, node)) is not None:
        return found
    if last in QUIET or parent.startswith(("logging", "warnings")):
        return Unknown("output")
    return invoke.unfollowed(m, arguments, node)


def _of_torch(m: Machine, path: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object | None:
    """A call of a layer, a module or an operation of torch, None where it is none of these."""
    parent, _, last = path.rpartition(".")
    if parent == "torch.nn" and last in Kind.__members__:
        return layers.constructed(m, Kind[last], arguments, node)
    if path == "torch.is_tensor" and len(arguments.positional) == 1:
        return m.lift(arguments.positional, lambda value: kinds.answer(value, Imported("torch.Tensor")))
    if parent == "torch.nn.utils.rnn" and last in PACKING:
        return operations.applied(m, PACKING[last], arguments, node)
    if parent == "einops" and last in EINOPS:
        return operations.applied(m, EINOPS[last], _with_sizes(EINOPS[last], arguments), node)
    if parent == "torch.nn" and last[:1].isupper():
        return modules.constructed(m, last, arguments, node)
    operation = operation_named(last) if parent in WITH_OPERATIONS else None
    return None if operation is None else operations.applied(m, operation, arguments, node)


def _of_standard_library(m: Machine, path: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object | None:
    """What a call of Python's own modules makes; None for any other call."""
    match path:
        case "collections.OrderedDict":
            return containers.dictionary(arguments)
        case "enum.auto":
            return enumerations.AUTO
        case "functools.partial" if arguments.positional and arguments.complete:
            return Partial(arguments.positional[0], arguments.positional[1:], tuple(arguments.keywords.items()))
        case _ if path in options.PARSERS:
            return options.parser(m, node)
        case _ if path in options.NAMESPACES:
            return options.namespace(m, arguments, node)
        case _ if path in records.FIELDS:
            return records.field(arguments)
        case _ if path in records.NAMED_TUPLES:
            return records.named_tuple(m, arguments, node)
        case _:
            return None


def _with_sizes(operation: Operation, arguments: invoke.Arguments) -> invoke.Arguments:
    """The arguments of a call of einops, whose other keywords give the sizes of axes."""
    named = {"tensor": "input"}
    known = {*operation.parameters, *named}
    spelled = {key: named.get(key, key) if key in known else SIZE_OF + key for key in arguments.keywords}
    nodes = {spelled.get(key, key) if isinstance(key, str) else key: node for key, node in arguments.nodes.items()}
    keywords = {spelled[key]: value for key, value in arguments.keywords.items()}
    return replace(arguments, keywords=keywords, nodes=nodes)


def chosen_class(m: Machine, of: ChosenClass, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A class of `torch.nn` chosen by an unknown name: one of the recurrent ones, where its arguments say so."""
    if not (RECURRENT_WORDS & arguments.keywords.keys() or _is_named_recurrent(of, arguments)):
        return invoke.unfollowed(m, arguments, node)
    found = []
    for kind in Kind:
        test = decisions.literal(of.key, kind.value, configures=True)
        assert test.then is not None
        with m.under(test.then):
            found.append((test.then, layers.constructed(m, kind, arguments, node)))
    return merge(found)


def _is_named_recurrent(of: ChosenClass, arguments: invoke.Arguments) -> bool:
    """`getattr(nn, rnn_type)(n, n, layers, dropout=p)`: a cell takes no third number and no dropout."""
    if not LAYER_NAME.match(of.by):
        return False
    third = arguments.positional[2] if len(arguments.positional) > 2 else None
    return "dropout" in arguments.keywords or isinstance(third, (Number, Opaque))


def _compare(m: Machine, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    nodes = (arguments.nodes[0], arguments.nodes[1])
    evaluate.compared(m, name, (arguments.positional[0], arguments.positional[1]), nodes, node)
    return Unknown("comparison")


def method(m: Machine, receiver: object, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A method of a tensor, a torch module, a list or a dict."""
    at = node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else node
    match receiver:
        case Tensor() | Sketch() | Packed():
            operation = operation_named(name)
            if operation is None:
                return invoke.unfollowed(m, _with_receiver(receiver, arguments, at), node)
            result = operations.applied(m, operation, _with_receiver(receiver, arguments, at), node)
            _see_changed(m, receiver, name, result, node)
            return result
        case Recurrent() if name in ("forward", "__call__"):
            return layers.called(m, receiver, arguments, node)
        case Module() if name in ("forward", "__call__"):
            return modules.called(m, receiver, arguments, node)
        case Module(kind="Sequential" | "ModuleList") if name in containers.GROWING:
            containers.grown(m, receiver, name, arguments, node)
            return Constant(None) if name == "add_module" else receiver
        case Recurrent() | Module() | Instance():
            return _module_method(m, receiver, name, arguments)
        case Parser():
            return options.parser_method(m, receiver, name, arguments, node)
        case Super():
            return layers.super_call(m, receiver, name, arguments, node)
        case Constant(str()):
            return texts.method(receiver, name, arguments.positional) or invoke.unfollowed(m, arguments, node)
        case _:
            return containers.method(m, receiver, name, arguments, node)


def _module_method(
    m: Machine, receiver: Recurrent | Module | Instance, name: str, arguments: invoke.Arguments
) -> object:
    """What every module has, also one of the program's own that does not define it."""
    match receiver:
        case Instance() if name in lookup.REGISTERING and (given := weights.registered(arguments)) is not None:
            texts.set_attribute(m, receiver, *given)
            return Constant(None)
        case Instance() if name == lookup.SAVING:
            options.save(m, receiver, arguments)
            return Constant(None)
        case _ if name in weights.METHODS:
            return weights.of_module(receiver)
        case _:
            return receiver if name in RETURN_SELF else Unknown(f"method {name}")


def _see_changed(m: Machine, receiver: object, name: str, result: object, node: cst.CSTNode) -> None:
    """`lengths.fill_(n)`, `out.transpose_(0, 1)`: a tensor holds another number from here on, or has other axes."""
    if name in sharing.REARRANGING:
        sharing.rearrange(m, node, receiver, result)
    elif name.endswith("_") and isinstance(receiver, Tensor) and receiver.content is not None:
        content = result.content if isinstance(result, Tensor) else None
        sharing.change(m, node, receiver, replace(receiver, content=content))


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
            if name in ("get", "pop") and operation is None:
                return _entry(m, inner, callee.name, arguments) or invoke.unfollowed(m, arguments, node)
            receiver = Opaque(inner, callee.name.rpartition(".")[0])
            if name in weights.METHODS:
                return weights.of_module(receiver)
            if operation is None:
                return texts.method(receiver, name, arguments.positional) or invoke.unfollowed(m, arguments, node)
            result = operations.applied(m, operation, _with_receiver(receiver, arguments, node.func.value), node)
            _see_changed(m, receiver, name, result, node)
            return result
        case _:
            return invoke.unfollowed(m, arguments, node)


def _entry(m: Machine, key: Hashable, callee: str, arguments: invoke.Arguments) -> object | None:
    """`settings.get("name", default)` of something unknown, None where it is not followed.

    The same symbol as `settings["name"]`; in the run that takes defaults it is the default.
    """
    match arguments.positional:
        case (Constant(str() as text) as chosen, *rest) if arguments.complete and len(rest) < 2:
            default = rest[0] if rest else arguments.keywords.get("default")
        case _:
            return None
    if default is not None and m.meets_default():
        return default
    return Opaque((key, "[]", chosen), f"{callee.rpartition('.')[0]}[{text!r}]")


def initialised_base(m: Machine, instance: Instance, arguments: invoke.Arguments, node: cst.CSTNode) -> None:
    """`__init__` of a library class that a class of the file extends: a recurrent one makes the object a layer."""
    for path in lookup.library_bases(instance.of):
        parent, _, last = canonical(path).rpartition(".")
        if parent == "torch.nn" and last in Kind.__members__:
            m.store[instance.key, lookup.RECURRENT_PART] = layers.constructed(m, Kind[last], arguments, node)
