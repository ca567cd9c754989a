"""The pictures of the rules' own examples: what would be right is what the mended program takes."""

from __future__ import annotations

import re

import pytest

from shapelint.picture.diagram import Mark, Picture, Role
from shapelint.picture.mended import mended
from shapelint.picture.places import NoPicture, picture_at
from shapelint.picture.program import Program
from shapelint.rule import LoadedRule, load_rules

RULES = load_rules().rules
DRAWN_ALONE = frozenset({"SHP501", "SHP503", "SHP603", "SHP705"})
"""What they report is no value of a layer, nor does the line hold one."""


def example(rule: LoadedRule) -> tuple[str, list[int]]:
    """A rule's example, and the rows on which it must be reported."""
    found = re.search(r"## Example\n```python\n(.*?)```", rule.page, re.DOTALL)
    text = found[1] if found else ""
    return text, [row for row, line in enumerate(text.splitlines(), 1) if f"# {rule.rule.code}" in line]


CASES = [(rule, row) for rule in RULES if rule.check for row in example(rule)[1]]
FIXED = [(rule, row) for rule, row in CASES if "## Fix safety" in rule.page and rule.rule.code not in DRAWN_ALONE]


def ids(cases: list[tuple[LoadedRule, int]]) -> list[str]:
    return [f"{rule.rule.code}:{row}" for rule, row in cases]


def of_role(picture: Picture, role: Role) -> list[Mark]:
    return [
        mark for diagram in picture.diagrams for each in diagram.selections for mark in each.marks if mark.role is role
    ]


def cells(marks: list[Mark]) -> set[tuple[object, ...]]:
    return {
        (mark.block, mark.order, mark.cell.memory, str(mark.cell.layer), mark.cell.direction, str(mark.cell.step))
        for mark in marks
    }


@pytest.mark.parametrize(("rule", "row"), CASES, ids=ids(CASES))
def test_every_finding_of_an_example_has_a_picture(rule: LoadedRule, row: int) -> None:
    program = Program.of(example(rule)[0])
    if rule.rule.code in DRAWN_ALONE:
        with pytest.raises(NoPicture):
            picture_at(program, row, None, [rule], rule.rule.code)
        return
    picture = picture_at(program, row, None, [rule], rule.rule.code)
    assert picture.finding
    taken, right = of_role(picture, Role.TAKEN), of_role(picture, Role.RIGHT)
    if rule.rule.code[:4] in ("SHP1", "SHP2") and taken and right:
        assert cells(taken) != cells(right)


@pytest.mark.parametrize(("rule", "row"), FIXED, ids=ids(FIXED))
def test_what_would_be_right_is_what_the_mended_program_takes(rule: LoadedRule, row: int) -> None:
    program = Program.of(example(rule)[0])
    findings = [each for each in program.findings([rule]) if program.positions[each.finding.node].start.line == row]
    fixed = mended(program, program.runs[0], findings[0])
    assert fixed is not None
    picture = picture_at(program, row, None, [rule], rule.rule.code)
    texts = [each.text for diagram in picture.diagrams for each in diagram.selections if each.role is Role.RIGHT]
    for text in (each for each in texts if each in fixed.after.text):
        again = _titled(fixed.after, text)
        assert cells(of_role(picture, Role.RIGHT)) == cells(of_role(again, Role.TAKEN))


def _titled(program: Program, text: str) -> Picture:
    """The picture of the expression with this text."""
    for row, line in enumerate(program.text.splitlines(), 1):
        for column in range(1, len(line) + 1):
            try:
                picture = picture_at(program, row, column)
            except NoPicture:
                continue
            if picture.title == text:
                return picture
    raise AssertionError(text)
