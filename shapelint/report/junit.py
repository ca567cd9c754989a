"""JUnit's XML: a suite for each file with a finding, in it a failed case for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree

from shapelint.diagnostic import Diagnostic
from shapelint.report import Report
from shapelint.report.place import Places

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> Iterator[str]:
    """One document, ASCII only. Where nothing was found it has one case that passed."""
    places = Places(report)
    count = str(len(report.diagnostics))
    suites = ElementTree.Element("testsuites", name="shapelint", tests=count if report.diagnostics else "1")
    suites.set("failures", count)
    suites.set("errors", "0")
    for filename, found in groupby(report.diagnostics, key=lambda each: each.filename):
        _add_suite(suites, list(found), _clean(places.path(filename)), places)
    if not report.diagnostics:
        suite = ElementTree.SubElement(suites, "testsuite", name="shapelint", tests="1", failures="0", errors="0")
        ElementTree.SubElement(suite, "testcase", name="nothing found", classname="shapelint")
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="us-ascii"?>\n'
    yield ElementTree.tostring(suites, encoding="us-ascii", xml_declaration=False).decode("ascii") + "\n"


def _add_suite(suites: ElementTree.Element, found: list[Diagnostic], path: str, places: Places) -> None:
    count = str(len(found))
    suite = ElementTree.SubElement(suites, "testsuite", name=path, tests=count, failures=count, errors="0")
    for each in found:
        cell = "" if each.cell is None else f"cell {each.cell}:"
        place = f"{cell}{each.location.row}:{each.location.column}"
        case = ElementTree.SubElement(suite, "testcase", name=f"{each.code} {each.name} at {place}", classname=path)
        case.set("file", path)
        case.set("line", str(places.region(each.filename, each.cell, each.location, each.end_location).row))
        failure = ElementTree.SubElement(case, "failure", type=each.severity.value, message=_clean(each.message))
        failure.text = _clean(f"{path}:{place}: {each.code} {each.message}")


def _clean(text: str) -> str:
    """Without what no XML document can hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
