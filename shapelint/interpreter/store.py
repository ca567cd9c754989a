"""What names and attributes hold: one table for each owner (an activation, the module, a class, an object).

Copies share their tables until one of them writes, so that a branch costs what it changes and not what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapelint.domain.value import Unknown
from shapelint.interpreter.guards import Guard, merge
from shapelint.interpreter.values import Owner

Key = tuple[Owner, str]
Tables = dict[Owner, dict[str, object]]
UNSET = Unknown("not set on this path")
NOTHING: dict[str, object] = {}


class Store:
    """A mapping from `(owner, name)` to values."""

    def __init__(self, tables: Tables | None = None, shared: Tables | None = None) -> None:
        """A store with these tables, which it never writes to itself.

        Under them lie the `shared` ones, which are those of all copies: what other files hold, whatever this one does.
        """
        self._tables = {} if tables is None else tables
        self._shared = {} if shared is None else shared
        self._own: set[Owner] = set()

    def copy(self) -> Store:
        """A store that holds the same; from here on neither sees what the other writes."""
        self._own = set()
        return Store(dict(self._tables), self._shared)

    def apart(self) -> Store:
        """A store that holds nothing but what is shared."""
        return Store(None, self._shared)

    def share(self) -> None:
        """Add all that this store holds to what is shared."""
        for owner, table in self._tables.items():
            self._shared[owner] = {**self._shared.get(owner, {}), **table}

    def _table(self, owner: Owner) -> dict[str, object]:
        table = self._tables.get(owner)
        return self._shared.get(owner, NOTHING) if table is None else table

    def __contains__(self, key: Key) -> bool:
        return key[1] in self._table(key[0])

    def __getitem__(self, key: Key) -> object:
        return self._table(key[0])[key[1]]

    def get(self, key: Key, default: object = None) -> object:
        """What is held under this key, else `default`."""
        owner, name = key
        table = self._tables.get(owner)
        return (self._shared.get(owner, NOTHING) if table is None else table).get(name, default)

    def shared(self, key: Key) -> object | None:
        """What is shared under this key, whatever hides it here."""
        return self._shared.get(key[0], NOTHING).get(key[1])

    def __setitem__(self, key: Key, value: object) -> None:
        owner, name = key
        if owner not in self._own:
            self._tables[owner] = dict(self._table(owner))
            self._own.add(owner)
        self._tables[owner][name] = value

    def table(self, owner: Owner) -> dict[str, object]:
        """Every name of one owner."""
        return dict(self._table(owner))

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
    return Store(tables, first._shared)


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
