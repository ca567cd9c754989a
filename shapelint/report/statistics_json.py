"""How often each rule was found, as a JSON array."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shapelint.report import Report
from shapelint.report.statistics import rows


def render(report: Report) -> Iterator[str]:
    """One array of `{code, name, count}`, the most frequent first."""
    yield json.dumps(rows(report), indent=2) + "\n"
