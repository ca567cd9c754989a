"""How often each rule was found, as a JSON array."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shapelint.report import Report
from shapelint.report.statistics import counted


def render(report: Report) -> Iterator[str]:
    """One array of `{code, name, count}`, the most frequent first."""
    rows = [{"code": code, "name": name, "count": count} for (code, name), count in counted(report).items()]
    yield json.dumps(rows, indent=2) + "\n"
