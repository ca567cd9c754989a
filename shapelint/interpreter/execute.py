"""Statements: what they bind, where they branch, what they return."""

from __future__ import annotations

from collections.abc import Sequence as SequenceType

import libcst as cst

from shapelint.domain.value import Constant, Sequence, Unknown
from shapelint.interpreter import assign, branches, definitions, evaluate, imports, loops, stated
from shapelint.interpreter.consume import consumed
from shapelint.interpreter.events import Asserted, Operand
from shapelint.interpreter.flow import Body, Flow
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Owner


def block(m: Machine, body: Body) -> Flow:
    """Run statements in order until one leaves."""
    statements = body.body if isinstance(body, cst.BaseSuite) else body
    for statement in statements:
        flow = run(m, statement)
        if flow is not Flow.NEXT:
            return flow
    return Flow.NEXT


def run(m: Machine, statement: cst.CSTNode) -> Flow:
    """Run one statement. The most frequent ones are asked for first: asking one type after the other takes time."""
    m.step()
    match statement:
        case cst.SimpleStatementLine(body=body):
            above = stated.before(m, statement)
            flow = block(m, body)
            stated.after(m, statement, above)
            return flow
        case cst.Assign() | cst.Expr():
            _simple(m, statement)
        case cst.Return(value=value):
            return _return(m, value, statement)
        case cst.If() | cst.For() | cst.While() | cst.With() | cst.Try() | cst.TryStar() | cst.Match():
            above, guard = stated.before(m, statement), m.guard
            flow = _compound(m, statement)
            if above:
                goes_on, m.guard = m.guard, guard
                stated.told(m, above)
                m.guard = goes_on
            return flow
        case cst.FunctionDef():
            definitions.function(m, statement)
        case cst.ClassDef():
            definitions.class_(m, statement)
        case cst.Raise():
            return Flow.LEAVES
        case cst.Break():
            m.frame.broken.append((m.guard, m.store.copy()))
            return Flow.BREAKS
        case cst.Continue():
            m.frame.continued.append((m.guard, m.store.copy()))
            return Flow.CONTINUES
        case _:
            _simple(m, statement)
    return Flow.NEXT


def _compound(m: Machine, statement: stated.Compound) -> Flow:
    match statement:
        case cst.If():
            return branches.if_(m, statement)
        case cst.For() | cst.While():
            return loops.loop(m, statement)
        case cst.With(items=items, body=body):
            return _with(m, items, body)
        case cst.Try() | cst.TryStar():
            return branches.try_(m, statement)
        case cst.Match():
            return branches.match_(m, statement)


def _simple(m: Machine, statement: cst.CSTNode) -> None:
    match statement:
        case cst.Expr(value=value):
            evaluate.evaluate(m, value)
        case cst.Assign(targets=targets, value=value):
            found = evaluate.evaluate(m, value)
            for each in targets:
                assign.to(m, each.target, found, value)
        case cst.AnnAssign(target=target, value=cst.BaseExpression() as value):
            assign.to(m, target, evaluate.evaluate(m, value), value)
        case cst.AugAssign(target=target, operator=operator, value=value):
            values = (evaluate.evaluate(m, target), evaluate.evaluate(m, value))
            text = evaluate.BINARY.get(type(operator), "?")
            assign.to(m, target, evaluate.in_place(m, text, values, (target, value), statement), value)
        case cst.Assert(test=test):
            _assert(m, test, statement)
        case cst.Import() | cst.ImportFrom():
            imports.bind(m, statement)
        case cst.Global(names=names) | cst.Nonlocal(names=names):
            for item in names:
                m.frame.declared_outer[item.name.value] = _outer(m, item.name.value)
        case _:
            return


def _outer(m: Machine, name: str) -> Owner:
    for owner in m.frame.scopes[1:]:
        if (owner, name) in m.store:
            return owner
    return m.frame.module


def _assert(m: Machine, test: cst.BaseExpression, node: cst.Assert) -> None:
    value = evaluate.evaluate(m, test)
    m.lift([value], lambda each: m.emit(Asserted(node, m.context(), Operand(each, test))))


def _return(m: Machine, value: cst.BaseExpression | None, node: cst.Return) -> Flow:
    found: object = Constant(None)
    if value is not None:
        found = evaluate.evaluate(m, value)
        stated.result(m, node, found)
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


def _with(m: Machine, items: SequenceType[cst.WithItem], body: cst.BaseSuite) -> Flow:
    for item in items:
        value = evaluate.evaluate(m, item.item)
        if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
            known = value if not isinstance(value, Sequence) else Unknown("context manager")
            assign.to(m, item.asname.name, known, item.item)
    if any(map(_expects_failure, items)):
        with m.expecting_failure():
            block(m, body)
        return Flow.NEXT
    return block(m, body)


def _expects_failure(item: cst.WithItem) -> bool:
    """Whether what follows is there to fail: `with pytest.raises(...)`, `with self.assertRaises(...)`."""
    match item.item:
        case cst.Call(func=cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name))):
            return name in EXPECTING
        case _:
            return False
