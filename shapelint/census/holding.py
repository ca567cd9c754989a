"""What the expressions of a program hold: tokens carried along its bindings until nothing is added any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from shapelint.census.bindings import ANY, Bindings, Scope, Source, Way, parameters, top, written
from shapelint.census.tokens import (
    CHOSEN,
    CLASS,
    LAYER,
    NOTHING,
    RECURRENT,
    Definition,
    Held,
    Path,
    Token,
    Tokens,
    What,
    as_held,
    put_in,
    taken_out,
)
from shapelint.interpreter.library import RECURRENT_WORDS, WRAPPERS
from shapelint.interpreter.spelling import spelled
from shapelint.torchlib.modules import RETURN_SELF
from shapelint.torchlib.names import LAYER_NAME, canonical

MOST_ROUNDS = 12
PASSING = WRAPPERS | {"functools.partial", "builtins.list", "builtins.tuple", "builtins.reversed", "builtins.iter"}
"""Calls that hold what their first argument holds."""
CONTAINERS = frozenset(("torch.nn.ModuleList", "torch.nn.ModuleDict", "torch.nn.Sequential", "builtins.dict"))
CONTAINERS |= {"collections.OrderedDict"}
OF_CONTAINERS = frozenset(("values", "items", "copy", "children"))
_BUILTIN = frozenset(("list", "tuple", "reversed", "iter", "dict", "getattr", "next", "eval"))


class Reader:
    """Answers what an expression holds in a scope."""

    def __init__(self, program: Bindings) -> None:
        """Carry tokens along every binding. Raises RecursionError for an expression that is nested too deeply."""
        self._program = program
        self._held: dict[tuple[Scope, str, str], Tokens] = {}
        self._classes = [scope for scope in program.scopes if scope.is_class]
        self._methods: dict[str, list[Scope]] = {}
        for scope in program.scopes:
            if scope.parent is not None and scope.parent.is_class and isinstance(scope.node, cst.FunctionDef):
                self._methods.setdefault(scope.node.name.value, []).append(scope)
        for _ in range(MOST_ROUNDS):
            before = dict(self._held)
            self._carry()
            if self._held == before:
                break

    def _carry(self) -> None:
        for scope in self._program.scopes:
            for table, names in (("name", scope.names), ("attribute", scope.attributes)):
                for name, sources in names.items():
                    self._add((scope, table, name), (token for each in sources for token in self._of(each)))
            self._add((scope, "returns", ""), self._all(scope.returns, scope))
        for call, scope in self._program.calls:
            self._pass(call, scope)

    def _add(self, key: tuple[Scope, str, str], tokens: Iterable[Token]) -> None:
        self._held[key] = self._held.get(key, NOTHING) | frozenset(tokens)

    def _of(self, source: Source) -> Tokens:
        match source.of:
            case str() as path:
                return frozenset({Path(canonical(path))})
            case cst.FunctionDef() | cst.ClassDef() as node:
                return frozenset({Definition(node)})
            case expression:
                tokens = self.holds(expression, source.scope)
        return {Way.WHOLE: lambda: tokens, Way.ITEM: lambda: taken_out(tokens), Way.INSIDE: lambda: put_in(tokens)}[
            source.way
        ]()

    def _pass(self, call: cst.Call, scope: Scope) -> None:
        """Layers and classes that a call of the file's own code passes are held by its parameters."""
        passed = [(argument, self.holds(argument.value, scope)) for argument in call.args]
        if not any(as_held(token) for _, tokens in passed for token in tokens):
            return
        for function, skipped in self._called(call.func, scope):
            names = [parameter.name.value for parameter in parameters(function)][skipped:]
            for i, (argument, tokens) in enumerate(passed):
                name = argument.keyword.value if argument.keyword is not None else names[i] if i < len(names) else ""
                if name in names and not argument.star:
                    self._add((self._program.by_node[function], "name", name), filter(as_held, tokens))

    def _called(self, callee: cst.BaseExpression, scope: Scope) -> Iterator[tuple[cst.FunctionDef | cst.Lambda, int]]:
        for token in self.holds(callee, scope):
            match token:
                case Definition(cst.ClassDef() as node):
                    yield from ((each, 1) for each in self.methods(node, "__init__"))
                case Definition((cst.FunctionDef() | cst.Lambda()) as function):
                    yield function, int(isinstance(callee, cst.Attribute))

    def holds(self, node: cst.BaseExpression, scope: Scope) -> Tokens:
        """What an expression holds."""
        match node:
            case cst.Name(value=name):
                return self._name(name, scope)
            case cst.Attribute(value=base, attr=attr):
                return self._attribute(base, attr.value, scope)
            case cst.Call():
                return self._result(node, scope)
            case cst.Subscript(value=base):
                return self._item(node, base, scope)
            case cst.Tuple(elements=elements) | cst.List(elements=elements) | cst.Set(elements=elements):
                return put_in(self._all((element.value for element in elements), scope))
            case cst.Dict(elements=entries):
                return put_in(self._all((entry.value for entry in entries), scope))
            case cst.ListComp(elt=each) | cst.GeneratorExp(elt=each) | cst.SetComp(elt=each) | cst.DictComp(value=each):
                return put_in(self.holds(each, scope))
            case cst.IfExp(body=first, orelse=second) | cst.BooleanOperation(left=first, right=second):
                return self._all((first, second), scope)
            case cst.BinaryOperation(left=first, right=second):
                return frozenset(t for t in self._all((first, second), scope) if isinstance(t, Held) and t.inside)
            case cst.NamedExpr(value=value) | cst.Await(expression=value):
                return self.holds(value, scope)
            case cst.Lambda():
                return frozenset({Definition(node)})
            case _:
                return NOTHING

    def _all(self, nodes: Iterable[cst.BaseExpression], scope: Scope) -> Tokens:
        return frozenset().union(*(self.holds(node, scope) for node in nodes))

    def _name(self, name: str, scope: Scope) -> Tokens:
        at: Scope | None = scope
        while at is not None:
            if name in at.names and name not in at.outer and (not at.is_class or at is scope):
                return self._held.get((at, "name", name), NOTHING)
            at = at.parent
        if "torch.nn" in self._program.stars and f"torch.nn.{name}" in RECURRENT:
            return frozenset({CLASS})
        if "torch" in self._program.stars and name == "nn":
            return frozenset({Path("torch.nn")})
        return frozenset({Path(f"builtins.{name}")}) if name in _BUILTIN else NOTHING

    def _attribute(self, base: cst.BaseExpression, name: str, scope: Scope) -> Tokens:
        owner = scope.of_class
        if owner is not None and isinstance(base, cst.Name) and base.value == scope.receiver:
            return self._of_classes(self._family(owner), name)
        found: set[Token] = set()
        known = self.holds(base, scope)
        for token in known:
            match token:
                case Path(text):
                    found.add(Path(canonical(f"{text}.{name}")))
                case Definition(cst.ClassDef() as node):
                    found |= self._of_classes(self._family(self._program.by_node[node]), name)
        if not known:
            found |= self._of_classes([*self._classes, top(scope)], name)
        return frozenset(found)

    def _of_classes(self, classes: Iterable[Scope], name: str) -> Tokens:
        tables = ("attribute", "name")
        return frozenset(t for each in classes for table in tables for t in self._held.get((each, table, name), ()))

    def _item(self, node: cst.Subscript, base: cst.BaseExpression, scope: Scope) -> Tokens:
        tokens = self.holds(base, scope)
        if Path("torch.nn.__dict__") in tokens:
            return _chosen(spelled(node, 200))
        return taken_out(tokens)

    def _result(self, call: cst.Call, scope: Scope) -> Tokens:
        """What a call gives back."""
        found: set[Token] = {LAYER} if self.is_inherited(call, scope) else set()
        first = call.args[0].value if call.args else None
        for token in self.holds(call.func, scope):
            match token:
                case Path("builtins.getattr" | "builtins.eval"):
                    found |= self._looked_up(call, scope)
                case Path(text) if text in PASSING and first is not None:
                    found |= self.holds(first, scope)
                case Path(text) if text in CONTAINERS:
                    found |= put_in(self._all((argument.value for argument in call.args), scope))
                case Path("builtins.next") if first is not None:
                    found |= taken_out(self.holds(first, scope))
                case Definition(cst.ClassDef() as node):
                    found |= {LAYER} if self.is_layer(node) and not self.methods(node, "forward") else set()
                case Definition(function):
                    inner = self._program.by_node[function]
                    found |= self._held.get((inner, "returns", ""), NOTHING)
                case _ if is_class(token, call):
                    found.add(LAYER)
        return frozenset(found | self._method(call, scope))

    def is_inherited(self, call: cst.Call, scope: Scope) -> bool:
        """`self.rnn_cell(..., batch_first=True)` of a class whose base is in another file and binds that attribute."""
        owner, callee = scope.of_class, call.func
        if owner is None or not isinstance(callee, cst.Attribute) or not isinstance(callee.value, cst.Name):
            return False
        if callee.value.value != scope.receiver or not is_class(CHOSEN, call):
            return False
        name, family = callee.attr.value, self._family(owner)
        return not any(name in each.names or name in each.attributes for each in family) and any(
            isinstance(each.node, cst.ClassDef) and each.node.bases for each in family
        )

    def _method(self, call: cst.Call, scope: Scope) -> Tokens:
        match call.func:
            case cst.Attribute(value=base, attr=cst.Name(value=name)) if name in RETURN_SELF | OF_CONTAINERS:
                return frozenset(token for token in self.holds(base, scope) if isinstance(token, Held))
            case cst.Attribute(value=base, attr=cst.Name(value="get" | "pop" | "__getitem__")):
                return taken_out(self.holds(base, scope))
            case _:
                return NOTHING

    def _looked_up(self, call: cst.Call, scope: Scope) -> Tokens:
        """`getattr(nn, kind)`, `getattr(self, f"rnn{i}")`, `eval("nn." + kind)`."""
        match call.args:
            case [cst.Arg(value=base), cst.Arg(value=name), *_]:
                known = written(name)
                if known is not None:
                    return self._attribute(base, known, scope)
                if Path("torch.nn") in self.holds(base, scope):
                    return _chosen(spelled(name, 200))
                return self._attribute(base, ANY, scope)
            case [cst.Arg(value=text)]:
                words = spelled(text, 200)
                return _chosen(words) if "nn." in words else NOTHING
            case _:
                return NOTHING

    def _family(self, of: Scope) -> list[Scope]:
        """A class, its bases and its subclasses in the file."""
        above = self._lineage(of)
        below = [each for each in self._classes if of in self._lineage(each)]
        return list(dict.fromkeys([*above, *below]))

    def _lineage(self, of: Scope) -> list[Scope]:
        found = [of]
        for each in found:
            assert isinstance(each.node, cst.ClassDef) and each.parent is not None
            for base in each.node.bases:
                for token in self.holds(base.value, each.parent) if isinstance(base.value, cst.Name) else ():
                    if isinstance(token, Definition) and isinstance(token.node, cst.ClassDef):
                        scope = self._program.by_node[token.node]
                        found += [scope] if scope not in found else []
        return found

    def is_layer(self, node: cst.ClassDef) -> bool:
        """Whether a class of the file extends a recurrent one of torch."""
        for each in self._lineage(self._program.by_node[node]):
            assert isinstance(each.node, cst.ClassDef) and each.parent is not None
            for base in each.node.bases:
                if any(as_held(token) == CLASS for token in self.holds(base.value, each.parent)):
                    return True
        return False

    def methods(self, node: cst.ClassDef, name: str) -> list[cst.FunctionDef]:
        """The methods of this name that the file gives a class, its own first."""
        lineage = self._lineage(self._program.by_node[node])
        return [
            method.node
            for each in lineage
            for method in self._methods.get(name, ())
            if method.parent is each and isinstance(method.node, cst.FunctionDef)
        ]


def is_class(token: Token, call: cst.Call) -> bool:
    """Whether calling this makes a layer: for a class chosen by an unknown name its arguments tell."""
    if token == CHOSEN:
        return any(argument.keyword is not None and argument.keyword.value in RECURRENT_WORDS for argument in call.args)
    return as_held(token) == CLASS


def _chosen(words: str) -> Tokens:
    """A class of `torch.nn` by a name that is worked out; the words that work it out often say of what kind it is."""
    return frozenset({CLASS if LAYER_NAME.match(words) else Held(What.CHOSEN)})
