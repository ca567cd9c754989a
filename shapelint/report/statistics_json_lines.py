"""How often each rule was found, one JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shapelint.report import Report
from shapelint.report.statistics import rows


def render(report: Report) -> Iterator[str]:
    """`{code, name, count}` per line, the most frequent first."""
    for row in rows(report):
        yield json.dumps(row) + "\n"
