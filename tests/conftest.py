"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes snapshots anew."""
    parser.addoption("--update-snapshots", action="store_true", help="write the snapshots of messages anew")
