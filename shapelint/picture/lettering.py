"""How much room text takes, as far as that can be told without a font, and where it is broken."""

from __future__ import annotations

MONO = 7.0
"""The width of a character of the fixed-width font."""
PLAIN = 6.3
"""The usual width of a character of the other one."""


def wrapped(content: str, most: int) -> list[str]:
    """Lines of at most so many characters, broken after commas and between words; a longer word stays whole."""
    lines: list[str] = []
    line = ""
    for word in content.split(" "):
        if line and len(line) + 1 + len(word) > most:
            lines.append(line)
            line = f" {word}" if content.startswith("(") else word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines
