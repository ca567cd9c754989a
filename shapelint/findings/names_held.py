"""Whether a name still holds a call's result where a message is to say it: `out = out.transpose(0, 1)` ends that."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.recurrent import Call, Memory
from shapelint.domain.state import is_whole_output, is_whole_state
from shapelint.domain.tensor import Packed, Tensor
from shapelint.domain.value import Meaning, Sequence
from shapelint.findings.surroundings import LOOPS, Scope, Surroundings, surroundings
from shapelint.interpreter.events import Context
from shapelint.interpreter.guards import Guarded

MEMORIES = {"h_n": Memory.HIDDEN, "c_n": Memory.CELL}
MEANINGS = {"state": Meaning.STATE, "results": Meaning.RESULTS}


def still_holds(context: Context, call: Call, result: str, name: str, use: cst.CSTNode) -> bool:
    """Whether a name was last bound to a result of a call before it is used; so it is taken to be if that is not told.

    A name that is bound in a branch holds whatever was bound last in the text. After a loop a state is that of its last
    pass, which is what is asked for only where something else of that pass is used.
    """
    if context.seen.module is None:
        return True
    here = surroundings(context.seen.module)
    scope = here.scope(use)
    if scope is None or use not in here.order:
        return True
    last = _last_bound(here, scope, name, use)
    if last is None or isinstance(here.parents[last], cst.Param):
        return True
    if _is_left_loop(here, last, use):
        names = {each.value for each in here.inside(use) if isinstance(each, cst.Name)}
        beside = [_last_bound(here, scope, each, use) for each in names]
        if not any(each is not None and here.statement(each) is here.statement(last) for each in beside):
            return False
    values = [value for (_, node), value in context.seen.bound.items() if node is last]
    return any(_is_result(each, call, result) for value in values for each in _alternatives(value))


def _last_bound(here: Surroundings, scope: Scope, name: str, use: cst.CSTNode) -> cst.Name | None:
    """Where a name is bound last, in the text, before the statement that uses it."""
    own = here.statement(use)
    before = [each for each in here.bound(scope, name) if here.order[each] < here.order[use]]
    before = [each for each in before if own is None or here.statement(each) is not own]
    return max(before, key=lambda each: here.order[each], default=None)


def _is_left_loop(here: Surroundings, bound: cst.Name, use: cst.CSTNode) -> bool:
    """Whether a loop binds a name that is used after it."""
    around = set(here.around(use))
    return any(isinstance(each, LOOPS) and each not in around for each in here.around(bound))


def _alternatives(value: object) -> list[object]:
    return [each for _, each in value.alternatives] if isinstance(value, Guarded) else [value]


def _is_result(value: object, call: Call, result: str) -> bool:
    """Whether a value is the output, a state, or the tuple, that a call at this place returned."""
    match value:
        case Sequence(meaning=meaning, call=Call() as of):
            return of.at is call.at and meaning is MEANINGS.get(result)
        case Packed(label=label):
            return result == "output" and label.call is not None and label.call.at is call.at
        case Tensor(call=Call() as of) if of.at is call.at:
            if result == "output":
                return value.label.step is None and (of.batch is None or is_whole_output(value))
            return result in MEMORIES and is_whole_state(value, MEMORIES[result])
        case _:
            return False
