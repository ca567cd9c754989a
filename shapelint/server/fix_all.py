"""The code action that applies every safe fix of a program, as `shapelint check --fix` does."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.document import opened
from shapelint.fixes import fixed
from shapelint.outcome import Outcome
from shapelint.server.program import Edits, Program
from shapelint.source import SourceError, encoding_of


def fixing_all(program: Program, check: Callable[[str], Outcome]) -> Edits:
    """The edits of all safe fixes together; none where nothing can be fixed. `check` is the linter of a text."""
    name = program.filename
    try:
        bom, encoding = encoding_of(program.data, name)
        result = fixed(
            program.data, name, lambda data: check(data.removeprefix(bom).decode(encoding)), unsafe=False
        )
    except (SourceError, UnicodeError):
        return {}
    document = opened(result.data, name) if result.applied else None
    return {} if document is None else program.edits_to(document)
