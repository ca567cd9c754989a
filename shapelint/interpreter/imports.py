"""Imports: what they bind, and what a name of another file of the project turns out to be when something asks for it.

The other file is run only as far as the name needs it: the statements that bind the name or change what it holds, in
the file's order, each at most once. What they leave is shared by all states of the run. What a script does under
`if __name__ == "__main__":` is left out, and whatever cannot be followed is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import libcst as cst

from shapelint.domain.value import Opaque, Unknown
from shapelint.interpreter import execute, lookup
from shapelint.interpreter.guards import ALWAYS, Guarded, merge
from shapelint.interpreter.machine import MODULE, Frame, Machine, OtherFile
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
        m.star_imports.setdefault(m.frame.module, []).append(module)
        return
    for alias in node.names:
        name = dotted(alias.name) or ""
        found = ProjectName(module, name) if isinstance(module, ProjectModule) else Imported(f"{path}.{name}")
        m.store[owner, _alias(alias) or name] = found


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
    other = m.by_owner.get(m.frame.module)
    importer = m.resolver.home if other is None else other.home
    return Imported(path) if m.resolver.find(path, importer) is None else ProjectModule(path, importer)


def met(m: Machine, value: object) -> object:
    """The value behind names of other files, now that something asks for it; any other value as it is."""
    if type(value) is not ProjectName and type(value) is not Guarded:
        return value
    match value:
        case ProjectName(module=module, name=name):
            m.trace.looks_abroad = True
            if value not in m.met:
                m.met[value] = Unknown("imports itself")
                m.met[value] = _noting_defaults(m, value, lambda: member(m, module, name))
            m.trace.met_default |= value in m.by_default
            return m.met[value]
        case Guarded(found) if any(isinstance(each, ProjectName) for _, each in found):
            return merge([(guard, met(m, each)) for guard, each in found])
        case _:
            return value


def member(m: Machine, module: ProjectModule, name: str) -> object:
    """`module.name`: what the file binds, else a module inside the package."""
    assert m.resolver is not None
    m.trace.looks_abroad = True
    home = m.resolver.find(module.path, module.importer)
    if home == m.resolver.home:
        found: object | None = met(m, m.store.get((MODULE, name)))
    else:
        found = None if home is None else _held(m, home, name)
    if found is not None:
        return found
    path = module.of(name)
    if m.resolver.find(path, module.importer) is not None:
        return ProjectModule(path, module.importer)
    return Imported(path)


def named(m: Machine, module: Owner, path: str) -> object | None:
    """What a dotted name stands for in a module as a whole: `Config`, `config.Config`; None where it is not known."""
    first, *rest = path.split(".")
    other = m.by_owner.get(module)
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
    return None if name.startswith("_") or (exported is not None and name not in exported) else held(m, other, name)


def _held(m: Machine, home: Hashable, name: str) -> object | None:
    other = _opened(m, home)
    return None if other is None else held(m, other, name)


def _opened(m: Machine, home: Hashable) -> OtherFile | None:
    if home not in m.others:
        assert m.resolver is not None
        excerpts = m.resolver.open(home)
        m.others[home] = None if excerpts is None else OtherFile(m.key("module", home), home, excerpts)
        if (other := m.others[home]) is not None:
            m.by_owner[other.owner] = other
    return m.others[home]


def held(m: Machine, other: OtherFile, name: str) -> object | None:
    """What a file's global name holds, None where the file does not bind it."""
    key = (other.owner, name)
    m.trace.looks_abroad = True
    if name in other.settled:
        found = other.settled[name]
    else:
        found = _noting_defaults(m, key, lambda: _worked_out(m, other, name))
        if not other.running and not m.sought:
            other.settled[name] = found
    m.trace.met_default |= key in m.by_default
    return found


def _noting_defaults(m: Machine, key: Hashable, work_out: Callable[[], V]) -> V:
    """Work out what is kept for all who ask for it, and whether it depends on a default."""
    before, m.trace.met_default = m.trace.met_default, False
    try:
        return work_out()
    finally:
        if m.trace.met_default:
            m.by_default.add(key)
        m.trace.met_default |= before


def take_over(m: Machine, before: Machine) -> None:
    """Begin a run with defaults with what the one with symbols found in other files, where that depends on none."""
    by_default: dict[object, set[str]] = {}
    for owner, name in (each for each in before.by_default if isinstance(each, tuple)):
        by_default.setdefault(owner, set()).add(name)
    m.store = before.store.apart()
    m.met = {key: value for key, value in before.met.items() if key not in before.by_default}
    m.others = {
        home: other if other is None else other.without(by_default.get(other.owner, set()))
        for home, other in before.others.items()
    }
    m.by_owner = {other.owner: other for other in m.others.values() if other is not None}
    m.star_imports = {owner: list(stars) for owner, stars in before.star_imports.items() if owner != MODULE}
    m.too_long = before.too_long


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
    if numbers or key in m.sought:
        return unknown if numbers else None
    m.sought.add(key)
    try:
        return lookup.star_imported(m, other.owner, name)
    finally:
        m.sought.remove(key)


def _run(m: Machine, other: OtherFile, number: int) -> None:
    """Run one statement of a file, apart from all that is going on, and share what it leaves."""
    other.done.add(number)
    statement = other.excerpts.statement(number)
    before, trace = (m.store, m.guard, m.frames), m.trace
    m.store, m.guard, m.trace = m.store.apart(), ALWAYS, Trace()
    m.frames = [Frame(other.owner, (other.owner,))]
    other.running.append(number)
    is_through = False
    try:
        if statement is not None and sum(len(each.running) for each in m.by_owner.values()) <= MOST_NESTED:
            with m.visit(other.owner):
                execute.run(m, statement)
                is_through = True
        if not is_through:
            m.store = m.store.apart()
            for name in other.excerpts.bound(number):
                m.store[other.owner, name] = Unknown("a statement that was not followed")
        m.store.share()
    finally:
        other.running.pop()
        if m.trace.met_default:
            m.by_default.update((other.owner, name) for name in other.excerpts.bound(number))
        trace.include(m.trace)
        (m.store, m.guard, m.frames), m.trace = before, trace


def _by_default(m: Machine, found: object, symbol: Opaque) -> object:
    """Settings that another file makes: any file may change them before they are used, so they hold by default."""
    is_settings = isinstance(found, Mapping) or (isinstance(found, Instance) and not lookup.library_bases(found.of))
    if not is_settings:
        return found
    return found if m.meets_default() else symbol
