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

MOST_QUESTIONS = 200
"""Questions that are asked of a project for one program; if they do not suffice, it may reach a layer."""


def may_reach_a_layer(tree: ast.Module, project: ProjectFiles | None) -> bool:
    """Whether a program may hold or import a recurrent layer; without a project its own names decide."""
    if names_a_layer(tree):
        return True
    return project is not None and _Search(project).imports(tree, project.home, tree)


class _Search:
    """One search through the files of a project. No question is asked twice, so cycles end.

    Of a module that is imported, only those names count that are read in `uses`, where it is called `bound`.
    """

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._asked: set[tuple[object, ...]] = set()

    def imports(self, tree: ast.AST, home: str, uses: ast.AST, only: str | None = None, bound: str = "") -> bool:
        """Whether an import inside this tree of the file `home` leads to a layer, of one name or of all."""
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom() if self._from(node, home, uses, only, bound):
                    return True
                case ast.Import() if self._import(node, home, uses, only, bound):
                    return True
        return False

    def _from(self, node: ast.ImportFrom, home: str, uses: ast.AST, only: str | None, bound: str) -> bool:
        """`from module import a as b, c`, `from module import *`."""
        module = "." * node.level + (node.module or "")
        for each in node.names:
            name = each.asname or each.name
            if each.name == "*":
                names = set(_loaded(uses)) if only is None else {only}
            else:
                names = {each.name} if only in (None, name) else set()
            if any(self._member(module, found, home, uses, bound or each.asname or found) for found in names):
                return True
        return False

    def _import(self, node: ast.Import, home: str, uses: ast.AST, only: str | None, bound: str) -> bool:
        """`import a.b`, `import a.b as c`."""
        for each in node.names:
            name = each.asname or each.name.partition(".")[0]
            module = each.name if each.asname else name
            if only in (None, name) and self._module(module, home, uses, bound or name):
                return True
        return False

    def _member(self, module: str, name: str, importer: str, uses: ast.AST, bound: str) -> bool:
        """`from module import name as bound`."""
        home = self._project.find(module, importer)
        if home is not None and self._name(home, name, uses, bound):
            return True
        inner = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        return home is not None and self._module(inner, importer, uses, bound)

    def _module(self, module: str, importer: str, uses: ast.AST, bound: str) -> bool:
        """A module, of which a program uses the attributes of `bound`."""
        home = self._project.find(module, importer)
        return home is not None and any(
            self._name(home, attribute, uses, attribute)
            or self._module(f"{module}.{attribute}", importer, uses, attribute)
            for attribute in _attributes(uses, bound)
        )

    def _name(self, home: str, name: str, uses: ast.AST, bound: str) -> bool:
        """Whether what a file binds to a name leads to a layer."""
        if self._is_old((home, name, uses, bound)):
            return self._is_over
        excerpts = self._project.open(home) if self._project.tells_of_layers(home) else None
        if excerpts is None:
            return False
        binders = [node for at in excerpts.binders(name) or excerpts.stars for node in excerpts.syntax(at)]
        if any(self.imports(node, home, uses, name, bound) for node in binders):
            return True
        if self._is_old((home, name)):
            return self._is_over
        return any(self._statement(node, home, name) for node in binders)

    def _statement(self, node: ast.stmt, home: str, name: str) -> bool:
        """Whether a statement that binds a name makes a layer, or uses what leads to one."""
        if names_a_layer(ast.Module([node], [])) or self.imports(node, home, node, name):
            return True
        return any(self._name(home, used, node, used) for used in set(_loaded(node)))

    @property
    def _is_over(self) -> bool:
        return len(self._asked) > MOST_QUESTIONS

    def _is_old(self, question: tuple[object, ...]) -> bool:
        """Whether a question was asked before; it is noted."""
        is_old = question in self._asked or self._is_over
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
