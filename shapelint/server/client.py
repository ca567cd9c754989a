"""What the client can do, and what its user has set."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types
from pygls.capabilities import get_capability

from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Client:
    """The abilities that answers depend on."""

    hover_markdown: bool
    edits_versions: bool
    pulls: bool
    refreshes_diagnostics: bool
    refreshes_hints: bool
    asks_for_tooltips: bool
    watches_files: bool
    shows_documents: bool


def client_of(capabilities: types.ClientCapabilities) -> Client:
    """The abilities that a client has told of."""

    def has(name: str) -> bool:
        return bool(get_capability(capabilities, name, False))

    asked: Sequence[str]
    asked = get_capability(capabilities, "text_document.inlay_hint.resolve_support.properties", ()) or ()
    formats: Sequence[types.MarkupKind] = get_capability(capabilities, "text_document.hover.content_format", ()) or ()
    return Client(
        hover_markdown=types.MarkupKind.Markdown in formats,
        edits_versions=has("workspace.workspace_edit.document_changes"),
        pulls=capabilities.text_document is not None and capabilities.text_document.diagnostic is not None,
        refreshes_diagnostics=has("workspace.diagnostics.refresh_support"),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
        asks_for_tooltips="tooltip" in asked,
        watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
        shows_documents=has("window.show_document.support"),
    )


def wants_hints(options: object) -> bool | None:
    """What `{"inlayHints": false}` says, or the same under `"shapelint"`; None where it says nothing."""
    match options:
        case {"shapelint": inner}:
            return wants_hints(inner)
        case {"inlayHints": bool(wanted)}:
            return wanted
        case _:
            return None
