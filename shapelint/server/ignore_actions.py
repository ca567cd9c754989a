"""Code actions that suppress one diagnostic by a comment on its line."""

from __future__ import annotations

from shapelint.diagnostic import Diagnostic
from shapelint.noqa_edits import with_noqa
from shapelint.server.program import Edits, Program
from shapelint.source import SourceError


def ignoring(program: Program, diagnostic: Diagnostic) -> Edits:
    """The edits that write the comment; none where no comment can suppress this."""
    try:
        document = program.document()
        return {} if document is None else program.edits_to(with_noqa(document, program.source, [diagnostic]).document)
    except (SourceError, UnicodeEncodeError):
        return {}
