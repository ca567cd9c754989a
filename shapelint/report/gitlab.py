"""GitLab's code quality report: a JSON array of Code Climate issues."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shapelint.diagnostic import Diagnostic, Severity
from shapelint.report import Report
from shapelint.report.fingerprint import fingerprints
from shapelint.report.place import Places


def render(report: Report) -> Iterator[str]:
    """One array. The fingerprints do not depend on row numbers, so a finding that has moved is not a new one."""
    places = Places(report)
    names = fingerprints(report, places)
    issues = [_issue(each, name, places) for each, name in zip(report.diagnostics, names, strict=True)]
    yield json.dumps(issues, indent=2) + "\n"


def _issue(diagnostic: Diagnostic, fingerprint: str, places: Places) -> dict[str, object]:
    region = places.region(diagnostic.filename, diagnostic.cell, diagnostic.location, diagnostic.end_location)
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}, row {diagnostic.location.row}: "
    return {
        "type": "issue",
        "check_name": diagnostic.code,
        "description": f"{cell}{diagnostic.code} {diagnostic.message} ({diagnostic.name})",
        "categories": ["Bug Risk"],
        "severity": "major" if diagnostic.severity is Severity.ERROR else "minor",
        "fingerprint": fingerprint,
        "location": {
            "path": places.path(diagnostic.filename),
            "lines": {"begin": region.row, "end": region.end_row},
        },
    }
