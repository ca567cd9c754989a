"""One file's way from bytes to diagnostics.

The order of work, each step only if the one before leaves a reason for it:

1. *gate*: bytes that name no recurrent layer, or not torch, can hold nothing to find (`files.is_candidate`);
2. *decode*: bytes -> `Source` (encoding, notebook cells); what is no text is SHP001;
3. *syntax*: `ast` reads it (`syntax.problem_in`); what does not parse is SHP001, what is too deep is not analysed; code
   that names a layer in its prose only, and imports none, is done with (`reach.may_reach_a_layer`);
4. *parse and judge*: LibCST -> events (`interpreted`) -> rules (`judge.judged`); only here LibCST is imported, and
   only here other files are read, if the program uses what it imports from them (`project.ProjectFiles`);
5. *positions*: nodes -> rows and columns, only for a file that has a finding (`positions.located`); what was found in
   other files is dropped (`belonging.among`);
6. *suppress*: after collecting, so that a suppression that suppresses nothing can be reported (SHP002);
7. *show*: drop what is less certain than the settings ask for, sort.

An error of the interpreter or of a rule ends the analysis of this one file: its `Outcome` carries a `Failure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint import files, source
from shapelint.config import DEFAULTS, Settings, enabled_codes
from shapelint.diagnostic import Certainty, Diagnostic, Location
from shapelint.frozen import dataclass
from shapelint.outcome import Failure, Outcome
from shapelint.project import ProjectFiles
from shapelint.rule import Catalogue, RuleError, load_rules
from shapelint.source import Source, SourceError
from shapelint.suppression import Suppressions, apply_suppressions, find_suppressions, unused_suppressions
from shapelint.syntax import Problem, TooDeep, problem_in, tree_of

if TYPE_CHECKING:
    from shapelint.interpreted import Interpreted

Interpreting = Callable[[str, ProjectFiles | None], "Interpreted"]
"""What parses and interprets a program: `anew`, or what an editor's session has that did so before."""


def anew(text: str, project: ProjectFiles | None) -> Interpreted:
    """Parse and interpret a program from its text alone."""
    from shapelint.interpreted import interpreted

    return interpreted(text, project)


class AnalysisError(Exception):
    """A text could not be analysed because of the linter, not because of the text."""

    def __init__(self, failure: Failure) -> None:
        """The error that a failure is, where there is no outcome to put it into."""
        super().__init__(failure)
        self.failure = failure

    def __str__(self) -> str:
        return f"{self.failure.filename}: {self.failure.message}\n{self.failure.cause}".rstrip()


@contextmanager
def guarded(filename: str, *telling: type[Exception]) -> Iterator[None]:
    """Turns whatever goes wrong in here into an AnalysisError, but for errors that say something to the user."""
    try:
        yield
    except telling:
        raise
    except (AnalysisError, RuleError):
        raise
    except Exception as error:
        raise AnalysisError(_failure(filename, error)) from error


def check_source(
    text: str, *, filename: str = "<string>", settings: Settings = DEFAULTS, project: ProjectFiles | None = None
) -> list[Diagnostic]:
    """The diagnostics of a program (of a notebook, if the filename says so), sorted by place.

    Reads no configuration, and no file unless `project` says where those are that the text imports. Raises
    AnalysisError where the linter itself failed on this text, and shapelint.rule.RuleError where a rule module is
    broken.
    """
    outcome = check_text(text, filename, settings, project)
    if outcome.failure is not None:
        raise AnalysisError(outcome.failure)
    return list(outcome.diagnostics)


def check_text(
    text: str, filename: str, settings: Settings, project: ProjectFiles | None, interpreting: Interpreting = anew
) -> Outcome:
    """The outcome of a text, as `check_source` comes to it. Raises shapelint.rule.RuleError."""
    if not files.is_candidate(text.encode("utf-8", "surrogatepass")):
        return Outcome(filename)
    return _check(lambda: source.from_text(text, filename), filename, settings, project, interpreting)


def check_file(path: str, settings: Settings) -> Outcome:
    """The outcome of a file on disk. Raises shapelint.rule.RuleError where a rule module is broken."""
    data = files.read_bytes(path)
    if isinstance(data, files.Unreadable):
        return Outcome(path, unreadable=data)
    return check_bytes(data, path, settings)


def check_bytes(data: bytes, filename: str, settings: Settings) -> Outcome:
    """The outcome of a file's bytes, whatever the file holds now; its imports are followed from where it lies.

    A name like `<stdin>` lies nowhere. Raises shapelint.rule.RuleError where a rule module is broken.
    """
    if not files.is_candidate(data):
        return Outcome(filename)
    project = None if filename.startswith("<") else ProjectFiles(filename, settings)
    return _check(lambda: source.read(data, filename), filename, settings, project)


def _check(
    reader: Callable[[], Source],
    filename: str,
    settings: Settings,
    project: ProjectFiles | None,
    interpreting: Interpreting = anew,
) -> Outcome:
    """Steps 2 to 7 for a candidate, with every error at its place."""
    catalogue = load_rules(settings.rules)
    check = _Check(settings, catalogue, enabled_codes(settings, catalogue, filename), project, interpreting)
    try:
        outcome = check.outcome(reader())
        return replace(outcome, consulted=() if project is None else project.consulted)
    except SourceError as error:
        where = Problem(str(error), error.row, error.column, error.row, error.column + 1)
        found = check.shown(check.syntax_error(Source(filename, ""), where))
        return Outcome(filename, tuple(found), parses=False)
    except TooDeep:
        return Outcome(filename, failure=Failure(filename, "it is nested too deeply to be followed"))
    except RuleError:
        raise
    except Exception as error:  # whatever goes wrong in here must not take the other files with it
        return Outcome(filename, failure=_failure(filename, error))


def _failure(filename: str, error: Exception) -> Failure:
    from traceback import format_exception, format_exception_only

    if isinstance(error, RecursionError):  # a thousand frames, all alike, would tell nobody anything
        return Failure(filename, "it is nested too deeply to be followed", "".join(format_exception_only(error)))
    what = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
    return Failure(filename, what, "".join(format_exception(error)))


@dataclass(frozen=True)
class _Check:
    """The check of one file: the rules there are and those that are switched on for it."""

    settings: Settings
    catalogue: Catalogue
    enabled: frozenset[str]
    project: ProjectFiles | None = None
    interpreting: Interpreting = anew

    def outcome(self, program: Source) -> Outcome:
        """Steps 3 to 7. Raises TooDeep and whatever the interpreter or a rule does."""
        suppressions = Suppressions() if self.settings.ignore_noqa else find_suppressions(program.text, self.catalogue)
        if suppressions.whole_file:
            return Outcome(program.filename)
        if (found := problem_in(program)) is not None:
            errors = apply_suppressions(self.syntax_error(program, found), suppressions, program, self.catalogue).kept
            return Outcome(program.filename, tuple(self.shown(errors)), parses=False)
        found_, is_complete = self.find(program)
        left = self.shown(self.suppressed(found_, suppressions, program))
        return Outcome(program.filename, tuple(left), is_complete=is_complete)

    def find(self, program: Source) -> tuple[list[Diagnostic], bool]:
        """Steps 4 and 5."""
        from shapelint.reach import may_reach_a_layer

        tree = tree_of(program.text)
        if tree is not None and not may_reach_a_layer(tree, self.project):
            return [], True
        from shapelint.judge import judged

        loaded = (entry.load() for entry in self.catalogue.entries if entry.code in self.enabled)
        rules = [rule for rule in loaded if rule.check]
        interpreted = self.interpreting(program.text, self.project)
        judgement = judged(interpreted.runs, rules)
        findings = judgement.findings
        if findings and self.project is not None:
            from shapelint.belonging import among

            findings = tuple(among(interpreted.positions, findings))
        if not findings:
            return [], judgement.is_complete
        from shapelint.positions import located

        return list(dict.fromkeys(located(interpreted.positions, findings, program))), judgement.is_complete

    def suppressed(self, found: list[Diagnostic], suppressions: Suppressions, program: Source) -> list[Diagnostic]:
        """Step 6. Findings that are too uncertain to be shown still count as suppressed, so the comment is of use."""
        left = apply_suppressions(found, suppressions, program, self.catalogue)
        unused = unused_suppressions(left.unused, self.enabled, program, self.catalogue)
        naming = suppressions.naming("SHP002", "unused-suppression")
        return left.kept + apply_suppressions(unused, naming, program, self.catalogue).kept

    def shown(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """Step 7."""
        return sorted((each for each in found if self.settings.shows(each.certainty)), key=lambda each: each.sort_key)

    def syntax_error(self, program: Source, found: Problem) -> list[Diagnostic]:
        """SHP001, if it is switched on."""
        card = self.catalogue.find("SHP001") if "SHP001" in self.enabled else None
        if card is None:
            return []
        cell, row = program.place(found.row)
        end_cell, end_row = program.place(found.end_row)
        start, end = Location(row, found.column), Location(end_row, found.end_column)
        if end_cell != cell:
            end = Location(row, found.column + 1)
        rule = card.rule
        message = f"syntax error: {found.message}"
        return [
            Diagnostic(
                rule.code, rule.name, message, rule.severity, Certainty.ALWAYS, program.filename, start, end, cell
            )
        ]
