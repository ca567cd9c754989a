"""What a run, or one entry of it, leaves beside what names and attributes hold."""

from __future__ import annotations

import dataclasses
from dataclasses import field

import libcst as cst

from shapelint.domain.tensor import Results
from shapelint.frozen import dataclass
from shapelint.interpreter.events import Event, Seen
from shapelint.interpreter.values import Instance, Owner

Values = dict[tuple[Owner, cst.CSTNode], object]


@dataclass(frozen=True)
class Instantiation:
    """An object that the program itself made, and which parameters it passed by hand."""

    instance: Instance
    passed: frozenset[str]


@dataclasses.dataclass(eq=False)
class Trace:
    """What happened so far: events, and by activation and expression every value that comes out of a recurrent layer.

    `bound` are the same of names and attributes that are assigned, `callees` what each call expression that was reached
    calls; `results` what a layer's call gives and `names` which variables hold that, and whose they are, both by the
    call; `seen` what events cannot tell one by one.
    `met_default`: a default stood where the run could take it or leave it; `used_default`: the run took it.
    `looks_abroad`: another file was asked for or read. `is_complete` unless something took too many steps.
    """

    events: list[Event] = field(default_factory=list)
    derived: Values = field(default_factory=dict)
    bound: Values = field(default_factory=dict)
    callees: dict[cst.CSTNode, object] = field(default_factory=dict)
    results: dict[object, Results] = field(default_factory=dict)
    names: dict[tuple[object, str], dict[Owner, str]] = field(default_factory=dict)
    made: list[Instantiation] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    met_default: bool = False
    used_default: bool = False
    looks_abroad: bool = False
    is_complete: bool = True

    def include(self, later: Trace) -> None:
        """Add what happened later, but for its events."""
        self.derived.update(later.derived)
        self.bound.update(later.bound)
        self.callees.update(later.callees)
        self.results.update(later.results)
        for result, names in later.names.items():
            known = self.names.setdefault(result, {})
            known.update({owner: name for owner, name in names.items() if owner not in known})
        self.made.extend(later.made)
        self.seen.include(later.seen)
        self.met_default |= later.met_default
        self.used_default |= later.used_default
        self.looks_abroad |= later.looks_abroad
        self.is_complete &= later.is_complete
