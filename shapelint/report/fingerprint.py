"""A name for each finding that stays when lines move: what is found, in which file, in which text."""

from __future__ import annotations

import hashlib
from collections import Counter

from shapelint.report import Report
from shapelint.report.place import Places


def fingerprints(report: Report, places: Places) -> list[str]:
    """One for each diagnostic, no two alike: of findings with the same text in one file the order tells them apart."""
    seen: Counter[tuple[str, ...]] = Counter()
    names = []
    for each in report.diagnostics:
        key = (places.path(each.filename), each.code, places.text(each) or each.message)
        names.append(_digest(*key, str(seen[key])))
        seen[key] += 1
    return names


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
