"""Whether a program can come to a recurrent layer: by a name in its own code, or by what it imports from its project.

Most files that name a layer somewhere do so in a docstring or a comment. They matter only if a name that they import
leads to code of the project that makes a layer, statement by statement. Only files that name one are looked into, and
those that may pass names on: a wrapper of a wrapper of a layer, far from any word about it, is not looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from shapelint.layer_names import names_a_layer

if TYPE_CHECKING:
    from shapelint.project import ProjectFiles

MOST_NAMES = 400
"""Names that are looked up for one program; where they do not suffice, it is taken to come to a layer."""


def may_reach_a_layer(tree: ast.Module, project: ProjectFiles | None) -> bool:
    """Whether a program may hold or import a recurrent layer. False is certain, as far as imports are followed."""
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
            if isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                wanted = [each for each in node.names if only in (None, each.asname or each.name) or each.name == "*"]
                for each in wanted:
                    names = _uses(tree, None) if each.name == "*" and only is None else [only or each.name]
                    asked = names if each.name == "*" else [each.name]
                    if any(self._member(module, name, home, tree, each.asname or name) for name in asked):
                        return True
            elif isinstance(node, ast.Import):
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
            for attribute in set(_uses(tree, bound))
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


def _uses(tree: ast.AST, bound: str | None) -> Iterable[str]:
    """The attributes that a program reads of a name, on however many dots; of None all its names."""
    if bound is None:
        return set(_loaded(tree))
    return {name for node in ast.walk(tree) if isinstance(node, ast.Attribute) for name in _path(node, bound)}


def _path(node: ast.Attribute, root: str) -> Iterator[str]:
    """The attributes of a dotted name that begins with, or goes through, `root`."""
    match node.value:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name == root:
            yield node.attr


def _loaded(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
