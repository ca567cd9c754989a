"""What a rule is, and how the catalogue is found.

A rule is one module of the folder `rules/` (installed as `shapelint.rules`): its docstring is the rule's page, `RULE`
its name card, and `check`, where it has one, a function from one kind of event to findings. The annotation of `check`'s
first parameter says which events it is called with. A rule is registered because its module is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import field
from functools import cache, cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from shapelint.diagnostic import Applicability, Severity
from shapelint.frozen import dataclass
from shapelint.rule_folders import PACKAGE, RuleError, rule_files, rule_folders

if TYPE_CHECKING:
    import libcst as cst

    from shapelint.domain.provenance import Label


@dataclass(frozen=True)
class Rule:
    """A rule's name card. `name` names the bad pattern and reads well after "allow ..."; `summary` is one line.

    `fails`: torch raises an error there, whatever is done with the value elsewhere or in other passes of a loop.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    fails: bool = False


@dataclass(frozen=True)
class NodeEdit:
    """Replace the text of `node` by `content`; with `is_insertion` put `content` in front of it.

    The parentheses around an expression stay. Comments inside the node must come back in the content.
    """

    node: cst.CSTNode
    content: str
    is_insertion: bool = False


@dataclass(frozen=True)
class NodeFix:
    """A fix in terms of nodes; the engine turns it into text edits once positions are known.

    `covers_all`: whoever made it has seen that it is right for everything that gets to this place. Else it is dropped
    where something gets there that has not the finding. `relies_on`: what must not be changed by another fix together
    with this one.
    """

    applicability: Applicability
    message: str
    edits: tuple[NodeEdit, ...]
    covers_all: bool = False
    relies_on: tuple[cst.CSTNode, ...] = ()


@dataclass(frozen=True)
class NodeRelated:
    """Another place that explains the finding."""

    node: cst.CSTNode
    message: str


@dataclass(frozen=True)
class Finding:
    """What a rule yields: the node where the wrong value was made, what is wrong with it and what would be right.

    `in_any_pass`: one pass of an unrolled loop that shows it is enough (the first cannot show what comes of it).
    `on_every_way`: one way of the code, or pass of a loop, that lacks it makes it possible and no more.
    `in_some_cases`: some value of a symbol, such as one layer, makes it harmless, so that it is possible and no more.
    `right` are the blocks that the place should hold, where the rule knows them: for pictures.
    """

    node: cst.CSTNode
    message: str
    related: tuple[NodeRelated, ...] = ()
    fix: NodeFix | None = None
    in_any_pass: bool = False
    on_every_way: bool = False
    in_some_cases: bool = False
    right: tuple[Label, ...] = ()


@dataclass(frozen=True)
class LoadedRule:
    """A rule with its page, its check and the events this wants; a rule without a check is reported by the engine."""

    rule: Rule
    docstring: str = field(repr=False)
    check: Callable[..., Iterable[Finding]] | None
    events: tuple[str, ...]
    path: str

    @cached_property
    def page(self) -> str:
        """Its page: most runs do not ask for it. Read from the file where Python (`-OO`) has dropped it."""
        from ast import get_docstring, parse
        from inspect import cleandoc

        return cleandoc(self.docstring) or get_docstring(parse(Path(self.path).read_bytes())) or ""


@dataclass(frozen=True)
class RuleFile:
    """A rule as its file name gives it. The module is imported when it is needed: most runs need none."""

    code: str
    name: str
    path: Path
    package: str = PACKAGE

    def load(self) -> LoadedRule:
        """The rule itself. Raises RuleError for a module that is not well formed."""
        return _load(self)


@dataclass(frozen=True)
class Catalogue:
    """Every rule there is, sorted by code."""

    entries: tuple[RuleFile, ...]

    @property
    def rules(self) -> tuple[LoadedRule, ...]:
        """All rules, loaded. Raises RuleError for a module that is not well formed."""
        return tuple(entry.load() for entry in self.entries)

    def matching(self, selector: str) -> tuple[RuleFile, ...]:
        """The rules that a selector names: `ALL`, a code (`SHP101`), the beginning of codes (`SHP1`), or a name."""
        if selector == "ALL":
            return self.entries
        named = tuple(entry for entry in self.entries if entry.name == selector)
        if named or not _SELECTOR.fullmatch(selector):
            return named
        return tuple(entry for entry in self.entries if entry.code.startswith(selector.upper()))

    def find(self, code_or_name: str) -> LoadedRule | None:
        """The one rule with this code or name. Raises RuleError for a module that is not well formed."""
        wanted = (code_or_name.upper(), code_or_name.lower())
        found = [entry for entry in self.entries if entry.code == wanted[0] or entry.name == wanted[1]]
        return found[0].load() if found else None

    def nearest(self, selector: str) -> str | None:
        """The code or name that is most like a selector which names nothing; None where nothing is much like it."""
        from difflib import get_close_matches

        if self.matching(selector.strip()):
            return selector.strip()
        by_code = get_close_matches(selector.upper(), [entry.code for entry in self.entries], n=1, cutoff=0.8)
        by_name = get_close_matches(selector.lower(), [entry.name for entry in self.entries], n=1)
        return next(iter([*by_name, *by_code]), None)


_SELECTOR = re.compile(r"[A-Za-z]+[0-9]*")
_MODULE = re.compile(r"(?P<code>[a-z]+[0-9]+)_(?P<name>[a-z0-9]+(?:_[a-z0-9]+)*)")


@lru_cache(maxsize=8)
def load_rules(folders: tuple[str, ...] = ()) -> Catalogue:
    """The catalogue, by the names of its modules: shapelint's own, those of installed packages, those in `folders`.

    Raises RuleError for a folder without rules, a name that is none of a rule, and a code or name that is taken.
    """
    taken: dict[str, RuleFile] = {}
    entries = []
    for folder in rule_folders(folders):
        for path in rule_files(folder.path):
            entry = _entry(path, folder.package)
            for key in (entry.code, entry.name):
                if key in taken:
                    raise RuleError(f"{path}:1: {key} is already that of {taken[key].path}")
                taken[key] = entry
            entries.append(entry)
    return Catalogue(tuple(sorted(entries, key=lambda entry: entry.code)))


def _entry(path: Path, package: str = PACKAGE) -> RuleFile:
    named = _MODULE.fullmatch(path.stem)
    if named is None:
        raise RuleError(f"{path}:1: a rule module is named after its rule: shp101_bidirectional_last_step.py")
    return RuleFile(named["code"].upper(), named["name"].replace("_", "-"), path, package)


@cache
def _load(entry: RuleFile) -> LoadedRule:
    """Import one rule module and read its name card, page and check."""
    module = _imported(entry)
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleError(f"{entry.path}:1: the module has no RULE = Rule(...)")
    if (rule.code, rule.name) != (entry.code, entry.name):
        raise RuleError(f"{entry.path}:1: RULE is {rule.code} {rule.name}, which is not what the file name says")
    check = getattr(module, "check", None)
    events = () if check is None else _wanted_events(check, entry.path)
    return LoadedRule(rule, module.__doc__ or "", check, events, str(entry.path))


def _imported(entry: RuleFile) -> ModuleType:
    """The rule's module. Raises RuleError with the line of the rule where importing it failed."""
    path = entry.path
    try:
        return import_module(f"{entry.package}.{path.stem}")
    except SyntaxError as error:
        raise RuleError(f"{error.filename}:{error.lineno}: {error.msg}") from error
    except Exception as error:  # a rule module is anybody's code
        from traceback import walk_tb

        lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(path)]
        raise RuleError(f"{path}:{[1, *lines][-1]}: {type(error).__name__}: {error}") from error


def _wanted_events(check: object, path: Path) -> tuple[str, ...]:
    """The events that the first parameter's annotation names. Raises RuleError for another signature than a check's."""
    if not isinstance(check, FunctionType):
        raise RuleError(f"{path}:1: check is not a function")
    from inspect import Parameter, signature

    place = f"{path}:{check.__code__.co_firstlineno}"
    parameters = list(signature(check).parameters.values())
    if len(parameters) != 1 or parameters[0].kind is not Parameter.POSITIONAL_OR_KEYWORD:
        raise RuleError(f"{place}: check takes exactly one parameter, the event")
    annotation = parameters[0].annotation
    if not isinstance(annotation, str):
        raise RuleError(
            f"{place}: check's parameter has no annotation (or `from __future__ import annotations` is missing)"
        )
    names = tuple(name.strip().rpartition(".")[2] for name in annotation.split("|"))
    unknown = [name for name in names if name not in _event_names()]
    if unknown:
        raise RuleError(f"{place}: {unknown[0]!r} is not an event of shapelint.interpreter.events")
    return names


@lru_cache(maxsize=1)
def _event_names() -> frozenset[str]:
    from shapelint.interpreter import events

    return frozenset(
        name for name, value in vars(events).items() if isinstance(value, type) and issubclass(value, events.Event)
    )


__all__ = [
    "Applicability",
    "Catalogue",
    "Finding",
    "LoadedRule",
    "NodeEdit",
    "NodeFix",
    "NodeRelated",
    "Rule",
    "RuleError",
    "RuleFile",
    "Severity",
    "load_rules",
    "rule_files",
]
