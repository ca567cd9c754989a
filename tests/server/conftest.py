from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.editor import Talk, talk


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """One server for all tests that want nothing special of it."""
    yield from talk(tmp_path_factory.mktemp("opened"))
