"""A text as the editor has it: places in the negotiated encoding, changes, and where a place is after them.

In here a place is an offset in characters. The protocol counts code units of UTF-16 unless both sides agree on UTF-8
or UTF-32, and ends lines where Python does; form feeds and Unicode separators end none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from lsprotocol import types

from shapelint.diagnostic import Location
from shapelint.frozen import dataclass
from shapelint.lines import LINE_END

_UNIT = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

ContentChange = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


@dataclass(frozen=True)
class Change:
    """The characters from `begin` to `end` were replaced by `length` others."""

    begin: int
    end: int
    length: int


@dataclass(frozen=True)
class Text:
    """One document, or one cell of a notebook, in one version."""

    uri: str
    version: int | None
    content: str
    encoding: str = "utf-16"

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in LINE_END.finditer(self.content))]

    def line_end(self, row: int) -> int:
        """Where a line (counted from 0) ends, its line end not included."""
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.content)
        line = self.content[self.starts[row] : end]
        return self.starts[row] + len(line.rstrip("\r\n"))

    def offset(self, position: types.Position) -> int:
        """The place that the client means; what lies behind the end of a line or of the text is that end."""
        if position.line >= len(self.starts):
            return len(self.content)
        begin = self.starts[position.line]
        line = self.content[begin : self.line_end(position.line)]
        if line.isascii():
            return begin + min(position.character, len(line))
        units = 0
        for index, character in enumerate(line):
            units += self._units(character)
            if units > position.character:
                return begin + index
        return begin + len(line)

    def position(self, offset: int) -> types.Position:
        """A place as the client counts."""
        row = bisect_right(self.starts, offset) - 1
        return types.Position(row, self._units(self.content[self.starts[row] : offset]))

    def range(self, begin: int, end: int) -> types.Range:
        """The range from one place to another."""
        return types.Range(self.position(begin), self.position(end))

    def at(self, location: Location) -> int:
        """Where a row and column are, both 1-based, in characters; the nearest place where there is none."""
        if location.row > len(self.starts):
            return len(self.content)
        return min(self.starts[location.row - 1] + location.column - 1, self.line_end(location.row - 1))

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        codec, size = _UNIT[self.encoding]
        return len(text.encode(codec, "surrogatepass")) // size


def changed(text: Text, changes: Iterable[ContentChange], version: int | None) -> tuple[Text, list[Change]]:
    """The text after the client's changes, and what these come to."""
    made = []
    for each in changes:
        if isinstance(each, types.TextDocumentContentChangePartial):
            begin, end = text.offset(each.range.start), text.offset(each.range.end)
            change = Change(min(begin, end), max(begin, end), len(each.text))
        else:
            change = difference(text.content, each.text)
        put = each.text if change.length == len(each.text) else each.text[change.begin : change.begin + change.length]
        text = replace(text, content=text.content[: change.begin] + put + text.content[change.end :])
        made.append(change)
    return replace(text, version=version), made


def difference(before: str, after: str) -> Change:
    """The one change that makes a text another: all between what both begin with and what both end with."""
    shorter = min(len(before), len(after))
    begin = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    most = shorter - begin
    same = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    return Change(begin, len(before) - same, len(after) - same - begin)


def moved(begin: int, end: int, changes: Sequence[Change]) -> tuple[int, int] | None:
    """Where a stretch of text is after some changes; None if one of them replaced all of it."""
    for change in changes:
        grown = change.length - (change.end - change.begin)
        if change.end <= begin:
            begin, end = begin + grown, end + grown
        elif change.begin >= end:
            continue
        elif change.begin <= begin and change.end >= end:
            return None
        elif change.begin < begin:
            begin, end = change.begin + change.length, end + grown
        else:
            end = change.begin if change.end > end else end + grown
    return begin, end
