"""What the library says of a program: its diagnostics, its expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from shapelint.config import Settings
from shapelint.diagnostic import Diagnostic
from shapelint.engine import AnalysisError, Failure, Outcome, check_source
from shapelint.expressions import Expression, expressions_of
from shapelint.files import is_candidate
from shapelint.project import ProjectFiles
from shapelint.server.program import Program
from shapelint.source import SourceError
from shapelint.syntax import TooDeep, problem, tree_of

T = TypeVar("T", Diagnostic, Expression)


@dataclass(frozen=True)
class Result(Generic[T]):
    """What was found in a program. `consulted` are the other files that it depends on."""

    program: Program
    found: tuple[T, ...]
    is_broken: bool
    consulted: frozenset[str]


def check(program: Program, settings: Settings, unsaved: Mapping[str, str]) -> Result[Diagnostic]:
    """The diagnostics, SHP001 among them. Raises AnalysisError and shapelint.rule.RuleError."""
    project = None if program.lies_nowhere else ProjectFiles(program.filename, settings, unsaved)
    found = check_source(program.text, filename=program.filename, settings=settings, project=project)
    consulted = frozenset() if project is None else frozenset(project.consulted)
    return Result(program, tuple(found), is_broken(program), consulted)


def outcome(text: str, filename: str, settings: Settings, unsaved: Mapping[str, str]) -> Outcome:
    """The same for a text that is not in the editor, as `shapelint.fixes` asks for it."""
    project = None if filename.startswith("<") else ProjectFiles(filename, settings, unsaved)
    try:
        return Outcome(filename, tuple(check_source(text, filename=filename, settings=settings, project=project)))
    except AnalysisError as error:
        return Outcome(filename, failure=Failure(filename, str(error)))


def read(program: Program, settings: Settings, unsaved: Mapping[str, str]) -> Result[Expression]:
    """What the expressions hold that derive from recurrent layers."""
    if is_broken(program) or not _is_candidate(program) or tree_of(program.source.text) is None:
        return Result(program, (), is_broken(program), frozenset())
    project = None if program.lies_nowhere else ProjectFiles(program.filename, settings, unsaved)
    found = expressions_of(program.source.text, project)
    return Result(program, tuple(found), False, frozenset() if project is None else frozenset(project.consulted))


def is_broken(program: Program) -> bool:
    """Whether a program that matters does not parse."""
    if not _is_candidate(program):
        return False
    try:
        return problem(program.source.text) is not None
    except SourceError:
        return True
    except TooDeep:
        return False


def _is_candidate(program: Program) -> bool:
    return is_candidate(program.text.encode("utf-8", "surrogatepass"))
