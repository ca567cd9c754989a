"""One line per diagnostic: `path:row:column: SHP101 message [name]`."""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.report import Report, shown_place


def render(report: Report) -> Iterator[str]:
    """The lines, without a summary: every line is a finding."""
    paint = report.style.paint
    for each in report.diagnostics:
        code = paint(each.code, "bold", "red" if each.severity.value == "error" else "yellow")
        yield f"{paint(shown_place(each), 'bold')}: {code} {each.message} {paint(f'[{each.name}]', 'dim')}\n"
