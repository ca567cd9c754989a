"""Calls: who is called, with what, and functions and classes of the file followed with their arguments."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import field

import libcst as cst

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.value import Constant, Module, Opaque, Sequence, Unknown
from shapelint.frozen import dataclass
from shapelint.interpreter import enumerations, evaluate, execute, layers, library, lookup, modules, parameters, records
from shapelint.interpreter.bodies import body_of
from shapelint.interpreter.consume import consumed, may_derive
from shapelint.interpreter.events import Operand
from shapelint.interpreter.flow import Flow
from shapelint.interpreter.guards import merge
from shapelint.interpreter.machine import (
    DEEPEST_CALL,
    MOST_STEPS_BESIDE,
    MOST_STEPS_OF_A_READER,
    Frame,
    Machine,
    is_home,
)
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.trace import Instantiation
from shapelint.interpreter.values import (
    BoundMethod,
    ChosenClass,
    ClassValue,
    Function,
    Imported,
    Instance,
    LibraryMethod,
    Mapping,
    Partial,
    PartialMapping,
    Super,
)


@dataclass(frozen=True)
class Arguments:
    """What a call passes. `complete` is False where `*args` or `**kwargs` of unknown content are passed.

    `unplaced` are the positional arguments after such a `*args`: which parameters they are for is not known.
    """

    positional: tuple[object, ...] = ()
    keywords: MappingType[str, object] = field(default_factory=dict)
    nodes: MappingType[int | str, cst.CSTNode] = field(default_factory=dict)
    complete: bool = True
    unplaced: tuple[Operand, ...] = ()

    def operands(self) -> list[Operand]:
        """Every argument with its expression, tuples and lists taken apart."""
        found: list[Operand] = []
        given: dict[int | str, object] = dict(enumerate(self.positional))
        given.update(self.keywords)
        for key, value in given.items():
            node = self.nodes.get(key)
            if node is not None:
                found.extend(evaluate.operands_of(value, node))
        for operand in self.unplaced:
            found.extend(evaluate.operands_of(operand.value, operand.node))
        return found


def call(m: Machine, node: cst.Call) -> object:
    """The value of a call."""
    if isinstance(node.func, cst.Name) and node.func.value == "super" and m.frame.of_class is not None:
        if isinstance(m.frame.receiver, Instance):
            after = evaluate.evaluate(m, node.args[0].value) if node.args else None
            return Super(m.frame.receiver, after if isinstance(after, ClassValue) else m.frame.of_class)
    callee = m.trace.callees[node] = evaluate.evaluate(m, node.func)
    arguments = gathered(m, node)
    return m.lift([callee], lambda one: dispatch(m, one, arguments, node))


def gathered(m: Machine, node: cst.Call) -> Arguments:
    """The arguments of a call, stars opened where their content is known."""
    positional: list[object] = []
    keywords: dict[str, object] = {}
    nodes: dict[int | str, cst.CSTNode] = {}
    unplaced: list[Operand] = []
    complete = is_placed = True
    for argument in node.args:
        value = evaluate.evaluate(m, argument.value)
        if argument.keyword is not None:
            keywords[argument.keyword.value] = value
            nodes[argument.keyword.value] = argument.value
        elif not is_placed and argument.star != "**":
            unplaced.append(Operand(value, argument.value))
        elif argument.star == "":
            nodes[len(positional)] = argument.value
            positional.append(value)
        elif argument.star == "*" and isinstance(value, Sequence):
            nodes.update({len(positional) + i: argument.value for i in range(len(value.items))})
            positional.extend(value.items)
        elif argument.star == "**" and isinstance(value, Mapping):
            keywords.update(value.entries)
            nodes.update({name: argument.value for name, _ in value.entries})
        else:
            if isinstance(value, PartialMapping):
                keywords.update(value.entries)
                nodes.update({name: argument.value for name, _ in value.entries})
            complete = False
            is_placed = is_placed and argument.star != "*"
    return Arguments(tuple(positional), keywords, nodes, complete, tuple(unplaced))


def dispatch(m: Machine, callee: object, arguments: Arguments, node: cst.CSTNode) -> object:
    """Call one alternative of a callee."""
    match callee:
        case Imported(path):
            return library.imported(m, path, arguments, node)
        case Function():
            return follow(m, callee, arguments, node)
        case BoundMethod(function=function, receiver=receiver):
            return follow(m, function, arguments, node, receiver)
        case ClassValue():
            return instantiate(m, callee, arguments, node)
        case Instance():
            return _called_object(m, callee, arguments, node)
        case Recurrent():
            return layers.called(m, callee, arguments, node)
        case Module():
            return modules.called(m, callee, arguments, node)
        case ChosenClass():
            return library.chosen_class(m, callee, arguments, node)
        case Partial(function=function):
            whole = _completed(callee, arguments)
            return m.lift([function], lambda one: dispatch(m, one, whole, node))
        case LibraryMethod(receiver=receiver, name=name):
            return library.method(m, receiver, name, arguments, node)
        case Opaque() if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            return library.opaque_method(m, callee, arguments, node)
        case _:
            return unfollowed(m, arguments, node)


def _completed(of: Partial, arguments: Arguments) -> Arguments:
    """The arguments of a call of a partial function, after those that it has already."""
    first = len(of.positional)
    nodes = {key + first if isinstance(key, int) else key: node for key, node in arguments.nodes.items()}
    positional = (*of.positional, *arguments.positional)
    keywords = {**dict(of.keywords), **arguments.keywords}
    return Arguments(positional, keywords, nodes, arguments.complete, arguments.unplaced)


def unfollowed(m: Machine, arguments: Arguments, node: cst.CSTNode) -> Unknown:
    """A call of something that is not known: every argument is consumed there."""
    told = [operand for operand in arguments.operands() if may_derive(operand.value)]
    name = spelled(node.func if isinstance(node, cst.Call) else node) if told else ""
    for operand in told:
        consumed(m, [operand], f"`{name}`", node)
    return Unknown("call of something that is not followed")


def _called_object(m: Machine, value: Instance, arguments: Arguments, node: cst.CSTNode) -> object:
    for text in ("__call__", "forward"):
        for each in lookup.linearised(value.of):
            method = m.store.get((each.key, text))
            if isinstance(method, Function):
                return follow(m, method, arguments, node, value)
    layer = m.store.get((value.key, lookup.RECURRENT_PART))
    if layer is not None:
        return m.lift([layer], lambda one: dispatch(m, one, arguments, node))
    return unfollowed(m, arguments, node)


def instantiate(m: Machine, of: ClassValue, arguments: Arguments, node: cst.CSTNode) -> object:
    """A new object of a class of this file."""
    if enumerations.is_enumeration(of) and len(arguments.positional) == 1:
        return m.lift(arguments.positional, lambda value: enumerations.member(m, of, value))
    instance = Instance(m.fresh_key(node, f"object of {of.name}"), of)
    names = constructor_parameters(m, of)
    passed = {*names[: len(arguments.positional)], *arguments.keywords}
    if arguments.complete and not m.expects_failure:
        m.trace.made.append(Instantiation(instance, frozenset(passed)))
    initialise(m, instance, arguments, node)
    return instance


def constructor_parameters(m: Machine, of: ClassValue) -> list[str]:
    """The names of `__init__`'s parameters after `self`."""
    for each in lookup.linearised(of):
        method = m.store.get((each.key, "__init__"))
        if isinstance(method, Function):
            return [p.name.value for p in (*method.node.params.posonly_params, *method.node.params.params)][1:]
    return []


def initialise(m: Machine, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> None:
    """Run `__init__`, the file's own or that of the recurrent layer that the class extends."""
    for each in lookup.linearised(instance.of):
        method = m.store.get((each.key, "__init__"))
        if isinstance(method, Function):
            follow(m, method, arguments, node, instance)
            return
    if records.is_record(instance.of):
        records.set_fields(m, instance, arguments, node)
        for each in lookup.linearised(instance.of):
            if isinstance(method := m.store.get((each.key, "__post_init__")), Function):
                follow(m, method, Arguments(), node, instance)
                return
    library.initialised_base(m, instance, arguments, node)


def follow(
    m: Machine, function: Function, arguments: Arguments, node: cst.CSTNode, receiver: object = None
) -> object:
    """Run a function of the file and give what it returns."""
    whole = function.whole if len(m.frames) <= DEEPEST_CALL else None
    if whole is None or sum(frame.node is whole for frame in m.frames) > 1 or body_of(whole).yields:
        return unfollowed(m, arguments, node)
    if not is_home(function.scopes):
        if not m.abroad:
            return _follow_abroad(m, function, arguments, node, receiver)
        m.enter(function.scopes[-1])
    frame = Frame(m.fresh_key(node, function.node), (), function.owner_class, receiver, node=whole)
    frame.scopes = (frame.key, *function.scopes)
    parameters.bind(m, frame, function, arguments, receiver)
    return run(m, frame, whole)


def _follow_abroad(
    m: Machine, function: Function, arguments: Arguments, node: cst.CSTNode, receiver: object
) -> object:
    """Follow a function of another file, where that does not take too many steps."""
    if not m.is_out_of_steps_abroad and function.node not in m.too_long:
        reads = any(may_derive(operand.value) for operand in arguments.operands())
        with m.visit(function.scopes[-1], MOST_STEPS_OF_A_READER if reads else MOST_STEPS_BESIDE):
            return follow(m, function, arguments, node, receiver)
        m.too_long.add(function.node)
    return unfollowed(m, arguments, node)


def run(m: Machine, frame: Frame, function: cst.FunctionDef | cst.Lambda) -> object:
    """Run a function whose parameters are bound in `frame`."""
    m.frames.append(frame)
    before = m.guard
    try:
        if isinstance(function, cst.Lambda):
            return evaluate.evaluate(m, function.body)
        flow = execute.block(m, function.body)
        if flow is Flow.NEXT:
            frame.returns.append((m.guard - before, Constant(None)))
        return merge([(guard - before, value) for guard, value in frame.returns])
    finally:
        m.guard = before
        m.frames.pop()
        if not body_of(function).nests:
            m.store.drop(frame.key)
