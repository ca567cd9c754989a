"""Names that a fix can write: torch's as the program has imported it, new ones that nothing else uses."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from shapelint.interpreter.events import Context
from shapelint.interpreter.spelling import dotted
from shapelint.interpreter.surroundings import Scope, Surroundings, surroundings


def free_name(around: Surroundings, scope: Scope, wanted: tuple[str, ...]) -> str | None:
    """The first of some names that is nowhere in a scope."""
    used = {node.value for node in around.names(scope)}
    return next((name for name in wanted if name not in used), None)


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
