"""A whole file: the module, then every class with every method, then every function that nothing called.

It is run twice. In the first run a parameter that nothing passes is a symbol: what is found then always holds. In the
second it has its default, unless the file itself passes something else: what is found only then holds by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

import libcst as cst

from shapelint.domain.tensor import Results
from shapelint.domain.value import Constant, Opaque, Recurrent
from shapelint.frozen import dataclass
from shapelint.interpreter import execute, invoke, lookup, parameters
from shapelint.interpreter.bodies import rebound_globals
from shapelint.interpreter.events import Event
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.layer_changes import FROM_OUTSIDE, changed_from_outside
from shapelint.interpreter.machine import MODULE, Frame, Machine, is_home
from shapelint.interpreter.memory import Entry, Remembered
from shapelint.interpreter.other_files import OtherFiles
from shapelint.interpreter.values import BoundMethod, ClassValue, Function, Instance, Owner


@dataclass(frozen=True)
class Run:
    """The events of one run. `by_default`: parameters had their defaults.

    `is_complete`: no entry took too many steps. `derived` holds, by activation and expression, every value that comes
    out of a recurrent layer, `bound` those that names and attributes are assigned, by where they are. `callees` has
    what each call expression that was reached calls.
    """

    events: tuple[Event, ...]
    by_default: bool
    is_complete: bool = True
    derived: Mapping[tuple[object, cst.CSTNode], object] = field(default_factory=dict, repr=False)
    bound: Mapping[tuple[object, cst.CSTNode], object] = field(default_factory=dict, repr=False)
    results: Mapping[object, Results] = field(default_factory=dict, repr=False)
    callees: Mapping[cst.CSTNode, object] = field(default_factory=dict, repr=False)


Enter = Callable[[Function, Instance | None], None]
"""Runs a function that nothing calls, as a method of an object where one is given."""


def _always() -> None:
    """Go on."""


def interpret(
    module: cst.Module,
    resolver: Resolver | None = None,
    go_on: Callable[[], None] = _always,
    memory: Remembered | None = None,
) -> tuple[Run, ...]:
    """The events of a file, run with symbols and, where a default can matter, with defaults.

    Other files are followed where a resolver finds them; nodes of theirs are among those of the events then. `go_on` is
    called before each entry; what it raises ends the work. `memory` is that of the file as it was before; entries that
    would do the same again are not run.
    """
    memory = Remembered(is_for_one_text=True) if memory is None else memory
    program = _Program(module, memory.asking(resolver), go_on, memory)
    first = _over(program, None)
    runs = [_run(first)]
    if not first.whole.met_default:
        return tuple(runs)
    second = _over(program, first)
    if second.whole.used_default:
        runs.append(_run(second))
    return tuple(runs)


@dataclass(frozen=True)
class _Program:
    """What is run: a module, with who finds other files, who may end the work, and what is known from before."""

    module: cst.Module
    resolver: Resolver | None
    go_on: Callable[[], None]
    memory: Remembered


def _over(program: _Program, first: Machine | None) -> Machine:
    """A run with symbols, or the one with defaults that comes after it."""
    kept = program.memory.others_for(first is not None)
    m = _begun(program, first, kept)
    _whole_file(m, program)
    if kept is not None and not m.others.may_be_kept:
        # what was kept may be more than this text asks for, or was found in another order
        program.memory.forget_others(first is not None)
        m = _begun(program, first, None)
        _whole_file(m, program)
    program.memory.keep_others(m)
    return m


def _begun(program: _Program, first: Machine | None, kept: OtherFiles | None) -> Machine:
    resolver, keys = program.resolver, program.memory.keys
    if first is None:
        return Machine(False, resolver=resolver, keys=keys, others=kept or OtherFiles())
    others = kept or first.others.for_defaults()
    return Machine(True, _overridden(first), others, resolver, keys, too_long=set(first.too_long))


def _run(m: Machine) -> Run:
    done = m.whole
    events = tuple(done.events)
    return Run(events, m.takes_defaults, done.is_complete, done.derived, done.bound, done.results, done.callees)


def _overridden(m: Machine) -> frozenset[tuple[str, str]]:
    """The constructor parameters, by class and name, that the file itself passes somewhere."""
    return frozenset((made.instance.of.name, name) for made in m.whole.made for name in made.passed)


def _whole_file(m: Machine, program: _Program) -> None:
    module, memory = program.module, program.memory
    m.frames.append(Frame(MODULE, (MODULE,)))
    m.whole.seen.module, m.whole.seen.values, m.whole.seen.bound = module, m.whole.derived, m.whole.bound

    def begin() -> None:
        with m.budget():
            execute.block(m, module.body)

    memory.module(m, begin)
    for name in rebound_globals(module):
        if (MODULE, name) in m.store:
            m.store[MODULE, name] = Opaque(("global", name), name)
    if names := changed_from_outside(module):
        m.store[MODULE, FROM_OUTSIDE] = Constant(names)

    def enter(function: Function, receiver: Instance | None) -> None:
        program.go_on()
        if isinstance(function.node, cst.FunctionDef):
            memory.run(m, Entry(function, receiver), _entry)

    classes, functions = _definitions(m)
    for each in classes:
        _class(m, each, enter)
    _made(m, 0, enter)
    for function in functions:
        known = len(m.whole.made)
        enter(function, None)
        _made(m, known, enter)


def _made(m: Machine, first: int, enter: Enter) -> None:
    """All methods of the objects that were made so far, from the one of this number on."""
    for made in list(m.whole.made[first:]):
        if any(is_home(each.scopes) for each in lookup.linearised(made.instance.of)):
            _methods(m, made.instance, enter)


def _definitions(m: Machine) -> tuple[list[ClassValue], list[Function]]:
    """The classes and functions that the module and its classes define, in order of definition."""
    classes = [value for value in m.store.values() if isinstance(value, ClassValue) and is_home(value.scopes)]
    held = m.store.table(MODULE).values()
    functions = [value for value in held if isinstance(value, Function) and is_home(value.scopes)]
    return list(dict.fromkeys(classes)), functions


def _class(m: Machine, of: ClassValue, enter: Enter) -> None:
    """An object of the class with a symbol (or the default) for each parameter of `__init__`, and all its methods."""
    instance = Instance(m.key("object", of.key), of)
    for each in lookup.linearised(of):
        method = m.store.get((each.key, "__init__"))
        if isinstance(method, Function):
            enter(method, instance)
            break
    _methods(m, instance, enter)


def _methods(m: Machine, instance: Instance, enter: Enter) -> None:
    """Every method of an object, each from what `__init__` left; what other methods set is not known then.

    Those that it inherits from classes of other files are run where they are called.
    """
    methods: dict[str, Function] = {}
    for each in reversed(lookup.linearised(instance.of)):
        for name, value in m.store.table(each.key).items():
            if isinstance(value, Function):
                methods[name] = value
    methods.pop("__init__", None)
    changed = {name for function in methods.values() for name in function.attributes_set}
    changed -= _layers_kept(m, instance, methods.values(), changed)
    after_init = m.store.copy()
    for function in (each for each in methods.values() if is_home(each.scopes)):
        m.store = after_init.copy()
        for name in changed:
            if (instance.key, name) in m.store:
                m.store[instance.key, name] = Opaque(("attribute", instance.key, name), name)
        enter(function, instance)
    m.store = after_init


def _layers_kept(m: Machine, instance: Instance, methods: Iterable[Function], changed: set[str]) -> set[str]:
    """The attributes that hold a layer still, though methods set them: only those do that were called before."""
    layers = {name for name in changed if isinstance(m.store.get((instance.key, name)), Recurrent)}
    if not layers:
        return layers
    called = {value.function for value in m.whole.callees.values() if isinstance(value, BoundMethod)}
    return layers - {name for each in methods if each not in called for name in each.attributes_set}


def _entry(m: Machine, key: Owner, entry: Entry) -> None:
    """Run a function that nothing calls, its parameters symbols or defaults."""
    function, receiver = entry.function, entry.receiver
    assert isinstance(function.node, cst.FunctionDef)
    static = receiver is not None and "staticmethod" in set(lookup.decorator_names(function.node))
    scopes = (key, *function.scopes)
    frame = Frame(key, scopes, function.owner_class, receiver, is_entry=True, node=function.node)
    with m.budget():
        parameters.bind(m, frame, function, invoke.Arguments(), None if static else receiver)
        invoke.run(m, frame, function.node)
