"""The picture of one expression, which is named by where it begins and ends."""

from __future__ import annotations

from shapelint.picture.diagram import Picture, Role
from shapelint.picture.places import NoPicture, Side, Subject, picture_of
from shapelint.picture.program import Program

Place = tuple[int, int]
"""A row and a column, both counted from 1."""


def picture_between(program: Program, start: Place, end: Place) -> Picture:
    """The picture of the expression from one place up to another. Raises NoPicture."""
    run, wanted = program.runs[0], ((start[0], start[1] - 1), (end[0], end[1] - 1))
    for node in program.holding(run, targets=True):
        place = program.positions.get(node)
        if place is None or ((place.start.line, place.start.column), (place.end.line, place.end.column)) != wanted:
            continue
        return picture_of(program, Subject(node, (Side(Role.TAKEN, node, tuple(program.cases(run, node))),), run))
    raise NoPicture("no expression there holds what comes out of a recurrent layer")
