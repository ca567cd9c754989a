"""The state of one run over a file: names and attributes, the path condition, the events so far."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import libcst as cst

from shapelint.domain.state import has_direction_axis, labels_by_call, only_direction, single_rows
from shapelint.domain.value import Unknown
from shapelint.interpreter import turns
from shapelint.interpreter.events import Consumed, Context, Event, Indexed
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.guards import ALWAYS, Guard, Guarded, Literal, Turn, combinations, merge, narrowed
from shapelint.interpreter.keys import Keys
from shapelint.interpreter.other_files import MOST_STEPS_ABROAD_IN_ALL, OtherFiles
from shapelint.interpreter.place import Place
from shapelint.interpreter.store import Store
from shapelint.interpreter.trace import Trace
from shapelint.interpreter.values import ClassValue, Imported, Instance, Owner, ProjectModule

MOST_STEPS = 20_000
"""Steps that one entry may take: a function that nothing calls, or what the module runs beyond its own statements."""
MOST_STEPS_IN_ALL = 150_000
MOST_STEPS_ABROAD = 400
"""Steps that one call of another file's code may take; they do not count as those of this file."""
MOST_STEPS_BESIDE = 150
"""The same, as long as that code lies in files that do not name a recurrent layer: settings, small functions."""
MOST_STEPS_OF_A_READER = 60
"""The same, where such code is given what comes out of a layer: long code, such as attention, returns something new."""
DEEPEST_CALL = 8

MODULE: Owner = "module"


def is_home(scopes: Sequence[Owner]) -> bool:
    """Whether what is defined in these scopes is of the file that is checked."""
    return not scopes or scopes[-1] == MODULE


class Exhausted(Exception):
    """An entry needs more steps than it is given; what was found so far stands, and other entries are run."""


@dataclass(eq=False)
class Frame:
    """One activation of a function (or the module). `returns` are the values returned so far, with their guards."""

    key: Owner
    scopes: tuple[Owner, ...]
    of_class: ClassValue | None = None
    receiver: object = None
    is_entry: bool = False
    returns: list[tuple[Guard, object]] = field(default_factory=list)
    loops: int = 0
    turns: tuple[int, ...] = ()
    continued: list[tuple[Guard, Store]] = field(default_factory=list)
    """What the ways of this pass of the innermost loop leave that went on to the next one by `continue`."""
    broken: list[tuple[Guard, Store]] = field(default_factory=list)
    """What the ways leave that left the innermost loop by `break`."""
    is_there_to_fail: bool = False
    """Whether the statements that are run now are; the functions that they call are not."""
    declared_outer: dict[str, Owner] = field(default_factory=dict)
    node: cst.CSTNode | None = None
    comprehensions: int = 0
    """How many of the scopes, the innermost ones, are those of comprehensions."""

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Whose names are seen from here: its own, those around it, last those of `self`."""
        return (*self.scopes, self.receiver.key) if isinstance(self.receiver, Instance) else self.scopes

    @property
    def module(self) -> Owner:
        """The owner of the global names that are seen from here."""
        return self.scopes[-1] if self.scopes else MODULE


@dataclass(eq=False)
class Machine:
    """One run. `takes_defaults`: a parameter that nothing passes has its default, else it is a symbol."""

    takes_defaults: bool
    overridden: frozenset[tuple[str, str]] = frozenset()
    others: OtherFiles = field(default_factory=OtherFiles)
    resolver: Resolver | None = None
    keys: Keys = field(default_factory=Keys)
    store: Store = field(init=False)
    guard: Guard = ALWAYS
    whole: Trace = field(default_factory=Trace)
    """What happened in the run, up to the entry that is run now."""
    frames: list[Frame] = field(default_factory=list)
    star_imports: list[Imported | ProjectModule] = field(default_factory=list)
    too_long: set[cst.CSTNode] = field(default_factory=set)
    """Functions of other files that took too many steps; they are not tried again."""
    abroad: bool = False
    most_abroad: int = 0
    steps_abroad: int = 0
    steps_abroad_in_all: int = 0
    expects_failure: bool = False
    indexed_again: set[cst.CSTNode] = field(default_factory=set)
    """Subscripts that another subscript is made of: `state[-1][0]` selects nothing but what is left in the end."""
    steps: int = 0
    steps_in_all: int = 0
    repeats: int = 0
    """How many of the comprehensions around are run once for all of their passes."""
    trace: Trace = field(default_factory=Trace)
    """What happened in the module, or in the entry that is run now."""

    def __post_init__(self) -> None:
        """It begins with what is known of other files."""
        self.store = Store(None, self.others.shared)

    @property
    def is_out_of_steps_abroad(self) -> bool:
        """Whether code of other files takes more steps than there are: what is asked for first gets them."""
        return self.steps_abroad_in_all >= MOST_STEPS_ABROAD_IN_ALL

    @property
    def frame(self) -> Frame:
        """The innermost activation."""
        return self.frames[-1]

    @property
    def is_making(self) -> bool:
        """Whether an object is being made: what is found out now is fixed with it."""
        functions = (frame.node for frame in self.frames if isinstance(frame.node, cst.FunctionDef))
        return any(function.name.value == "__init__" for function in functions)

    @property
    def is_repeating(self) -> bool:
        """Whether what is run now stands for several passes of a loop: what it makes may be several objects."""
        return self.repeats > 0 or any(frame.loops for frame in self.frames)

    def context(self) -> Context:
        """The context of an event that happens now."""
        whole, owners = self.whole, self.frame.owners
        fails = self.expects_failure or self.frame.is_there_to_fail
        return Context(self.guard, self._entry(), whole.names, whole.seen, fails, owners)

    def _entry(self) -> Owner:
        return next((frame.key for frame in self.frames if frame.is_entry), MODULE)

    def emit(self, event: Event) -> None:
        """Record an event, and which rows of a state it selects or reads."""
        self.trace.events.append(event)
        match event:
            case Indexed(base=base, result=Unknown()):
                self.trace.seen.unclear.update(call.key for call in labels_by_call((base.value,)))
            case Indexed(node=node, result=result) if node not in self.indexed_again or not has_direction_axis(result):
                self._see(result)
            case Consumed(operands=operands):
                for operand in operands:
                    self._see(operand.value)
                turns.see(self.trace.seen, event)

    def meets_default(self, *, may_take: bool = True) -> bool:
        """A default stands here that a run may take or leave: whether this one takes it."""
        takes = self.takes_defaults and may_take
        self.trace.met_default = True
        self.trace.used_default |= takes
        return takes

    def _see(self, value: object) -> None:
        for label in single_rows(value):
            if label.call is not None:
                self.trace.seen.rows.setdefault(label.call.key, set()).add(label)
        for call, labels in labels_by_call((value,)).items():
            if (direction := only_direction(labels)) is not None:
                self.trace.seen.directions.setdefault(call.key, set()).add(direction)

    def step(self) -> None:
        """Count one statement or expression; those that the module runs once cost nothing. Raises Exhausted."""
        frames = self.frames
        if len(frames) == 1 and not frames[0].loops:
            return
        if self.abroad:
            self.steps_abroad += 1
            self.steps_abroad_in_all += 1
            if self.steps_abroad > self.most_abroad or self.steps_abroad_in_all > MOST_STEPS_ABROAD_IN_ALL:
                raise Exhausted
            return
        self.steps += 1
        self.steps_in_all += 1
        if self.steps > MOST_STEPS or self.steps_in_all > MOST_STEPS_IN_ALL:
            raise Exhausted

    @contextmanager
    def budget(self) -> Iterator[None]:
        """Give an entry steps of its own; where they do not suffice, it is left and the run is not complete."""
        depth, guard = len(self.frames), self.guard
        self.steps = 0
        try:
            yield
        except Exhausted:
            self.trace.is_complete = False
            del self.frames[depth:]
            self.guard = guard

    def enter(self, module: Owner) -> None:
        """Code of this module is run now: it is worth more steps where its file names a recurrent layer."""
        other = self.others.by_owner.get(module)
        if other is not None and other.excerpts.names_a_layer:
            self.most_abroad = MOST_STEPS_ABROAD

    @contextmanager
    def visit(self, module: Owner, most: int = MOST_STEPS_BESIDE) -> Iterator[None]:
        """Run code of another file within steps of its own; where they do not suffice, it is as if it had not run."""
        if self.abroad:
            self.enter(module)
            yield
            return
        self.most_abroad = most
        self.enter(module)
        depth, guard, events, store = len(self.frames), self.guard, len(self.trace.events), self.store.copy()
        self.abroad, self.steps_abroad = True, 0
        try:
            yield
        except (Exhausted, RecursionError) as error:
            self.others.depends_on_asker |= isinstance(error, RecursionError)
            del self.frames[depth:], self.trace.events[events:]
            self.guard, self.store = guard, store
        finally:
            self.abroad = False

    def fresh_key(self, node: Hashable, tag: Hashable = "") -> Owner:
        """A key for what comes to be at this node in this activation: the same each time a loop gets there.

        Where the loop is unrolled, each of its passes has its own.
        """
        return self.key(self.frame.key, node, tag, *self.frame.turns)

    def key(self, *parts: Hashable) -> Owner:
        """A short key that stands for these parts wherever they are asked for again."""
        return self.keys.of(parts)

    def place(self, node: cst.CSTNode) -> Place:
        """A node in this activation."""
        return Place(self.frame.key, node)

    @contextmanager
    def turn(self, node: cst.CSTNode, number: int) -> Iterator[None]:
        """Run one pass of a loop that is unrolled. What only one of the passes shows is not certain of the place."""
        guard, turns = self.guard, self.frame.turns
        this_one = Literal(self.fresh_key(node, "turn"), Turn(number), True, True)
        self.guard, self.frame.turns = guard | {this_one}, (*turns, number)
        try:
            yield
        finally:
            self.guard, self.frame.turns = guard, turns

    @contextmanager
    def expecting_failure(self) -> Iterator[None]:
        """Run code that is there to fail or to warn: what it does is no mistake."""
        before = self.expects_failure
        self.expects_failure = True
        try:
            yield
        finally:
            self.expects_failure = before

    @contextmanager
    def under(self, more: Guard) -> Iterator[None]:
        """Run under a stronger path condition."""
        before = self.guard
        self.guard = before | more
        try:
            yield
        finally:
            self.guard = before

    def lift(self, values: Sequence[object], function: Callable[..., object]) -> object:
        """A function of possibly guarded values: once per consistent choice, each under its guard."""
        for value in values:
            if type(value) is Guarded:
                break
        else:
            return function(*([narrowed(value, self.guard) for value in values] if self.guard else values))
        chosen = combinations(values, self.guard)
        if not chosen:
            return Unknown("too many alternatives")
        if len(chosen) == 1:
            return function(*chosen[0][1])
        found = []
        for guard, each in chosen:
            with self.under(guard):
                found.append((guard, function(*each)))
        return merge(found)
