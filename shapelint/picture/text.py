"""A picture as text for a terminal: box characters or plain ASCII, at most so wide, nothing told by colour.

Both are one picture: each box character has a plain one in its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.picture.cells import sign
from shapelint.picture.diagram import Diagram, Picture, Role, Selection
from shapelint.picture.grid import Grid
from shapelint.picture.lettering import wrapped
from shapelint.picture.sheet import Sheet, cut, plain
from shapelint.picture.words import condition_words

WIDTH = 80
INDENT = 4

VERBS = {Role.TAKEN: "takes", Role.OTHER: "with", Role.RIGHT: "should take"}
ASCII = str.maketrans("─│┌┐└┘├┤→←↑✓…", "-|++++++><^v.")


def as_text(picture: Picture, *, is_ascii: bool = False, width: int = WIDTH) -> str:
    """The lines of a picture, each with its end. What has no room is shortened with `...`."""
    parts = ["\n".join(_diagram(diagram, width)) for diagram in picture.diagrams]
    text = "\n\n".join(parts) + "\n"
    return in_ascii(text) if is_ascii else text


def in_ascii(text: str) -> str:
    """The same picture in ASCII; what else of the user's names has no place there is escaped."""
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii")


def _diagram(diagram: Diagram, width: int) -> Iterator[str]:
    if diagram.under:
        yield cut(f"{condition_words(diagram)}:", width)
    for call in reversed(diagram.calls):
        yield from _wrapped(f"{call.name} = {call.words}", width, 0)
        sheet = Sheet()
        Grid.of(call, diagram, width).write(sheet)
        yield from sheet.lines(width)
    compares = any(selection.role is Role.OTHER for selection in diagram.selections)
    for selection in diagram.selections:
        verb = "compares" if compares and selection.role is Role.TAKEN else VERBS[selection.role]
        yield from _legend(selection, verb, width)
    for note in diagram.notes:
        yield from _wrapped(note, width, 0)


def _legend(selection: Selection, verb: str, width: int) -> Iterator[str]:
    """What an expression takes: its text, what each of its blocks is, what the marks do not show."""
    yield from _wrapped(f"{verb} {selection.text}", width, 0)
    signs = {mark.block: sign(mark) for mark in selection.marks}
    for number, words in enumerate(selection.blocks, 1):
        yield from _wrapped(f"{signs.get(number, '-'):<2} {words}", width, INDENT)
    for note in selection.notes:
        yield from _wrapped(note, width, INDENT)


def _wrapped(content: str, width: int, indent: int) -> Iterator[str]:
    """Lines of a text, those behind the first further in."""
    for number, line in enumerate(wrapped(plain(content), width - indent - INDENT)):
        yield cut(f"{' ' * (indent + (INDENT if number else 0))}{line}", width)
