"""Outcomes as JSON and back. Whatever does not read as an outcome is none: a cache may be damaged, or anybody's."""

from __future__ import annotations

from typing import Any

from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Related, Severity
from shapelint.outcome import Outcome

FORMAT = 2
"""Changes with the form that outcomes are stored in."""


def entry(outcome: Outcome) -> dict[str, Any]:
    """An outcome in JSON's terms, without its filename and the files it depends on."""
    return {"is_complete": outcome.is_complete, "diagnostics": [_plain(each) for each in outcome.diagnostics]}


def outcome(stored: dict[str, Any], filename: str, consulted: tuple[str, ...] = ()) -> Outcome | None:
    """The inverse of `entry`; None for what is none."""
    try:
        found = tuple(_diagnostic(each, filename) for each in stored["diagnostics"])
        return Outcome(filename, found, is_complete=bool(stored["is_complete"]), consulted=consulted)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _plain(of: Diagnostic) -> dict[str, Any]:
    return {
        "code": of.code,
        "name": of.name,
        "message": of.message,
        "severity": of.severity.value,
        "certainty": of.certainty.value,
        "range": _range(of),
        "fix": None if of.fix is None else _plain_fix(of.fix),
        "related": [{"message": each.message, "range": _range(each)} for each in of.related],
        "url": of.url,
    }


def _range(of: Diagnostic | Related | Edit) -> list[int | None]:
    return [of.location.row, of.location.column, of.end_location.row, of.end_location.column, of.cell]


def _plain_fix(of: Fix) -> dict[str, Any]:
    return {
        "applicability": of.applicability.value,
        "message": of.message,
        "edits": _plain_edits(of.edits),
        "relies_on": _plain_edits(of.relies_on),
    }


def _plain_edits(edits: tuple[Edit, ...]) -> list[dict[str, Any]]:
    return [{"content": each.content, "range": _range(each)} for each in edits]


def _diagnostic(stored: dict[str, Any], filename: str) -> Diagnostic:
    """Raises KeyError, TypeError or ValueError for what is no diagnostic."""
    start, end, cell = _places(stored["range"])
    return Diagnostic(
        code=_text(stored["code"]),
        name=_text(stored["name"]),
        message=_text(stored["message"]),
        severity=Severity(stored["severity"]),
        certainty=Certainty(stored["certainty"]),
        filename=filename,
        location=start,
        end_location=end,
        cell=cell,
        fix=None if stored["fix"] is None else _fix(stored["fix"]),
        related=tuple(Related(_text(each["message"]), *_places(each["range"])) for each in stored["related"]),
        url=None if stored["url"] is None else _text(stored["url"]),
    )


def _fix(stored: dict[str, Any]) -> Fix:
    edits, relies_on = _edits(stored["edits"]), _edits(stored["relies_on"])
    return Fix(Applicability(stored["applicability"]), _text(stored["message"]), edits, relies_on)


def _edits(stored: list[Any]) -> tuple[Edit, ...]:
    return tuple(Edit(_text(each["content"]), *_places(each["range"])) for each in stored)


def _places(stored: list[Any]) -> tuple[Location, Location, int | None]:
    row, column, end_row, end_column, cell = stored
    start, end = Location(_number(row), _number(column)), Location(_number(end_row), _number(end_column))
    return start, end, None if cell is None else _number(cell)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 1:
        raise TypeError(f"{value!r} is no row or column")
    return value
