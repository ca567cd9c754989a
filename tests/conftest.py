"""Options of the test run, and what is run in one."""

from __future__ import annotations

import pytest

from shapelint.interpreter import entry as entries
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.memory import Entry


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes snapshots anew."""
    parser.addoption("--update-snapshots", action="store_true", help="write the snapshots of messages anew")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the entries that were run, as they are run."""
    names: list[str] = []
    run = entries._entry

    def noting(m: Machine, key: object, entry: Entry) -> None:
        names.append(entry.function.name)
        run(m, key, entry)

    monkeypatch.setattr(entries, "_entry", noting)
    return names
