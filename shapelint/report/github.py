"""Workflow commands, which GitHub Actions shows as annotations beside the changed lines.

The service shows ten annotations of each kind for a step; the rest is in the log only, so a notice closes with the
total.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.diagnostic import Diagnostic
from shapelint.report import Report
from shapelint.report.full import summary
from shapelint.report.place import Places


def render(report: Report) -> Iterator[str]:
    """A command per diagnostic, and a closing notice unless the report is quiet."""
    places = Places(report)
    for each in report.diagnostics:
        yield _command(each.severity.value, _properties(each, places), _message(each, places))
    if not report.quiet:
        more = " (of each kind ten are shown as annotations, this log has all)" if len(report.diagnostics) > 10 else ""
        yield _command("notice", {"title": "shapelint"}, summary(report).rstrip(".") + more)


def _properties(diagnostic: Diagnostic, places: Places) -> dict[str, object]:
    """The service takes no columns for a span over several rows."""
    region = places.region(diagnostic.filename, diagnostic.cell, diagnostic.location, diagnostic.end_location)
    columns = {"col": region.column, "endColumn": region.end_column} if region.row == region.end_row else {}
    return {
        "title": f"{diagnostic.code} {diagnostic.name}",
        "file": places.path(diagnostic.filename),
        "line": region.row,
        "endLine": region.end_row,
        **{key: column for key, column in columns.items() if column is not None},
    }


def _message(diagnostic: Diagnostic, places: Places) -> str:
    """With its place, since the log shows nothing else of a command."""
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}:"
    start = diagnostic.location
    place = f"{places.path(diagnostic.filename)}:{cell}{start.row}:{start.column}"
    return f"{place}: {diagnostic.code} {diagnostic.message}"


def _command(kind: str, properties: dict[str, object], message: str) -> str:
    given = ",".join(f"{key}={_escaped_property(str(value))}" for key, value in properties.items())
    return f"::{kind} {given}::{_escaped(message)}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
