"""Whether a program says that two values it compares differ: `assert not torch.equal(...)`, `... is False`.

That is read off the text around the comparison, from the inside out, and around the name that it is bound to.
"""

from __future__ import annotations

import libcst as cst

from shapelint.findings.surroundings import Surroundings, surroundings
from shapelint.interpreter.events import Compared
from shapelint.interpreter.spelling import last_name

DENYING = ("!=", "ne", "not_equal", "assertNotEqual")
FALSE_CALLS = ("assertFalse", "assert_false", "logical_not")
EQUAL_CALLS = ("assertEqual", "assertEquals", "assertIs")
UNEQUAL_CALLS = ("assertNotEqual", "assertIsNot")
FAILING = ("fail", "exit", "abort", "skip")


def is_denied(event: Compared) -> bool:
    """Whether the program claims, or takes for granted where it asks, that the two values are not the same."""
    says_unlike = event.name.rpartition(".")[2] in DENYING
    if event.context.seen.module is None:
        return says_unlike
    here = surroundings(event.context.seen.module)
    denied, last = _read(here, event.node, says_unlike or _is_unlike(event.node))
    scope = here.scope(event.node)
    if denied or scope is None or not isinstance(last, cst.Assign):
        return denied
    names = [each.target.value for each in last.targets if isinstance(each.target, cst.Name)]
    return any(_is_denied_name(here, node) for name in names for node in here.read(scope, name))


def _is_denied_name(here: Surroundings, node: cst.Name) -> bool:
    """Whether a name is claimed to be false where it is read."""
    denied, last = _read(here, node, False)
    return denied and isinstance(last, (cst.Assert, cst.Call, cst.If))


def _read(here: Surroundings, node: cst.CSTNode, denied: bool) -> tuple[bool, cst.CSTNode]:
    """Whether what is around a node says the opposite of it, and the last node around it that says anything."""
    inner = node
    for outer in here.around(node):
        match outer:
            case cst.UnaryOperation(operator=cst.Not() | cst.BitInvert()):
                denied = not denied
            case cst.Comparison():
                denied = denied is not _says_false(outer, inner)
            case cst.Call() if (called := last_name(outer.func)) is not None:
                denied = denied is not _call_says_false(outer, called, inner)
                if called.startswith("assert"):
                    return denied, outer
            case cst.If(test=test) if test is inner:
                return denied is not _fails(outer), outer
            case cst.BaseSmallStatement():
                return denied, outer
            case cst.BaseStatement() | cst.BaseSuite() | cst.Lambda():
                return denied, inner
        inner = outer
    return denied, inner


def _is_unlike(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Comparison) and isinstance(node.comparisons[0].operator, (cst.NotEqual, cst.IsNot))


def _says_false(comparison: cst.Comparison, inner: cst.CSTNode) -> bool:
    """Whether `inner is False`, `inner != True`, `inner < 0.5` and the like say that the inner part is not so."""
    if len(comparison.comparisons) != 1:
        return False
    target = comparison.comparisons[0]
    other = target.comparator if comparison.left is inner else comparison.left
    if isinstance(target.operator, (cst.LessThan, cst.GreaterThan)):
        return isinstance(target.operator, cst.LessThan) is (comparison.left is inner)
    if not isinstance(target.operator, (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)):
        return False
    return _truth(other) is _is_unlike(comparison)


def _call_says_false(call: cst.Call, called: str, inner: cst.CSTNode) -> bool:
    if called in FALSE_CALLS:
        return True
    others = [each.value for each in call.args[:2] if each is not inner]
    if called not in EQUAL_CALLS + UNEQUAL_CALLS or not others:
        return False
    return _truth(others[0]) is (called in UNEQUAL_CALLS)


def _truth(node: cst.BaseExpression) -> bool | None:
    """What a constant says of a test, or of how many places are the same: none."""
    match node:
        case cst.Name(value="True"):
            return True
        case cst.Name(value="False") | cst.Integer(value="0"):
            return False
        case _:
            return None


def _fails(node: cst.If) -> bool:
    """Whether the program ends where a test holds."""
    line = node.body.body[-1] if node.body.body else None
    last = line.body[-1] if isinstance(line, cst.SimpleStatementLine) else line
    match last:
        case cst.Raise() | cst.Assert(test=cst.Name(value="False")):
            return True
        case cst.Expr(value=cst.Call(func=function)):
            return last_name(function) in FAILING
        case _:
            return False
