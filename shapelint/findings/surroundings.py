"""Where a node stands in its file: what is around it, which names its function binds and reads, what runs before it.

Rules ask this for a fix, or where they have found something: nothing here is needed to find anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

import libcst as cst

from shapelint.frozen import dataclass
from shapelint.interpreter.bodies import parts

Scope = cst.Module | cst.ClassDef | cst.FunctionDef | cst.Lambda
SCOPES = (cst.Module, cst.ClassDef, cst.FunctionDef, cst.Lambda)
LOOPS = (cst.For, cst.While)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The nodes of one file."""

    module: cst.Module

    @cached_property
    def parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        """The node directly around each node but the module, in the order of the text."""
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        pending: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        pending.extend((each, self.module) for each in reversed(self.module.body))
        while pending:
            node, parent = pending.pop()
            found[node] = parent
            pending.extend([(each, node) for each in parts(node)][::-1])
        return found

    @cached_property
    def order(self) -> dict[cst.CSTNode, int]:
        """The number of each node in the order of the text."""
        return {node: number for number, node in enumerate(self.parents)}

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, from the inside out; none for a node of another file."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: cst.CSTNode) -> Scope | None:
        """The function, class or module that a node's names belong to."""
        return next((each for each in self.around(node) if isinstance(each, SCOPES)), None)

    def inside(self, scope: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Every node of a scope, nested ones included."""
        pending = list(parts(scope))
        while pending:
            node = pending.pop()
            yield node
            pending.extend(parts(node))

    @cached_property
    def _names(self) -> dict[Scope, dict[str, list[cst.Name]]]:
        return {}

    def names(self, scope: Scope) -> dict[str, list[cst.Name]]:
        """Every name in a scope's text, whatever it stands for there, with its places."""
        if scope not in self._names:
            found = self._names.setdefault(scope, {})
            for node in self.inside(scope):
                if isinstance(node, cst.Name):
                    found.setdefault(node.value, []).append(node)
        return self._names[scope]

    def bound(self, scope: Scope, name: str) -> list[cst.Name]:
        """Where a name is bound in a scope, or in one inside it that says that the name is of one outside."""
        found = []
        for node in self.names(scope).get(name, ()):
            if self._is_bound(node):
                own = self.scope(node)
                is_own_name = isinstance(self.parents[node], (cst.FunctionDef, cst.ClassDef)) and own is not scope
                declared = isinstance(self.parents[node], cst.NameItem)
                if own is scope or declared or (is_own_name and self.scope(self.parents[node]) is scope):
                    found.append(node)
        return found

    def read(self, scope: Scope, name: str) -> list[cst.Name]:
        """Where a name is read in a scope or inside it; names of attributes and arguments are others."""
        places = self.names(scope).get(name, ())
        return [node for node in places if not self._is_bound(node) and not self._is_label(node)]

    def _is_label(self, node: cst.Name) -> bool:
        parent = self.parents[node]
        if isinstance(parent, cst.Attribute):
            return parent.attr is node
        return isinstance(parent, cst.Arg) and parent.keyword is node

    def _is_bound(self, node: cst.Name) -> bool:
        """Whether a name is bound (deleted, declared) where it stands."""
        inner: cst.CSTNode = node
        for outer in self.around(node):
            match outer:
                case cst.Element() | cst.StarredElement() | cst.Tuple() | cst.List():
                    inner = outer
                case cst.Attribute() if outer.value is inner and self._is_imported(outer):
                    inner = outer
                case cst.ImportAlias():
                    return outer.asname is None
                case cst.AssignTarget() | cst.AsName() | cst.NameItem() | cst.Del():
                    return True
                case cst.AnnAssign() | cst.AugAssign() | cst.NamedExpr() | cst.For() | cst.CompFor():
                    return outer.target is inner
                case cst.FunctionDef() | cst.ClassDef() | cst.Param():
                    return outer.name is inner
                case cst.MatchAs() | cst.MatchStar() | cst.MatchMapping():
                    return True
                case _:
                    return False
        return False

    def _is_imported(self, node: cst.CSTNode) -> bool:
        """Whether a dotted name is what an import names."""
        outer = next(each for each in self.around(node) if not isinstance(each, cst.Attribute))
        return isinstance(outer, cst.ImportAlias)

    def statement(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """The line of simple statements that a node stands in, on a row of its own."""
        return next((each for each in self.around(node) if isinstance(each, cst.SimpleStatementLine)), None)

    def indentation(self, node: cst.CSTNode) -> str:
        """What the lines of the block around a node begin with."""
        blocks = [each for each in self.around(node) if isinstance(each, cst.IndentedBlock)]
        return "".join(each.indent or self.module.default_indent for each in reversed(blocks))

    def runs_before(self, statement: cst.CSTNode, use: cst.CSTNode) -> bool:
        """Whether a statement has always run, in the same turn of every loop around it, when a node is reached."""
        outer = [use, *self.around(use)]
        while statement in self.parents:
            block = self.parents[statement]
            if block in outer:
                within = outer[outer.index(block) - 1]
                return isinstance(block, (cst.Module, cst.IndentedBlock)) and self.order[statement] < self.order[within]
            if not isinstance(self.parents.get(block), cst.With):
                return False
            statement = self.parents[block]
        return False

    def keeps(self, name: str, statement: cst.CSTNode, use: cst.CSTNode) -> bool:
        """Whether a name that a statement binds still holds the same when a node after it is reached."""
        scope = self.scope(use)
        if scope is None or scope is not self.scope(statement):
            return False
        own = {node for node in self.inside(statement) if isinstance(node, cst.Name)}
        outer = list(self.around(statement))
        in_loop = any(isinstance(each, LOOPS) and each not in outer for each in self.around(use))
        for node in [*self.bound(scope, name), *self.changed(scope, name)]:
            if isinstance(self.parents[node], cst.NameItem):
                return False
            if node not in own and self.order[node] > self.order[statement]:
                if in_loop or self.order[node] < self.order[use]:
                    return False
        return sum(node.value == name and self._is_bound(node) for node in own) == 1

    def changed(self, scope: Scope, name: str) -> list[cst.Name]:
        """Where what a name of a scope holds is changed in place."""
        return [node for node in self.read(scope, name) if self._is_changed(node)]

    def _is_changed(self, node: cst.Name) -> bool:
        """Whether what a name holds is changed in place: `h[0] = ...`, `h.zero_()`."""
        outer = self.parents[node]
        if isinstance(outer, cst.Attribute):
            return outer.attr.value.endswith("_")
        pattern = (cst.Element, cst.Tuple, cst.List)
        above = next(each for each in self.around(outer) if not isinstance(each, pattern))
        is_target = isinstance(above, cst.AugAssign) and above.target is outer
        return isinstance(outer, cst.Subscript) and (is_target or isinstance(above, (cst.AssignTarget, cst.Del)))

    def reads_until_rebound(self, line: cst.SimpleStatementLine, name: str) -> list[cst.Name] | None:
        """Where a name that a line binds is read before something else binds it; None where that may depend."""
        block, scope = self.parents[line], self.scope(line)
        if scope is None or not isinstance(block, (cst.Module, cst.IndentedBlock)) or self._is_repeated(line, scope):
            return None
        places = {id(each): number for number, each in enumerate(block.body)}
        bound = [self._place_in(places, node) for node in self.bound(scope, name)]
        parameters = [node for node in self.bound(scope, name) if isinstance(self.parents[node], cst.Param)]
        here = places[id(line)]
        if bound.count(None) > len(parameters) or bound.count(here) != 1:
            return None
        following = min((place for place in bound if place is not None and place > here), default=len(places))
        found = [(node, self._place_in(places, node)) for node in self.read(scope, name)]
        if any(place is None for _, place in found):
            return None
        return [node for node, place in found if place is not None and here < place <= following]

    def _is_repeated(self, line: cst.CSTNode, scope: Scope) -> bool:
        """Whether a loop of the same scope runs a line several times."""
        for outer in self.around(line):
            if outer is scope:
                return False
            if isinstance(outer, LOOPS):
                return True
        return False

    def _place_in(self, places: dict[int, int], node: cst.CSTNode) -> int | None:
        """The statement of a block, by number, that a node stands in."""
        return next((places[id(each)] for each in self.around(node) if id(each) in places), None)


@lru_cache(maxsize=1)
def surroundings(module: cst.Module) -> Surroundings:
    """The surroundings of a file's nodes."""
    return Surroundings(module)
