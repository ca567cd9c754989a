"""How much of the recurrent layers of some files is resolved: as text, and as a JSON object."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapelint.report import shown_path

if TYPE_CHECKING:
    from shapelint.resolved import Count, Resolution, Unresolved

EXAMPLES = 5
"""Places shown for each reason."""


def as_text(found: Resolution) -> Iterator[str]:
    """The counts, then each reason, the most frequent first, with the first places."""
    yield f"{found.files} file{'s' * (found.files != 1)}\n"
    for name, count in (("constructions", found.constructions), ("calls", found.calls)):
        yield f"{name:<13} {count.resolved:>5} of {count.found} resolved{_share(count)}\n"
    width = max((len(str(number)) for number in _by_reason(found).values()), default=0)
    for (kind, reason), number in _by_reason(found).items():
        places = [each for each in found.unresolved if (each.kind, each.reason.value) == (kind, reason)]
        yield f"\n{number:>{width}}  {kind}{'s' * (number > 1)}: {reason}\n"
        for each in places[:EXAMPLES]:
            detail = f"  ({each.detail})" if each.detail else ""
            yield f"{'':>{width}}    {_shown_place(each)}  {each.text}{detail}\n"
        if number > EXAMPLES:
            yield f"{'':>{width}}    and {number - EXAMPLES} more\n"
    yield "\n" * bool(found.failures)
    for path, why in found.failures:
        yield f"not analysed: {shown_path(path)}: {why}\n"


def _share(count: Count) -> str:
    return f" ({count.resolved / count.found:.1%})" if count.found else ""


def _by_reason(found: Resolution) -> dict[tuple[str, str], int]:
    counts = Counter((each.kind, each.reason.value) for each in found.unresolved)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _shown_place(each: Unresolved) -> str:
    cell = "" if each.cell is None else f"cell {each.cell}:"
    return f"{shown_path(each.filename)}:{cell}{each.row}:{each.column}"


def as_json(found: Resolution) -> Iterator[str]:
    """One object, with every place that is not resolved."""
    whole = {
        "files": found.files,
        "constructions": {"found": found.constructions.found, "resolved": found.constructions.resolved},
        "calls": {"found": found.calls.found, "resolved": found.calls.resolved},
        "reasons": [
            {"kind": kind, "reason": reason, "count": number} for (kind, reason), number in _by_reason(found).items()
        ],
        "unresolved": [_as_object(each) for each in found.unresolved],
        "failures": [{"filename": os.path.abspath(path), "reason": why} for path, why in found.failures],
    }
    yield json.dumps(whole, indent=2) + "\n"


def _as_object(each: Unresolved) -> dict[str, object]:
    return {
        "filename": os.path.abspath(each.filename),
        "cell": each.cell,
        "location": {"row": each.row, "column": each.column},
        "kind": each.kind,
        "expression": each.text,
        "reason": each.reason.value,
        "detail": each.detail or None,
    }
