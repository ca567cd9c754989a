"""Expressions -> values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Sequence as SequenceType

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import assign, conditions, invoke, iteration, lookup, subscripts
from shapelint.interpreter.events import Combined, Compared, Consumed, Operand
from shapelint.interpreter.guards import ALWAYS, Guard, Guarded, alternatives, merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Function, Many, Mapping, derives_from_recurrent
from shapelint.torchlib.arithmetic import binary, unary
from shapelint.torchlib.operation import Effect

BINARY: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.MatrixMultiply: "@", cst.BitAnd: "&", cst.BitOr: "|", cst.BitXor: "^",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.MatrixMultiplyAssign: "@",
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
}  # fmt: skip


def evaluate(m: Machine, node: cst.BaseExpression) -> object:
    """The value of an expression, possibly guarded; `Unknown` where it cannot be followed."""
    m.step()
    value = _evaluate(m, node)
    here = alternatives(value, m.guard) if isinstance(value, Guarded) else [(ALWAYS, value)]
    if any(derives_from_recurrent(each) for _, each in here):
        m.derived[m.frame.key, node] = merge(here)
    return value


def _evaluate(m: Machine, node: cst.BaseExpression) -> object:
    match node:
        case cst.Name(value=text):
            return _constant_name(text) or lookup.name(m, text)
        case cst.Attribute(value=inner, attr=attr):
            base = evaluate(m, inner)
            return m.lift([base], lambda value: lookup.attribute(m, value, attr.value, node))
        case cst.Call():
            return invoke.call(m, node)
        case cst.Subscript():
            return subscripts.subscript(m, node)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return _sequence(m, elements, isinstance(node, cst.List))
        case cst.BinaryOperation() | cst.UnaryOperation() | cst.Comparison() | cst.BooleanOperation():
            return _operation(m, node)
        case cst.IfExp():
            return _conditional(m, node)
        case cst.Lambda():
            return Function(node, m.frame.scopes, "lambda", m.frame.of_class)
        case cst.NamedExpr(target=target, value=inner):
            value = evaluate(m, inner)
            assign.to(m, target, value, inner)
            return value
        case cst.Dict():
            return _mapping(m, node)
        case cst.ListComp() | cst.GeneratorExp() | cst.SetComp() | cst.DictComp():
            return iteration.comprehension(m, node)
        case cst.Await(expression=inner) | cst.Yield(value=cst.BaseExpression() as inner):
            evaluate(m, inner)
            return Unknown("await or yield")
        case _:
            return _literal(node)


def _constant_name(text: str) -> object | None:
    return {"True": Constant(True), "False": Constant(False), "None": Constant(None)}.get(text)


def _literal(node: cst.BaseExpression) -> object:
    match node:
        case cst.Integer() | cst.Float() | cst.SimpleString():
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, SyntaxError):
                return Unknown("literal")
            return Number(Dim.of(value)) if isinstance(value, int) else Constant(value)
        case cst.ConcatenatedString():
            text = node.evaluated_value
            return Unknown("string") if text is None else Constant(text)
        case cst.Ellipsis():
            return Constant(Ellipsis)
        case _:
            return Unknown(f"expression {type(node).__name__}")


def _sequence(m: Machine, elements: SequenceType[cst.BaseElement], is_list: bool) -> object:
    items: list[object] = []
    for element in elements:
        value = evaluate(m, element.value)
        if isinstance(element, cst.StarredElement):
            if not isinstance(value, Sequence):
                return Unknown("starred element")
            items.extend(value.items)
        else:
            items.append(value)
    return Sequence(tuple(items), is_list)


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
    return Mapping(tuple(dict(entries).items()))


def _conditional(m: Machine, node: cst.IfExp) -> object:
    test = conditions.condition(m, node.test)
    found = []
    for guard, branch in ((test.then, node.body), (test.otherwise, node.orelse)):
        if guard is not None:
            with m.under(guard):
                found.append((guard, evaluate(m, branch)))
    return merge(found)


def _operation(m: Machine, node: cst.BaseExpression) -> object:
    match node:
        case cst.BinaryOperation(left=left, operator=operator, right=right):
            values = (evaluate(m, left), evaluate(m, right))
            return combined(m, BINARY.get(type(operator), "?"), values, (left, right), node)
        case cst.UnaryOperation(operator=cst.Not()):
            return _decided(conditions.condition(m, node))
        case cst.UnaryOperation(operator=sign, expression=inner):
            text = "-" if isinstance(sign, cst.Minus) else "~" if isinstance(sign, cst.BitInvert) else "+"
            return m.lift([evaluate(m, inner)], lambda value: unary(text, value))
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=operator, comparator=right)]):
            text = BINARY.get(type(operator), "?")
            if isinstance(operator, (cst.Is, cst.IsNot)):
                return _decided(conditions.condition(m, node))
            values = (evaluate(m, left), evaluate(m, right))
            compared(m, text, values, (left, right), node)
            if text == "?":
                return Unknown("comparison")
            return m.lift(values, lambda a, b: binary(text, a, b))
        case cst.BooleanOperation():
            return _boolean(m, node)
        case cst.Comparison():
            for inner in (node.left, *(target.comparator for target in node.comparisons)):
                evaluate(m, inner)
    return Unknown("comparison")


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


def _decided(test: conditions.Condition) -> object:
    found = [(g, Constant(outcome)) for g, outcome in ((test.then, True), (test.otherwise, False)) if g is not None]
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
        if operator == "*" and isinstance(result, Unknown):
            result = iteration.repeated(left, right) or result
        if derives_from_recurrent(left) or derives_from_recurrent(right):
            operands = (Operand(left, nodes[0]), Operand(right, nodes[1]))
            m.emit(Combined(node, m.context(), operator, Effect.MIX, operands, None, result))
            if not derives_from_recurrent(result):
                m.emit(Consumed(node, m.context(), operands, f"`{operator}`", Effect.MIX))
        return result

    return m.lift(values, one)


def in_place(
    m: Machine,
    operator: str,
    values: tuple[object, object],
    nodes: tuple[cst.CSTNode, cst.CSTNode],
    node: cst.CSTNode,
) -> object:
    """`target operator= value`: a tensor keeps its shape, so of something opaque its sizes stay what they were."""
    result = combined(m, operator, values, nodes, node)
    target, value = values
    if not isinstance(target, Opaque) or not isinstance(result, Unknown) or operator == "@":
        return result
    might_be_a_list = operator in ("+", "*") and not isinstance(value, (Tensor, Sketch, Number))
    return result if might_be_a_list else Sketch(target.key, target.name)


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
            m.emit(Compared(node, m.context(), name, *operands, m.frame.denied))
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
