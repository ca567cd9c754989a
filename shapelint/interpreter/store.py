"""What names and attributes hold: one table for each owner (an activation, the module, a class, an object).

Copies share their tables until one of them writes, so that a branch costs what it changes and not what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shapelint.domain.value import Unknown
from shapelint.interpreter.guards import Guard, merge
from shapelint.interpreter.values import Owner

Key = tuple[Owner, str]
Tables = dict[Owner, dict[str, object]]
UNSET = Unknown("not set on this path")
NOTHING: dict[str, object] = {}


@dataclass(eq=False)
class Watch:
    """What is read and written from some moment on, in a store and its copies.

    `created` are the owners that came to be since then: what they hold is no one else's. `listed` is of whom
    the names were asked for, all or those that are like one.
    """

    read: set[Key] = field(default_factory=set)
    written: set[Key] = field(default_factory=set)
    listed: set[tuple[Owner, str | None]] = field(default_factory=set)
    created: set[Owner] = field(default_factory=set)


class Store:
    """A mapping from `(owner, name)` to values."""

    def __init__(self, tables: Tables | None = None, shared: Tables | None = None, watch: Watch | None = None) -> None:
        """A store with these tables, which it never writes to itself.

        Under them lie the `shared` ones, which are those of all copies: what other files hold, whatever this one does.
        """
        self._tables = {} if tables is None else tables
        self._shared = {} if shared is None else shared
        self._own: set[Owner] = set()
        self.watch = watch
        """What notes who reads and writes here; nobody where it is None."""

    def copy(self) -> Store:
        """A store that holds the same; from here on neither sees what the other writes."""
        self._own = set()
        return Store(dict(self._tables), self._shared, self.watch)

    def apart(self) -> Store:
        """A store that holds nothing but what is shared."""
        return Store(None, self._shared)

    def tables(self) -> Iterator[tuple[Owner, dict[str, object]]]:
        """Everybody who holds something beside what is shared, and what that is."""
        yield from self._tables.items()

    def _table(self, owner: Owner) -> dict[str, object]:
        table = self._tables.get(owner)
        return self._shared.get(owner, NOTHING) if table is None else table

    def __contains__(self, key: Key) -> bool:
        self._note(key)
        return key[1] in self._table(key[0])

    def __getitem__(self, key: Key) -> object:
        self._note(key)
        return self._table(key[0])[key[1]]

    def _note(self, key: Key) -> None:
        if self.watch is not None and key[0] not in self.watch.created:
            self.watch.read.add(key)

    def get(self, key: Key, default: object = None) -> object:
        """What is held under this key, else `default`."""
        owner, name = key
        watch = self.watch
        if watch is not None and owner not in watch.created:
            watch.read.add(key)
        table = self._tables.get(owner)
        return (self._shared.get(owner, NOTHING) if table is None else table).get(name, default)

    def shared(self, key: Key) -> object | None:
        """What is shared under this key, whatever hides it here."""
        return self._shared.get(key[0], NOTHING).get(key[1])

    def __setitem__(self, key: Key, value: object) -> None:
        owner, name = key
        watch = self.watch
        if owner not in self._own:
            table = self._table(owner)
            if watch is not None and table is NOTHING:
                watch.created.add(owner)
            self._tables[owner] = dict(table)
            self._own.add(owner)
        if watch is not None and owner not in watch.created:
            watch.written.add(key)
        self._tables[owner][name] = value

    def names(self, owner: Owner, like: str | None = None) -> tuple[str, ...]:
        """The names that an owner has, all or those that are this one but for capitals and underscores."""
        if self.watch is not None:
            self.watch.listed.add((owner, like))
        wanted = None if like is None else _plain(like)
        return tuple(name for name in self._table(owner) if wanted is None or _plain(name) == wanted)

    def table(self, owner: Owner) -> dict[str, object]:
        """Every name of one owner with what it holds."""
        return {name: self[owner, name] for name in self.names(owner)}

    def has(self, owner: Owner) -> bool:
        """Whether an owner holds anything beside what is shared."""
        return owner in self._tables

    def is_shared(self, owner: Owner) -> bool:
        """Whether an owner is of another file."""
        return owner in self._shared

    def own(self, key: Key) -> object:
        """What is held under this key beside what is shared; UNSET where nothing is."""
        return self._tables.get(key[0], NOTHING).get(key[1], UNSET)

    def created(self) -> Tables:
        """The tables of the owners that came to be since the store is watched, in their order."""
        assert self.watch is not None
        return {owner: table for owner, table in self._tables.items() if owner in self.watch.created}

    def adopt(self, tables: Mapping[Owner, dict[str, object]]) -> None:
        """Hold the tables of owners that are new here."""
        self._tables.update(tables)
        self._own.difference_update(tables)

    def drop(self, owner: Owner) -> None:
        """Forget an owner."""
        self._tables.pop(owner, None)
        self._own.discard(owner)

    def values(self) -> Iterator[object]:
        """Every value that is not shared, by owner."""
        for table in list(self._tables.values()):
            yield from list(table.values())

    def changed_since(self, before: Store) -> Iterator[tuple[Key, object, object]]:
        """Every key that was held before and holds another value now: key, value before, value now."""
        for owner, table in list(self._tables.items()):
            known = before._table(owner)
            if not known or known is table:
                continue
            for name, value in list(table.items()):
                old = known.get(name, UNSET)
                if old is not UNSET and old is not value and old != value:
                    yield (owner, name), old, value


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def joined(branches: Sequence[tuple[Guard, Store]]) -> Store:
    """What several branches leave, each name with an alternative for each branch that sets it differently."""
    first = branches[0][1]
    if len(branches) == 1:
        return first
    owners = dict.fromkeys(owner for _, store in branches for owner in store._tables)
    tables: dict[Owner, dict[str, object]] = {}
    for owner in owners:
        found = [store._table(owner) for _, store in branches]
        if all(table is found[0] for table in found):
            tables[owner] = found[0]
        else:
            tables[owner] = _joined_table([guard for guard, _ in branches], found)
    return Store(tables, first._shared, first.watch)


def _joined_table(guards: list[Guard], tables: list[dict[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name in dict.fromkeys(name for table in tables for name in table):
        values = [table.get(name, UNSET) for table in tables]
        first = values[0]
        if all(value is first for value in values):
            result[name] = first
        else:
            # a name that one branch does not set would raise there, so what the other sets is what there is
            result[name] = merge([(g, value) for g, value in zip(guards, values, strict=True) if value is not UNSET])
    return result
