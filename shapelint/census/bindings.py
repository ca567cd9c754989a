"""The names and attributes of a program, each with every expression that it is bound to, in whatever branch."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import field
from enum import Enum

import libcst as cst

from shapelint.frozen import dataclass
from shapelint.interpreter.bodies import parts
from shapelint.interpreter.spelling import dotted, string

UNSEEN = (cst.Annotation, cst.Import, cst.ImportFrom)
ANY = "*"
"""The attribute that `setattr(self, f"rnn{i}", ...)` binds: one whose name is not written out."""


class Way(Enum):
    """How a name comes to what it is bound to: as it is, as one of its items, or as what contains it."""

    WHOLE = "whole"
    ITEM = "item"
    INSIDE = "inside"


@dataclasses.dataclass(eq=False)
class Scope:
    """A function, a class or the module. `of_class` is the class of a method, and of the class itself."""

    node: cst.CSTNode
    parent: Scope | None = None
    of_class: Scope | None = None
    receiver: str = ""
    names: dict[str, list[Source]] = field(default_factory=lambda: defaultdict(list))
    attributes: dict[str, list[Source]] = field(default_factory=lambda: defaultdict(list))
    returns: list[cst.BaseExpression] = field(default_factory=list)
    outer: set[str] = field(default_factory=set)

    @property
    def is_class(self) -> bool:
        """Whether it is a class, whose names its methods do not see."""
        return isinstance(self.node, cst.ClassDef)


@dataclass(frozen=True)
class Source:
    """What something is bound to: an expression, read in its scope, or an imported path, or a definition."""

    of: cst.BaseExpression | cst.FunctionDef | cst.ClassDef | str
    scope: Scope
    way: Way = Way.WHOLE


@dataclasses.dataclass
class Bindings:
    """Every scope of a program, the module first, and every call with the scope that it stands in."""

    scopes: list[Scope] = field(default_factory=list)
    calls: list[tuple[cst.Call, Scope]] = field(default_factory=list)
    stars: set[str] = field(default_factory=set)
    by_node: dict[cst.CSTNode, Scope] = field(default_factory=dict)


def read(module: cst.Module) -> Bindings:
    """The bindings of a program."""
    program = Bindings()
    top = _opened(program, Scope(module))
    pending: list[tuple[cst.CSTNode, Scope]] = [(part, top) for part in parts(module)]
    while pending:
        node, scope = pending.pop()
        inner = _read(program, node, scope)
        if not isinstance(node, UNSEEN):
            pending.extend((part, inner) for part in parts(node))
    return program


def _opened(program: Bindings, scope: Scope) -> Scope:
    program.scopes.append(scope)
    program.by_node[scope.node] = scope
    return scope


def _read(program: Bindings, node: cst.CSTNode, scope: Scope) -> Scope:
    """Bind what a node binds; the scope of what is inside it."""
    match node:
        case cst.ClassDef(name=name):
            _bind(scope, name.value, Source(node, scope))
            inner = Scope(node, scope)
            inner.of_class = inner
            return _opened(program, inner)
        case cst.FunctionDef() | cst.Lambda():
            return _function(program, node, scope)
        case cst.Import(names=names):
            for alias in names:
                _import(scope, alias, "")
        case cst.ImportFrom():
            _import_from(program, node, scope)
        case cst.Return(value=cst.BaseExpression() as value):
            scope.returns.append(value)
        case cst.Global(names=items) | cst.Nonlocal(names=items):
            scope.outer |= {item.name.value for item in items}
        case cst.Call():
            program.calls.append((node, scope))
            _grown(scope, node)
        case _:
            _bind_targets(node, scope)
    return scope


def _bind_targets(node: cst.CSTNode, scope: Scope) -> None:
    """Bind the targets of an assignment, a loop or a `with`."""
    match node:
        case cst.Assign(targets=targets, value=value):
            for target in targets:
                _assign(scope, target.target, Source(value, scope))
        case cst.AnnAssign(target=target, value=cst.BaseExpression() as value):
            _assign(scope, target, Source(value, scope))
        case cst.NamedExpr(target=target, value=value) | cst.AugAssign(target=target, value=value):
            _assign(scope, target, Source(value, scope))
        case cst.For(target=target, iter=over) | cst.CompFor(target=target, iter=over):
            _loop(scope, target, over)
        case cst.WithItem(item=item, asname=cst.AsName(name=cst.BaseExpression() as target)):
            _assign(scope, target, Source(item, scope))
        case _:
            pass


def _function(program: Bindings, node: cst.FunctionDef | cst.Lambda, scope: Scope) -> Scope:
    inner = _opened(program, Scope(node, scope, scope.of_class))
    if isinstance(node, cst.FunctionDef):
        _bind(scope, node.name.value, Source(node, scope))
        first = next(iter((*node.params.posonly_params, *node.params.params)), None)
        inner.receiver = first.name.value if scope.is_class and first is not None else scope.receiver
    else:
        inner.receiver = scope.receiver
        inner.returns.append(node.body)
    for parameter in parameters(node):
        if parameter.default is not None:
            _bind(inner, parameter.name.value, Source(parameter.default, scope))
        else:
            inner.names.setdefault(parameter.name.value, [])
    return inner


def parameters(node: cst.FunctionDef | cst.Lambda) -> tuple[cst.Param, ...]:
    """The parameters that have a name and may be passed one by one."""
    given = node.params
    return (*given.posonly_params, *given.params, *given.kwonly_params)


def _import(scope: Scope, alias: cst.ImportAlias, parent: str) -> None:
    path = dotted(alias.name) or ""
    if isinstance(alias.asname, cst.AsName) and isinstance(alias.asname.name, cst.Name):
        _bind(scope, alias.asname.name.value, Source(parent + path, scope))
    else:
        first = path if parent else path.partition(".")[0]
        _bind(scope, first, Source(parent + first, scope))


def _import_from(program: Bindings, node: cst.ImportFrom, scope: Scope) -> None:
    module = "." * len(node.relative) + (dotted(node.module) or "" if node.module is not None else "")
    if isinstance(node.names, cst.ImportStar):
        program.stars.add(module)
        return
    for alias in node.names:
        _import(scope, alias, f"{module}.")


def _bind(scope: Scope, name: str, source: Source) -> None:
    owner = scope
    if name in scope.outer:
        while owner.parent is not None and (owner is scope or name not in owner.names):
            owner = owner.parent
    owner.names[name].append(source)


def _assign(scope: Scope, target: cst.BaseExpression, source: Source) -> None:
    match target:
        case cst.Name(value=name):
            _bind(scope, name, source)
        case cst.Attribute(value=cst.Name(value=receiver), attr=attr):
            owner = scope.of_class
            if owner is not None and receiver in (scope.receiver, owner.node.name.value):  # type: ignore[attr-defined]
                owner.attributes[attr.value].append(source)
            else:
                top(scope).attributes[attr.value].append(source)
        case cst.Attribute(attr=attr):
            top(scope).attributes[attr.value].append(source)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element, part in zip(elements, _parts_of(source, len(elements)), strict=True):
                _assign(scope, element.value, part)
        case cst.Subscript(value=inner):
            _assign(scope, inner, Source(source.of, source.scope, Way.INSIDE))


def top(scope: Scope) -> Scope:
    """The module's scope: it holds the attributes of objects whose class is not told by the spelling."""
    while scope.parent is not None:
        scope = scope.parent
    return scope


def _parts_of(source: Source, count: int) -> Iterator[Source]:
    """What each of several targets gets: the expression written for it, or one of the items of all."""
    match source.of:
        case cst.Tuple(elements=elements) | cst.List(elements=elements) if (
            len(elements) == count and source.way is Way.WHOLE
        ):
            yield from (Source(element.value, source.scope) for element in elements)
        case _:
            yield from [Source(source.of, source.scope, Way.ITEM)] * count


def _loop(scope: Scope, target: cst.BaseExpression, over: cst.BaseExpression) -> None:
    """`for target in over`: the items of `over`; of `enumerate`, `zip` and `items()` those in the same place."""
    elements = target.elements if isinstance(target, (cst.Tuple, cst.List)) else ()
    match over:
        case cst.Call(func=cst.Name(value="enumerate"), args=[first, *_]) if len(elements) == 2:
            _loop(scope, elements[1].value, first.value)
        case cst.Call(func=cst.Name(value="zip"), args=given) if len(elements) == len(given):
            for element, argument in zip(elements, given, strict=True):
                _loop(scope, element.value, argument.value)
        case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="items"))) if len(elements) == 2:
            _loop(scope, elements[1].value, inner)
        case _:
            _assign(scope, target, Source(over, scope, Way.ITEM))


def _grown(scope: Scope, call: cst.Call) -> None:
    """`xs.append(layer)`, `self.add_module(name, layer)`, `setattr(self, name, layer)`."""
    match call:
        case cst.Call(func=cst.Attribute(value=target, attr=cst.Name(value="append" | "insert")), args=[*_, last]):
            _assign(scope, target, Source(last.value, scope, Way.INSIDE))
        case cst.Call(func=cst.Attribute(value=target, attr=cst.Name(value="extend" | "update")), args=[last]):
            _assign(scope, target, Source(last.value, scope))
        case (
            cst.Call(func=cst.Name(value="setattr"), args=[target_, name, last])
            | cst.Call(
                func=cst.Attribute(value=target_, attr=cst.Name(value="add_module" | "register_module")),
                args=[name, last],
            )
        ):
            receiver = target_.value if isinstance(target_, cst.Arg) else target_
            _assign(scope, cst.Attribute(receiver, cst.Name(written(name.value) or "any_")), Source(last.value, scope))
            if written(name.value) is None and scope.of_class is not None:
                scope.of_class.attributes[ANY].append(Source(last.value, scope))


def written(node: cst.BaseExpression) -> str | None:
    """A string that is written out."""
    value = string(node)
    return value if isinstance(value, str) and value.isidentifier() else None
