"""What was found at a glance, what was not checked, and the form that filters the findings."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

from shapelint.diagnostic import Certainty, Severity
from shapelint.report import Report, shown_path
from shapelint.report.statistics import counted as counted_by_rule
from shapelint.report.web.elements import Child, element
from shapelint.report.web.findings import HOLDS, counted
from shapelint.report.web.rule_pages import anchor

HOLD = {
    Certainty.ALWAYS: "hold always",
    Certainty.BY_DEFAULT: "hold by default",
    Certainty.POSSIBLE: "are possible",
}


def summary(report: Report) -> Element:
    """Counts: of files, by severity and by certainty."""
    severities = Counter(each.severity for each in report.diagnostics)
    certainties = Counter(each.certainty for each in report.diagnostics)
    facts = [("files checked", report.checked)]
    facts += [(f"{each.value}s", severities[each]) for each in Severity if severities[each]]
    facts += [(HOLD[each], certainties[each]) for each in Certainty if certainties[each]]
    listed = [element("div", element("dt", name), element("dd", str(count)), class_="fact") for name, count in facts]
    return element(
        "section",
        element("h2", "Summary", id="summary"),
        element("dl", *listed),
        aria_labelledby="summary",
        class_="summary",
    )


def by_rule(report: Report) -> Element:
    """How often each rule was found, with the way to its page."""
    rows = [
        element(
            "tr",
            element("td", str(count), class_="number"),
            element("td", element("a", element("code", code), " ", name, href=f"#{anchor(code)}")),
        )
        for (code, name), count in counted_by_rule(report).items()
    ]
    head = element("tr", element("th", "Findings", scope="col"), element("th", "Rule", scope="col"))
    table = element("table", element("thead", head), element("tbody", *rows))
    heading = element("h2", "By rule", id="by-rule")
    return element("details", element("summary", heading), table, open=True, class_="by-rule")


def not_checked(report: Report) -> Element | None:
    """The files that could not be checked, and why."""
    if not report.obstacles:
        return None
    listed = [
        element("li", element("span", shown_path(filename), class_="path"), f": {reason}")
        for filename, reason in report.obstacles
    ]
    return element(
        "section",
        element("h2", "Not checked", id="not-checked"),
        element("ul", *listed),
        aria_labelledby="not-checked",
        class_="not-checked",
    )


def filters(report: Report) -> Element:
    """The form, which only the script shows: without it there is nothing that filters."""
    found = report.diagnostics
    rules = sorted({(each.code, f"{each.code} {each.name}") for each in found})
    paths = list(dict.fromkeys(shown_path(each.filename) for each in found))
    severities, certainties = {each.severity for each in found}, {each.certainty for each in found}
    total = counted(len(found), "finding")
    return element(
        "form",
        _field("Search", element("input", type="search", name="text", id="filter-text", autocomplete="off")),
        _choice("Rule", "rule", rules),
        _choice("File", "file", [(path, path) for path in paths]),
        _choice("Severity", "severity", [(each.value, each.value) for each in Severity if each in severities]),
        _choice("Certainty", "certainty", [(each.value, HOLDS[each]) for each in Certainty if each in certainties]),
        element("button", "Show all", type="reset"),
        element("p", element("output", total, aria_live="polite", for_="filter-text"), class_="shown"),
        id="filter",
        role="search",
        aria_label="Filter the findings",
        hidden=True,
    )


def _choice(label: str, name: str, options: list[tuple[str, str]]) -> Element | None:
    """A list to choose one from; None where there is no choice."""
    if len(options) < 2:
        return None
    choices: list[Child] = [element("option", "All", value="")]
    choices += [element("option", text, value=value) for value, text in options]
    return _field(label, element("select", *choices, name=name, id=f"filter-{name}"))


def _field(label: str, control: Element) -> Element:
    described = element("label", label, for_=control.get("id"))
    return element("div", described, control, class_=f"field {control.get('id')}")
