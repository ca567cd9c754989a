"""What the parts of a Python text are: keywords, strings, numbers, comments, names that are defined.

Text that Python does not read is plain from there on.
"""

from __future__ import annotations

import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from shapelint.frozen import dataclass
from shapelint.lines import split_lines

_KINDS = {
    tokenize.COMMENT: "comment",
    tokenize.NUMBER: "number",
    tokenize.STRING: "string",
    **{getattr(tokenize, name): "string" for name in ("FSTRING_START", "FSTRING_END") if hasattr(tokenize, name)},
}


@dataclass(frozen=True)
class Span:
    """Characters of one row, 0-based, `end` exclusive."""

    start: int
    end: int
    kind: str


Spans = Mapping[int, Sequence[Span]]
"""By row, 1-based."""


def highlighted(text: str) -> Spans:
    """The spans of a text that are more than plain."""
    lines = split_lines(text)
    found: dict[int, list[Span]] = defaultdict(list)
    try:
        for token, kind in _kinds(lines):
            for row in range(token.start[0], token.end[0] + 1):
                start = token.start[1] if row == token.start[0] else 0
                end = token.end[1] if row == token.end[0] else len(lines[row - 1])
                found[row].append(Span(start, end, kind))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def _kinds(lines: Sequence[str]) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    rest = iter([f"{line}\n" for line in lines])
    before = ""
    for token in tokenize.generate_tokens(lambda: next(rest, "")):
        is_name = token.type == tokenize.NAME
        if is_name and keyword.iskeyword(token.string):
            yield token, "keyword"
        elif is_name and before in ("def", "class"):
            yield token, "defined"
        elif token.type in _KINDS:
            yield token, _KINDS[token.type]
        elif token.type == getattr(tokenize, "FSTRING_MIDDLE", None):
            yield token, "string"
        before = token.string
