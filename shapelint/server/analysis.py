"""What the library says of one revision of a program: diagnostics, expressions and fixes, of one interpretation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from functools import cached_property
from typing import Generic, TypeVar

from shapelint.config import Settings
from shapelint.diagnostic import Diagnostic, Location
from shapelint.engine import AnalysisError, check_text, guarded
from shapelint.expressions import Expression, expressions_of
from shapelint.files import is_candidate
from shapelint.frozen import dataclass
from shapelint.interpreted import Edited, Interpreted
from shapelint.outcome import Outcome
from shapelint.project import ProjectFiles
from shapelint.server.fix_all import fixing_all
from shapelint.server.program import Edits, Program
from shapelint.source import SourceError
from shapelint.syntax import TooDeep, problem_in

T = TypeVar("T", Diagnostic, Expression)


class Reads(Enum):
    """What Python makes of a program: `NOT_AT_ALL` where nothing in it matters, or it is too deep to be followed."""

    WELL = "well"
    BROKEN = "broken"
    NOT_AT_ALL = "not at all"


@dataclass(frozen=True)
class Result(Generic[T]):
    """What was found in a program. `consulted` are the other files that it depends on."""

    program: Program
    found: tuple[T, ...]
    is_broken: bool
    consulted: frozenset[str]


class Superseded(BaseException):
    """The program became another, so that nothing more is computed. No Exception: those are of the analysis itself."""


class Analysis:
    """One revision of a program, in one state of its surroundings; everything is computed when first asked for.

    For one thread at a time.
    """

    def __init__(
        self,
        program: Program,
        settings: Settings,
        unsaved: Mapping[str, str],
        is_wanted: Callable[[], bool],
        edited: Edited,
        *,
        is_left_out: bool = False,
    ) -> None:
        """An analysis that ends with Superseded soon after it is no longer wanted.

        `edited` is what is kept of the program. Of a file that is left out by the settings there are no
        diagnostics.
        """
        self.program = program
        self.settings = settings
        self._unsaved = unsaved
        self._project = self._new_project()
        self._edited = edited
        self._is_wanted = is_wanted
        self._is_left_out = is_left_out
        self._interpreted: Interpreted | None = None

    @property
    def _consulted(self) -> frozenset[str]:
        return frozenset() if self._project is None else frozenset(self._project.consulted)

    def check(self) -> Result[Diagnostic]:
        """The diagnostics, SHP001 among them. Raises AnalysisError, shapelint.rule.RuleError and Superseded."""
        if self._is_left_out:
            return Result(self.program, (), False, frozenset())
        outcome = self._outcome
        if outcome.failure is not None:
            raise AnalysisError(outcome.failure)
        return Result(self.program, outcome.diagnostics, not outcome.parses, self._consulted)

    def read(self) -> Result[Expression]:
        """What the expressions hold that derive from recurrent layers. Raises AnalysisError and Superseded."""
        with guarded(self.program.filename):
            return Result(self.program, self._expressions, self._reads is Reads.BROKEN, self._consulted)

    @cached_property
    def all_fixed(self) -> Edits:
        """The edits of all safe fixes together. Raises shapelint.rule.RuleError and Superseded."""
        return fixing_all(self.program, self._check_other)

    def drawn(self, start: Location, end: Location, width: int) -> str:
        """The picture of what an expression holds of its layer; empty where nothing of it can be marked.

        Raises AnalysisError and Superseded.
        """
        if self._reads is not Reads.WELL:
            return ""
        from shapelint.picture import expression, places, program, text

        with guarded(self.program.filename), suppress(places.NoPicture, RecursionError):
            known = self._interpret(self.program.source.text, self._project)
            shown = program.Program(self.program.source.text, known.module, known.runs, known=known.positions)
            picture = expression.picture_between(shown, (start.row, start.column), (end.row, end.column))
            return text.as_text(picture, width=width) if picture.is_marked else ""
        return ""

    def _check_other(self, text: str) -> Outcome:
        """The outcome of the program with another text."""
        program = self.program
        self._go_on()
        if text == program.text:
            return self._outcome
        return check_text(text, program.filename, self.settings, self._new_project())

    def _new_project(self) -> ProjectFiles | None:
        program = self.program
        return None if program.lies_nowhere else ProjectFiles(program.filename, self.settings, self._unsaved)

    @cached_property
    def _outcome(self) -> Outcome:
        program = self.program
        return check_text(program.text, program.filename, self.settings, self._project, self._interpret)

    @cached_property
    def _expressions(self) -> tuple[Expression, ...]:
        if self._reads is not Reads.WELL:
            return ()
        return tuple(expressions_of(self._interpret(self.program.source.text, self._project)))

    def _interpret(self, text: str, project: ProjectFiles | None) -> Interpreted:
        if self._interpreted is None:
            self._go_on()
            self._interpreted = self._edited.interpreted(text, project, self._go_on)
        self._go_on()
        return self._interpreted

    def _go_on(self) -> None:
        if not self._is_wanted():
            raise Superseded

    @cached_property
    def _reads(self) -> Reads:
        if not is_candidate(self.program.text.encode("utf-8", "surrogatepass")):
            return Reads.NOT_AT_ALL
        try:
            return Reads.WELL if problem_in(self.program.source) is None else Reads.BROKEN
        except SourceError:
            return Reads.BROKEN
        except TooDeep:
            return Reads.NOT_AT_ALL
