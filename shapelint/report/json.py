"""A JSON array of objects, as ruff prints them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from shapelint.diagnostic import Diagnostic, Fix, Location
from shapelint.report import Report


def render(report: Report) -> Iterator[str]:
    """One array, indented; ASCII only, so that any stream can take it."""
    yield json.dumps([as_object(each) for each in report.diagnostics], indent=2)
    yield "\n"


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """One diagnostic as JSON's types."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "message": diagnostic.message,
        "severity": diagnostic.severity.value,
        "certainty": diagnostic.certainty.value,
        "filename": _absolute(diagnostic.filename),
        "location": _place(diagnostic.location),
        "end_location": _place(diagnostic.end_location),
        "cell": diagnostic.cell,
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
        "related": [
            {
                "message": each.message,
                "location": _place(each.location),
                "end_location": _place(each.end_location),
                "cell": each.cell,
            }
            for each in diagnostic.related
        ],
        "url": diagnostic.url,
    }


def _absolute(filename: str) -> str:
    """`<stdin>` and its like are no paths."""
    return filename if filename.startswith("<") else os.path.abspath(filename)


def _place(location: Location) -> dict[str, int]:
    return {"row": location.row, "column": location.column}


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "applicability": fix.applicability.value,
        "message": fix.message,
        "edits": [
            {
                "content": edit.content,
                "location": _place(edit.location),
                "end_location": _place(edit.end_location),
                "cell": edit.cell,
            }
            for edit in fix.edits
        ],
    }
