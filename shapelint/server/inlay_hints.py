"""Inlay hints: the shape of what a name or attribute is assigned, behind it."""

from __future__ import annotations

from lsprotocol import types

from shapelint.server.hover import content, hover, placed, words
from shapelint.server.session import Session

MOST_CASES = 2
"""With more shapes than these there is no hint."""


async def inlay_hints(
    session: Session, params: types.InlayHintParams, *, markdown: bool, with_tooltips: bool
) -> list[types.InlayHint]:
    """`textDocument/inlayHint`: those in a range.

    Where the client does not ask for the tooltip of the one that is looked at, each has the words of the hover.
    """
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
            tooltip = content(["\n".join(words(each))], markdown=markdown) if with_tooltips else None
            label = f": {' or '.join(each.hints)}"
            kind = types.InlayHintKind.Type
            hints.append(types.InlayHint(place.range.end, label, kind, tooltip=tooltip, data=place.uri))
    return hints


async def resolved(session: Session, hint: types.InlayHint, *, markdown: bool) -> types.InlayHint:
    """`inlayHint/resolve`: the hover over what stands before the hint as its tooltip."""
    if isinstance(hint.data, str):
        params = types.HoverParams(types.TextDocumentIdentifier(hint.data), hint.position)
        found = await hover(session, params, markdown=markdown)
        if found is not None and isinstance(found.contents, types.MarkupContent):
            hint.tooltip = found.contents
    return hint


def _is_inside(position: types.Position, wanted: types.Range) -> bool:
    return wanted.start <= position <= wanted.end
