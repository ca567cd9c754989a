"""How often each rule was found: a table, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shapelint.report import Report


def render(report: Report) -> Iterator[str]:
    """One line per rule that was found."""
    counts = counted(report)
    width = len(str(max(counts.values(), default=0)))
    for (code, name), count in counts.items():
        yield f"{count:>{width}}  {report.style.paint(code, 'bold')}  {name}\n"


def counted(report: Report) -> dict[tuple[str, str], int]:
    """Code and name of every rule found, with how often, by descending count."""
    counts = Counter((each.code, each.name) for each in report.diagnostics)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def rows(report: Report) -> list[dict[str, object]]:
    """The same as objects of `{code, name, count}`."""
    return [{"code": code, "name": name, "count": count} for (code, name), count in counted(report).items()]
