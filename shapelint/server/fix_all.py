"""The code action that applies every safe fix of a program, as `shapelint check --fix` does."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from shapelint.config import Settings
from shapelint.document import opened
from shapelint.fixes import fixed
from shapelint.server.analysis import outcome
from shapelint.server.program import Program
from shapelint.source import SourceError, encoding_of


def fixing_all(program: Program, settings: Settings, unsaved: Mapping[str, str]) -> dict[str, list[types.TextEdit]]:
    """The edits of all safe fixes together; none where nothing can be fixed."""
    name = program.filename
    try:
        bom, encoding = encoding_of(program.data, name)
        result = fixed(
            program.data,
            name,
            lambda data: outcome(data.removeprefix(bom).decode(encoding), name, settings, unsaved),
            unsafe=False,
        )
    except (SourceError, UnicodeError):
        return {}
    document = opened(result.data, name) if result.applied else None
    return {} if document is None else program.edits_to(document)
