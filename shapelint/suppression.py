"""Suppression comments, read from the tokens of a file, and their use on its diagnostics.

A comment suppresses a diagnostic if it stands on a row that the diagnostic's own expression covers, or on the last row
of the logical line where that expression ends (the one place after a multi-line string where a comment fits).
`# noqa` and `# shapelint: ignore` alone suppress everything there, `# noqa: SHP101, E501` and
`# shapelint: ignore[SHP101]` what they name by code, beginning of a code, or name; `# shapelint: ignore-file` and
`# shapelint: ignore-file[SHP101]` anywhere do the same for the file. What other tools' codes mean is theirs.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Literal

from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location
from shapelint.frozen import dataclass
from shapelint.lines import tokens
from shapelint.rule import Catalogue
from shapelint.source import Source

_MARK = re.compile(r"noqa|shapelint\s*:", re.IGNORECASE)
NOQA = re.compile(r"#\s*noqa(?![\w-])(?:\s*:(?P<codes>[^#]*))?", re.IGNORECASE)
_IGNORE = re.compile(
    r"#\s*shapelint\s*:\s*(?P<kind>ignore(?:-file)?)(?![\w-])(?:\s*\[(?P<codes>[^\]#]*)\]?)?", re.IGNORECASE
)
CODE = re.compile(r"[A-Za-z]+[0-9]+")
_BETWEEN = re.compile(r"[,\s]+")
_OURS = re.compile(r"SHP[0-9]*", re.IGNORECASE)


@dataclass(frozen=True)
class Suppression:
    """One comment. `codes` is None for one without a list; columns are those of the comment, 1-based."""

    row: int
    column: int
    end_column: int
    kind: Literal["noqa", "ignore", "ignore-file"]
    codes: tuple[str, ...] | None


@dataclass(frozen=True)
class Suppressions:
    """All of a file's suppressions, and its logical lines as (first row, last row)."""

    comments: tuple[Suppression, ...] = ()
    logical_lines: tuple[tuple[int, int], ...] = ()

    @property
    def whole_file(self) -> bool:
        """Whether everything in the file is suppressed."""
        return any(each.kind == "ignore-file" and each.codes is None for each in self.comments)

    def naming(self, *words: str) -> Suppressions:
        """Only the comments that name this very rule: SHP002 is not silenced by the comment that it is about."""
        comments = tuple(each for each in self.comments if not set(words).isdisjoint(each.codes or ()))
        return Suppressions(comments, self.logical_lines)

    def speaking(self, diagnostic: Diagnostic, source: Source) -> list[Suppression]:
        """The comments that stand where they reach this diagnostic."""
        rows = self._rows_for(diagnostic, source)
        return [each for each in self.comments if each.kind == "ignore-file" or each.row in rows]

    def _rows_for(self, diagnostic: Diagnostic, source: Source) -> frozenset[int]:
        first = source.program_row(diagnostic.cell, diagnostic.location.row)
        last = source.program_row(diagnostic.cell, diagnostic.end_location.row)
        ends = [end for begin, end in self.logical_lines if begin <= last <= end]
        return frozenset([*range(first, last + 1), *ends])


def find_suppressions(text: str, catalogue: Catalogue) -> Suppressions:
    """The suppressions of a program; of one that Python cannot tokenize, those before the place where it stops."""
    if _MARK.search(text) is None:
        return Suppressions()
    comments: list[Suppression] = []
    logical_lines: list[tuple[int, int]] = []
    begin: int | None = None
    for token in tokens(text):
        if token.type == tokenize.COMMENT:
            comments += _suppressions(token, catalogue)
        elif token.type == tokenize.NEWLINE:
            logical_lines.append((begin or token.start[0], token.start[0]))
            begin = None
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT) and begin is None:
            begin = token.start[0]
    return Suppressions(tuple(comments), tuple(logical_lines))


def _suppressions(token: tokenize.TokenInfo, catalogue: Catalogue) -> Iterator[Suppression]:
    for found in NOQA.finditer(token.string):
        yield _suppression(token, found, "noqa", _codes(found["codes"], catalogue))
    for found in _IGNORE.finditer(token.string):
        codes = None if found["codes"] is None else tuple(filter(None, _BETWEEN.split(found["codes"])))
        yield _suppression(token, found, "ignore-file" if len(found["kind"]) > len("ignore") else "ignore", codes)


def _suppression(
    token: tokenize.TokenInfo,
    found: re.Match[str],
    kind: Literal["noqa", "ignore", "ignore-file"],
    codes: tuple[str, ...] | None,
) -> Suppression:
    row, start = token.start
    end = start + found.start() + len(found[0].rstrip())
    return Suppression(row, start + found.start() + 1, end + 1, kind, codes)


def _codes(text: str | None, catalogue: Catalogue) -> tuple[str, ...] | None:
    """The codes and names of rules in front of any prose. A `# noqa:` that names none is bare, as flake8 reads it."""
    parts = _BETWEEN.split((text or "").strip())
    names = {entry.name for entry in catalogue.entries}
    return tuple(takewhile(lambda part: part in names or CODE.fullmatch(part), parts)) or None


@dataclass(frozen=True)
class Suppressed:
    """What is left of a file's diagnostics, and the codes of comments that suppressed nothing."""

    kept: list[Diagnostic]
    unused: list[tuple[Suppression, str]]


def apply_suppressions(
    diagnostics: Iterable[Diagnostic], suppressions: Suppressions, source: Source, catalogue: Catalogue
) -> Suppressed:
    """Drop what a comment suppresses; every code in a comment that dropped nothing is unused, as is an empty list."""
    kept: list[Diagnostic] = []
    used: set[tuple[Suppression, str]] = set()
    for diagnostic in diagnostics:
        speaking = suppressions.speaking(diagnostic, source)
        named = [(each, code) for each in speaking for code in each.codes or () if _names(code, diagnostic, catalogue)]
        used.update(named)
        if not named and all(each.codes is not None for each in speaking):
            kept.append(diagnostic)
    listing = [each for each in suppressions.comments if each.codes is not None]
    claims = [(each, code) for each in listing for code in dict.fromkeys(each.codes or ("",))]
    return Suppressed(kept, [claim for claim in claims if claim not in used])


def _names(selector: str, diagnostic: Diagnostic, catalogue: Catalogue) -> bool:
    return any(entry.code == diagnostic.code for entry in catalogue.matching(selector))


def unused_suppressions(
    unused: Iterable[tuple[Suppression, str]], enabled: frozenset[str], source: Source, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """SHP002 for codes of ours that are switched on (or unknown) and suppressed nothing, one diagnostic per comment."""
    complaints: dict[Suppression, dict[str, str]] = {}
    for comment, selector in unused:
        if complaint := _complaint(comment, selector, enabled, catalogue):
            complaints.setdefault(comment, {})[selector] = complaint
    card = catalogue.find("SHP002") if complaints and "SHP002" in enabled else None
    if card is None:
        return
    rule = card.rule
    for comment, texts in complaints.items():
        cell, row = source.place(comment.row)
        start, end = Location(row, comment.column), Location(row, comment.end_column)
        message = f"unused suppression: {', '.join(texts.values())}"
        known = [selector for selector in texts if catalogue.matching(selector)]
        fix = _removal(comment, frozenset(known), source) if len(known) == len(texts) else None
        yield Diagnostic(
            rule.code, rule.name, message, rule.severity, Certainty.ALWAYS, source.filename, start, end, cell, fix
        )


def _removal(comment: Suppression, unused: frozenset[str], source: Source) -> Fix:
    """The comment without the codes that suppress nothing, or no comment; what else stands in it stays."""
    cell, row = source.place(comment.row)
    line = source.lines(cell)[row - 1]
    begin, end = comment.column - 1, _before_next_comment(line, comment.end_column - 1)
    first = line.index(":" if comment.kind == "noqa" else "[", begin) + 1
    codes = list(re.finditer(r"[^,\s\]]+", line[first:end]))[: len(comment.codes or ())]
    kept = [code[0] for code in codes if code[0] not in unused]
    prose = line[first + codes[-1].end() : end]
    if kept:
        content = line[begin : first + codes[0].start()] + ", ".join(kept) + prose
    elif words := prose.strip(" \t,;:]-"):
        content = f"# {words}" + prose[len(prose.rstrip()) :]
    elif line[:begin].strip() or line[end:]:
        content = ""
        begin = begin if line[end:] else len(line[:begin].rstrip())
    else:
        return Fix(Applicability.SAFE, "remove the suppression", (_without_row(cell, row, source),))
    edit = Edit(content, Location(row, begin + 1), Location(row, end + 1), cell)
    return Fix(Applicability.SAFE, "remove the suppression", (edit,))


def _without_row(cell: int | None, row: int, source: Source) -> Edit:
    """A row taken out with its line end, or, of the last one, with the one before it."""
    lines = source.lines(cell)
    if row < len(lines):
        return Edit("", Location(row, 1), Location(row + 1, 1), cell)
    start = Location(row - 1, len(lines[row - 2]) + 1) if row > 1 else Location(row, 1)
    return Edit("", start, Location(row, len(lines[row - 1]) + 1), cell)


def _before_next_comment(line: str, start: int) -> int:
    """Where the next `#` after a suppression begins, else the end of the line."""
    found = line.find("#", start)
    return len(line) if found < 0 else found


def _complaint(comment: Suppression, selector: str, enabled: frozenset[str], catalogue: Catalogue) -> str | None:
    matching = [entry.code for entry in catalogue.matching(selector)]
    if not selector:
        return "it names no rule"
    if not matching:
        is_ours = comment.kind != "noqa" or _OURS.fullmatch(selector) is not None
        nearest = catalogue.nearest(selector)
        hint = f", did you mean `{nearest}`?" if nearest else ""
        return f"there is no rule `{selector}`{hint}" if is_ours else None
    if "SHP002" in matching or not enabled.intersection(matching):
        return None
    return f"`{selector}` is not reported here"
