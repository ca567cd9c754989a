"""One page for a browser that needs nothing else: no network, and no script but to filter.

The policy in its head lets a browser load nothing and run the page's own script and style alone, so that whatever a
file holds stays text even where a browser would take it for more.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from shapelint import __version__
from shapelint.picture.style import STYLE
from shapelint.report import Report
from shapelint.report.full import summary as sentence
from shapelint.report.web.elements import element, packaged, written
from shapelint.report.web.findings import files
from shapelint.report.web.overview import by_rule, filters, not_checked, summary
from shapelint.report.web.rule_pages import rule_pages
from shapelint.rule import LoadedRule


def render(report: Report) -> Iterator[str]:
    """One document, ASCII only."""
    yield "<!DOCTYPE html>\n"
    yield written(element("html", _head(report), _body(report), lang="en")) + "\n"


def _head(report: Report) -> Element:
    style, script = packaged("report.css") + STYLE, packaged("report.js")
    policy = (
        f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"shapelint {__version__}"),
        element("title", f"shapelint: {sentence(report).rstrip('.')}"),
        _raw("style", style),
    )


def _body(report: Report) -> Element:
    """What was found, then the rules that found it; the script last, when everything is there that it reads."""
    found = report.diagnostics
    main = element("main", summary(report), not_checked(report), _beside(report) if found else None)
    return element(
        "body",
        element("a", "Skip to the findings", href="#findings", class_="skip") if found else None,
        element("header", element("p", "shapelint", class_="maker"), element("h1", sentence(report).rstrip("."))),
        main,
        element("footer", element("p", f"Made by shapelint {__version__}.")),
        _raw("script", packaged("report.js")),
    )


def _beside(report: Report) -> Element:
    """The findings, and beside them what chooses among them."""
    is_choice = len(report.diagnostics) > 1
    side = element("div", filters(report) if is_choice else None, by_rule(report), class_="side")
    nothing = element("p", "No finding is like that.", id="nothing-shown", hidden=True)
    heading = element("h2", "Findings", id="findings", tabindex="-1")
    listed = element("section", heading, nothing, *files(report), aria_labelledby="findings", class_="findings")
    return element("div", side, element("div", listed, rule_pages(_rules(report))), class_="beside")


def _rules(report: Report) -> list[LoadedRule]:
    """The rules that found something, by code."""
    codes = sorted({each.code for each in report.diagnostics})
    return [rule for code in codes if (rule := report.catalogue.find(code)) is not None]


def _raw(tag: str, text: str) -> Element:
    """A style sheet or script, which the serializer leaves as it is."""
    made = Element(tag)
    made.text = text
    made.tail = "\n"
    return made


def _hashed(text: str) -> str:
    """How the policy names a text that may be used."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
