"""Building findings: the place where a wrong value was made, the places that explain it, the user's names.

Every rule words its own message; what two rules would word alike is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.domain.dim import ONE, Dim
from shapelint.domain.provenance import Direction, Label, Position
from shapelint.domain.recurrent import Call, Memory, Recurrent
from shapelint.domain.state import is_final_state, tensors_in
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Meaning, Module, Sequence
from shapelint.findings.names_held import still_holds
from shapelint.interpreter.events import Accessed, Called, Consumed, Event, Indexed, Operand, Reshaped
from shapelint.interpreter.place import activation_of, node_at
from shapelint.interpreter.spelling import last_name, spelled
from shapelint.rule import Finding, NodeFix, NodeRelated
from shapelint.torchlib.coerce import as_dim, rest_of

if TYPE_CHECKING:
    import libcst as cst


def finding(
    event: Event,
    call: Call | None,
    message: str,
    made: object = None,
    fix: NodeFix | None = None,
    right: tuple[Label, ...] = (),
) -> Finding:
    """A finding at `made` (a node), else at the event; the constructor and the consumer are its related places.

    The call is one too where it is in another function. `right` is what the place should hold.
    """
    node = event.node if made is None else node_at(made)
    related = []
    if call is not None and call.layer.at is not None:
        related.append(NodeRelated(node_at(call.layer.at), constructed(call.layer)))
    if call is not None and call.at is not None and activation_of(call) not in event.context.scopes:
        related.append(NodeRelated(node_at(call.at), "called here"))
    if isinstance(event, Consumed) and event.node is not node:
        related.append(NodeRelated(event.node, consumed_by(event)))
    return Finding(node, message, tuple(related), fix, right=right)


def constructed(layer: Recurrent) -> str:
    """What to say at the constructor: the arguments that decide what results look like."""
    facts = []
    if layer.num_layers != ONE:
        facts.append(f"`num_layers={layer.num_layers}`")
    if layer.bidirectional:
        facts.append("`bidirectional=True`")
    if layer.batch_first:
        facts.append("`batch_first=True`")
    if not facts:
        facts.append("one layer, one direction" if layer.num_layers == ONE else "one direction")
    return f"constructed here, {', '.join(facts)}"


def consumed_by(event: Consumed) -> str:
    """What to say at the place that reads a value."""
    by = event.by.strip("`")
    return "returned here" if by == "return" else f"used here by `{by}`"


def name_of(event: Event, call: Call, result: str, made: object = None) -> str:
    """The user's name of `output`, `h_n`, `c_n`, `state` or `results` at the event, or at a place `made` before it.

    Where there is none, it is torch's own.
    """
    return own_name_of(event, call, result, made) or result


def own_name_of(event: Event, call: Call, result: str, made: object = None) -> str | None:
    """The user's name of a result, None where it has none or the name holds something else by then."""
    name = event.context.name_of(call, result, made)
    if name is None:
        return None
    use = event.node if made is None else node_at(made)
    return name if still_holds(event.context, call, result, name, use) else None


def is_rebound(event: Event, call: Call, result: str, made: object = None) -> bool:
    """Whether the user's name of a result holds something else by then, such as the same in another layout."""
    has_name = event.context.name_of(call, result, made) is not None
    return has_name and own_name_of(event, call, result, made) is None


def called(call: Call) -> str:
    """The user's spelling of the layer: `self.lstm`, else the kind of layer."""
    return call.layer.name or call.layer.kind.value


def final_states(event: Event, call: Call, memory: str = "h_n", made: object = None) -> str:
    """The right summary in the user's names: the last layer's final state, both directions joined."""
    named = own_name_of(event, call, memory, made)
    state = named or memory
    right = f"`torch.cat(({state}[-2], {state}[-1]), dim=-1)`" if call.layer.bidirectional else f"`{state}[-1]`"
    return right if named else f"{right} ({discarded(call, memory)})"


def last_states(call: Call, memory: str = "h_n", *ways: Direction, whole: bool = False) -> tuple[Label, ...]:
    """The blocks of the right summary: the last layer's final states, of all directions unless some are named.

    `whole`: those of all layers; none where their number is not known.
    """
    both = (Direction.FORWARD, Direction.BACKWARD) if call.layer.bidirectional else (Direction.FORWARD,)
    kind = Memory.CELL if memory == "c_n" else Memory.HIDDEN
    count = call.layer.num_layers
    layers = list(map(Dim.of, range(count.known or 0))) if whole else [count - 1]
    return tuple(Label(call, kind, layer, way, Position.FINAL) for layer in layers for way in ways or both)


def discarded(call: Call, memory: str = "h_n") -> str:
    """Where to find a result that the program gave no name."""
    if memory == "output":
        return f"`output` is the first value `{called(call)}(...)` returns"
    if call.layer.kind.value == "LSTM":
        return f"`{called(call)}(...)` returns `output, (h_n, c_n)`"
    return f"`{called(call)}(...)` returns `output, h_n`"


def text_of(node: object, label: Label | None = None) -> str:
    """The source text of the place a label was made at, else of `node`, for messages."""
    return spelled(node_at(node if label is None or label.made is None or made_with_others(label) else label.made))


def text_read(event: Consumed | Called, label: Label) -> str:
    """The source text of the place that a label was made at, else of the operand that has it."""
    if label.made is not None and not made_with_others(label):
        return text_of(event.node, label)
    read = event.operands if isinstance(event, Consumed) else [event.state] if event.state is not None else []
    operands = ((each.node, tensor) for each in read for tensor in tensors_in([each.value]))
    return spelled(next((node for node, tensor in operands if label in tensor.blocks), event.node))


def made_with_others(label: Label) -> bool:
    """Whether the place where a label was made gives several tensors: `h_n.unbind(0)` is none of them."""
    import libcst as cst

    made = None if label.made is None else node_at(label.made)
    return isinstance(made, cst.Call) and last_name(made.func) in ("unbind", "chunk", "split", "tensor_split")


def arranged_at(tensor: Tensor, operand: Operand) -> cst.CSTNode:
    """Where a tensor got its present form, else where it was read."""
    return operand.node if tensor.arranged is None else node_at(tensor.arranged)


def sizes_given(event: Reshaped) -> tuple[Dim | None, ...]:
    """The sizes that a `view` or `reshape` asks for, None for each that is not known; empty for other operations."""
    if event.name not in ("view", "reshape"):
        return ()
    return tuple(as_dim(item) for item in rest_of(event.arguments, "shape") or ())


def written_sizes(event: Reshaped) -> tuple[cst.CSTNode, ...]:
    """The expressions of the sizes that a method `view` or `reshape` is given one by one."""
    import libcst as cst

    node = event.node
    if not isinstance(node, cst.Call) or len(node.args) != len(sizes_given(event)):
        return ()
    return tuple(argument.value for argument in node.args)


def sizes_after(event: Reshaped) -> tuple[Dim | None, ...]:
    """The sizes that come out of a `view`, `reshape` or `unflatten`; where these are not known, the ones asked for."""
    if event.name not in ("view", "reshape", "unflatten"):
        return ()
    return event.result.sizes if isinstance(event.result, Tensor) else sizes_given(event)


def may_select_another_direction(event: Event, call: Call, direction: Direction) -> bool:
    """Whether the program selects anything of a call's results that is, or may be, the other direction's."""
    seen = event.context.seen
    selected = {label.direction for label in seen.rows.get(call.key, ())} | seen.directions.get(call.key, set())
    return call.key in seen.unclear or bool(selected - {direction})


def may_select_last_layer(event: Event, call: Call) -> bool:
    """Whether the program selects anything of a call's results that is, or may be, the last layer's final state."""
    seen = event.context.seen
    known = (is_final_state(row) and row.is_last_layer() is True for row in seen.rows.get(call.key, ()))
    return call.key in seen.unclear or any(known)


def tuple_operands(event: Indexed | Accessed | Consumed, meaning: Meaning) -> Iterator[Operand]:
    """The tuples of this meaning that an event indexes, asks for what a tuple lacks, or hands to a module of torch."""
    match event:
        case Indexed(base=base):
            operands: tuple[Operand, ...] = (base,)
        case Accessed(base=base, name=name):
            operands = () if hasattr(tuple, name) else (base,)
        case Consumed(operands=read, effect=effect):
            operands = () if effect is None else read
    for operand in operands:
        match operand.value:
            case Sequence(is_list=False, meaning=known, call=Call()) if known is meaning:
                yield operand


def following_finding(event: Consumed, operand: Operand, message: str, module: Module | None = None) -> Finding:
    """A finding about what a module or loss is given; both constructors are related places."""
    value = operand.value
    found = finding(event, value.call if isinstance(value, Tensor) else None, message, operand.node)
    if module is None or module.at is None:
        return found
    made = NodeRelated(node_at(module.at), f"`{module.kind}` constructed here")
    return replace(found, related=(*found.related, made))


def constructed_at(layer: Recurrent, otherwise: cst.CSTNode) -> cst.CSTNode:
    """Where a layer was constructed."""
    return otherwise if layer.at is None else node_at(layer.at)
