"""Recurrent layers in a program: constructed, extended by a class, called."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from shapelint.domain.dim import Dim, at_least
from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.tensor import Packed, Results, Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import asking, conditions, decisions, invoke, library, lookup, operations
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Called, Constructed, Operand, Refused
from shapelint.interpreter.guards import Guarded, alternatives, compatible, mapped, may_be, merge, narrowed
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.predicates import TRUTHY
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import Super
from shapelint.torchlib import recurrent
from shapelint.torchlib.coerce import as_bool, as_tensor

FLAGS = ("batch_first", "bidirectional")


def constructed(m: Machine, kind: Kind, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """`nn.LSTM(...)`: the layer, once per alternative of its flags."""
    named = recurrent.arguments_by_name(kind, arguments.positional, arguments.keywords)
    nodes = _nodes(kind, arguments)
    if named is None or arguments.unplaced:
        every = {**dict(zip(recurrent.PARAMETERS[kind], arguments.positional, strict=False)), **arguments.keywords}
        given = {name: Operand(value, nodes[name]) for name, value in every.items() if name in nodes}
        m.emit(Constructed(node, m.context(), kind.value, None, given, len(arguments.positional)))
        return Unknown("arguments of the layer")
    if not arguments.complete:
        named = {**_passed_on(m, kind, node), **named}
    passed = frozenset(named)
    for flag in FLAGS:
        named[flag] = _split_flag(m, named.get(flag, Constant(False)), nodes.get(flag, node), flag)
    if "proj_size" in named and named["proj_size"] != named.get("hidden_size"):
        named["proj_size"] = mapped(named["proj_size"], m.guard, _split_projection)
    names, made = tuple(named), None if m.is_repeating else m.fresh_key(node, "layer")

    def one(*values: object) -> object:
        chosen = {name: narrowed(value, m.guard) for name, value in zip(names, values, strict=True)}
        layer = recurrent.construct(kind, chosen, node)
        layer = replace(layer, given=passed, identity=made) if isinstance(layer, Recurrent) else layer
        known = layer if isinstance(layer, Recurrent) else None
        given = {name: Operand(value, nodes[name]) for name, value in chosen.items() if name in nodes}
        m.emit(Constructed(node, m.context(), kind.value, known, given, len(arguments.positional)))
        return layer

    return m.lift(tuple(named.values()), one)


def _nodes(kind: Kind, arguments: invoke.Arguments) -> dict[str, cst.CSTNode]:
    names = recurrent.PARAMETERS[kind]
    return {
        names[key] if isinstance(key, int) else key: node
        for key, node in arguments.nodes.items()
        if not isinstance(key, int) or key < len(names)
    }


def _passed_on(m: Machine, kind: Kind, node: cst.CSTNode) -> dict[str, object]:
    """What `*args` or `**kwargs` of unknown content may pass: a symbol for every argument."""
    made = m.fresh_key(node, "passed on")
    return {name: Opaque(("config", made, name), name) for name in recurrent.PARAMETERS[kind]}


def _split_flag(m: Machine, value: object, node: cst.CSTNode, flag: str) -> object:
    """A flag as true under a guard and false under its opposite, where it is not known.

    The guards are those of a test of the same value, so that the layer is what `if flag:` takes it to be.
    """
    test = conditions.of_value(m, value, node) if isinstance(value, Guarded) else None
    found = []
    for guard, inner in alternatives(value, m.guard):
        for more, known in alternatives(_as_flag(m, inner, node, flag), m.guard | guard):
            told = None if test is None else test.then if as_bool(known) else test.otherwise
            if told is not None and compatible(guard | more, told):
                more |= told
            found.append((guard | {replace(one, configured=True) for one in more - guard}, known))
    return merge(found)


def _as_flag(m: Machine, value: object, node: cst.CSTNode, flag: str) -> object:
    if isinstance(value, Constant) or (isinstance(value, Number) and value.dim.known is not None):
        return value
    test = decisions.truth(asking.answered(m, value, node))
    return decisions.of_condition(test or decisions.literal(m.fresh_key(node, flag), TRUTHY))


def _split_projection(value: object) -> object:
    """`proj_size` as 0 and as something else, where it is not known: 0 means none.

    A symbolic number that may be 0 (`hidden_size - 1`) is not followed.
    """
    if isinstance(value, Number) and value.dim.known is None and not at_least(value.dim, 1):
        return Unknown("proj_size")
    if not isinstance(value, Opaque):
        return value
    test = decisions.literal(value.key, 0, configures=True)
    assert test.then is not None and test.otherwise is not None
    return Guarded(((test.then, Number(Dim.of(0))), (test.otherwise, value)))


def called(m: Machine, layer: Recurrent, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a layer, once per alternative of its input and its initial state."""
    given = arguments.positional[0] if arguments.positional else arguments.keywords.get("input", Unknown())
    state = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("hx")
    given_node = arguments.nodes.get(0) or arguments.nodes.get("input") or node
    state_node = arguments.nodes.get(1) or arguments.nodes.get("hx") or node
    if arguments.unplaced or not (arguments.complete or arguments.positional):
        return Unknown("arguments of the call")
    if not arguments.complete and state is None:
        state = Unknown("arguments of the call")

    def one(value: object, initial: object) -> object:
        return _called(m, layer, Operand(value, given_node), Operand(initial, state_node), node)

    opened = operations.opened(m, state) if state is not None else None
    return m.lift([given, opened], one)


def _called(m: Machine, layer: Recurrent, given: Operand, state: Operand, node: cst.CSTNode) -> object:
    key = (m.frame.key, node, m.guard) if m.guard else (m.frame.key, node)
    given = Operand(_ranked(m, given.value), given.node)
    made = recurrent.call(layer, given.value, state.value, key, node)
    if made is None:
        m.emit(Refused(node, m.context(), layer, given))
        return Unknown("input of the layer")
    of, results = made
    _remember(m, results)
    initial = state if of.has_initial_state else None
    consumed(m, [given], f"`{spelled(node.func)}`" if isinstance(node, cst.Call) else "`forward`", node)
    m.emit(Called(node, m.context(), of, given, initial))
    return Unknown("a call that fails") if recurrent.fails_by_rank(of, state.value) else results


def _ranked(m: Machine, given: object) -> object:
    """An input of unknown rank as what it is where the path condition leaves one of two and three axes."""
    sketch = None if isinstance(given, Tensor) else as_tensor(given)
    if not isinstance(sketch, Sketch) or len(sketch.front) > 2:
        return given
    possible = [rank for rank in (2, 3) if may_be(sketch.rank, rank, m.guard)]
    return sketch.of_rank(possible[0]) if len(possible) == 1 else given


def _remember(m: Machine, results: Sequence) -> None:
    """Keep what a call returned, so that a variable that is bound to a part of it can be told by value."""
    output, state = results.items
    match state:
        case Sequence(items=(Tensor() as h_n, Tensor() as c_n)):
            pair: tuple[Tensor, Tensor | None] = (h_n, c_n)
        case Tensor():
            pair = (state, None)
        case _:
            return
    if results.call is not None and isinstance(output, (Tensor, Packed)):
        m.trace.results[results.call.key] = Results(output, *pair)


def super_call(m: Machine, of: Super, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """`super().__init__(...)` and `super().forward(...)` where the next class is torch's."""
    if name == "__init__":
        library.initialised_base(m, of.receiver, arguments, node)
        return Constant(None)
    layer = m.store.get((of.receiver.key, lookup.RECURRENT_PART))
    if name in ("forward", "__call__") and layer is not None:
        return m.lift([layer], lambda one: invoke.dispatch(m, one, arguments, node))
    return Unknown(f"super().{name}")
