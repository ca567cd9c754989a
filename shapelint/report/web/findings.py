"""The findings, file by file: what is wrong, the code, the picture, the fix."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

from shapelint.diagnostic import Certainty, Diagnostic
from shapelint.report import Report, shown_path
from shapelint.report.pictures import Pictures
from shapelint.report.web.changes import offered
from shapelint.report.web.elements import element, prose
from shapelint.report.web.frames import frames
from shapelint.report.web.highlighting import highlighted
from shapelint.report.web.pictures import of_finding
from shapelint.report.web.rule_pages import anchor

HOLDS = {
    Certainty.ALWAYS: "holds always",
    Certainty.BY_DEFAULT: "holds by default",
    Certainty.POSSIBLE: "is possible",
}
"""In words under which values a finding holds."""


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def files(report: Report) -> Iterator[Element]:
    """A section for each file with a finding, in the report's order."""
    number = 0
    for index, (filename, found) in enumerate(groupby(report.diagnostics, key=lambda each: each.filename), 1):
        source = report.source_of(filename)
        spans = {} if source is None else highlighted(source.text)
        pictures = Pictures(report, filename, source)
        articles = []
        for diagnostic in found:
            number += 1
            figures: list[Element | None] = [] if source is None else list(frames(diagnostic, source, spans))
            picture = pictures.of(diagnostic)
            figures += [None if picture is None else of_finding(picture, f"picture-{number}-")]
            figures += [offered(diagnostic, source)]
            articles.append(_article(diagnostic, number, figures))
        count = element("span", counted(len(articles), "finding"), class_="count")
        heading = element("h3", element("span", shown_path(filename), class_="path"), " ", count, id=f"file-{index}")
        yield element(
            "section",
            heading,
            *articles,
            class_="file",
            aria_labelledby=f"file-{index}",
            data_file=shown_path(filename),
        )


def _article(diagnostic: Diagnostic, number: int, figures: list[Element | None]) -> Element:
    name = f"finding-{number}"
    facts = element(
        "p",
        element("span", diagnostic.severity.value, class_=f"severity {diagnostic.severity.value}"),
        element("a", element("code", diagnostic.code), " ", diagnostic.name, href=f"#{anchor(diagnostic.code)}"),
        element("span", HOLDS[diagnostic.certainty], class_="certainty"),
        element("a", _place(diagnostic), href=f"#{name}", class_="place"),
        class_="facts",
    )
    return element(
        "article",
        facts,
        element("h4", *prose(diagnostic.message), id=f"{name}-message"),
        *figures,
        class_="finding",
        id=name,
        aria_labelledby=f"{name}-message",
        data_rule=diagnostic.code,
        data_severity=diagnostic.severity.value,
        data_certainty=diagnostic.certainty.value,
    )


def _place(diagnostic: Diagnostic) -> str:
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}, "
    return f"{cell}line {diagnostic.location.row}, column {diagnostic.location.column}"
