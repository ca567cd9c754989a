"""Which functions can lead to a finding at all, told from the words of a file before they are run.

A function that nothing calls is run with symbols for its parameters. Unless its words, and those of all it may call,
name a recurrent layer, or something that holds one by then, or ask a tensor for its own sizes and give them to a view,
nothing comes of it. Words are those of the text, comments included: too many names are taken for called, never too few.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from shapelint.domain.layout import is_laid_out
from shapelint.domain.recurrent import Kind
from shapelint.domain.value import Many, Module, Sequence, Tensor
from shapelint.interpreter import values
from shapelint.interpreter.guards import Guarded
from shapelint.interpreter.machine import is_home
from shapelint.interpreter.store import Store
from shapelint.interpreter.values import (
    BoundMethod,
    ChosenClass,
    ClassValue,
    Function,
    Imported,
    Instance,
    LibraryMethod,
    Parser,
    ProjectModule,
    ProjectName,
    Super,
    derives_from_recurrent,
)
from shapelint.torchlib.packing import PACKING

LAYERS = frozenset((*Kind.__members__, *PACKING, "TensorType"))
"""Words that make something of which a rule may have something to say."""
TOGETHER = (
    (frozenset(("getattr",)), frozenset(("hidden_size", "num_layers", "batch_first", "bidirectional", "proj_size"))),
    (frozenset(("view", "reshape")), frozenset(("size", "shape", "len"))),
)
"""Words that do so where one of the first and one of the second come together."""
BY_NAME = frozenset(("getattr", "setattr", "__dict__", "vars"))
LASTING = frozenset(("global", "nonlocal"))
_WORD = re.compile(r"\w+")
STATED = "Tensor, ''"
STATED_TENSOR = re.compile(r"Tensor\s*,\s*[rbuf]*[\"']", re.IGNORECASE)
"""A shape that an annotation states."""
TELLING = frozenset.union(LAYERS, BY_NAME, LASTING, *(words for pair in TOGETHER for words in pair))


@dataclass(frozen=True)
class _Reach:
    """What code comes to: the definitions that it may run, itself and by others, and the telling words among theirs."""

    definitions: set[str]
    marks: set[str]

    def is_live(self) -> bool:
        """Whether some rule may have something to say of it, whatever names hold."""
        if self.marks & LAYERS or STATED in self.marks:
            return True
        return any(self.marks & one and self.marks & other for one, other in TOGETHER)


class Outline:
    """The words of every definition of a file."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        """The outline of a text, whose tree this is."""
        self._lines = re.split(r"\r\n|\r|\n", text)
        self._functions: dict[tuple[str, str], set[str]] = {}
        self._classes: dict[str, list[str]] = {}
        self._named: dict[str, set[str]] = {}
        self._known: dict[str | tuple[str, str], tuple[set[str], frozenset[str], set[str]]] = {}
        self._led_to: dict[int, tuple[object, frozenset[str] | None]] = {}
        self._stated = STATED_TENSOR.search(text) is not None
        for owner, node in _definitions(tree.body, ""):
            self._add(owner, node)

    def _add(self, owner: str, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        words = set(_WORD.findall("\n".join(self._lines[first - 1 : node.end_lineno])))
        if isinstance(node, ast.ClassDef):
            self._classes.setdefault(_plain(node.name), []).append(node.name)
            for base in node.bases:  # what calls a method of the base may call that of a class that extends it
                for name in _WORD.findall(ast.unparse(base)):
                    self._named.setdefault(name, set()).update(words)
        else:
            if owner and "super" in words:
                words.add(owner)
            self._functions.setdefault((owner, node.name), set()).update(words)
        if node.name != "__init__":  # nobody says that name but with `super` or the class
            self._named.setdefault(node.name, set()).update(words)

    def holders(self, store: Store) -> Held:
        """What each name may hold by now, whoever has it; names for what nothing comes of are left out."""
        found: dict[str, frozenset[str] | None] = {}
        for name, value in store.items():
            _, leads_to = self._led_to.get(id(value)) or self._led_to.setdefault(id(value), (value, _leads_to(value)))
            if leads_to is None:
                found[name] = None
            elif leads_to and (known := found.get(name, NOTHING)) is not None:
                found[name] = leads_to | known
        return found

    def may_matter(self, function: Function, held: Held) -> bool:
        """Whether a function can lead to a finding, given what names hold before it is run (see `holders`)."""
        owner = "" if function.owner_class is None else function.owner_class.name
        reach = self._reach((owner, function.name), held) if (owner, function.name) in self._functions else None
        if reach is None or reach.is_live() or reach.marks & LASTING:
            return True
        if reach.marks & BY_NAME and None in held.values():
            return True
        return bool(reach.definitions & self._wanted)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """Classes that code with a layer in it may use: which of their parameters are passed matters."""
        classes = {name for names in self._classes.values() for name in names}
        reaches = (self._reach(function, {}) for function in self._functions)
        return frozenset(name for each in reaches if each and each.is_live() for name in each.definitions & classes)

    def _reach(self, function: tuple[str, str], held: Held) -> _Reach | None:
        """What a function comes to; None where that says a name for what matters."""
        reach = _Reach(set(), set())
        pending: list[str | tuple[str, str]] = [function]
        while pending:
            of = pending.pop()
            words, names, marks = self._said(of)
            reach.marks.update(marks)
            for word in held.keys() & words:
                leads_to = held[word]
                if leads_to is None:
                    return None
                names = names | leads_to
            new = names - reach.definitions
            reach.definitions.update(new)
            pending += new
        return reach

    def _said(self, of: str | tuple[str, str]) -> tuple[set[str], frozenset[str], set[str]]:
        """The words of what has this name, the definitions that it names, and the telling ones among its words."""
        if of not in self._known:
            words = self._named.get(of, set()) if isinstance(of, str) else self._functions[of]
            plain = self._classes.keys() & {_plain(word) for word in words} if self._classes else ()
            names = {*(self._named.keys() & words), *(name for each in plain for name in self._classes[each])}
            marks = words & TELLING | ({STATED} if self._stated and "Tensor" in words else set())
            self._known[of] = words, frozenset(names), marks
        return self._known[of]


Held = Mapping[str, "frozenset[str] | None"]
"""By name the definitions that what it holds leads to; None where it holds a layer, or what may be one."""
NOTHING: frozenset[str] = frozenset()


def _leads_to(value: object) -> frozenset[str] | None:
    return None if _matters(value) else frozenset(_names(value))


def _definitions(
    body: Iterable[ast.AST], owner: str
) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every definition with the class that it is a method of."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield owner, node
            yield from _definitions(node.body, node.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield owner, node
            yield from _definitions(node.body, "")
        elif isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _definitions(ast.iter_child_nodes(node), owner)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _matters(value: object) -> bool:
    """Whether a value holds a layer, what comes out of one, or something that is not known well enough."""
    match value:
        case Guarded(alternatives):
            return any(_matters(each) for _, each in alternatives)
        case Sequence(items=items):
            return derives_from_recurrent(value) or any(map(_matters, items))
        case Many(item):
            return _matters(item)
        case values.Mapping(entries):
            return any(_matters(each) for _, each in entries)
        case Module(children=children):
            return any(map(_matters, children))
        case LibraryMethod(receiver=receiver):
            return _matters(receiver)
        case BoundMethod(function=function, receiver=receiver):
            return _matters(function) or _matters(receiver)
        case Imported(path):
            return path.rpartition(".")[2] in LAYERS
        case Function(scopes=scopes) | ClassValue(scopes=scopes) | Instance(of=ClassValue(scopes=scopes)):
            return not is_home(scopes)
        case ProjectName() | ProjectModule() | ChosenClass() | Super() | Parser():
            return True
        case Tensor():
            return derives_from_recurrent(value) or is_laid_out(value)
        case _:
            return derives_from_recurrent(value)


def _names(value: object) -> Iterator[str]:
    """The names of the definitions that a value leads to."""
    match value:
        case Function(name=name) | ClassValue(name=name) | Instance(of=ClassValue(name=name)):
            yield name
        case BoundMethod(function=function, receiver=receiver):
            yield function.name
            yield from _names(receiver)
        case Guarded(alternatives):
            for _, each in alternatives:
                yield from _names(each)
        case Sequence(items=items):
            for each in items:
                yield from _names(each)
        case Many(item):
            yield from _names(item)
        case values.Mapping(entries):
            for _, each in entries:
                yield from _names(each)
        case Module(children=children):
            for each in children:
                yield from _names(each)
