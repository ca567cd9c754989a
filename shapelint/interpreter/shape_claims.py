"""Claims about shapes as they stand in a program: assertions, comments, annotations of results.

A claim is told where the value that it is about comes out of a recurrent layer. Names in comments are bound to the
sizes that they have in scope; a comment without a name is about what its line binds or returns.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from shapelint.domain.claim import Claim, ClaimedSize, Source, contradiction
from shapelint.domain.dim import ONE, Dim
from shapelint.domain.extent import MOST_AXES
from shapelint.domain.recurrent import Call
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Number, Opaque, Sequence
from shapelint.interpreter import annotated, evaluate
from shapelint.interpreter.comments import Written, role_of, shapes_in
from shapelint.interpreter.events import Claimed, Operand
from shapelint.interpreter.guards import alternatives
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.shape_questions import Asked, asked, equalities, is_shape_of, written_sizes
from shapelint.interpreter.spelling import spelled
from shapelint.interpreter.values import Instance, derives_from_recurrent
from shapelint.parsing import expression
from shapelint.torchlib.coerce import as_dim

Compound = cst.If | cst.For | cst.While | cst.With | cst.Try | cst.TryStar | cst.Match
Before = list[tuple[Written, cst.Comment, object]]


def before(m: Machine, line: cst.SimpleStatementLine | Compound) -> Before:
    """The named shapes of the comments above a statement, each with what its name holds before that is run."""
    found: Before = []
    for empty in line.leading_lines:
        if empty.comment is not None:
            named = [written for written in shapes_in(empty.comment.value) if written.name is not None]
            found += [(written, empty.comment, _held(m, written.name or "")) for written in named]
    return found


def after(m: Machine, line: cst.SimpleStatementLine, above: Before) -> None:
    """Tell what a line, its comment and the comments above it claim, now that it was run."""
    for statement in line.body:
        if type(statement) is cst.AnnAssign:
            _annotated(m, statement)
        elif type(statement) is not cst.Assign:
            _asserted(m, statement)
    if above:
        told(m, above)
    trailing = line.trailing_whitespace.comment
    if trailing is not None and line.body:
        _trailing(m, line, trailing)


def told(m: Machine, above: Before) -> None:
    """Tell what the comments above a statement claim, now that it was run."""
    for written, comment, earlier in above:
        values = [value for value in (earlier, _held(m, written.name or "")) if value is not None]
        _commented(m, comment, written, values[-1:], values[:-1])


def result(m: Machine, node: cst.Return, value: object) -> None:
    """Tell what a function's annotation claims of what it returns."""
    of = m.frame.node
    if isinstance(of, cst.FunctionDef) and of.returns is not None and node.value is not None:
        _tell(m, of.returns, value, node.value, annotated.claim(of.returns.annotation, m.frame.key))


def _annotated(m: Machine, statement: cst.CSTNode) -> None:
    match statement:
        case cst.AnnAssign(target=target, annotation=annotation, value=cst.BaseExpression()):
            value = _held(m, spelled(target))
            if value is not None:
                _tell(m, annotation, value, target, annotated.claim(annotation.annotation, m.frame.key))


def _asserted(m: Machine, statement: cst.CSTNode) -> None:
    for left, right, node in equalities(statement):
        for one, other in ((left, right), (right, left)):
            question = asked(one)
            if question is not None:
                value = m.trace.derived.get((m.frame.key, question.tensor))
                _tell(m, node, value, question.tensor, _answer(m, question, other))
                break


def _answer(m: Machine, question: Asked, other: cst.BaseExpression) -> Claim | None:
    """What an equality says the answer to a question about a shape is."""
    items = written_sizes(other)
    if question.is_rank:
        rank = as_dim(evaluate.evaluate(m, other))
        known = None if rank is None else rank.known
        if known is None or known > MOST_AXES:
            return None
        return Claim(Source.ASSERTION, (ClaimedSize("_"),) * known)
    if question.axis is not None:
        size = as_dim(evaluate.evaluate(m, other))
        return None if size is None else Claim(Source.ASSERTION, (ClaimedSize(spelled(other), size),), question.axis)
    if items is not None:
        sizes = [ClaimedSize(spelled(item), as_dim(evaluate.evaluate(m, item))) for item in items]
        return Claim(Source.ASSERTION, tuple(sizes))
    value = evaluate.evaluate(m, other)
    if isinstance(value, Sequence) and all(isinstance(item, Number) for item in value.items):
        return Claim(Source.ASSERTION, tuple(ClaimedSize(str(as_dim(item)), as_dim(item)) for item in value.items))
    return None


def _trailing(m: Machine, line: cst.SimpleStatementLine, comment: cst.Comment) -> None:
    shapes = shapes_in(comment.value)
    unnamed = [written for written in shapes if written.name is None]
    for written in shapes:
        if written.name is not None:
            value = _held(m, written.name)
            if value is not None:
                _commented(m, comment, written, [value], [])
    targets = _described(m, line.body[-1])
    if len(unnamed) == 1 or len(unnamed) == len(targets):
        if len(unnamed) == 1 and len(targets) > 1:
            return
        for written, (value, node) in zip(unnamed, targets, strict=False):
            _commented(m, comment, written, [value], list(_read(m, line)), node)


def _described(m: Machine, statement: cst.CSTNode) -> list[tuple[object, cst.CSTNode]]:
    """The values that a comment at the end of a line may be about: what it binds, returns or shows."""
    match statement:
        case cst.Assign(targets=[cst.AssignTarget(target=target)]) | cst.AnnAssign(target=target):
            names = list(_names(target))
        case cst.Return(value=cst.BaseExpression() as value):
            return [(m.trace.derived.get((m.frame.key, value)), value)]
        case (
            cst.Expr(value=cst.Call(func=cst.Name(value="print"), args=[cst.Arg(value=shown)]))
            | cst.Expr(value=shown)
        ):
            tensor = is_shape_of(shown)
            return [] if tensor is None else [(m.trace.derived.get((m.frame.key, tensor)), tensor)]
        case _:
            return []
    return [(_held(m, spelled(name)), name) for name in names]


def _names(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The targets of an assignment that are kept: what is called `_` is not."""
    match target:
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from _names(element.value)
        case cst.Name(value=text) if text.strip("_") == "":
            return
        case cst.Name() | cst.Attribute():
            yield target


def _read(m: Machine, line: cst.SimpleStatementLine) -> Iterator[object]:
    """The tensors that a line reads: a comment may be about what went in."""
    statement = line.body[-1]
    value = getattr(statement, "value", None)
    pending: list[cst.CSTNode] = [] if value is None else list(value.children)
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if isinstance(node, cst.BaseExpression):
            known = m.trace.derived.get((m.frame.key, node))
            if known is None and isinstance(node, cst.Name):
                known = _held(m, node.value)
            if known is not None:
                yield known


def _commented(
    m: Machine,
    comment: cst.Comment,
    written: Written,
    values: list[object],
    others: list[object],
    node: cst.CSTNode | None = None,
) -> None:
    """Tell a comment's claim of a value, unless it fits another value that it may be about.

    What `num_directions` means is a matter of the alternative.
    """
    for guard, each in (found for value in values for found in alternatives(value, m.guard)):
        if isinstance(each, Tensor):
            with m.under(guard):
                claimed = _claim(m, written, each.call)
                rest = [other for held in others for _, other in alternatives(held, m.guard) if other != each]
                if _fits(each, claimed) or not any(_fits(other, claimed) for other in rest):
                    _tell(m, comment, each, node or cst.Name(written.name or "value"), claimed)


def _fits(value: object, claimed: Claim) -> bool:
    return isinstance(value, Tensor) and contradiction(value, claimed) is None


def _claim(m: Machine, written: Written, call: Call | None) -> Claim:
    """A comment's claim. `batch_size` says what an axis is, not which number it is on every call."""
    roles = [role_of(item) for item in written.items]
    sizes = [None if role else _size(m, item, call) for item, role in zip(written.items, roles, strict=True)]
    return Claim(Source.COMMENT, tuple(map(ClaimedSize, written.items, sizes, roles)))


def _tell(m: Machine, node: cst.CSTNode, value: object, read: cst.CSTNode, claimed: Claim | None) -> None:
    if claimed is None or value is None:
        return

    def one(inner: object) -> object:
        if derives_from_recurrent(inner):
            m.emit(Claimed(node, m.context(), Operand(inner, read), claimed))
        return None

    m.lift([value], one)


def _held(m: Machine, name: str) -> object | None:
    """What a local name, or an attribute of `self`, holds."""
    if name.startswith("self."):
        return _attribute(m, name[5:])
    for owner in m.frame.scopes:
        if (owner, name) in m.store:
            return m.store[owner, name]
    return None


def _attribute(m: Machine, name: str) -> object | None:
    receiver = m.frame.receiver
    return m.store.get((receiver.key, name)) if isinstance(receiver, Instance) else None


def _size(m: Machine, item: str, call: Call | None) -> Dim | None:
    """The size that an item of a comment stands for, where its names are bound to one."""
    try:
        return _sized(m, expression(item), call)
    except (SyntaxError, ValueError):
        return None


def _sized(m: Machine, node: ast.expr, call: Call | None) -> Dim | None:
    match node:
        case ast.Constant(value=int(number)):
            return Dim.of(number)
        case ast.Name(id=name):
            return _named(m, name, call)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return _number(m, _attribute(m, name))
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _sized(m, left, call), _sized(m, right, call)
            if a is None or b is None:
                return None
            match operator:
                case ast.Mult():
                    return a * b
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.FloorDiv() if b.known != 0:
                    return a.floor_quotient(b)
    return None


def _named(m: Machine, name: str, call: Call | None) -> Dim | None:
    """A name in scope, else an attribute of the object, else one of torch's own for the layer's arguments."""
    for held in (_held(m, name), _attribute(m, name)):
        if held is not None:
            return _number(m, held)
    if call is None:
        return None
    layer = call.layer
    known = {
        "hidden_size": layer.hidden_size,
        "num_layers": layer.num_layers,
        "n_layers": layer.num_layers,
        **dict.fromkeys(("num_directions", "n_directions", "directions"), Dim.of(layer.directions)),
        "bidirectional": Dim.of(layer.directions) - ONE,
    }
    return known.get(name)


def _number(m: Machine, held: object) -> Dim | None:
    found = [value for _, value in alternatives(held, m.guard)]
    return as_dim(found[0]) if len(found) == 1 and isinstance(found[0], (Number, Opaque)) else None
