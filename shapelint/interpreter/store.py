"""What names and attributes hold: one table for each owner (an activation, the module, a class, an object).

Copies share their tables until one of them writes, so that a branch costs what it changes and not what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapelint.domain.value import Unknown
from shapelint.interpreter.guards import Guard, merge
from shapelint.interpreter.values import Owner

Key = tuple[Owner, str]
UNSET = Unknown("not set on this path")


class Store:
    """A mapping from `(owner, name)` to values."""

    def __init__(self, tables: dict[Owner, dict[str, object]] | None = None) -> None:
        """A store with these tables, which it never writes to itself."""
        self._tables = {} if tables is None else tables
        self._own: set[Owner] = set()

    def copy(self) -> Store:
        """A store that holds the same; from here on neither sees what the other writes."""
        self._own = set()
        return Store(dict(self._tables))

    def __contains__(self, key: Key) -> bool:
        return key[1] in self._tables.get(key[0], ())

    def __getitem__(self, key: Key) -> object:
        return self._tables[key[0]][key[1]]

    def get(self, key: Key, default: object = None) -> object:
        """What is held under this key, else `default`."""
        return self._tables.get(key[0], {}).get(key[1], default)

    def __setitem__(self, key: Key, value: object) -> None:
        owner, name = key
        if owner not in self._own:
            self._tables[owner] = dict(self._tables.get(owner, ()))
            self._own.add(owner)
        self._tables[owner][name] = value

    def table(self, owner: Owner) -> dict[str, object]:
        """Every name of one owner."""
        return dict(self._tables.get(owner, ()))

    def drop(self, owner: Owner) -> None:
        """Forget an owner."""
        self._tables.pop(owner, None)
        self._own.discard(owner)

    def values(self) -> Iterator[object]:
        """Every value, by owner."""
        for table in list(self._tables.values()):
            yield from list(table.values())

    def changed_since(self, before: Store) -> Iterator[tuple[Key, object, object]]:
        """Every key that was held before and holds another value now: key, value before, value now."""
        for owner, table in list(self._tables.items()):
            known = before._tables.get(owner)
            if known is None or known is table:
                continue
            for name, value in list(table.items()):
                old = known.get(name, UNSET)
                if old is not UNSET and old is not value and old != value:
                    yield (owner, name), old, value


def joined(branches: Sequence[tuple[Guard, Store]]) -> Store:
    """What several branches leave, each name with an alternative for each branch that sets it differently."""
    first = branches[0][1]
    owners = dict.fromkeys(owner for _, store in branches for owner in store._tables)
    tables: dict[Owner, dict[str, object]] = {}
    for owner in owners:
        found = [store._tables.get(owner, {}) for _, store in branches]
        if all(table is found[0] for table in found):
            tables[owner] = first._tables[owner]
        else:
            tables[owner] = _joined_table([guard for guard, _ in branches], found)
    return Store(tables)


def _joined_table(guards: list[Guard], tables: list[dict[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name in dict.fromkeys(name for table in tables for name in table):
        values = [table.get(name, UNSET) for table in tables]
        if all(value is values[0] for value in values):
            result[name] = values[0]
        else:
            # a name that one branch does not set would raise there, so what the other sets is what there is
            result[name] = merge([(g, value) for g, value in zip(guards, values, strict=True) if value is not UNSET])
    return result
