"""The initial state of a call as edits: the sizes of a new tensor that nothing but this call reads."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.dim import equal
from shapelint.domain.initial import Fault, initial_states, shape_fault, source_of
from shapelint.domain.value import Sequence
from shapelint.findings.argument_edits import code
from shapelint.findings.named_states import is_alike, values_at
from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.interpreter.events import Called
from shapelint.interpreter.place import node_at
from shapelint.interpreter.spelling import dotted
from shapelint.rule import NodeEdit

MOVING = ("to", "cuda", "cpu", "type", "type_as", "float", "double", "half", "requires_grad_", "detach", "clone")
"""Methods that leave the sizes as they are."""
WRAPPING = ("Variable", "autograd.Variable", "torch.autograd.Variable")


def sizes_mended(event: Called) -> tuple[NodeEdit | None, ...]:
    """Every tensor of the state with the sizes that the call takes; None among them where one cannot be mended so."""
    tree = event.context.seen.module
    if tree is None or event.state is None or not _is_one_layer(event):
        return (None,)
    around, edits = surroundings(tree), []
    for initial in initial_states(event.call.layer, event.state.value):
        fault = shape_fault(event.call, event.input.value, initial)
        if fault is None:
            continue
        made = None if initial.tensor.label.made is None else node_at(initial.tensor.label.made)
        if source_of(initial) is not None or made is None or not _goes_only_into(around, made, event.node, set()):
            return (None,)
        sizes = _sizes(made, initial.tensor.rank)
        if not sizes:
            return (None,)
        edits += _mended(around, event, fault, sizes, equal(initial.tensor.sizes[0], event.call.layer.num_layers))
    return tuple(edits)


def _is_one_layer(event: Called) -> bool:
    """Whether all layers that are ever called at this place take states alike."""
    layer = event.call.layer
    results = (value for _, value in values_at(event.context, event.node) if isinstance(value, Sequence))
    layers = [value.call.layer for value in results if value.call is not None]
    return all(is_alike(each, layer) and equal(each.rows, layer.rows) is not False for each in layers)


def _sizes(made: cst.CSTNode, rank: int) -> list[cst.BaseExpression]:
    """The sizes that `torch.zeros(2, b, h)` or `torch.zeros((2, b, h))` is given; none where they are not there."""
    given = [each for each in made.args if each.keyword is None] if isinstance(made, cst.Call) else []
    if any(each.star for each in given):
        return []
    values = [each.value for each in given]
    if len(values) == 1 and isinstance(values[0], (cst.Tuple, cst.List)):
        is_starred = any(isinstance(each, cst.StarredElement) for each in values[0].elements)
        values = [] if is_starred else [each.value for each in values[0].elements]
    return values if len(values) == rank else []


def _mended(
    around: Surroundings, event: Called, fault: Fault, sizes: list[cst.BaseExpression], lacks_directions: bool | None
) -> list[NodeEdit | None]:
    layer = event.call.layer
    match fault:
        case Fault.ROWS if layer.bidirectional and lacks_directions is True:
            if isinstance(sizes[0], cst.Integer):
                return [NodeEdit(sizes[0], str(layer.rows))]
            simple = isinstance(sizes[0], (cst.Name, cst.Attribute, cst.Subscript, cst.Call))
            return [NodeEdit(sizes[0], f"2 * {code(sizes[0])}") if simple and not sizes[0].lpar else None]
        case Fault.BATCH_FIRST:
            return [NodeEdit(sizes[0], code(sizes[1])), NodeEdit(sizes[1], code(sizes[0]))]
        case Fault.TIME_AS_BATCH:
            return [_other_axis(around, event, sizes[1])]
        case _:
            return [None]


def _other_axis(around: Surroundings, event: Called, size: cst.BaseExpression) -> NodeEdit | None:
    """`x.size(0)` or `x.shape[0]` of the call's input as the size of its batch axis."""
    match size:
        case cst.Call(func=cst.Attribute(value=cst.Name() as asked, attr=cst.Name("size")), args=[cst.Arg(value=axis)]):
            pass
        case cst.Subscript(
            value=cst.Attribute(value=cst.Name() as asked, attr=cst.Name("shape")),
            slice=[cst.SubscriptElement(slice=cst.Index(value=axis))],
        ):
            pass
        case _:
            return None
    given, scope = event.input.node, around.scope(size)
    if scope is None or scope is not around.scope(given) or not isinstance(axis, cst.Integer):
        return None
    if not isinstance(given, cst.Name) or given.value != asked.value:
        return None
    first, last = sorted((around.order[size], around.order[given]))
    if any(first < around.order[node] < last for node in around.bound(scope, asked.value)):
        return None
    return NodeEdit(axis, "0" if event.call.layer.batch_first else "1")


def _goes_only_into(around: Surroundings, node: cst.CSTNode, call: cst.CSTNode, seen: set[cst.CSTNode]) -> bool:
    """Whether a new tensor, moved, paired, named or returned by a method, goes into one call and nowhere else."""
    if node in seen:
        return True
    seen.add(node)
    holder = node
    for outer in around.around(node):
        match outer:
            case cst.Call() if outer is call:
                return True
            case cst.Attribute(attr=cst.Name(name)) if name in MOVING:
                pass
            case cst.Call(func=func) if func is holder or dotted(func) in WRAPPING:
                pass
            case cst.Element() | cst.Tuple() | cst.Arg():
                pass
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))]):
                reads = _reads(around, outer, name)
                return bool(reads) and all(_goes_only_into(around, each, call, seen) for each in reads)
            case cst.Return():
                return _is_returned_only_into(around, outer, call, seen)
            case _:
                return False
        holder = outer
    return False


def _reads(around: Surroundings, assign: cst.Assign, name: str) -> list[cst.Name]:
    """Where what a statement binds may be read."""
    scope, line = around.scope(assign), around.statement(assign)
    found = None if line is None else around.reads_until_rebound(line, name)
    if found is not None:
        return found
    return [] if scope is None else around.read(scope, name)


def _is_returned_only_into(
    around: Surroundings, statement: cst.Return, call: cst.CSTNode, seen: set[cst.CSTNode]
) -> bool:
    """Whether a method is called as one of `self` only, and everything that it returns goes into one call."""
    method = around.scope(statement)
    if not isinstance(method, cst.FunctionDef) or not isinstance(around.scope(method), cst.ClassDef):
        return False
    name = method.name
    named = [node for node in around.names(around.module).get(name.value, ()) if node is not name]
    for node in named:
        attribute = around.parents[node]
        used = around.parents.get(attribute)
        if not isinstance(attribute, cst.Attribute) or dotted(attribute.value) != "self":
            return False
        if not isinstance(used, cst.Call) or used.func is not attribute:
            return False
        if not _goes_only_into(around, used, call, seen):
            return False
    return bool(named)
