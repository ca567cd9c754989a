"""Suppression comments: what they reach, and which of them are reported as unused."""

from __future__ import annotations

import pytest

from shapelint import Settings, check_source
from shapelint.rule import load_rules
from shapelint.suppression import find_suppressions
from tests.command import DEFECT

MULTI = """\
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
last = nn.Linear(32, 2)(  {0}
    output[  {1}
        :, -1
    ],  {2}
)  {3}
"""


def codes(text: str, **settings: object) -> list[tuple[int, str]]:
    """Row and code of what is reported."""
    found = check_source(text, settings=Settings(**settings))  # type: ignore[arg-type]
    return [(each.location.row, each.code) for each in found]


def with_comment(comment: str, row: int = 6) -> str:
    lines = DEFECT.splitlines()
    lines[row - 1] += f"  {comment}"
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NOQA",
        "# noqa because it is fine",
        "# noqa: SHP101",
        "# noqa:SHP101",
        "# noqa : shp101",
        "# noqa: E501, SHP101",
        "# noqa: E501 SHP101 and prose",
        "# noqa: SHP1",
        "# noqa: bidirectional-last-step",
        "# type: ignore # noqa: SHP101",
        "# shapelint: ignore[SHP101]",
        "# shapelint:ignore[bidirectional-last-step]",
        "# noqa: time-first layout",
        "# shapelint: ignore[SHP1]  # because",
        "# shapelint: ignore[SHP101",
        "# shapelint: ignore",
        "# ShapeLint:ignore because it is fine",
        "# shapelint: ignore-file[SHP201, bidirectional-last-step]  # shapelint: ignore[SHP2]  # noqa: SHP002",
    ],
)
def test_suppresses(comment: str) -> None:
    assert codes(with_comment(comment)) == []


@pytest.mark.parametrize("comment", ["# noqa: E501", "# noqa: F841,E501", "# noqable", "# shapelint: ignored"])
def test_does_not_suppress(comment: str) -> None:
    assert codes(with_comment(comment)) == [(6, "SHP101")]


def test_a_comment_in_a_string_is_none() -> None:
    assert codes(DEFECT + 'text = """\n# noqa: SHP101\n# shapelint: ignore-file\n"""\n') == [(6, "SHP101")]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_reaches_the_expression_and_the_last_row_of_its_statement(place: int) -> None:
    comments = ["# noqa: SHP101" if at == place else "" for at in range(4)]
    assert codes(MULTI.format(*comments)) == []


def test_reaches_no_other_row_of_the_statement() -> None:
    assert codes(MULTI.format("# noqa: SHP101", "", "", "")) == [(6, "SHP002"), (7, "SHP101")]


@pytest.mark.parametrize("row", [1, 3, 7])
def test_ignore_file(row: int) -> None:
    assert codes(with_comment("# shapelint: ignore-file", row)) == []


@pytest.mark.parametrize("row", [1, 3, 7])
def test_ignore_file_of_some_rules(row: int) -> None:
    assert codes(with_comment("# shapelint: ignore-file[SHP101]", row)) == []
    assert codes(with_comment("# shapelint: ignore-file[bidirectional-last-step] # because", row)) == []
    assert codes(with_comment("# shapelint: ignore-file[SHP2]", row)) == sorted([(row, "SHP002"), (6, "SHP101")])


def test_ignore_file_holds_for_a_file_that_does_not_parse() -> None:
    assert codes("# shapelint: ignore-file\nimport torch  # LSTM\nprint 'LSTM'\n") == []


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# noqa: SHP201", "`SHP201` is not reported here"),
        ("# noqa: E501, SHP201, SHP202", "`SHP201` is not reported here, `SHP202` is not reported here"),
        ("# noqa: SHP999", "there is no rule `SHP999`"),
        ("# shapelint: ignore[SHP3]", "`SHP3` is not reported here"),
        ("# shapelint: ignore[state-batch-first]", "`state-batch-first` is not reported here"),
        ("# shapelint: ignore[state-batchfirst]", "did you mean `state-batch-first`?"),
        ("# shapelint: ignore[E501]", "there is no rule `E501`"),
        ("# shapelint: ignore-file[SHP201]", "`SHP201` is not reported here"),
        ("# shapelint: ignore[]", "it names no rule"),
        ("# shapelint: ignore-file[ ]", "it names no rule"),
    ],
)
def test_unused(comment: str, words: str) -> None:
    text = with_comment(comment, 5)
    found = [each for each in check_source(text) if each.code == "SHP002"]
    assert len(found) == 1
    assert words in found[0].message
    line = text.splitlines()[4]
    assert line[found[0].location.column - 1 : found[0].end_location.column - 1] == comment


def test_the_unused_code_of_a_used_comment() -> None:
    (found,) = check_source(with_comment("# noqa: SHP101, SHP201"))
    assert found.code == "SHP002"
    assert "SHP101" not in found.message


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# noqa: E501", "# noqa: F401,E501", "# noqa: some reason", "# noqa: a-b", "# shapelint: ignore"],
)
def test_never_unused(comment: str) -> None:
    assert codes(with_comment(comment, 5)) == [(6, "SHP101")]


def test_codes_that_are_off_are_not_unused() -> None:
    text = with_comment("# noqa: SHP201", 5)
    assert codes(text, ignore=("SHP2",)) == [(6, "SHP101")]
    assert codes(text, select=("SHP1",)) == [(6, "SHP101")]


def test_a_bare_noqa_does_not_hide_its_neighbour_being_unused() -> None:
    assert codes(with_comment("# noqa: SHP201  # noqa", 5)) == [(5, "SHP002"), (6, "SHP101")]
    assert codes(with_comment("# noqa: SHP201, SHP002", 5)) == [(6, "SHP101")]
    assert codes(with_comment("# shapelint: ignore[SHP201, unused-suppression]", 5)) == [(6, "SHP101")]


def test_logical_lines() -> None:
    found = find_suppressions("if x:  # noqa\n    f(\n\n        1)\n\n# c\ny = '''\n\n'''\n", load_rules())
    assert found.logical_lines == ((1, 1), (2, 4), (7, 9))


@pytest.mark.parametrize("text", ["x = (  # noqa\n", "\tif\n  x # noqa\n y", "'''# noqa", "# noqa\n\0", "# noqa\\"])
def test_survives_what_cannot_be_tokenized(text: str) -> None:
    assert all(each.kind == "noqa" for each in find_suppressions(text, load_rules()).comments)
