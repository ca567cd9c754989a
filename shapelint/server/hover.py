"""Hover: what the expression under the cursor holds, or what the rule that a comment suppresses is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lsprotocol import types

from shapelint.diagnostic import Location
from shapelint.expressions import Expression, Part
from shapelint.rule import Catalogue
from shapelint.server.diagnostics import page_of
from shapelint.server.program import Program, View
from shapelint.server.session import Session
from shapelint.server.texts import Text
from shapelint.source import SourceError
from shapelint.suppression import find_suppressions

_WORD = re.compile(r"[\w-]+")

MOST_LINES, MOST_COLUMNS = 32, 80
"""Of a picture in a hover."""


async def hover(session: Session, params: types.HoverParams, *, markdown: bool) -> types.Hover | None:
    """`textDocument/hover`: the innermost expression around the cursor that holds something."""
    program = session.find(params.text_document.uri)
    text = None if program is None else program.text_of(params.text_document.uri)
    if program is None or text is None:
        return None
    if (about_a_rule := _suppressed(program, text, params.position, session.catalogue, markdown=markdown)) is not None:
        return about_a_rule
    shown = await session.expressions(program)
    if shown is None:
        return None
    result, view = shown
    text = view.now.text_of(text.uri) or text
    at = text.offset(params.position)
    best: tuple[int, Expression, types.Range] | None = None
    for each in result.found:
        place = placed(each, result.program, view)
        if place is None or place.uri != text.uri:
            continue
        begin, end = text.offset(place.range.start), text.offset(place.range.end)
        if begin <= at <= end and (best is None or end - begin < best[0]):
            best = (end - begin, each, place.range)
    if best is None:
        return None
    blocks = ["\n".join(words(best[1]))]
    if result.program is view.now:
        blocks += await _picture(session, view.now, best[1])
    return types.Hover(content(blocks, markdown=markdown), best[2])


async def _picture(session: Session, program: Program, expression: Expression) -> list[str]:
    """The picture of what comes out of a layer, unless it is too long for a hover."""
    drawn = (await session.drawn(program, expression, MOST_COLUMNS)).rstrip("\n")
    return [drawn] if drawn and drawn.count("\n") < MOST_LINES else []


def placed(expression: Expression, analysed: Program, view: View) -> types.Location | None:
    """Where an expression is now."""
    cell, row = analysed.source.place(expression.location.row)
    end_cell, end_row = analysed.source.place(expression.end_location.row)
    if cell != end_cell:
        return None
    start, end = Location(row, expression.location.column), Location(end_row, expression.end_location.column)
    return view.place(cell, start, end)


def words(expression: Expression) -> list[str]:
    """What an expression holds, a line for each tensor or layer; for a layer also what a call returns."""
    lines = list(_lines(expression.parts))
    if expression.returned:
        lines += ["", "a call returns", *_lines(expression.returned)]
    return lines


def _lines(parts: Iterable[Part]) -> Iterator[str]:
    parts = list(parts)
    names = max(len(part.name) for part in parts) if parts else 0
    shapes = max(len(part.shape or "") for part in parts) if parts else 0
    for part in parts:
        name = f"{part.name.ljust(names)} " if names else ""
        shape = "" if part.shape is None else f"{part.shape.ljust(shapes)} "
        yield f"{name}{shape}{part.blocks}{f'  if {part.under}' if part.under else ''}".rstrip()


def content(blocks: list[str], *, markdown: bool) -> types.MarkupContent:
    """Texts as they stand, one below the other."""
    if markdown:
        text = "\n\n".join(f"```text\n{block}\n```" for block in blocks)
        return types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.MarkupContent(types.MarkupKind.PlainText, "\n\n".join(blocks))


def _suppressed(
    program: Program, text: Text, position: types.Position, catalogue: Catalogue, *, markdown: bool
) -> types.Hover | None:
    """What is suppressed by the code under the cursor, if that stands in a suppression comment."""
    number = next(number for number, cell in program.cells.items() if cell is text)
    if number in program.others:
        return None
    try:
        row = program.source.program_row(number, position.line + 1)
    except SourceError:
        return None
    at = text.offset(position)
    line_start = text.starts[min(position.line, len(text.starts) - 1)]
    line = text.content[line_start : text.line_end(min(position.line, len(text.starts) - 1))]
    word = next((found for found in _WORD.finditer(line) if found.start() <= at - line_start <= found.end()), None)
    if word is None:
        return None
    for comment in find_suppressions(program.source.text, catalogue).comments:
        inside = comment.row == row and comment.column - 1 <= word.start() < comment.end_column - 1
        if inside and word[0] in (comment.codes or ()):
            entries = catalogue.matching(word[0])
            lines = [_summary(entry.code, catalogue, markdown=markdown) for entry in entries]
            kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
            where = text.range(line_start + word.start(), line_start + word.end())
            return types.Hover(types.MarkupContent(kind, "\n\n".join(lines)), where) if lines else None
    return None


def _summary(code: str, catalogue: Catalogue, *, markdown: bool) -> str:
    loaded = catalogue.find(code)
    assert loaded is not None
    rule = loaded.rule
    if not markdown:
        return f"{rule.code} {rule.name}: {rule.summary}"
    return f"[{rule.code}]({page_of(catalogue, code)}) `{rule.name}`: {rule.summary}"
