"""Names that a fix can write: torch's as the program has imported it, new ones that nothing else uses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, islice

import libcst as cst

from shapelint.findings.surroundings import Scope, Surroundings, surroundings
from shapelint.interpreter.events import Context
from shapelint.interpreter.spelling import dotted, own_name


def free_name(around: Surroundings, scope: Scope, wanted: str, line: cst.SimpleStatementLine) -> str:
    """A name that is nowhere in a scope, another one for each line: `h_n`, `h_n_2`, and so on.

    Fixes are made without knowing of each other, so two lines must not get the same one.
    """
    used = around.names(scope)
    before = bisect_left(_discarding(around, scope), around.order[line])
    names = (wanted if number == 1 else f"{wanted}_{number}" for number in count(1))
    return next(islice((name for name in names if name not in used), before, None))


@lru_cache(maxsize=8)
def _discarding(around: Surroundings, scope: Scope) -> list[int]:
    """The lines of a scope that may need a name more, by their number in the text."""
    lines = [node for node in around.inside(scope) if isinstance(node, cst.SimpleStatementLine) and _gives_pair(node)]
    return sorted(around.order[line] for line in lines)


def _gives_pair(line: cst.SimpleStatementLine) -> bool:
    """Whether a line throws away a part of what a call gives, as `_` or by an index: it may need a name more."""
    match line.body:
        case [*_, cst.Assign(value=cst.Subscript(value=cst.Call()))]:
            return True
        case [*_, cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple() | cst.List() as target)], value=cst.Call())]:
            pending: list[cst.BaseExpression] = [target]
            while pending:
                each = pending.pop()
                if isinstance(each, cst.Name) and not each.value.strip("_"):
                    return True
                if isinstance(each, (cst.Tuple, cst.List)):
                    pending.extend(element.value for element in each.elements)
            return False
        case _:
            return False


def called_after(context: Context, use: cst.CSTNode) -> str | None:
    """What the program calls the value that it makes of an expression: `last` in `last = state[-1].squeeze(0)`."""
    if context.seen.module is None:
        return None
    match surroundings(context.seen.module).statement(use):
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=target)])]):
            return own_name(target)
        case _:
            return None


def torch_name(context: Context, use: cst.CSTNode, name: str, package: str = "torch") -> str | None:
    """Something of torch as the program can call it at some place: `torch.cat`, `th.cat`, `cat`; None if it cannot."""
    if context.seen.module is None:
        return None
    around = surroundings(context.seen.module)
    for path, alias in sorted(_imported(around), key=lambda each: -len(each[0])):
        if path == f"{package}.{name}" and _means_that(around, alias, use):
            return alias
        inner = f"{package}.{name}".removeprefix(f"{path}.")
        if package.startswith(path) and inner != f"{package}.{name}" and _means_that(around, alias, use):
            return f"{alias}.{inner}"
    return None


def _imported(around: Surroundings) -> Iterator[tuple[str, str]]:
    """What the module imports at its top, by dotted path, and the name that it has then."""
    lines = [line for line in around.module.body if isinstance(line, cst.SimpleStatementLine)]
    for statement in (statement for line in lines for statement in line.body):
        if isinstance(statement, cst.Import):
            for each in statement.names:
                path = dotted(each.name) or ""
                alias = each.evaluated_alias
                yield (path, alias) if alias else (path.partition(".")[0],) * 2
        elif isinstance(statement, cst.ImportFrom) and not isinstance(statement.names, cst.ImportStar):
            module = "" if statement.relative or statement.module is None else dotted(statement.module)
            for each in statement.names if module else ():
                yield f"{module}.{each.evaluated_name}", each.evaluated_alias or each.evaluated_name


def _means_that(around: Surroundings, alias: str, use: cst.CSTNode) -> bool:
    """Whether a name that the module imports is the import's wherever the place is: nothing else binds it."""
    imports = (cst.ImportAlias, cst.AsName, cst.Attribute)
    for scope in (each for each in around.around(use) if isinstance(each, Scope)):
        for node in around.bound(scope, alias):
            if scope is not around.module or not isinstance(around.parents[node], imports):
                return False
    bound = [around.order[node] for node in around.bound(around.module, alias)]
    return bool(bound) and (around.scope(use) is not around.module or min(bound) < around.order[use])
