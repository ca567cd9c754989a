"""What people read: code frames, alignment, summary; and streams that misbehave."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Related, Severity
from shapelint.report import FORMATS, Report, render, shown_path, write
from shapelint.report.frame import WIDEST, Mark, frame
from shapelint.report.style import Style, wants_color
from shapelint.source import Cell, Source

FINDING = Diagnostic(
    code="SHP101",
    name="bidirectional-last-step",
    message="`out[:, -1]` is wrong",
    severity=Severity.ERROR,
    certainty=Certainty.ALWAYS,
    filename="model.py",
    location=Location(4, 8),
    end_location=Location(4, 18),
)
TEXT = "lstm = LSTM()\n\n\nlast = out[:, -1]\nreturn fc(last)\n"


def related(message: str, row: int, column: int, end: int, cell: int | None = None) -> Related:
    return Related(message, Location(row, column), Location(row, end), cell)


def report(*found: Diagnostic, text: str | None = TEXT, checked: int = 1, source: Source | None = None) -> Report:
    if source is None and text is not None:
        source = Source("model.py", text)
    return Report(found, checked, lambda _: source)


def full(*found: Diagnostic, text: str | None = TEXT, source: Source | None = None) -> list[str]:
    """The lines of the first paragraph."""
    return "".join(render("full", report(*found, text=text, source=source))).split("\n\n")[0].splitlines()


def test_full() -> None:
    found = replace(FINDING, related=(related("constructed here", 1, 8, 14), related("used here", 5, 8, 16)))
    assert "".join(render("full", report(found, checked=3))) == (
        "error[SHP101]: `out[:, -1]` is wrong\n"
        " --> model.py:4:8\n"
        "  |\n"
        "1 | lstm = LSTM()\n"
        "  |        ------ constructed here\n"
        "...\n"
        "4 | last = out[:, -1]\n"
        "  |        ^^^^^^^^^^\n"
        "5 | return fc(last)\n"
        "  |        -------- used here\n"
        "  |\n"
        "  = bidirectional-last-step: `shapelint rule SHP101` explains it\n"
        "\n"
        "1 finding in 1 of 3 files.\n"
    )


def test_two_marks_in_one_row() -> None:
    found = replace(FINDING, related=(related("of this", 4, 8, 11),))
    assert full(found)[3:6] == ["4 | last = out[:, -1]", "  |        ^^^^^^^^^^", "  |        --- of this"]


def test_several_rows() -> None:
    text = "x = f(\n    a,\n    b,\n    out[\n        -1\n    ],\n)\n"
    found = replace(FINDING, location=Location(4, 5), end_location=Location(6, 6))
    assert full(found, text=text)[3:10] == [
        "3 |     b,",
        "4 |     out[",
        "  |     ^^^^",
        "5 |         -1",
        "6 |     ],",
        "  |     ^",
        "7 | )",
    ]


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "below"),
    [
        ("\tx = bad", 6, 9, "    x = bad", "        ^^^"),
        ("a\tbad", 3, 6, "a   bad", "    ^^^"),
        ("'語' + bad", 7, 10, "'語' + bad", "       ^^^"),
        ("'e\u0301' + bad", 8, 11, "'e\u0301' + bad", "      ^^^"),
        ("'\x1b[31m' + bad", 11, 14, "'␛[31m' + bad", "          ^^^"),
        ("\fbad", 2, 5, "␌bad", " ^^^"),
        ("bad", 1, 1, "bad", "^"),
        ("bad", 3, 90, "bad", "  ^"),
    ],
)
def test_alignment(line: str, column: int, end: int, shown: str, below: str) -> None:
    found = replace(FINDING, location=Location(1, column), end_location=Location(1, end))
    lines = full(found, text=line)
    assert lines[3] == f"1 | {shown}"
    assert lines[4] == f"  | {below}"


def test_a_very_long_line_is_cut_around_its_mark() -> None:
    line = "x = [" + "1, " * 2000 + "bad" + ", 1" * 2000 + "]"
    start = line.index("bad") + 1
    lines = full(replace(FINDING, location=Location(1, start), end_location=Location(1, start + 3)), text=line)
    assert len(lines[3]) == len("1 | ") + WIDEST
    assert lines[3].index("bad") == lines[4].index("^^^")
    assert lines[3].startswith("1 | ...") and lines[3].endswith("...")


def test_a_long_line_of_wide_characters_is_cut_where_it_fills_the_columns() -> None:
    line = "x = '" + "語" * 80 + "'; bad" + ", y" * 20
    start = line.index("bad") + 1
    lines = full(replace(FINDING, location=Location(1, start), end_location=Location(1, start + 3)), text=line)
    assert lines[3].startswith("1 | ...語語") and lines[3].endswith("bad" + ", y" * 20)
    assert lines[4].index("^") == lines[3].index("bad") + lines[3].count("語")
    lines = full(replace(FINDING, location=Location(1, 1), end_location=Location(1, 200)), text=line)
    assert len(lines[3]) + lines[3].count("語") == len("1 | ") + WIDEST and lines[3].endswith("語...")
    assert lines[4] == "  | " + "^" * WIDEST


def test_what_the_encoding_lacks_is_as_wide_as_what_is_written() -> None:
    for encoding, written in (("ascii", r"'\xe9\u8a9e' + bad"), ("latin-1", r"'é\u8a9e' + bad")):
        style = Style(has_color=False, encoding=encoding)
        shown, below = frame(["'é語' + bad"], [Mark(1, 8, 11, "", is_primary=True)], style, 1)
        assert shown == f"1 | {written}"
        assert below.index("^^^") == shown.index("bad")


def test_a_row_that_is_not_there_any_more() -> None:
    assert full(FINDING, text="")[1] == " --> model.py:4:8"
    assert len(full(FINDING, text=None)) == 3


def test_cells() -> None:
    source = Source("n.ipynb", "lstm = LSTM()\nout = lstm()\nlast = out[:, -1]\n", (Cell(2, 1), Cell(5, 3)))
    found = replace(
        FINDING,
        filename="n.ipynb",
        cell=5,
        location=Location(1, 8),
        end_location=Location(1, 18),
        related=(related("constructed here (cell 2)", 1, 8, 14, 2),),
    )
    assert full(found, source=source)[1:] == [
        " --> n.ipynb:cell 5:1:8",
        "  |",
        "1 | last = out[:, -1]",
        "  |        ^^^^^^^^^^",
        " ::: cell 2",
        "1 | lstm = LSTM()",
        "  |        ------ constructed here (cell 2)",
        "  |",
        "  = bidirectional-last-step: `shapelint rule SHP101` explains it",
    ]


@pytest.mark.parametrize(
    ("applicability", "how"),
    [(Applicability.SAFE, "applied by --fix"), (Applicability.UNSAFE, "unsafe, applied by --fix --unsafe-fixes")],
)
def test_fixes_are_offered(applicability: Applicability, how: str) -> None:
    edit = Edit("0", Location(4, 15), Location(4, 17))
    found = replace(FINDING, fix=Fix(applicability, "take the first step", (edit,)))
    assert full(found)[-1] == f"  = fix: take the first step ({how})"


def test_possible_findings_say_so() -> None:
    assert full(replace(FINDING, certainty=Certainty.POSSIBLE))[0].startswith("error[SHP101, possible]: ")


def test_summary() -> None:
    def summary(*found: Diagnostic, checked: int) -> str:
        return "".join(render("full", report(*found, checked=checked))).splitlines()[-1]

    assert summary(checked=2) == "Nothing found in 2 files."
    assert summary(FINDING, replace(FINDING, code="SHP102"), checked=1) == "2 findings in 1 file."
    assert summary(FINDING, replace(FINDING, filename="b.py"), checked=5) == "2 findings in 2 of 5 files."


def test_concise() -> None:
    assert "".join(render("concise", report(FINDING))) == (
        "model.py:4:8: SHP101 `out[:, -1]` is wrong [bidirectional-last-step]\n"
    )
    assert "".join(render("concise", report())) == ""


def test_colors_change_nothing_but_colors() -> None:
    import re

    found = replace(FINDING, related=(related("constructed here", 1, 8, 14),))
    for output_format in FORMATS:
        plain = "".join(render(output_format, report(found)))
        colored = "".join(render(output_format, replace(report(found), style=Style(has_color=True))))
        assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
        assert (colored != plain) is (output_format in ("full", "concise"))


@pytest.mark.parametrize(
    ("choice", "terminal", "variables", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", True, {"FORCE_COLOR": "0"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_wants_color(choice: str, variables: dict[str, str], *, terminal: bool, expected: bool) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    assert wants_color(choice, stream, variables) is expected


def test_write_survives_any_character() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write(["é \udcff 語\n"], stream)
    assert stream.buffer.getvalue() == b"\\xe9 \\udcff \\u8a9e\n"  # type: ignore[attr-defined]


def test_paths(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert shown_path(f"{tmp_path}/src/a.py") == "src/a.py"
    assert shown_path("/elsewhere/a.py") == "/elsewhere/a.py"
    assert shown_path("a\nb.py") == "a\\nb.py"
