"""What the reader can be shown: colours, and characters to draw with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from shapelint.frozen import dataclass

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


@dataclass(frozen=True)
class Style:
    """Paints text, or leaves it as it is."""

    has_color: bool
    is_ascii: bool = False
    """Pictures are drawn in ASCII."""
    encoding: str = "utf-8"
    """What it is written in."""

    def paint(self, text: str, *names: str) -> str:
        """Text in some of `bold`, `dim`, `red`, `green`, `yellow`, `blue`, `cyan`."""
        if not self.has_color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"


PLAIN = Style(has_color=False)


def can_show(text: str, encoding: str | None) -> bool:
    """Whether what is written in this encoding can hold all characters of a text."""
    try:
        text.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def wants_color(choice: str, stream: IO[str], environment: Mapping[str, str]) -> bool:
    """`--color` decides; on `auto` a non-empty NO_COLOR, then FORCE_COLOR, then whether the stream is a terminal."""
    match choice:
        case "always":
            return True
        case "never":
            return False
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return stream.isatty() and environment.get("TERM") != "dumb"
