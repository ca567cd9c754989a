"""The lines of a program and its tokens, as Python counts them."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator

LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """Lines as Python counts them, without their ends: form feeds and Unicode separators end no line."""
    return LINE_END.split(text)


def tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """A program's tokens; of one that Python cannot tokenize, those before the place where it stops."""
    lines = (f"{line}\n" for line in split_lines(text))
    try:
        yield from tokenize.generate_tokens(lambda: next(lines, ""))
    except (tokenize.TokenError, SyntaxError, RecursionError, MemoryError, UnicodeError):
        return
