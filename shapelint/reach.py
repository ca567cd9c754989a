"""Whether a program can come to a recurrent layer: by a name in its own code, or by what it imports from its project.

Most files that name a layer somewhere do so in a docstring or a comment. They matter only if a name that they import
leads to code of the project that makes a layer, statement by statement. Only files that name one are looked into, and
those that may pass names on: a wrapper of a wrapper of a layer, far from any word about it, is not looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapelint.layer_names import names_a_layer

if TYPE_CHECKING:
    from shapelint.project import ProjectFiles

MOST_NAMES = 100
"""Names that are looked up for one program, one from within the other; if they do not suffice, it may reach a layer."""


def may_reach_a_layer(tree: ast.Module, project: ProjectFiles | None) -> bool:
    """Whether a program may hold or import a recurrent layer; without a project its own names decide."""
    if names_a_layer(tree):
        return True
    return project is not None and _Search(project).imports(tree, project.home)


class _Search:
    """One search through the files of a project. No name is looked up twice, so cycles end."""

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._asked: set[tuple[str, str]] = set()

    def imports(self, tree: ast.AST, home: str, only: str | None = None) -> bool:
        """Whether an import inside this tree of the file `home`, of one name or of all, leads to a layer."""
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom() if self._from(node, tree, home, only):
                    return True
                case ast.Import() if self._import(node, tree, home, only):
                    return True
        return False

    def _from(self, node: ast.ImportFrom, tree: ast.AST, home: str, only: str | None) -> bool:
        """`from module import a as b, c`, `from module import *`."""
        module = "." * node.level + (node.module or "")
        for each in node.names:
            bound = each.asname or each.name
            if each.name == "*":
                names = set(_loaded(tree)) if only is None else {only}
            else:
                names = {each.name} if only in (None, bound) else set()
            if any(self._member(module, name, home, tree, each.asname or name) for name in names):
                return True
        return False

    def _import(self, node: ast.Import, tree: ast.AST, home: str, only: str | None) -> bool:
        """`import a.b`, `import a.b as c`."""
        for each in node.names:
            bound = each.asname or each.name.partition(".")[0]
            if only in (None, bound) and self._module(each.name if each.asname else bound, home, tree, bound):
                return True
        return False

    def _member(self, module: str, name: str, importer: str, tree: ast.AST, bound: str) -> bool:
        """`from module import name as bound`."""
        home = self._project.find(module, importer)
        if home is not None and self._name(home, name):
            return True
        inner = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        return home is not None and self._module(inner, importer, tree, bound)

    def _module(self, module: str, importer: str, tree: ast.AST, bound: str) -> bool:
        """A module, of which a program uses the attributes of `bound`."""
        home = self._project.find(module, importer)
        if home is None or self._is_old((home, f"{bound}.")):
            return False
        return any(
            self._name(home, attribute) or self._module(f"{module}.{attribute}", importer, tree, attribute)
            for attribute in _attributes(tree, bound)
        )

    def _name(self, home: str, name: str) -> bool:
        """Whether what a file binds to a name leads to a layer."""
        if self._is_old((home, name)):
            return len(self._asked) > MOST_NAMES
        excerpts = self._project.open(home) if self._project.tells_of_layers(home) else None
        if excerpts is None:
            return False
        for number in excerpts.binders(name) or excerpts.stars:
            for node in excerpts.syntax(number):
                whole = ast.Module([node], [])
                if names_a_layer(whole) or self.imports(whole, home, name):
                    return True
                if any(self._name(home, used) for used in set(_loaded(node)) if excerpts.binders(used)):
                    return True
        return False

    def _is_old(self, question: tuple[str, str]) -> bool:
        """Whether a question was asked before; it is noted."""
        is_old = question in self._asked or len(self._asked) > MOST_NAMES
        self._asked.add(question)
        return is_old


def _attributes(tree: ast.AST, of: str) -> set[str]:
    """What a program reads of a name, or of an attribute of this name: `b` and `c` of `of` in `of.b` and `a.of.c`."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=attribute) if name == of:
                found.add(attribute)
    return found


def _loaded(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
