"""Code actions that apply the fix of one diagnostic."""

from __future__ import annotations

from shapelint.diagnostic import Applicability, Diagnostic
from shapelint.fixes import applied, disjoint
from shapelint.server.program import Edits, Program
from shapelint.source import SourceError, read
from shapelint.syntax import TooDeep, problem_in


def fix_of(program: Program, diagnostic: Diagnostic) -> tuple[str, bool, Edits] | None:
    """A fix: what it does, whether it is safe, its edits. None where there is none, or the result would not parse."""
    fix = diagnostic.fix
    if fix is None:
        return None
    try:
        document = program.document()
        if document is None or not disjoint(document, [diagnostic]):
            return None
        fixed = applied(document, [diagnostic])
        if problem_in(read(fixed.data(), program.filename)) is not None:
            return None
    except (SourceError, UnicodeEncodeError, TooDeep):
        return None
    edits = program.edits_to(fixed)
    return (fix.message, fix.applicability is Applicability.SAFE, edits) if edits else None
