"""Statements: what they bind, where they branch, what they return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Many, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import (
    asking,
    assign,
    branches,
    definitions,
    evaluate,
    imports,
    loops,
    narrowing,
    shape_claims,
    sharing,
)
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Asserted, Operand
from shapelint.interpreter.flow import Body, Flow
from shapelint.interpreter.guards import alternatives
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import last_name
from shapelint.interpreter.values import Owner


def block(m: Machine, body: Body) -> Flow:
    """Run statements in order until one leaves."""
    statements = body.body if type(body) is cst.IndentedBlock or isinstance(body, cst.BaseSuite) else body
    for statement in statements:
        flow = run(m, statement)
        if flow is not Flow.NEXT:
            return flow
    return Flow.NEXT


def run(m: Machine, statement: cst.CSTNode) -> Flow:
    """Run one statement."""
    m.step()
    kind = _KINDS.get(type(statement))
    return Flow.NEXT if kind is None else kind(m, statement)


def _line(m: Machine, line: cst.SimpleStatementLine) -> Flow:
    above = shape_claims.before(m, line)
    flow = block(m, line.body)
    shape_claims.after(m, line, above)
    return flow


def _compound(of: Callable[[Machine, Any], Flow]) -> Callable[[Machine, Any], Flow]:
    """A kind of statement that others lie in, with what the comments above it claim."""

    def kind(m: Machine, statement: shape_claims.Compound) -> Flow:
        above, guard = shape_claims.before(m, statement), m.guard
        flow = of(m, statement)
        if above:
            goes_on, m.guard = m.guard, guard
            shape_claims.told(m, above)
            m.guard = goes_on
        return flow

    return kind


def _expression(m: Machine, statement: cst.Expr) -> Flow:
    evaluate.evaluate(m, statement.value)
    return Flow.NEXT


def _assignment(m: Machine, statement: cst.Assign) -> Flow:
    value = statement.value
    found = sharing.identified(m, asking.answered(m, evaluate.evaluate(m, value), value), value)
    for each in statement.targets:
        assign.to(m, each.target, found, statement.value)
    return Flow.NEXT


def _annotated(m: Machine, statement: cst.AnnAssign) -> Flow:
    if statement.value is not None:
        found = asking.answered(m, evaluate.evaluate(m, statement.value), statement.value)
        assign.to(m, statement.target, found, statement.value)
    return Flow.NEXT


def _in_place(m: Machine, statement: cst.AugAssign) -> Flow:
    target, value = statement.target, statement.value
    values = (evaluate.evaluate(m, target), evaluate.evaluate(m, value))
    text = evaluate.BINARY.get(type(statement.operator), "?")
    result = _computed_in_place(m, text, values, (target, value), statement)
    for _, held in alternatives(values[0], m.guard):
        if isinstance(held, (Sequence, Many)) and held.identity is not None:
            result = sharing.changed_to(result, held) if held is values[0] else Unknown("changed in place")
            sharing.change_object(m, held, result)
    assign.to(m, target, result, value)
    return Flow.NEXT


def _computed_in_place(
    m: Machine,
    operator: str,
    values: tuple[object, object],
    nodes: tuple[cst.CSTNode, cst.CSTNode],
    node: cst.CSTNode,
) -> object:
    """`target operator= value`: a tensor keeps its shape, so of something opaque its sizes stay what they were."""
    result = evaluate.combined(m, operator, values, nodes, node)
    target, value = values
    if not isinstance(target, Opaque) or not isinstance(result, Unknown) or operator == "@":
        return result
    might_be_a_list = operator in ("+", "*") and not isinstance(value, (Tensor, Sketch, Number))
    return result if might_be_a_list else Sketch(target.key, target.name)


def _deletion(m: Machine, statement: cst.Del) -> Flow:
    target = statement.target
    targets = [each.value for each in target.elements] if isinstance(target, cst.Tuple) else [target]
    for each in targets:
        assign.to(m, each, Unknown("deleted"), statement)
    return Flow.NEXT


def _assertion(m: Machine, statement: cst.Assert) -> Flow:
    value = evaluate.evaluate(m, statement.test)
    m.lift([value], lambda each: m.emit(Asserted(statement, m.context(), Operand(each, statement.test))))
    narrowing.asserted(m, statement.test)
    return Flow.NEXT


def _import(m: Machine, statement: cst.Import | cst.ImportFrom) -> Flow:
    imports.bind(m, statement)
    return Flow.NEXT


def _declaration(m: Machine, statement: cst.Global | cst.Nonlocal) -> Flow:
    for item in statement.names:
        m.frame.declared_outer[item.name.value] = _outer(m, item.name.value)
    return Flow.NEXT


def _definition(m: Machine, statement: cst.FunctionDef | cst.ClassDef) -> Flow:
    if isinstance(statement, cst.FunctionDef):
        definitions.function(m, statement)
    else:
        definitions.class_(m, statement)
    return Flow.NEXT


def _break(m: Machine, statement: cst.Break) -> Flow:
    m.frame.broken.append((m.guard, m.store.copy()))
    return Flow.BREAKS


def _continue(m: Machine, statement: cst.Continue) -> Flow:
    m.frame.continued.append((m.guard, m.store.copy()))
    return Flow.CONTINUES


def _outer(m: Machine, name: str) -> Owner:
    for owner in m.frame.scopes[1:]:
        if (owner, name) in m.store:
            return owner
    return m.frame.module


def _return(m: Machine, node: cst.Return) -> Flow:
    found: object = Constant(None)
    if (value := node.value) is not None:
        found = evaluate.evaluate(m, value)
        shape_claims.result(m, node, found)
        if m.frame.is_entry:
            for operand in evaluate.operands_of(found, value):
                consumed(m, [operand], "`return`", node)
    m.frame.returns.append((m.guard, found))
    return Flow.LEAVES


EXPECTING = frozenset((
    "raises", "assertRaises", "assertRaisesRegex", "assert_raises", "assert_raises_regex", "warns", "assertWarns",
    "assertWarnsRegex", "deprecated_call",
))  # fmt: skip
"""Calls that make a context in which an error or a warning is expected."""


def _with(m: Machine, statement: cst.With) -> Flow:
    items, body = statement.items, statement.body
    for item in items:
        value = evaluate.evaluate(m, item.item)
        if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
            known = value if not isinstance(value, Sequence) else Unknown("context manager")
            assign.to(m, item.asname.name, known, item.item)
    if any(map(_expects_failure, items)):
        with m.expecting_failure():
            block(m, body)
        return Flow.NEXT
    return branches.suppressed(m, body) if any(map(_suppresses, items)) else block(m, body)


def _expects_failure(item: cst.WithItem) -> bool:
    """Whether what follows is there to fail: `with pytest.raises(...)`, `with self.assertRaises(...)`."""
    return _called(item) in EXPECTING


def _suppresses(item: cst.WithItem) -> bool:
    """Whether what follows may end anywhere: `with suppress(...)`."""
    return _called(item) == "suppress"


def _called(item: cst.WithItem) -> str | None:
    """The last name of what makes a context."""
    return last_name(item.item.func) if isinstance(item.item, cst.Call) else None


_KINDS: dict[type[cst.CSTNode], Callable[[Machine, Any], Flow]] = {
    cst.SimpleStatementLine: _line,
    cst.Expr: _expression,
    cst.Assign: _assignment,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _in_place,
    cst.Return: _return,
    cst.Assert: _assertion,
    cst.If: _compound(lambda m, node: branches.if_(m, node)),
    cst.For: _compound(lambda m, node: loops.loop(m, node)),
    cst.While: _compound(lambda m, node: loops.loop(m, node)),
    cst.With: _compound(_with),
    cst.Try: _compound(lambda m, node: branches.try_(m, node)),
    cst.TryStar: _compound(lambda m, node: branches.try_(m, node)),
    cst.Match: _compound(lambda m, node: branches.match_(m, node)),
    cst.FunctionDef: _definition,
    cst.ClassDef: _definition,
    cst.Import: _import,
    cst.ImportFrom: _import,
    cst.Del: _deletion,
    cst.Global: _declaration,
    cst.Nonlocal: _declaration,
    cst.Raise: lambda m, node: Flow.LEAVES,
    cst.Break: _break,
    cst.Continue: _continue,
}
"""What each kind of statement does, looked up by its type: asking one type after the other takes longer."""
