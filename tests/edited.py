"""A program in an editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shapelint.config import Settings
from shapelint.diagnostic import Certainty
from shapelint.engine import check_text
from shapelint.expressions import expressions_of
from shapelint.interpreted import Edited, Interpreted, interpreted
from shapelint.interpreter.excerpts import Resolver
from shapelint.outcome import Outcome
from shapelint.project import ProjectFiles

SETTINGS = Settings(certainty=Certainty.POSSIBLE)


class Typed:
    """A program in an editor, compared with itself anew after each edit."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.edited = Edited()

    def become(self, text: str) -> Outcome:
        outcome, found, consulted = self._seen(
            text, lambda given, resolver: self.edited.interpreted(given, resolver, lambda: None)
        )
        anew, found_anew, consulted_anew = self._seen(text, interpreted)
        assert (replace(outcome, consulted=()), found) == (replace(anew, consulted=()), found_anew)
        assert set(consulted) >= set(consulted_anew)
        return outcome

    def _seen(
        self, text: str, read: Callable[[str, Resolver | None], Interpreted]
    ) -> tuple[Outcome, list[object], tuple[str, ...]]:
        made: list[Interpreted] = []

        def interpret(given: str, resolver: Resolver | None) -> Interpreted:
            made.append(read(given, resolver))
            return made[0]

        project = None if self.path is None else ProjectFiles(str(self.path), SETTINGS)
        outcome = check_text(text, "typed.py" if self.path is None else str(self.path), SETTINGS, project, interpret)
        found: list[object] = [
            (each.location, each.end_location, each.is_target, each.hints, each.parts)
            for each in (expressions_of(made[0]) if made else ())
        ]
        return outcome, found, () if project is None else project.consulted
