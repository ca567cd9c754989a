"""Building findings about what a call is given: its input and its initial state, in the user's names."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as SequenceType
from typing import TYPE_CHECKING

from shapelint.domain.dim import ONE, ZERO, Dim, equal
from shapelint.domain.initial import Fault, Initial, source_of, steps_and_batch, width
from shapelint.domain.recurrent import Call, Memory, Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.findings.building import called, constructed
from shapelint.findings.names_held import still_holds
from shapelint.interpreter.evaluate import operands_of
from shapelint.interpreter.events import Called, Context, Operand
from shapelint.interpreter.place import node_at
from shapelint.interpreter.spelling import LAYERS, own_name, spelled
from shapelint.rule import Finding, NodeRelated

if TYPE_CHECKING:
    import libcst as cst


def known_shape(value: object) -> str:
    """What is known of a tensor's shape, in code: `(2, B, H)`, or `(..., H)`."""
    if isinstance(value, Sketch):
        return f"`(..., {', '.join(str(axis.size) for axis in value.back)})`"
    return shape_of(value.sizes if isinstance(value, Tensor) else ())


def shape_of(sizes: SequenceType[Dim]) -> str:
    """A shape in code: `(2, B, H)`."""
    return f"`({', '.join(str(size) for size in sizes)}{',' * (len(sizes) == 1)})`"


def state_wanted(event: Called, initial: Initial) -> str:
    """The shape that `h_0` or `c_0` of this call has, its batch as the input's own axis tells it."""
    layer = event.call.layer
    axes = steps_and_batch(event.input.value, layer.batch_first)
    batch = () if event.call.batch is None else (event.call.batch if axes is None else axes[1],)
    return shape_of((layer.rows, *batch, width(layer, initial.memory)))


def state_operand(event: Called, initial: Initial) -> Operand:
    """One tensor of the initial state with the expression it was read from, its own where the pair is written out."""
    assert event.state is not None
    if initial.place is None:
        return event.state
    written = list(operands_of(event.state.value, event.state.node))
    return Operand(initial.tensor, written[initial.place].node if len(written) == 2 else event.state.node)


def state_finding(event: Called, initial: Initial, message: str, related: SequenceType[NodeRelated] = ()) -> Finding:
    """A finding about one tensor of the initial state, where it was made; the call and the constructor are related."""
    read = state_operand(event, initial).node
    made = initial.tensor.label.made
    node = read if made is None or initial.tensor.call is not None else node_at(made)
    if made is not None and initial.tensor.arranged is not None:
        node = node_at(initial.tensor.arranged)  # what was made has other sizes by now
    places = [*constructor(event.call.layer), *related]
    if node is not read:
        places.append(NodeRelated(event.node, "given to the layer here"))
    return Finding(node, f"`{spelled(node)}` {message}", tuple(places))


def constructor(layer: Recurrent) -> tuple[NodeRelated, ...]:
    """The place where a layer was constructed, if it is known."""
    return () if layer.at is None else (NodeRelated(node_at(layer.at), constructed(layer)),)


def constructors(*calls: Call) -> tuple[NodeRelated, ...]:
    """The places where several layers were constructed, each with its name."""
    return tuple(
        NodeRelated(node_at(call.layer.at), f"`{called(call)}` {constructed(call.layer)}")
        for call in calls
        if call.layer.at is not None
    )


def layout_made_by_padding(context: Context, value: object) -> cst.CSTNode | None:
    """The `pad_packed_sequence` call that put the axes of this tensor in the order they have, if one did."""
    if not isinstance(value, Tensor) or value.arranged not in context.seen.padded:
        return None
    return node_at(value.arranged)


def why_wrong(fault: Fault, event: Called, initial: Initial) -> str:
    """What makes the shape of an initial state wrong."""
    call, given = event.call, initial.tensor.sizes
    layer = call.layer
    match fault:
        case Fault.RANK if call.batch is None:
            return "an input without a batch axis takes a state without one"
        case Fault.RANK:
            return "a state has the axes rows, batch and features"
        case Fault.BATCH_FIRST:
            return "the batch is axis 1 of a state, whatever `batch_first` says"
        case Fault.ROWS if layer.bidirectional and equal(given[0], layer.num_layers) is True:
            return "one row for each layer and direction, and the layer has two directions"
        case Fault.ROWS if layer.num_layers != ONE and equal(given[0], layer.directions) is True:
            return f"one row for each layer and direction, and there are {layer.num_layers} layers"
        case Fault.ROWS if layer.rows == ONE:
            return "one row for each layer and direction, and the layer has one of each"
        case Fault.ROWS:
            return "one row for each layer and direction"
        case Fault.BATCH:
            axes = steps_and_batch(event.input.value, layer.batch_first)
            return f"the batch axis of its input is of size {call.batch if axes is None else axes[1]}"
        case Fault.TIME_AS_BATCH:
            first, second = ("batch", "time") if layer.batch_first else ("time", "batch")
            says = "with `batch_first=True`" if layer.batch_first else "without `batch_first=True`"
            return f"{says} axis 0 of the input is {first} and axis 1 is {second}"
        case Fault.WIDTH if layer.proj_size != ZERO:
            wide = "hidden_size" if initial.memory is Memory.CELL else "proj_size"
            return f"with `proj_size`, `h_0` has `proj_size` features and `c_0` `hidden_size`; here `{wide}`"
        case _:
            return "one direction's state has `hidden_size` features"


def layers_not_passed_on(event: Called, initial: Initial) -> str | None:
    """What the program calls the layers that a new state has, where the layer was not told of them and has one."""
    layer, tensor = event.call.layer, initial.tensor
    if "num_layers" in layer.given or source_of(initial) is not None or tensor.rank != 3:
        return None
    rows = tensor.sizes[0].exact_quotient(layer.directions)
    if rows is None or equal(rows, ONE) is True:
        return None
    if rows.known is not None:
        return _layers_written_at(tensor.label.made, alone=not layer.bidirectional)
    name = str(rows)
    return name if len(rows.symbols) == 1 and LAYERS.fullmatch(name.rpartition(".")[2]) else None


def _layers_written_at(made: object, *, alone: bool) -> str | None:
    """The one name for a number of layers in the first size that a new tensor was made of; `alone`: it is that size."""
    import libcst as cst

    node = None if made is None else node_at(made)
    if not isinstance(node, cst.Call) or not node.args:
        return None
    size: cst.CSTNode = node.args[0].value
    if isinstance(size, (cst.Tuple, cst.List)) and size.elements:
        size = size.elements[0].value
    parts = (size,) if alone else _within(size)
    names = {name for name in map(own_name, parts) if name is not None and LAYERS.fullmatch(name)}
    return next(iter(names)) if len(names) == 1 else None


def _within(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _within(child)


def directions_in(value: object) -> str:
    """What to add to a number of features where they are both directions' side by side."""
    call = value.call if isinstance(value, Tensor) else value.label.call if isinstance(value, Packed) else None
    last = value.axes[-1] if isinstance(value, Tensor) and value.axes else None
    last = value.features if isinstance(value, Packed) else last
    if call is None or last is None or not call.layer.bidirectional or last.size != call.layer.state_size * 2:
        return ""
    return f", both directions with `{call.layer.state_size}` each"


def origin(context: Context, call: Call, memory: Memory, node: cst.CSTNode) -> str:
    """A state and where it comes from, in the user's names: "`h_n` of `self.encoder`"."""
    state = "c_n" if memory is Memory.CELL else "h_n"
    name, text = context.name_of(call, state), spelled(node)
    name = name if name is not None and still_holds(context, call, state, name, node) else state
    return f"`{text}` of `{called(call)}`" if text == name else f"`{text}`, from `{name}` of `{called(call)}`,"


def lengths_made_at(lengths: Operand) -> cst.CSTNode:
    """Where the tensor of lengths was made, else where lengths were read."""
    value = lengths.value
    made = value.label.made if isinstance(value, Tensor) else None
    return lengths.node if made is None else node_at(made)
