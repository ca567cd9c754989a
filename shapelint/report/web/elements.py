"""HTML as a tree of elements: what is text stays text, whatever it holds, because only the serializer writes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from shapelint.report.drawn import visible

Child = Element | str | None

_CODE = re.compile(r"`([^`]+)`")
_BLOCKS = frozenset(
    (
        *("article", "details", "div", "figure", "footer", "h1", "h2", "h3", "h4", "header"),
        *("li", "meta", "p", "section", "table", "title", "tr"),
    )
)
"""Elements with a line end behind them, where white space means nothing."""


def element(tag: str, *children: Child, **attributes: str | bool | None) -> Element:
    """An element. `class_` and `aria_label` are the attributes `class` and `aria-label`; None and False leave out."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            made.set(name.strip("_").replace("_", "-"), "" if value is True else clean(value))
    if tag in _BLOCKS:
        made.tail = "\n"
    extend(made, children)
    return made


def extend(parent: Element, children: Iterable[Child]) -> None:
    """Append elements and text; None is nothing."""
    for child in children:
        if isinstance(child, str):
            _append_text(parent, clean(child))
        elif child is not None:
            parent.append(child)


def _append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def prose(text: str) -> list[Child]:
    """A message: what stands between backticks is code."""
    pieces = _CODE.split(text)
    return [element("code", piece) if at % 2 else piece for at, piece in enumerate(pieces) if piece]


def clean(text: str) -> str:
    """Without what no HTML document can hold; bytes that are no text are shown by their numbers."""
    if text.isascii() and text.isprintable():
        return text
    escaped = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char in "\n\t" or not _is_refused(char) else visible(char) for char in escaped)


def _is_refused(char: str) -> bool:
    return visible(char) != char or 0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE


def written(root: Element) -> str:
    """The markup, ASCII only, so that any stream can take it."""
    markup: bytes = tostring(root, encoding="us-ascii", method="html")
    return markup.decode("ascii")


@lru_cache(maxsize=2)
def packaged(name: str) -> str:
    """The text of a file beside this module: the style sheet, the script."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
