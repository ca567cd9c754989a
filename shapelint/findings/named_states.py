"""What a fix needs to say the right thing: the final states of a call in the program's own names.

A state is *bound* where the statement that called the layer gave it a name, *discarded* where that name is `_`, *not
unpacked* where the whole state or the whole result has one. Nothing is said where a name may hold something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from shapelint.domain.dim import equal
from shapelint.domain.recurrent import Call, Kind, Memory, Recurrent
from shapelint.domain.tensor import Coordinate, Tensor
from shapelint.findings.argument_edits import code, unsafe
from shapelint.findings.fix_names import free_name, torch_name
from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.frozen import dataclass
from shapelint.interpreter.events import Context
from shapelint.interpreter.guards import Guarded
from shapelint.interpreter.place import activation_of, node_at
from shapelint.rule import NodeEdit, NodeFix


@dataclass(frozen=True)
class Spelled:
    """A value in the program's own names, the edits that give it a name where it has none, and where it is bound."""

    text: str
    edits: tuple[NodeEdit, ...]
    bound: cst.CSTNode


def values_at(context: Context, node: cst.CSTNode) -> Iterator[tuple[object, object]]:
    """Everything that an expression ever was and that came out of a recurrent layer, each with its activation."""
    for activation, value in context.seen.values_at(node):
        for one in (one for _, one in value.alternatives) if isinstance(value, Guarded) else (value,):
            yield activation, one


def is_only(context: Context, node: cst.CSTNode, fits: Callable[[Tensor], bool], call: Call) -> bool:
    """Whether an expression always is a tensor that fits, out of the call at one place in its own activation."""
    found = list(values_at(context, node))
    return bool(found) and all(
        isinstance(value, Tensor) and (of := value.call) is not None and of.at is call.at and of.packed is call.packed
        and activation_of(of) == activation and is_alike(of.layer, call.layer) and fits(value)
        for activation, value in found
    )  # fmt: skip


def is_alike(left: Recurrent, right: Recurrent) -> bool:
    """Whether the results of two layers are indexed alike."""
    return (left.kind, left.bidirectional, left.batch_first) == (right.kind, right.bidirectional, right.batch_first)


def is_summary(tensor: Tensor) -> bool:
    """Whether a tensor is as the final states of both directions (or the only one) are: batch, all features."""
    call = tensor.call
    if call is None or tensor.scrambled or not all(label.verbatim for label in tensor.blocks):
        return False
    wide = call.layer.state_size * call.layer.directions
    if not tensor.axes or equal(tensor.axes[-1].size, wide) is not True:
        return False
    if call.batch is None:
        return tensor.rank == 1
    return tensor.rank == 2 and tensor.axes[0].coordinates == {Coordinate.BATCH}


def is_summary_of_one_step(tensor: Tensor) -> bool:
    """Whether a tensor would be a summary without its axis of time, which stands where `output` has it and is of 1."""
    call = tensor.call
    if call is None or call.batch is None or tensor.rank != 3:
        return False
    place = 1 if call.layer.batch_first else 0
    axes = [axis for index, axis in enumerate(tensor.axes) if index != place]
    is_one = tensor.axes[place].coordinates == {Coordinate.TIME} and equal(tensor.axes[place].size, 1) is True
    return is_one and is_summary(replace(tensor, axes=tuple(axes)))


def final_states(context: Context, call: Call, made: object, message: str = "") -> NodeFix | None:
    """Replace an expression that should have been the summary of its sequence by the final states of its call."""
    node = node_at(made)
    if is_only(context, node, is_summary, call):
        kept = ""
    elif is_only(context, node, is_summary_of_one_step, call):
        kept = f".unsqueeze({1 if call.layer.batch_first else 0})"
    else:
        return None
    right = summary_at(context, call, node)
    if right is None:
        return None
    what = "states" if call.layer.bidirectional else "state"
    title = message or f"take the final {what} from `h_n`"
    edit = NodeEdit(node, right.text + kept)
    return unsafe(title, edit, *right.edits, covers_all=True, relies_on=(right.bound,))


def summary_at(context: Context, call: Call, use: cst.CSTNode, memory: Memory = Memory.HIDDEN) -> Spelled | None:
    """The last layer's final state, both directions joined, as it can be written at some place of the program."""
    state = state_at(context, call, use, memory)
    if state is None:
        return None
    text = joined(context, use, state.text, call)
    return None if text is None else replace(state, text=text)


def joined(context: Context, use: cst.CSTNode, state: str, call: Call) -> str | None:
    """`h_n[-1]`, or both directions of it joined with the program's `torch.cat`; `state` is the text of `h_n`."""
    if not call.layer.bidirectional:
        return f"{state}[-1]"
    cat = torch_name(context, use, "cat")
    return None if cat is None else f"{cat}(({state}[-2], {state}[-1]), dim=-1)"


def state_at(context: Context, call: Call, use: cst.CSTNode, memory: Memory) -> Spelled | None:
    """`h_n` or `c_n` of a call as it can be written at some place of the same function."""
    called = _call(context, call, use)
    if called is None:
        return _output_alone(context, call, use) if memory is Memory.HIDDEN else None
    around, line, target = called
    bound = _bound(target, call.layer.kind, memory)
    if bound is None:
        return None
    name, rest = bound
    if name.value.strip("_"):
        return Spelled(name.value + rest, (), line) if around.keeps(name.value, line, use) else None
    return _newly_bound(around, name, "" if rest == "" else memory.value, call, use)


def state_unpacked(context: Context, call: Call, use: cst.CSTNode) -> NodeEdit | None:
    """`_, hidden = lstm(x)` as `_, (hidden, _) = lstm(x)`, where everything takes `hidden` for the tensor `h_n`."""
    called = _call(context, call, use)
    pair = None if called is None else _pair(called[2])
    if called is None or pair is None or not isinstance(pair[1], cst.Name) or pair[1].lpar:
        return None
    around, name = called[0], pair[1]
    scope = around.scope(use)
    if scope is None or around.read(scope, "_") or around.bound(scope, name.value) != [name]:
        return None
    reads = [around.parents[node] for node in around.read(scope, name.value)]
    rows = {_row(each) for each in reads}
    if not rows <= ({"-1", "-2", ""} if call.layer.bidirectional else {"-1", ""}) or rows == {"-2"}:
        return None
    if call.layer.bidirectional and "-1" in rows and "-2" not in rows:
        return None  # one direction of `h_n` would be as wrong
    return NodeEdit(name, f"({name.value}, _)")


def _row(read: cst.CSTNode) -> str:
    """The one number that selects from a value, `` for what only a tensor takes, `?` for anything else."""
    match read:
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Slice())]):
            return ""
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=item)), *_]):
            return code(item)
        case cst.Attribute(attr=cst.Name(name)):
            return "?" if hasattr(tuple, name) else ""
        case _:
            return "?"


def _call(
    context: Context, call: Call, use: cst.CSTNode
) -> tuple[Surroundings, cst.SimpleStatementLine, cst.BaseExpression] | None:
    """The statement `... = lstm(x)` that made a call, and its target, where it has always run before `use`."""
    made = call.at
    if context.seen.module is None or not isinstance(made, cst.Call):
        return None
    around = surroundings(context.seen.module)
    assign = around.parents.get(made)
    line = around.statement(made)
    if not isinstance(assign, cst.Assign) or assign.value is not made or len(assign.targets) != 1 or line is None:
        return None
    if around.scope(use) is not around.scope(made) or not around.runs_before(line, use):
        return None
    return around, line, assign.targets[0].target


def _output_alone(context: Context, call: Call, use: cst.CSTNode) -> Spelled | None:
    """`out = lstm(x)[0]` as `out, (h_n, _) = lstm(x)`."""
    made = call.at
    if context.seen.module is None or not isinstance(made, cst.Call):
        return None
    around = surroundings(context.seen.module)
    first, line, scope = around.parents.get(made), around.statement(made), around.scope(made)
    assign = None if first is None else around.parents[first]
    match first, assign:
        case (
            cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.Integer("0")))]),
            cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as target)]),
        ) if assign.value is first and not target.lpar:
            pass
        case _:
            return None
    if line is None or scope is not around.scope(use) or scope is None or not around.runs_before(line, use):
        return None
    is_lstm = call.layer.kind is Kind.LSTM
    if isinstance(scope, cst.ClassDef) or (is_lstm and around.read(scope, "_")):
        return None
    free = free_name(around, scope, "h_n", line)
    bound = NodeEdit(target, f"{target.value}, {f'({free}, _)' if is_lstm else free}")
    return Spelled(free, (bound, NodeEdit(first, code(made))), line)


def _bound(target: cst.BaseExpression, kind: Kind, memory: Memory) -> tuple[cst.Name, str] | None:
    """The name that holds a state, and what selects the state from what it holds."""
    place = "[1]" if memory is Memory.CELL else "[0]"
    pair = place if kind is Kind.LSTM else ""
    if isinstance(target, cst.Name):
        return (target, f"[1]{pair}") if target.value.strip("_") else None
    parts = _pair(target)
    if parts is None:
        return None
    inner = _pair(parts[1]) if kind is Kind.LSTM else None
    if inner is not None:
        state = inner[1 if memory is Memory.CELL else 0]
        return (state, "") if isinstance(state, cst.Name) else None
    return (parts[1], pair) if isinstance(parts[1], cst.Name) else None


def _pair(target: cst.BaseExpression) -> tuple[cst.BaseExpression, cst.BaseExpression] | None:
    match target:
        case cst.Tuple(elements=[cst.Element(value=first), cst.Element(value=second)]):
            return first, second
        case cst.List(elements=[cst.Element(value=first), cst.Element(value=second)]):
            return first, second
        case _:
            return None


def _newly_bound(
    around: Surroundings, discarded: cst.Name, memory: str, call: Call, use: cst.CSTNode
) -> Spelled | None:
    """A name in the place of `_`, one that nothing in the function uses; `memory` tells which of a pair it is."""
    scope = around.scope(use)
    if scope is None or isinstance(scope, cst.ClassDef) or around.read(scope, discarded.value):
        return None
    line = around.statement(discarded)
    if line is None or memory == "c":
        return None
    free = free_name(around, scope, "h_n", line)
    pair = f"({free}, {discarded.value})" if memory else free
    return Spelled(free, (NodeEdit(discarded, pair),), line)
