"""Code that is there to fail: `try: lstm(too_wide) except RuntimeError as error: print(error)`.

Few statements, with handlers that show the error and do nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from shapelint.interpreter.spelling import last_name

MOST_STATEMENTS = 4
REFUSALS = frozenset((
    "RuntimeError", "IndexError", "AttributeError", "TypeError", "ValueError", "AssertionError", "Exception",
))  # fmt: skip
"""What torch raises where something does not fit, or an assertion."""
SHOWING = frozenset((
    "print", "pprint", "debug", "info", "warning", "warn", "error", "exception", "log", "write", "print_exc", "append",
    "echo",
))  # fmt: skip


def is_there_to_fail(node: cst.Try | cst.TryStar) -> bool:
    """Whether the body of a `try` is."""
    lines = node.body.body
    if len(lines) > MOST_STATEMENTS or not all(isinstance(each, cst.SimpleStatementLine) for each in lines):
        return False
    is_shown = all(_caught(each) <= REFUSALS and _only_shows(each.body) for each in node.handlers)
    return bool(node.handlers) and node.finalbody is None and is_shown


def _caught(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> set[str | None]:
    """The last names of the errors that a handler is for."""
    match handler.type:
        case cst.Tuple(elements=elements):
            return {last_name(each.value) for each in elements}
        case cst.BaseExpression() as one:
            return {last_name(one)}
        case _:
            return {"BaseException"}


def _only_shows(body: cst.BaseSuite) -> bool:
    """Whether a handler does nothing but show, note or check an error."""
    lines = body.body
    if isinstance(body, cst.SimpleStatementSuite):
        return _all_show(body.body)
    return all(isinstance(each, cst.SimpleStatementLine) and _all_show(each.body) for each in lines)


def _all_show(statements: Iterable[cst.CSTNode]) -> bool:
    return all(_shows(each) for each in statements)


def _shows(statement: cst.CSTNode) -> bool:
    match statement:
        case cst.Pass() | cst.Assert() | cst.Expr(value=cst.Ellipsis() | cst.SimpleString()):
            return True
        case cst.Expr(value=cst.Call(func=function)):
            called = last_name(function) or ""
            return called in SHOWING or called.startswith("assert")
        case cst.Assign(value=cst.Name(value="True" | "False") | cst.Call(func=cst.Name(value="str" | "repr"))):
            return True
        case _:
            return False
