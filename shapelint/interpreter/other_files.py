"""What is known of the files that the checked one imports, as far as something asked for it."""

from __future__ import annotations

from collections.abc import Hashable, Set
from dataclasses import dataclass, field

from shapelint.interpreter.excerpts import Excerpts
from shapelint.interpreter.store import Store, Tables
from shapelint.interpreter.values import Imported, Owner, ProjectModule, ProjectName

MOST_STEPS_ABROAD_IN_ALL = 4_000
"""Steps that the statements of other files may take in a run, and those that calls of their functions may."""


@dataclass(eq=False)
class OtherFile:
    """A file that the checked one imports: which of its statements were run, and which are being run now."""

    owner: Owner
    home: Hashable
    excerpts: Excerpts
    done: set[int] = field(default_factory=set)
    running: list[int] = field(default_factory=list)
    settled: dict[str, object | None] = field(default_factory=dict)
    """What its names hold, as far as they were asked for."""
    star_imports: list[Imported | ProjectModule] = field(default_factory=list)

    def without(self, names: Set[str]) -> OtherFile:
        """The same, as if nobody had asked for these names yet."""
        done = {number for number in self.done if names.isdisjoint(self.excerpts.bound(number))}
        settled = {name: value for name, value in self.settled.items() if name not in names}
        return OtherFile(self.owner, self.home, self.excerpts, done, [], settled, list(self.star_imports))


@dataclass(eq=False)
class OtherFiles:
    """What a run found out of other files. It may outlive the run where it does not depend on who asked, or when.

    `by_home` are the files, None for those that cannot be read; `met` is what names of theirs turned out to be, and
    `shared` what they and their objects hold. `by_default` are those of these names, and of the names of files by
    owner, that depend on a default. `running` are the files of which a statement is being run, each because the one
    before needs what it binds. `steps` is what their own statements took.
    """

    by_home: dict[Hashable, OtherFile | None] = field(default_factory=dict)
    by_owner: dict[Owner, OtherFile] = field(default_factory=dict)
    met: dict[ProjectName, object] = field(default_factory=dict)
    shared: Tables = field(default_factory=dict)
    by_default: set[Hashable] = field(default_factory=set)
    met_now: set[ProjectName] = field(default_factory=set)
    """Names that are being met just now, each because the one before leads to it."""
    sought: set[tuple[Owner, str]] = field(default_factory=set)
    """Names that are looked for through the `import *` of other files just now."""
    running: list[OtherFile] = field(default_factory=list)
    steps: int = 0
    depends_on_asker: bool = False
    """Whether anything could be another if another name had been asked for first: files that import each other."""
    asked: set[Owner] = field(default_factory=set)
    """The files that were asked for what is being worked out now."""
    asked_for: dict[Hashable, set[Owner]] = field(default_factory=dict)
    """The same for what is known, with the keys of `by_default`."""
    _asked_by: dict[Owner, set[Owner]] = field(default_factory=dict)
    _made_by: dict[Owner, tuple[Owner, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def may_be_kept(self) -> bool:
        """Whether another run would find the same."""
        return not self.depends_on_asker and self.steps <= MOST_STEPS_ABROAD_IN_ALL

    def ask(self, owner: Owner) -> None:
        """Note who asks for a name of a file: one that is still being run does not hold everything yet."""
        self.asked.add(owner)
        asker = self.running[-1].owner if self.running else owner
        known = self._asked_by.setdefault(owner, set())
        if asker != owner and asker not in known:
            known.add(asker)
            self.depends_on_asker |= owner in self._askers(asker)

    def _askers(self, owner: Owner) -> set[Owner]:
        """The files that ask for names of a file, directly or not."""
        found: set[Owner] = set()
        pending = [owner]
        while pending:
            new = self._asked_by.get(pending.pop(), set()) - found
            found |= new
            pending += new
        return found

    def share(self, store: Store, other: OtherFile, number: int) -> None:
        """Let everybody know what a statement of a file left.

        Whoever asks for a name runs all statements that bind it. One that changes an object which none of them made,
        under another name, is run for some who ask and not for others.
        """
        names = other.excerpts.bound(number)
        for owner, table in store.tables():
            known = self.shared.get(owner)
            if owner != other.owner:
                file, made_as = self._made_by.setdefault(owner, (other.owner, names))
                is_apart = file != other.owner or not set(made_as) & set(names)
                self.depends_on_asker |= is_apart and known is not None and known != table
            self.shared[owner] = table if known is None else {**known, **table}

    def for_defaults(self) -> OtherFiles:
        """What a run with defaults may begin with after one with symbols: all that depends on no default."""
        by_default: dict[object, set[str]] = {}
        for owner, name in (each for each in self.by_default if isinstance(each, tuple)):
            by_default.setdefault(owner, set()).add(name)
        files = {
            home: other if other is None else other.without(by_default.get(other.owner, set()))
            for home, other in self.by_home.items()
        }
        return OtherFiles(
            by_home=files,
            by_owner={other.owner: other for other in files.values() if other is not None},
            met={name: value for name, value in self.met.items() if name not in self.by_default},
            shared=dict(self.shared),
            depends_on_asker=self.depends_on_asker,
            asked_for=dict(self.asked_for),
            _asked_by={owner: set(askers) for owner, askers in self._asked_by.items()},
            _made_by=dict(self._made_by),
        )
