"""Text pictures on a terminal with colours: the signs in the cells and before their words, each role in its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapelint.report.style import Style

_BETWEEN = re.compile(r"(?<=[│|])[^│|\n]+(?=[│|])")
"""Cells, and what is between them."""
_ARROW = re.compile(r"[─-][→>]|[←<][─-]")
_GAP = re.compile(r"(?<=\.)[^.─←→<>-]+(?=\.)")
"""Of steps that are left out, the signs."""
_SIGN = re.compile(r"[✓v]\d+|\d+|\b[a-z]\b")
_LEGEND = re.compile(r"(?P<indent> {4})(?P<sign>[✓v]?\d+|[a-z])(?= +\S)")
_CELL_STATE = re.compile(r" *c\b")
"""In a row of cell states, before the signs."""


def painted(text: str, style: Style) -> str:
    """The picture in the colours of its roles, those of the SVG; as it is where there are no colours."""
    return "".join(_painted(text.splitlines(keepends=True), style)) if style.has_color else text


def _painted(lines: list[str], style: Style) -> Iterator[str]:
    for line in lines:
        legend = _LEGEND.match(line)
        if legend is not None:
            yield f"{legend['indent']}{_signs(legend['sign'], style)}{line[legend.end() :]}"
            continue
        parts = list(_BETWEEN.finditer(line))
        painting = _of_row if _ARROW.search(line) else _of_cell_states
        for part in reversed(parts):
            line = f"{line[: part.start()]}{painting(part[0], style)}{line[part.end() :]}"
        yield line


def _of_row(content: str, style: Style) -> str:
    """A cell, or what leads to the next one: there an initial state and a row of `h_n` are numbers, but no signs."""
    if _ARROW.search(content):
        return _GAP.sub(lambda found: _signs(found[0], style), content)
    return _signs(content, style)


def _of_cell_states(content: str, style: Style) -> str:
    first = _CELL_STATE.match(content)
    begin = 0 if first is None else first.end()
    return content[:begin] + _signs(content[begin:], style)


def _signs(content: str, style: Style) -> str:
    return _SIGN.sub(lambda found: _sign(found[0], style), content)


def _sign(sign: str, style: Style) -> str:
    color = "blue" if sign.isdecimal() else "yellow" if len(sign) == 1 else "green"
    return style.paint(sign, "bold", color)
