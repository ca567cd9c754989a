"""Diagnostics as the protocol has them; asked for by the client (pull) they are those that are published (push)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol import types

from shapelint.diagnostic import Diagnostic, Severity
from shapelint.frozen import dataclass
from shapelint.rule import Catalogue
from shapelint.server.program import Program, View
from shapelint.server.session import Session

SEVERITIES = {Severity.ERROR: types.DiagnosticSeverity.Error, Severity.WARNING: types.DiagnosticSeverity.Warning}
UNNECESSARY = frozenset({"SHP002", "SHP601"})
"""Rules about text that could as well be left out."""

Placed = tuple[str, types.Diagnostic]
"""A diagnostic and the document or cell that it is in."""


async def shown(session: Session, program: Program) -> list[Placed]:
    """What the client is to show in a program."""
    found = await session.diagnostics(program)
    return [] if found is None else list(placed(found[0].found, found[1], session.catalogue))


def placed(diagnostics: Iterable[Diagnostic], view: View, catalogue: Catalogue) -> Iterator[Placed]:
    """Diagnostics where they are now, those left out whose text has gone."""
    for each in diagnostics:
        place = view.place(each.cell, each.location, each.end_location)
        if place is not None:
            yield place.uri, types.Diagnostic(
                range=place.range,
                message=each.message,
                severity=SEVERITIES[each.severity],
                code=each.code,
                code_description=_page(catalogue, each.code),
                source="shapelint",
                tags=[types.DiagnosticTag.Unnecessary] if each.code in UNNECESSARY else None,
                related_information=list(_related(each, view)) or None,
            )


def page_of(catalogue: Catalogue, code: str) -> str | None:
    """The address of the module whose docstring is a rule's page."""
    loaded = catalogue.find(code)
    return None if loaded is None else Path(loaded.path).absolute().as_uri()


def _page(catalogue: Catalogue, code: str) -> types.CodeDescription | None:
    page = page_of(catalogue, code)
    return None if page is None else types.CodeDescription(page)


def _related(diagnostic: Diagnostic, view: View) -> Iterator[types.DiagnosticRelatedInformation]:
    for each in diagnostic.related:
        place = view.place(each.cell, each.location, each.end_location)
        if place is not None:
            yield types.DiagnosticRelatedInformation(place, each.message)


@dataclass(frozen=True)
class Report:
    """The diagnostics of one document, and an id that is the same as long as they are."""

    items: list[types.Diagnostic]

    @property
    def result_id(self) -> str:
        """What tells these diagnostics from others."""
        return hashlib.sha256(repr(self.items).encode("utf-8", "replace")).hexdigest()[:16]


async def pull(session: Session, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """`textDocument/diagnostic`. Cells have none here: those of notebooks are published."""
    program = session.programs.get(params.text_document.uri)
    items = [] if program is None or program.is_notebook else [each for _, each in await shown(session, program)]
    report = Report(items)
    if report.result_id == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(report.result_id)
    return types.RelatedFullDocumentDiagnosticReport(items, result_id=report.result_id)
