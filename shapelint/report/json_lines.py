"""One JSON object per line, each the same as an element of the `json` format."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shapelint.report import Report
from shapelint.report.json import as_object


def render(report: Report) -> Iterator[str]:
    """A line per diagnostic; ASCII only, so that any stream can take it."""
    for each in report.diagnostics:
        yield json.dumps(as_object(each)) + "\n"
