"""`try: h, c = state` with a handler for what does not come apart: a question what the value is.

A tuple of so many items comes apart, a tensor whose first axis has another size raises ValueError.
"""

from __future__ import annotations

import libcst as cst

from shapelint.domain.dim import equal
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Sequence
from shapelint.frozen import dataclass
from shapelint.interpreter import asking, evaluate
from shapelint.interpreter.flow import Body
from shapelint.interpreter.guards import Guard, alternatives
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.spelling import dotted

CAUGHT = frozenset(("ValueError", "Exception", "BaseException"))


@dataclass(frozen=True)
class Attempt:
    """The ways that an unpacking may go: under which guard it is done, and under which the handler is run instead."""

    ways: tuple[tuple[Guard, bool], ...]
    body: Body
    handler: Body


def of(m: Machine, node: cst.Try) -> Attempt | None:
    """The attempt that a `try` is; None where it does anything else, or where it is not known what comes apart."""
    if len(node.handlers) != 1 or node.orelse is not None or node.finalbody is not None:
        return None
    unpacking, handler = _unpacking(node.body), node.handlers[0]
    if unpacking is None:
        return None
    value, count = unpacking
    with asking.aside(m):
        held = alternatives(evaluate.evaluate(m, value), m.guard)
    found = [(guard, _comes_apart(each, count)) for guard, each in held]
    ways = tuple((guard, fits) for guard, fits in found if fits is not None)
    is_handled = _catches(handler.type) or all(fits for _, fits in ways)
    return Attempt(ways, node.body, handler.body) if is_handled and ways and len(ways) == len(found) else None


def _unpacking(body: cst.BaseSuite) -> tuple[cst.BaseExpression, int] | None:
    """What the only statement of a body takes apart, and into how many things."""
    match body:
        case cst.IndentedBlock(
            body=[
                cst.SimpleStatementLine(
                    body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=elements))], value=value)]
                )
            ]
        ) if isinstance(value, cst.Name) and not any(isinstance(each, cst.StarredElement) for each in elements):
            return value, len(elements)
        case _:
            return None


def _catches(named: cst.BaseExpression | None) -> bool:
    """Whether a handler is for what does not come apart."""
    if named is None:
        return True
    each = [element.value for element in named.elements] if isinstance(named, cst.Tuple) else [named]
    return not CAUGHT.isdisjoint({dotted(one) for one in each})


def _comes_apart(value: object, count: int) -> bool | None:
    """Whether a value comes apart, None where its nature is not known; a tensor is not meant to."""
    match value:
        case Sequence(items=items):
            return len(items) == count
        case Tensor(sizes=(size, *_)):
            return equal(size, count) is True
        case _:
            return None
