"""README's table of rules, made from the rule modules: `python -m tests.readme` writes it, a test checks it."""

from __future__ import annotations

from shapelint.rule import load_rules
from tests.command import ROOT

README = ROOT / "README.md"
BEGIN, END = "<!-- rules -->", "<!-- /rules -->"


def table() -> str:
    """One row for each rule, by code."""
    rows = ["| code | name | finds | severity |", "|---|---|---|---|"]
    for loaded in load_rules().rules:
        rule = loaded.rule
        summary = rule.summary.replace("|", "\\|")
        rows.append(f"| {rule.code} | `{rule.name}` | {summary} | {rule.severity.value} |")
    return "\n".join(rows) + "\n"


def written(text: str) -> str:
    """README's text with the table between its markers made anew."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin and end, f"README.md lacks {BEGIN} or {END}"
    return f"{before}{BEGIN}\n{table()}{END}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
