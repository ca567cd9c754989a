"""What entries read and left, so that none is run again where all that it read is as it was.

What an entry does follows from what it reads of what was there before it: names, attributes, other functions. Where all
of that is the same in another run over the file, it would do the same; what it left is taken over. Such a run is the
one with defaults, for whatever no default reaches, and in an editor the next run after an edit somewhere else. What
entries read of other files is not compared: it is kept from run to run, or else they are run again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import field, replace

import libcst as cst

from shapelint.frozen import dataclass
from shapelint.interpreter.events import Event, Seen
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.keys import Keys
from shapelint.interpreter.machine import MOST_STEPS_IN_ALL, Machine
from shapelint.interpreter.other_files import MOST_STEPS_ABROAD_IN_ALL, OtherFiles
from shapelint.interpreter.resolver_answers import Answers
from shapelint.interpreter.store import Key, Store, Tables, Watch
from shapelint.interpreter.trace import Trace
from shapelint.interpreter.values import Function, Imported, Instance, Owner, ProjectModule

Stars = tuple[Imported | ProjectModule, ...]


@dataclass(frozen=True)
class Entry:
    """A function that nothing calls, and whose method it is run as."""

    function: Function
    receiver: Instance | None


@dataclass(frozen=True, eq=False)
class Read:
    """What an entry depends on: itself, with the class that it is of, and what it read that was there before it.

    The module's own statements are no entry, and there is nothing before them. `too_long` are the functions of other
    files that are not tried any more, `is_out_of_steps`: none of them is.
    """

    entry: Entry | None
    held: Mapping[Key, object]
    names: Mapping[tuple[Owner, str | None], tuple[str, ...]]
    too_long: frozenset[cst.CSTNode]
    is_out_of_steps: bool

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
    steps_abroad: int
    too_long: frozenset[cst.CSTNode]
    is_out_of_steps: bool


@dataclasses.dataclass(eq=False)
class Remembered:
    """What the entries of a file read and left, and the keys for it, which stay what they are from run to run.

    `around`: the module's star imports and the parameters that it passes itself, on which the entries of each kind of
    run depend beside the store. `of_module`: what the module's own statements left. `others`: what each kind of run
    found in other files, which is good for as long as whoever was asked for those gives the same `answers`.
    `is_for_one_text`: nobody will ask for what the last run leaves.
    """

    keys: Keys = field(default_factory=Keys)
    entries: dict[tuple[bool, Owner], tuple[Read, Left]] = field(default_factory=dict)
    around: dict[bool, tuple[Stars, frozenset[tuple[str, str]]]] = field(default_factory=dict)
    of_module: Left | None = None
    others: dict[bool, OtherFiles] = field(default_factory=dict)
    answers: Answers | None = None
    is_for_one_text: bool = False

    def asking(self, resolver: Resolver | None) -> Resolver | None:
        """Whom to ask about other files in the next text. If they changed, what was found in them is forgotten."""
        if self.is_for_one_text:
            return resolver
        before, self.answers = self.answers, None if resolver is None else Answers(resolver)
        if self.others and (before is None or self.answers is None or not self.answers.ask_again(before)):
            self.others.clear()
        return self.answers

    def others_for(self, takes_defaults: bool) -> OtherFiles | None:
        """What is known of other files before a run."""
        known = self.others.pop(takes_defaults, None)
        if known is None:
            self.forget_others(takes_defaults)
        return known

    def forget_others(self, takes_defaults: bool) -> None:
        """Forget the entries of a kind of run that depend on other files."""
        self._keep(lambda kind, left: kind is not takes_defaults or not left.trace.looks_abroad)

    def keep_others(self, m: Machine) -> None:
        """Keep what a run found in other files, if every other run would find the same."""
        has_room = m.resolver is None or m.resolver.has_room
        if m.others.may_be_kept and has_room and not self.is_for_one_text:
            self.others[m.takes_defaults] = m.others

    def module(self, m: Machine, run: Callable[[], None]) -> None:
        """Run the module's own statements. What was done in other surroundings says nothing any more then."""
        if m.takes_defaults and self.of_module is not None and not self.of_module.trace.met_default:
            _take_over(m, self.of_module)
            m.star_imports = list(self.around[False][0])
        else:
            _, left = _recorded(m, None, run)
            if not m.takes_defaults:
                self.of_module = left
        around = (tuple(m.star_imports), m.overridden)
        if self.around.get(m.takes_defaults) != around:
            self._keep(lambda takes_defaults, _: takes_defaults is not m.takes_defaults)
        self.around[m.takes_defaults] = around

    def _keep(self, holds: Callable[[bool, Left], bool]) -> None:
        """Forget the entries of which this does not hold."""
        self.entries = {key: each for key, each in self.entries.items() if holds(key[0], each[1])}

    def run(self, m: Machine, entry: Entry, run: Callable[[Machine, Owner, Entry], None]) -> None:
        """Run an entry, whose activation gets a key, or take over what it left before."""
        key = m.key("entry", entry.function.node, entry.receiver)
        left = self._left(m, entry, (False, key)) if m.takes_defaults else None
        if left is not None and not left.trace.met_default:
            _take_over(m, left)  # but for its events, which the run with symbols has
            return
        left = self._left(m, entry, (m.takes_defaults, key))
        if left is not None:
            _take_over(m, left)
            m.whole.events.extend(_events(m, left))
            m.steps_abroad_in_all += left.steps_abroad
            m.too_long |= left.too_long
            return
        if m.takes_defaults and self.is_for_one_text:
            _ran(m, lambda: run(m, key, entry))
            return
        self.entries.pop((m.takes_defaults, key), None)
        read, left = _recorded(m, entry, lambda: run(m, key, entry))
        if left.trace.is_complete:
            if not self.is_for_one_text:
                left.trace.events[:] = map(_apart, left.trace.events)
            self.entries[m.takes_defaults, key] = read, left

    def forget(self, nodes: Set[cst.CSTNode]) -> None:
        """Let go of nodes that are in no text any more, of the keys that are made from them, and of their entries."""
        gone = self.keys.forget(nodes)
        self.entries = {key: each for key, each in self.entries.items() if key[1] not in gone}

    def _left(self, m: Machine, entry: Entry, key: tuple[bool, Owner]) -> Left | None:
        """What an entry left in a kind of run, if it would leave the same now."""
        if (known := self.entries.get(key)) is None:
            return None
        read, left = known
        if m.steps_in_all + left.steps > MOST_STEPS_IN_ALL or any(map(m.store.has, left.created)):
            return None
        if left.trace.looks_abroad and key[0] is m.takes_defaults and not _may_follow(m, read, left):
            return None
        return left if read.is_same(entry, m.store) else None


def _may_follow(m: Machine, read: Read, left: Left) -> bool:
    """Whether a run may follow the same functions of other files as an entry did."""
    is_out = m.is_out_of_steps_abroad
    has_steps = is_out or m.steps_abroad_in_all + left.steps_abroad < MOST_STEPS_ABROAD_IN_ALL
    return read.too_long == m.too_long and read.is_out_of_steps == is_out == left.is_out_of_steps and has_steps


def _recorded(m: Machine, entry: Entry | None, run: Callable[[], None]) -> tuple[Read, Left]:
    """Run an entry, or the module's own statements, and give what was read and left."""
    start, steps, too_long = m.store.copy(), m.steps_in_all, frozenset(m.too_long)
    steps_abroad, was_out = m.steps_abroad_in_all, m.is_out_of_steps_abroad
    watch = m.store.watch = Watch()
    done = _ran(m, run)
    created, m.store.watch = m.store.created(), None
    asked = watch.read | watch.written
    done.looks_abroad |= any(m.store.is_shared(owner) for owner, _ in asked)
    held = {key: start.own(key) for key in asked}
    read = Read(entry, held, {each: start.names(*each) for each in watch.listed}, too_long, was_out)
    left = Left(
        written={key: m.store.own(key) for key in watch.written},
        created=created,
        trace=done,
        steps=m.steps_in_all - steps,
        steps_abroad=m.steps_abroad_in_all - steps_abroad,
        too_long=frozenset(m.too_long) - too_long,
        is_out_of_steps=m.is_out_of_steps_abroad,
    )
    return read, left


def _ran(m: Machine, run: Callable[[], None]) -> Trace:
    """Run an entry, or the module's own statements; what happened there is part of the whole then."""
    run()
    done, m.trace = m.trace, Trace()
    m.whole.include(done)
    m.whole.events.extend(done.events)
    return done


def _take_over(m: Machine, left: Left) -> None:
    m.store.adopt(left.created)
    for key, value in left.written.items():
        m.store[key] = value
    m.whole.include(left.trace)
    m.steps_in_all += left.steps


def _apart(event: Event) -> Event:
    """An event without what the rest of its run tells, which it would keep alive."""
    return replace(event, context=replace(event.context, names={}, seen=Seen()))


def _events(m: Machine, left: Left) -> Iterator[Event]:
    """The events of an entry, with what the rest of this run tells."""
    for event in left.trace.events:
        yield replace(event, context=replace(event.context, names=m.whole.names, seen=m.whole.seen))
