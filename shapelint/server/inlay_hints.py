"""Inlay hints: the shape of what a name or attribute is assigned, behind it."""

from __future__ import annotations

from lsprotocol import types

from shapelint.server.hover import placed, words
from shapelint.server.session import Session

MOST_CASES = 2
"""With more shapes than these there is no hint."""


async def inlay_hints(session: Session, params: types.InlayHintParams, *, markdown: bool) -> list[types.InlayHint]:
    """`textDocument/inlayHint`: those in a range, each with the hover as its tooltip."""
    program = session.find(params.text_document.uri)
    shown = None if program is None or not session.hints else await session.expressions(program)
    if program is None or shown is None:
        return []
    result, view = shown
    hints = []
    for each in result.found:
        place = placed(each, result.program, view) if 0 < len(each.hints) <= MOST_CASES else None
        text = None if place is None or place.uri != params.text_document.uri else view.now.text_of(place.uri)
        if place is None or text is None or not _is_inside(place.range.end, params.range):
            continue
        name = text.content[text.offset(place.range.start) : text.offset(place.range.end)]
        if name.strip("_"):
            told = "\n".join(words(each))
            kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
            tooltip = types.MarkupContent(kind, f"```text\n{told}\n```" if markdown else told)
            label = f": {' or '.join(each.hints)}"
            hints.append(types.InlayHint(place.range.end, label, types.InlayHintKind.Type, tooltip=tooltip))
    return hints


def _is_inside(position: types.Position, wanted: types.Range) -> bool:
    return wanted.start <= position <= wanted.end
