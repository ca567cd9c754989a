"""Where the nodes of a module are. To find it out takes as long as to parse the module."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import CodePosition, CodeRange, MetadataWrapper, PositionProvider

from shapelint.lines import split_lines


def ranges_of(module: cst.Module, text: str = "") -> dict[cst.CSTNode, CodeRange]:
    """The place of each node in the text that the module was parsed from: rows from 1, columns from 0.

    Of an indentation with a form feed LibCST keeps another one: a text with form feeds is needed to mend that.
    """
    found = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    places = {node: place for node, place in found.items() if isinstance(place, CodeRange)}
    missing = _missing(text, module) if "\f" in text else {}
    return {node: _moved(place, missing) for node, place in places.items()} if missing else places


def _missing(text: str, module: cst.Module) -> dict[int, int]:
    """By row how many characters of its indentation the module lacks."""
    rows = enumerate(zip(split_lines(text), split_lines(module.code), strict=False), 1)
    return {row: len(own) - len(kept) for row, (own, kept) in rows if len(own) != len(kept)}


def _moved(place: CodeRange, missing: dict[int, int]) -> CodeRange:
    """A place in the text; what ends where a row begins ends there in any case."""
    start, end = place.start, place.end
    end_column = end.column + missing.get(end.line, 0) if end.column else 0
    return CodeRange(
        CodePosition(start.line, start.column + missing.get(start.line, 0)), CodePosition(end.line, end_column)
    )
