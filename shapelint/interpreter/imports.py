"""Imports: what they bind, and what a name of another file of the project turns out to be when something asks for it.

The other file is run only as far as the name needs it: the statements that bind the name or change what it holds, in
the file's order, each at most once. What they leave is shared by all states of the run. What a script does under
`if __name__ == "__main__":` is left out, and whatever cannot be followed is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import libcst as cst

from shapelint.domain.value import Opaque, Unknown
from shapelint.interpreter import execute, lookup
from shapelint.interpreter.guards import ALWAYS, Guarded, merge
from shapelint.interpreter.machine import MODULE, Frame, Machine
from shapelint.interpreter.other_files import OtherFile
from shapelint.interpreter.spelling import dotted
from shapelint.interpreter.trace import Trace
from shapelint.interpreter.values import Imported, Instance, Mapping, Owner, ProjectModule, ProjectName

V = TypeVar("V")

MOST_NESTED = 8
"""Files that are being run at once, each because the one before needs a name of it."""


def bind(m: Machine, node: cst.Import | cst.ImportFrom) -> None:
    """`import a.b as c`, `from a import b`, `from a import *`."""
    owner = m.frame.scopes[0]
    if isinstance(node, cst.Import):
        for alias in node.names:
            path = dotted(alias.name) or ""
            name = _alias(alias)
            m.store[owner, name or path.split(".")[0]] = _module(m, path if name else path.split(".")[0])
        return
    path = "." * len(node.relative) + (dotted(node.module) or "" if node.module is not None else "")
    module = _module(m, path)
    if isinstance(node.names, cst.ImportStar):
        stars_of(m, m.frame.module).append(module)
        return
    for alias in node.names:
        name = dotted(alias.name) or ""
        found = ProjectName(module, name) if isinstance(module, ProjectModule) else Imported(f"{path}.{name}")
        m.store[owner, _alias(alias) or name] = found


def stars_of(m: Machine, module: Owner) -> list[Imported | ProjectModule]:
    """What a module imports `*` from, in order."""
    other = m.others.by_owner.get(module)
    return m.star_imports if other is None else other.star_imports


def _alias(alias: cst.ImportAlias) -> str | None:
    match alias.asname:
        case cst.AsName(name=cst.Name(value=value)):
            return value
        case _:
            return None


def _module(m: Machine, path: str) -> Imported | ProjectModule:
    """A module of the project, where there is one of this name, else a library."""
    if m.resolver is None:
        return Imported(path)
    m.trace.looks_abroad = True
    other = m.others.by_owner.get(m.frame.module)
    importer = m.resolver.home if other is None else other.home
    return Imported(path) if m.resolver.find(path, importer) is None else ProjectModule(path, importer)


def met(m: Machine, value: object) -> object:
    """The value behind names of other files, now that something asks for it; any other value as it is."""
    if type(value) is not ProjectName and type(value) is not Guarded:
        return value
    match value:
        case ProjectName():
            m.trace.looks_abroad = True
            if value not in m.others.met:
                m.others.met[value] = _noted(m, value, lambda: _met(m, value))
            _depend_on(m, value)
            return m.others.met[value]
        case Guarded(found) if any(isinstance(each, ProjectName) for _, each in found):
            return merge([(guard, met(m, each)) for guard, each in found])
        case _:
            return value


def _met(m: Machine, value: ProjectName) -> object:
    with _no_circle(m, m.others.met_now, value) as is_new:
        return member(m, value.module, value.name) if is_new else Unknown("imports itself")


@contextmanager
def _no_circle(m: Machine, sought: set[V], wanted: V) -> Iterator[bool]:
    """Look for something through imports, which may lead back to where they began: whether they did not."""
    is_new = wanted not in sought
    m.others.depends_on_asker |= not is_new
    sought.add(wanted)
    try:
        yield is_new
    finally:
        if is_new:
            sought.remove(wanted)


def member(m: Machine, module: ProjectModule, name: str) -> object:
    """`module.name`: what the file binds, else a module inside the package."""
    assert m.resolver is not None
    m.trace.looks_abroad = True
    home = m.resolver.find(module.path, module.importer)
    if home == m.resolver.home:
        m.others.depends_on_asker = True
        found: object | None = met(m, m.store.get((MODULE, name)))
    else:
        other = None if home is None else _opened(m, home)
        found = None if other is None else held(m, other, name)
    if found is not None:
        return found
    path = module.of(name)
    if m.resolver.find(path, module.importer) is not None:
        return ProjectModule(path, module.importer)
    return Imported(path)


def named(m: Machine, module: Owner, path: str) -> object | None:
    """What a dotted name stands for in a module as a whole: `Config`, `config.Config`; None where it is not known."""
    first, *rest = path.split(".")
    other = m.others.by_owner.get(module)
    found = met(m, m.store.get((module, first))) if other is None else held(m, other, first)
    for name in rest:
        found = member(m, found, name) if isinstance(found, ProjectModule) else None
    return found


def of_star(m: Machine, module: ProjectModule, name: str) -> object | None:
    """What `from module import *` binds a name to; None where it does not."""
    assert m.resolver is not None
    m.trace.looks_abroad = True
    home = m.resolver.find(module.path, module.importer)
    other = None if home is None or home == m.resolver.home else _opened(m, home)
    if other is None:
        return None
    exported = other.excerpts.exported
    hidden = name.startswith("_") or (exported is not None and name not in exported)
    return None if hidden else held(m, other, name)


def _opened(m: Machine, home: Hashable) -> OtherFile | None:
    if home not in m.others.by_home:
        assert m.resolver is not None
        excerpts = m.resolver.open(home)
        other = None if excerpts is None else OtherFile(m.key("module", home), home, excerpts)
        m.others.by_home[home] = other
        if other is not None:
            m.others.by_owner[other.owner] = other
    return m.others.by_home[home]


def held(m: Machine, other: OtherFile, name: str) -> object | None:
    """What a file's global name holds, None where the file does not bind it."""
    key = (other.owner, name)
    m.trace.looks_abroad = True
    m.others.ask(other.owner)
    if name in other.settled:
        found = other.settled[name]
    else:
        found = _noted(m, key, lambda: _worked_out(m, other, name))
        if not other.running and not m.others.sought:
            other.settled[name] = found
    _depend_on(m, key)
    return found


def _noted(m: Machine, key: Hashable, work_out: Callable[[], V]) -> V:
    """Work out what is kept for all who ask for it, with whether it depends on a default, and on which files."""
    before, m.trace.met_default = m.trace.met_default, False
    asked, m.others.asked = m.others.asked, set()
    try:
        return work_out()
    finally:
        if m.trace.met_default:
            m.others.by_default.add(key)
        m.trace.met_default |= before
        m.others.asked_for[key], m.others.asked = m.others.asked, asked


def _depend_on(m: Machine, key: Hashable) -> None:
    """Somebody is given what is kept for all: he depends on what it depends on."""
    if key in m.others.by_default:
        m.meets_default()
    for owner in m.others.asked_for.get(key, ()):
        m.others.ask(owner)


def _worked_out(m: Machine, other: OtherFile, name: str) -> object | None:
    unknown = Opaque(("global", other.owner, name), name)
    excerpts, key = other.excerpts, (other.owner, name)
    numbers = excerpts.binders(name)
    if name in excerpts.changed_later or (numbers and other.running and numbers[-1] > other.running[-1]):
        return unknown
    for number in (*numbers, *(() if numbers else excerpts.stars)):
        if number not in other.done:
            _run(m, other, number)
    found = m.store.get(key, m.store.shared(key))
    if found is not None:
        return met(m, found if other.running else _by_default(m, found, unknown))
    if numbers:
        return unknown
    with _no_circle(m, m.others.sought, key) as is_new:
        return lookup.star_imported(m, other.owner, name) if is_new else None


def _run(m: Machine, other: OtherFile, number: int) -> None:
    """Run one statement of a file and share what it leaves."""
    other.done.add(number)
    statement = other.excerpts.statement(number)
    other.running.append(number)
    m.others.running.append(other)
    is_nested_too_deep = len(m.others.running) > MOST_NESTED
    m.others.depends_on_asker |= is_nested_too_deep
    is_through = False
    try:
        with _apart(m, other.owner):
            if statement is not None and not is_nested_too_deep:
                with m.visit(other.owner):
                    execute.run(m, statement)
                    is_through = True
            if not is_through:
                m.store = m.store.apart()
                for name in other.excerpts.bound(number):
                    m.store[other.owner, name] = Unknown("a statement that was not followed")
            m.others.share(m.store, other, number)
            if m.trace.met_default:
                m.others.by_default.update((other.owner, name) for name in other.excerpts.bound(number))
    finally:
        other.running.pop()
        m.others.running.pop()


@contextmanager
def _apart(m: Machine, owner: Owner) -> Iterator[None]:
    """Leave all that is going on, also its budget: what a statement does must not depend on who needs it, or when."""
    before = (m.store, m.guard, m.frames, m.trace)
    budget = (m.abroad, m.most_abroad, m.steps_abroad, m.expects_failure)
    steps, is_first = m.steps_abroad_in_all, len(m.others.running) == 1
    if is_first:
        m.steps_abroad_in_all = m.others.steps
    m.store, m.guard, m.frames, m.trace = m.store.apart(), ALWAYS, [Frame(owner, (owner,))], Trace()
    m.abroad = m.expects_failure = False
    try:
        yield
    finally:
        m.store, m.guard, m.frames, m.trace = before
        m.abroad, m.most_abroad, m.steps_abroad, m.expects_failure = budget
        if is_first:
            m.others.steps, m.steps_abroad_in_all = m.steps_abroad_in_all, steps


def _by_default(m: Machine, found: object, symbol: Opaque) -> object:
    """Settings that another file makes: any file may change them before they are used, so they hold by default."""
    is_settings = isinstance(found, Mapping) or (isinstance(found, Instance) and not lookup.library_bases(found.of))
    if not is_settings:
        return found
    return found if m.meets_default() else symbol
