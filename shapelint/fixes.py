"""Fixes applied to a file's bytes: those that are disjoint together, then the file is linted again, until none is left.

A fix is taken back where the text would not parse afterwards, where its own finding would not go away, or where another
finding would come up in its stead. Nothing is read or written here; `check` is the linter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from shapelint.diagnostic import Applicability, Diagnostic, Edit
from shapelint.document import Document, opened
from shapelint.frozen import dataclass
from shapelint.lines import LINE_END, split_lines
from shapelint.outcome import Outcome
from shapelint.source import SourceError, read
from shapelint.syntax import TooDeep, problem_in

MOST_ROUNDS = 10

Check = Callable[[bytes], Outcome]
Span = tuple[int, int, int]
"""A cell (0: a plain file) and two offsets in its text."""


@dataclass(frozen=True)
class Fixed:
    """What became of a file: its bytes, the diagnostics that were fixed, and what is found in it now."""

    data: bytes
    applied: tuple[Diagnostic, ...]
    outcome: Outcome


def is_applicable(diagnostic: Diagnostic, *, unsafe: bool) -> bool:
    """Whether a diagnostic has a fix that may be applied."""
    fix = diagnostic.fix
    return fix is not None and (unsafe or fix.applicability is Applicability.SAFE)


def fixed(data: bytes, filename: str, check: Check, *, unsafe: bool) -> Fixed:
    """Apply all fixes that can be, in rounds; diagnostics are what `check` says, so never what is suppressed."""
    outcome = check(data)
    applied: list[Diagnostic] = []
    for _ in range(MOST_ROUNDS):
        step = _round(Fixed(data, (), outcome), filename, check, unsafe=unsafe)
        if step is None:
            break
        data, outcome = step.data, step.outcome
        applied += step.applied
    return Fixed(data, tuple(applied), outcome)


def _round(now: Fixed, filename: str, check: Check, *, unsafe: bool) -> Fixed | None:
    """One round: everything disjoint at once, or, where that does not do, one after the other; None: nothing to do."""
    document = opened(now.data, filename)
    candidates = [each for each in now.outcome.diagnostics if is_applicable(each, unsafe=unsafe)]
    if document is None or not candidates:
        return None
    chosen = disjoint(document, candidates)
    step = _tried(now, document, chosen, check)
    if step is None and len(chosen) > 1:
        chosen = _one_by_one(now, document, chosen, check)
        step = _tried(now, document, chosen, check)
    return step


def _one_by_one(now: Fixed, document: Document, chosen: list[Diagnostic], check: Check) -> list[Diagnostic]:
    """Those that do together with the ones before them."""
    kept: list[Diagnostic] = []
    for each in chosen:
        if _tried(now, document, [*kept, each], check) is not None:
            kept.append(each)
    return kept


def _tried(now: Fixed, document: Document, chosen: list[Diagnostic], check: Check) -> Fixed | None:
    """The file with these fixes; None where that changes nothing, does not parse, or makes a finding come up."""
    try:
        data = applied(document, chosen).data()
    except UnicodeEncodeError:
        return None
    if data == now.data or not _parses(data, document.filename):
        return None
    outcome = check(data)
    return Fixed(data, tuple(chosen), outcome) if _is_better(now.outcome, outcome, chosen) else None


def _is_better(before: Outcome, after: Outcome, chosen: Iterable[Diagnostic]) -> bool:
    """Whether every rule has as many findings less as fixes were applied, or more, and no rule has new ones."""
    if after.failure is not None or after.unreadable is not None:
        return False
    found, left = (Counter(each.code for each in outcome.diagnostics) for outcome in (before, after))
    done = Counter(each.code for each in chosen)
    return all(left[code] <= found[code] - done[code] for code in {*found, *left})


def _parses(data: bytes, filename: str) -> bool:
    try:
        return problem_in(read(data, filename)) is None
    except (SourceError, TooDeep):
        return False


def disjoint(document: Document, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics whose fixes can be applied together, the first of those that overlap winning.

    An edit that several fixes share is no overlap. Nor may a fix change what another relies on: for one of another rule
    that is all that the finding tells of, the layer's construction among it.
    """
    chosen: list[_Candidate] = []
    for each in sorted(diagnostics, key=lambda each: each.sort_key):
        candidate = _candidate(document, each)
        if candidate is not None and not any(candidate.clashes(other) for other in chosen):
            chosen.append(candidate)
    return [each.diagnostic for each in chosen]


@dataclass(frozen=True)
class _Candidate:
    """A diagnostic with the places that its fix changes, that it relies on, and that the finding tells of."""

    diagnostic: Diagnostic
    changes: dict[Edit, Span]
    relies_on: list[Span]
    tells_of: list[Span]

    def clashes(self, other: _Candidate) -> bool:
        """Whether two fixes are not to be applied together."""
        return self._disturbs(other) or other._disturbs(self)

    def _disturbs(self, other: _Candidate) -> bool:
        new = [span for edit, span in self.changes.items() if edit not in other.changes]
        told = () if self.diagnostic.code == other.diagnostic.code else other.tells_of
        return any(_overlap(a, b) for a in new for b in (*other.changes.values(), *other.relies_on, *told))


def _candidate(document: Document, diagnostic: Diagnostic) -> _Candidate | None:
    assert diagnostic.fix is not None
    changes = _spans(document, diagnostic)
    if changes is None:
        return None
    told = [Edit("", diagnostic.location, diagnostic.end_location, diagnostic.cell)]
    told += [Edit("", each.location, each.end_location, each.cell) for each in diagnostic.related]
    relied, tells_of = (
        [span for place in places if (span := _span(document, place)) is not None]
        for places in (diagnostic.fix.relies_on, told)
    )
    return _Candidate(diagnostic, changes, relied, tells_of)


def applied(document: Document, diagnostics: Iterable[Diagnostic]) -> Document:
    """The document with the edits of disjoint fixes."""
    edits: dict[Edit, Span] = {}
    for each in diagnostics:
        edits.update(_spans(document, each) or {})
    cells = dict(document.cells)
    for edit, (_, begin, end) in sorted(edits.items(), key=lambda item: item[1], reverse=True):
        content = edit.content.replace("\n", document.newline(edit.cell))
        cells[edit.cell] = cells[edit.cell][:begin] + content + cells[edit.cell][end:]
    return document.edited(cells)


def _spans(document: Document, diagnostic: Diagnostic) -> dict[Edit, Span] | None:
    """Where each edit of a fix is; None where one of them is not in the text, or two of them overlap."""
    assert diagnostic.fix is not None
    spans: dict[Edit, Span] = {}
    for edit in diagnostic.fix.edits:
        span = _span(document, edit)
        if span is None or any(_overlap(span, other) for other in spans.values()):
            return None
        spans[edit] = span
    return spans


def _span(document: Document, edit: Edit) -> Span | None:
    text = document.cells.get(edit.cell)
    if text is None:
        return None
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    lines = split_lines(text)
    offsets = []
    for place in (edit.location, edit.end_location):
        if not 1 <= place.row <= len(lines) or not 1 <= place.column <= len(lines[place.row - 1]) + 1:
            return None
        offsets.append(starts[place.row - 1] + place.column - 1)
    begin, end = offsets
    return (edit.cell or 0, begin, end) if begin <= end else None


def _overlap(left: Span, right: Span) -> bool:
    """Whether two edits touch the same text, or insert at the same place."""
    if left[0] != right[0]:
        return False
    return left[1:] == right[1:] or (left[1] < right[2] and right[1] < left[2])
