"""Suppression comments, read from the tokens of a file, and their use on its diagnostics.

A comment suppresses a diagnostic if it stands on a row that the diagnostic's own expression covers, or on the last row
of the logical line where that expression ends (the one place after a multi-line string where a comment fits).
`# noqa` alone suppresses everything there, `# noqa: SHP101, E501` what it names, `# shapelint: ignore[SHP101]` the same
by code, beginning of a code, or name; `# shapelint: ignore-file` anywhere silences the file. What other tools' codes
mean is theirs.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator

from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location
from shapelint.frozen import dataclass
from shapelint.rule import Catalogue
from shapelint.source import Source, split_lines

_MARK = re.compile(r"noqa|shapelint\s*:", re.IGNORECASE)
NOQA = re.compile(r"#\s*noqa(?![\w-])(?:\s*:(?P<codes>[^#]*))?", re.IGNORECASE)
_IGNORE = re.compile(r"#\s*shapelint\s*:\s*ignore\s*\[(?P<codes>[^\]#]*)\]", re.IGNORECASE)
_IGNORE_FILE = re.compile(r"#\s*shapelint\s*:\s*ignore-file\b", re.IGNORECASE)
CODE = re.compile(r"[A-Za-z]+[0-9]+|[a-z0-9]+(?:-[a-z0-9]+)+")
_OURS = re.compile(r"SHP[0-9]*", re.IGNORECASE)


@dataclass(frozen=True)
class Suppression:
    """One comment. `codes` is None for a bare `# noqa`; columns are those of the comment, 1-based."""

    row: int
    column: int
    end_column: int
    kind: str
    codes: tuple[str, ...] | None


@dataclass(frozen=True)
class Suppressions:
    """All of a file's suppressions, and its logical lines as (first row, last row)."""

    comments: tuple[Suppression, ...] = ()
    logical_lines: tuple[tuple[int, int], ...] = ()
    whole_file: bool = False

    def naming(self, code: str) -> Suppressions:
        """Only the comments that name this very code: SHP002 is not silenced by the comment that it is about."""
        comments = tuple(each for each in self.comments if code in (each.codes or ()))
        return Suppressions(comments, self.logical_lines)

    def rows_for(self, diagnostic: Diagnostic, source: Source) -> frozenset[int]:
        """The rows of the program where a comment speaks for this diagnostic."""
        first = source.program_row(diagnostic.cell, diagnostic.location.row)
        last = source.program_row(diagnostic.cell, diagnostic.end_location.row)
        ends = [end for begin, end in self.logical_lines if begin <= last <= end]
        return frozenset([*range(first, last + 1), *ends])


def find_suppressions(text: str) -> Suppressions:
    """The suppressions of a program; of one that Python cannot tokenize, those before the place where it stops."""
    if _MARK.search(text) is None:
        return Suppressions()
    comments: list[Suppression] = []
    logical_lines: list[tuple[int, int]] = []
    whole_file = False
    begin: int | None = None
    for token in tokens(text):
        if token.type == tokenize.COMMENT:
            comments += _suppressions(token)
            whole_file = whole_file or _IGNORE_FILE.search(token.string) is not None
        elif token.type == tokenize.NEWLINE:
            logical_lines.append((begin or token.start[0], token.start[0]))
            begin = None
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT) and begin is None:
            begin = token.start[0]
    return Suppressions(tuple(comments), tuple(logical_lines), whole_file)


def tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """A program's tokens; of one that Python cannot tokenize, those before the place where it stops."""
    lines = (f"{line}\n" for line in split_lines(text))
    try:
        yield from tokenize.generate_tokens(lambda: next(lines, ""))
    except (tokenize.TokenError, SyntaxError, RecursionError, MemoryError, UnicodeError):
        return


def _suppressions(token: tokenize.TokenInfo) -> Iterator[Suppression]:
    row, start = token.start
    for kind, pattern in (("noqa", NOQA), ("ignore", _IGNORE)):
        for found in pattern.finditer(token.string):
            codes = _codes(found["codes"], is_noqa=kind == "noqa")
            end = start + len(found[0].rstrip()) + found.start()
            yield Suppression(row, start + found.start() + 1, end + 1, kind, codes)


def _codes(text: str | None, *, is_noqa: bool) -> tuple[str, ...] | None:
    """The codes and names in front of any prose. A `# noqa:` that names none is bare, as flake8 reads it."""
    if text is None:
        return None
    if not is_noqa:
        return tuple(part for part in re.split(r"[,\s]+", text) if part)
    codes: list[str] = []
    for part in re.split(r"[,\s]+", text.strip()):
        if CODE.fullmatch(part) is None:
            break
        codes.append(part)
    return tuple(codes) or None


@dataclass(frozen=True)
class Suppressed:
    """What is left of a file's diagnostics, and the codes of comments that suppressed nothing."""

    kept: list[Diagnostic]
    unused: list[tuple[Suppression, str]]


def apply_suppressions(
    diagnostics: Iterable[Diagnostic], suppressions: Suppressions, source: Source, catalogue: Catalogue
) -> Suppressed:
    """Drop what a comment suppresses; every code of ours in a comment that dropped nothing is unused."""
    if suppressions.whole_file:
        return Suppressed([], [])
    kept: list[Diagnostic] = []
    used: set[tuple[Suppression, str]] = set()
    for diagnostic in diagnostics:
        rows = suppressions.rows_for(diagnostic, source)
        speaking = [comment for comment in suppressions.comments if comment.row in rows]
        named = [(each, code) for each in speaking for code in each.codes or () if _names(code, diagnostic, catalogue)]
        used.update(named)
        if not named and all(each.codes is not None for each in speaking):
            kept.append(diagnostic)
    claims = [(each, code) for each in suppressions.comments for code in dict.fromkeys(each.codes or ())]
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
    first = line.index("[" if comment.kind == "ignore" else ":", begin) + 1
    codes = list(re.finditer(r"[^,\s\]]+", line[first:end]))[: len(comment.codes or ())]
    kept = [code[0] for code in codes if code[0] not in unused]
    prose = line[first + codes[-1].end() : end]
    if kept:
        content = line[begin : first + codes[0].start()] + ", ".join(kept) + prose
    elif words := prose.strip(" \t,;:]-"):
        content = f"# {words}" + prose[len(prose.rstrip()) :]
    else:
        content = ""
        begin = begin if line[end:] else len(line[:begin].rstrip())
    edit = Edit(content, Location(row, begin + 1), Location(row, end + 1), cell)
    return Fix(Applicability.SAFE, "remove the suppression", (edit,))


def _before_next_comment(line: str, start: int) -> int:
    """Where the next `#` after a suppression begins, else the end of the line."""
    found = line.find("#", start)
    return len(line) if found < 0 else found


def _complaint(comment: Suppression, selector: str, enabled: frozenset[str], catalogue: Catalogue) -> str | None:
    matching = [entry.code for entry in catalogue.matching(selector)]
    if not matching:
        is_ours = comment.kind == "ignore" or _OURS.fullmatch(selector) is not None
        nearest = catalogue.nearest(selector)
        hint = f", did you mean `{nearest}`?" if nearest else ""
        return f"there is no rule `{selector}`{hint}" if is_ours else None
    if "SHP002" in matching or not enabled.intersection(matching):
        return None
    return f"`{selector}` is not reported here"
