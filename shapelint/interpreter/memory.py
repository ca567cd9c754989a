"""What entries read and left, so that none is run again where all that it read is as it was.

What an entry does follows from what it reads of what was there before it: names, attributes, other functions. Where all
of that is the same in another run over the file, it would do the same; what it left is taken over. Such a run is the
one with defaults, for whatever no default reaches, and in an editor the next run after an edit somewhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import field, replace

import libcst as cst

from shapelint.frozen import dataclass
from shapelint.interpreter.events import Event
from shapelint.interpreter.machine import MODULE, MOST_STEPS_IN_ALL, Machine
from shapelint.interpreter.store import Key, Store, Tables, Watch
from shapelint.interpreter.trace import Trace
from shapelint.interpreter.values import Function, Imported, Instance, Owner, ProjectModule


@dataclass(frozen=True)
class Entry:
    """A function that nothing calls, and whose method it is run as."""

    function: Function
    receiver: Instance | None


@dataclass(frozen=True, eq=False)
class Read:
    """What an entry depends on: itself, with the class that it is of, and what it read that was there before it.

    The module's own statements are no entry, and there is nothing before them.
    """

    entry: Entry | None
    held: Mapping[Key, object]
    names: Mapping[tuple[Owner, str | None], tuple[str, ...]]

    def is_same(self, entry: Entry, store: Store) -> bool:
        """Whether an entry is this one, and a store holds the same."""
        return (
            _is_same(self.entry, entry)
            and all(_is_same(store.own(key), value) for key, value in self.held.items())
            and all(store.names(*asked) == names for asked, names in self.names.items())
        )


def _is_same(one: object, other: object) -> bool:
    """Whether two values are alike in all that they tell, also in names and nodes, which `==` leaves out."""
    if one is other:
        return True
    if type(one) is not type(other) or isinstance(one, cst.CSTNode):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if dataclasses.is_dataclass(one):
        return all(_is_same(getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one))
    return one == other


@dataclass(frozen=True, eq=False)
class Left:
    """What an entry left: `written` over what was there before it, `created` beside that, and what it adds to a run."""

    written: Mapping[Key, object]
    created: Tables
    trace: Trace
    steps: int


@dataclasses.dataclass(eq=False)
class Memory:
    """What the entries of a file read and left, and the keys for it, which stay what they are from run to run.

    `around`: what the entries of each kind of run depend on beside the store. `of_module`: what the module's own
    statements left. `fresh`: the entries that were run with symbols just now.
    """

    keys: dict[object, Owner] = field(default_factory=dict)
    entries: dict[tuple[bool, Owner], tuple[Read, Left]] = field(default_factory=dict)
    around: dict[bool, Hashable] = field(default_factory=dict)
    of_module: Left | None = None
    star_imports: list[Imported | ProjectModule] = field(default_factory=list)
    fresh: set[Owner] = field(default_factory=set)

    def module(self, m: Machine, run: Callable[[], None]) -> None:
        """Run the module's own statements. What was done in other surroundings says nothing any more then."""
        if m.takes_defaults and self.of_module is not None and not self.of_module.trace.met_default:
            _take_over(m, self.of_module)
            m.star_imports[MODULE] = self.star_imports
        else:
            _, left = _recorded(m, None, run)
            if not m.takes_defaults:
                self.of_module, self.star_imports = left, m.star_imports.get(MODULE, [])
                self.fresh.clear()
        around = (tuple(m.star_imports.get(MODULE, ())), m.overridden)
        if self.around.get(m.takes_defaults) != around:
            self.entries = {key: each for key, each in self.entries.items() if key[0] is not m.takes_defaults}
        self.around[m.takes_defaults] = around

    def run(self, m: Machine, entry: Entry, run: Callable[[Owner, Entry], None]) -> None:
        """Run an entry, whose activation gets this key, or take over what it left before."""
        key = m.key("entry", entry.function.node, entry.receiver)
        left = self._left(m, entry, (m.takes_defaults, key))
        if left is not None and not left.trace.looks_abroad:
            _take_over(m, left)
            m.trace.events.extend(_events(m, left))
            return
        left = self._left(m, entry, (False, key)) if m.takes_defaults else None
        if left is not None and not left.trace.met_default and (key in self.fresh or not left.trace.looks_abroad):
            _take_over(m, left)  # but for its events, which the run with symbols has
            return
        self.entries.pop((m.takes_defaults, key), None)
        read, left = _recorded(m, entry, lambda: run(key, entry))
        if left.trace.is_complete:
            self.entries[m.takes_defaults, key] = read, left
        if not m.takes_defaults:
            self.fresh.add(key)

    def _left(self, m: Machine, entry: Entry, key: tuple[bool, Owner]) -> Left | None:
        """What an entry left in a kind of run, if it would leave the same now."""
        if (known := self.entries.get(key)) is None:
            return None
        read, left = known
        if m.steps_in_all + left.steps > MOST_STEPS_IN_ALL or any(map(m.store.has, left.created)):
            return None
        return left if read.is_same(entry, m.store) else None


def _recorded(m: Machine, entry: Entry | None, run: Callable[[], None]) -> tuple[Read, Left]:
    """Run an entry, or the module's own statements, and give what was read and left."""
    start, trace, steps = m.store.copy(), m.trace, m.steps_in_all
    m.trace, m.store.watch = Trace(), Watch()
    watch = m.store.watch
    run()
    created, m.store.watch = m.store.created(), None
    done, m.trace = m.trace, trace
    asked = watch.read | watch.written
    done.looks_abroad |= any(m.store.is_shared(owner) for owner, _ in asked)
    trace.include(done)
    trace.events.extend(done.events)
    read = Read(entry, {key: start.own(key) for key in asked}, {each: start.names(*each) for each in watch.listed})
    written = {key: m.store.own(key) for key in watch.written}
    return read, Left(written, created, done, m.steps_in_all - steps)


def _take_over(m: Machine, left: Left) -> None:
    m.store.adopt(left.created)
    for key, value in left.written.items():
        m.store[key] = value
    m.trace.include(left.trace)
    m.results.update(left.trace.results)
    for result, name in left.trace.names.items():
        m.names.setdefault(result, name)
    m.steps_in_all += left.steps


def _events(m: Machine, left: Left) -> Iterator[Event]:
    """The events of an entry, in this run."""
    for event in left.trace.events:
        yield replace(event, context=replace(event.context, names=m.names, seen=m.seen))
