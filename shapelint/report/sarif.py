"""SARIF 2.1.0: findings with their rules' pages, related places and fixes, for code scanning services.

Rows of a notebook are those of its file, with the cell named in the message; its fixes are left out, because they are
edits of cells and not of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property

from shapelint import __version__
from shapelint.diagnostic import Diagnostic, Fix, Location
from shapelint.frozen import dataclass
from shapelint.report import Report
from shapelint.report.fingerprint import fingerprints
from shapelint.report.place import Places
from shapelint.rule import LoadedRule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"

Json = dict[str, object]


def render(report: Report) -> Iterator[str]:
    """One log with one run; ASCII only."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(report).as_object()]}
    yield json.dumps(log, indent=2) + "\n"


@dataclass(frozen=True)
class _Run:
    """A run of the linter as SARIF has it."""

    report: Report

    @cached_property
    def places(self) -> Places:
        return Places(self.report)

    @cached_property
    def rules(self) -> list[LoadedRule]:
        """The rules that found something, by code."""
        codes = sorted({each.code for each in self.report.diagnostics})
        return [rule for code in codes if (rule := self.report.catalogue.find(code)) is not None]

    def as_object(self) -> Json:
        names = fingerprints(self.report, self.places)
        driver = {"name": "shapelint", "version": __version__, "rules": [_rule(each) for each in self.rules]}
        return {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder that paths are relative to"}}},
            "invocations": [self.invocation()],
            "results": [self.result(each, name) for each, name in zip(self.report.diagnostics, names, strict=True)],
        }

    def invocation(self) -> Json:
        """How the run went: a file that could not be checked is a notification."""
        notes = [
            {
                "level": "error",
                "message": {"text": f"not checked: {reason}"},
                "locations": [{"physicalLocation": {"artifactLocation": self.file(filename)}}],
            }
            for filename, reason in self.report.obstacles
        ]
        return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}

    def result(self, diagnostic: Diagnostic, fingerprint: str) -> Json:
        codes = [loaded.rule.code for loaded in self.rules]
        index = {"ruleIndex": codes.index(diagnostic.code)} if diagnostic.code in codes else {}
        cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}, row {diagnostic.location.row}: "
        span = (diagnostic.cell, diagnostic.location, diagnostic.end_location)
        found: Json = {
            "ruleId": diagnostic.code,
            **index,
            "level": diagnostic.severity.value,
            "message": {"text": cell + diagnostic.message},
            "locations": [{"physicalLocation": self.place(diagnostic.filename, *span)}],
            "partialFingerprints": {"shapelint/v1": fingerprint},
            "properties": {"certainty": diagnostic.certainty.value},
        }
        if diagnostic.related:
            found["relatedLocations"] = [
                {
                    "id": number,
                    "message": {"text": each.message},
                    "physicalLocation": self.place(diagnostic.filename, each.cell, each.location, each.end_location),
                }
                for number, each in enumerate(diagnostic.related, 1)
            ]
        if diagnostic.fix is not None and diagnostic.cell is None:
            found["fixes"] = [self.fix(diagnostic.fix, diagnostic.filename)]
        return found

    def file(self, filename: str) -> Json:
        path = self.places.uri(filename)
        return {"uri": path} if path.startswith("file:") else {"uri": path, "uriBaseId": _ROOT}

    def place(self, filename: str, cell: int | None, start: Location, end: Location) -> Json:
        region = self.places.region(filename, cell, start, end)
        columns = {"startColumn": region.column, "endColumn": region.end_column}
        known = {key: column for key, column in columns.items() if column is not None}
        return {
            "artifactLocation": self.file(filename),
            "region": {"startLine": region.row, "endLine": region.end_row, **known},
        }

    def fix(self, fix: Fix, filename: str) -> Json:
        replacements = [
            {"deletedRegion": _deleted(edit.location, edit.end_location), "insertedContent": {"text": edit.content}}
            for edit in fix.edits
        ]
        change = {"artifactLocation": self.file(filename), "replacements": replacements}
        return {
            "description": {"text": f"{fix.message} ({fix.applicability.value})"},
            "artifactChanges": [change],
        }


def _deleted(start: Location, end: Location) -> Json:
    return {
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }


def _rule(loaded: LoadedRule) -> Json:
    """The rule with its page as help; `name` is one word, as the specification wants it."""
    rule = loaded.rule
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _first_paragraph(loaded.page) or rule.summary},
        "help": {"text": loaded.page, "markdown": loaded.page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.name], "problem.severity": rule.severity.value, "precision": "high"},
    }


def _first_paragraph(page: str) -> str:
    """The text under the first heading, on one line."""
    for paragraph in page.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            return " ".join(lines)
    return ""
