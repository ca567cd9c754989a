"""Expressions -> values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import libcst as cst

from shapelint.domain.value import Constant, Sequence, Unknown
from shapelint.interpreter import (
    assign,
    conditions,
    decisions,
    invoke,
    iteration,
    lookup,
    narrowing,
    scopes,
    sharing,
    subscripts,
    texts,
)
from shapelint.interpreter.consume import computed_with
from shapelint.interpreter.events import Combined, Compared, Operand
from shapelint.interpreter.guards import Guard, Guarded, alternatives, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import string
from shapelint.interpreter.values import Function, Many, Mapping, SetOf, derives_from_recurrent
from shapelint.parsing import literal
from shapelint.torchlib.arithmetic import binary, unary
from shapelint.torchlib.coerce import number
from shapelint.torchlib.operation import Effect

BINARY: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.MatrixMultiply: "@", cst.BitAnd: "&", cst.BitOr: "|", cst.BitXor: "^",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.LeftShift: "<<", cst.RightShift: ">>", cst.LeftShiftAssign: "<<", cst.RightShiftAssign: ">>",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.MatrixMultiplyAssign: "@",
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
}  # fmt: skip


def evaluate(m: Machine, node: cst.BaseExpression) -> object:
    """The value of an expression, possibly guarded; `Unknown` where it cannot be followed."""
    m.step()
    kind = _KINDS.get(type(node))
    value = _literal(node) if kind is None else kind(m, node)
    if type(value) is Guarded:
        if any(derives_from_recurrent(each) for _, each in value.alternatives):
            here = alternatives(value, m.guard)
            if any(derives_from_recurrent(each) for _, each in here):
                m.trace.derived[m.frame.key, node] = merge(here)
    elif derives_from_recurrent(value):
        m.trace.derived[m.frame.key, node] = value
    return value


def _name(m: Machine, node: cst.Name) -> object:
    return _CONSTANT_NAMES.get(node.value) or lookup.name(m, node.value)


def _attribute(m: Machine, node: cst.Attribute) -> object:
    value, text = evaluate(m, node.value), node.attr.value
    if type(value) is Guarded or m.guard:
        return m.lift([value], lambda one: lookup.attribute(m, one, text, node))
    return lookup.attribute(m, value, text, node)


def _named(m: Machine, node: cst.NamedExpr) -> object:
    value = sharing.identified(m, evaluate(m, node.value), node)
    with scopes.around_comprehensions(m):
        assign.to(m, node.target, value, node.value)
    return value


def _awaited(m: Machine, node: cst.Await) -> object:
    evaluate(m, node.expression)
    return Unknown("await or yield")


def _yielded(m: Machine, node: cst.Yield) -> object:
    if not isinstance(node.value, cst.BaseExpression):
        return _literal(node)
    evaluate(m, node.value)
    return Unknown("await or yield")


_CONSTANT_NAMES: dict[str, object] = {"True": Constant(True), "False": Constant(False), "None": Constant(None)}


def _literal(node: cst.BaseExpression) -> object:
    match node:
        case cst.Integer() | cst.Float() | cst.SimpleString():
            return _read(node.value)
        case cst.ConcatenatedString():
            text = string(node)
            return Unknown("string") if text is None else Constant(text)
        case cst.Ellipsis():
            return Constant(Ellipsis)
        case _:
            return Unknown(f"expression {type(node).__name__}")


@lru_cache(maxsize=4096)
def _read(text: str) -> object:
    """What a number or a string literal stands for."""
    try:
        value = literal(text)
    except (ValueError, SyntaxError):
        return Unknown("literal")
    return number(value) if isinstance(value, int) else Constant(value)


def _sequence(m: Machine, node: cst.Tuple | cst.List | cst.Set) -> object:
    items: list[object] = []
    for element in node.elements:
        value = evaluate(m, element.value)
        if isinstance(element, cst.StarredElement):
            if not isinstance(value, Sequence):
                return Unknown("starred element")
            items.extend(value.items)
        else:
            items.append(value)
    if isinstance(node, cst.Set):
        return SetOf(tuple(dict.fromkeys(items)))
    return sharing.identified(m, Sequence(tuple(items), isinstance(node, cst.List)), node)


def _mapping(m: Machine, node: cst.Dict) -> object:
    entries: list[tuple[str, object]] = []
    for element in node.elements:
        value = evaluate(m, element.value)
        if isinstance(element, cst.StarredDictElement):
            if not isinstance(value, Mapping):
                return Unknown("starred dict")
            entries.extend(value.entries)
            continue
        key = evaluate(m, element.key) if isinstance(element, cst.DictElement) else None
        if not isinstance(key, Constant) or not isinstance(key.value, str):
            return Unknown("dict with other keys than strings")
        entries.append((key.value, value))
    return sharing.identified(m, Mapping(tuple(dict(entries).items())), node)


def _conditional(m: Machine, node: cst.IfExp) -> object:
    test = conditions.condition(m, node.test)
    questions, found = narrowing.questions(m, node.test), []
    for outcome, guard, branch in ((True, test.then, node.body), (False, test.otherwise, node.orelse)):
        if guard is not None:
            with m.under(guard):
                told = narrowing.rule_out(m, questions, outcome)
                found.append((guard, evaluate(m, branch)))
                narrowing.take_back(told, [m.store])
    return merge(found)


def _binary(m: Machine, node: cst.BinaryOperation) -> object:
    values = (evaluate(m, node.left), evaluate(m, node.right))
    return combined(m, BINARY.get(type(node.operator), "?"), values, (node.left, node.right), node)


def _unary(m: Machine, node: cst.UnaryOperation) -> object:
    sign = type(node.operator)
    if sign is cst.Not:
        return decisions.of_condition(conditions.condition(m, node))
    text = "-" if sign is cst.Minus else "~" if sign is cst.BitInvert else "+"
    return m.lift([evaluate(m, node.expression)], lambda value: unary(text, value))


def _comparison(m: Machine, node: cst.Comparison) -> object:
    if len(node.comparisons) != 1:
        for inner in (node.left, *(target.comparator for target in node.comparisons)):
            evaluate(m, inner)
        return Unknown("comparison")
    left, operator, right = node.left, node.comparisons[0].operator, node.comparisons[0].comparator
    if isinstance(operator, (cst.Is, cst.IsNot, cst.In, cst.NotIn)):
        return decisions.of_condition(conditions.condition(m, node))
    text = BINARY.get(type(operator), "?")
    values = (evaluate(m, left), evaluate(m, right))
    compared(m, text, values, (left, right), node)
    if decisions.is_one_answer(*values):
        return decisions.of_condition(conditions.of_comparison(m, operator, values, node))
    return Unknown("comparison") if text == "?" else m.lift(values, lambda a, b: decisions.outcome(text, a, b))


def _boolean(m: Machine, node: cst.BooleanOperation) -> object:
    """`a or b`, `a and b` give one of their operands."""
    left = evaluate(m, node.left)
    test = conditions.of_value(m, left, node.left)
    keeps, asks = (test.then, test.otherwise) if isinstance(node.operator, cst.Or) else (test.otherwise, test.then)
    found: list[tuple[Guard, object]] = [] if keeps is None else [(keeps, left)]
    if asks is not None:
        with m.under(asks):
            found.append((asks, evaluate(m, node.right)))
    return merge(found)


def combined(
    m: Machine,
    operator: str,
    values: tuple[object, object],
    nodes: tuple[cst.CSTNode, cst.CSTNode],
    node: cst.CSTNode,
) -> object:
    """`left operator right`, with the events it causes."""

    def one(left: object, right: object) -> object:
        result = binary(operator, left, right)
        if operator == "+" and isinstance(result, Unknown):
            result = texts.joined(left, right) or result
        if operator == "*" and isinstance(result, Unknown):
            result = iteration.repeated(left, right) or result
        if derives_from_recurrent(left) or derives_from_recurrent(right):
            operands = (Operand(left, nodes[0]), Operand(right, nodes[1]))
            m.emit(Combined(node, m.context(), operator, Effect.MIX, operands, None, result))
            if not isinstance(result, Sequence) and not derives_from_recurrent(result):
                computed_with(m, operator, operands, node)
        return result

    return m.lift(values, one)


def compared(
    m: Machine,
    name: str,
    values: tuple[object, object],
    nodes: tuple[cst.CSTNode, cst.CSTNode],
    node: cst.CSTNode,
) -> None:
    """Tell that two values are compared, where one of them comes out of a recurrent layer."""

    def one(left: object, right: object) -> object:
        if derives_from_recurrent(left) or derives_from_recurrent(right):
            operands = (Operand(left, nodes[0]), Operand(right, nodes[1]))
            m.emit(Compared(node, m.context(), name, *operands))
        return None

    if name in ("==", "!=") or not name[:1].isascii() or name[:1].isalpha():
        m.lift(values, one)


def operands_of(value: object, node: cst.CSTNode) -> Iterator[Operand]:
    """A value as operands: one for each item of a tuple or list, with the item's own expression where it is written."""
    match value:
        case Sequence(items=items):
            written = node.elements if isinstance(node, (cst.Tuple, cst.List)) else ()
            nodes = [e.value for e in written] if len(written) == len(items) else [node] * len(items)
            for item, each in zip(items, nodes, strict=True):
                yield from operands_of(item, each)
        case Many(item):
            yield from operands_of(item, node)
        case Mapping(entries):
            for _, item in entries:
                yield from operands_of(item, node)
        case _:
            yield Operand(value, node)


_KINDS: dict[type[cst.CSTNode], Callable[[Machine, Any], object]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: lambda m, node: invoke.call(m, node),
    cst.Subscript: lambda m, node: subscripts.subscript(m, node),
    cst.Tuple: _sequence,
    cst.List: _sequence,
    cst.Set: _sequence,
    cst.BinaryOperation: _binary,
    cst.UnaryOperation: _unary,
    cst.Comparison: _comparison,
    cst.BooleanOperation: _boolean,
    cst.IfExp: _conditional,
    cst.Lambda: lambda m, node: Function(node, m.frame.scopes, "lambda", m.frame.of_class),
    cst.NamedExpr: _named,
    cst.FormattedString: lambda m, node: texts.formatted(m, node),
    cst.Dict: _mapping,
    cst.Await: _awaited,
    cst.Yield: _yielded,
    **dict.fromkeys(
        (cst.ListComp, cst.GeneratorExp, cst.SetComp, cst.DictComp), lambda m, node: iteration.comprehension(m, node)
    ),
}
"""What each kind of expression means, looked up by its type: asking one type after the other takes longer."""
