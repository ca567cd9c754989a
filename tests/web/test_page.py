"""The HTML report as a document: valid, complete, harmless, the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapelint import check_source
from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Severity
from shapelint.document import opened
from shapelint.fixes import applied
from shapelint.lines import split_lines
from shapelint.report import Report, render
from shapelint.report.web.elements import clean, packaged
from shapelint.rule import load_rules
from shapelint.source import Cell, Source, from_text
from tests.command import CLEAN, DEFECT, ROOT, environment, shapelint
from tests.test_notebook import notebook
from tests.test_report import FINDING, TEXT, related
from tests.web.reading import by_class, checked, findings, lines, marked, parsed, text_of, title

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)></style><!-- & &lt;"


def page(*found: Diagnostic, text: str | None = TEXT, source: Source | None = None, checked: int = 1) -> str:
    if source is None and text is not None:
        source = Source("model.py", text)
    return "".join(render("html", Report(found, checked, lambda _: source)))


@pytest.fixture(scope="module")
def examples() -> tuple[str, list[dict[str, object]]]:
    """The report of the examples, and what was found in them."""
    made = shapelint("check", "examples", "--output-format", "html", cwd=ROOT)
    assert (made.returncode, made.stderr) == (1, "")
    return made.stdout, json.loads(shapelint("check", "examples", "--output-format", "json", cwd=ROOT).stdout)


def test_examples(examples: tuple[str, list[dict[str, object]]]) -> None:
    root, expected = checked(examples[0]), examples[1]
    assert title(root).startswith(f"shapelint: {len(expected)} findings in ")
    found = findings(root)
    for article, diagnostic in zip(found, expected, strict=True):
        assert article.get("data-rule") == diagnostic["code"]
        assert (article.get("data-severity"), article.get("data-certainty")) == (
            diagnostic["severity"],
            diagnostic["certainty"],
        )
        assert text_of(next(article.iter("h4"))) == str(diagnostic["message"]).replace("`", "")
        (place,) = by_class(article, "place")
        assert text_of(place) == "line {row}, column {column}".format_map(diagnostic["location"])  # type: ignore[arg-type]
        assert bool(by_class(article, "fix")) is (diagnostic["fix"] is not None)
    files = [section.get("data-file") for section in by_class(root, "file") if section.tag == "section"]
    assert files == list(dict.fromkeys(os.path.relpath(str(each["filename"]), ROOT) for each in expected))


def test_summary_counts_what_was_found(examples: tuple[str, list[dict[str, object]]]) -> None:
    root, found = checked(examples[0]), examples[1]
    (summary,) = by_class(root, "summary")
    names = [text_of(each) for each in summary.iter("dt")]
    facts = dict(zip(names, [int(text_of(each)) for each in summary.iter("dd")], strict=True))
    severities = Counter(each["severity"] for each in found)
    assert facts["files checked"] == len(list((ROOT / "examples").rglob("*.py")))
    assert (facts["errors"], facts["warnings"]) == (severities["error"], severities["warning"])
    assert facts["hold always"] == sum(each["certainty"] == "always" for each in found)
    (table,) = root.iter("table")
    rows = [[text_of(cell) for cell in row.iter("td")] for row in table.iter("tr")][1:]
    expected = Counter(f"{each['code']} {each['name']}" for each in found)
    assert {rule: int(count) for count, rule in rows} == expected


def test_each_rule_has_its_page_once(examples: tuple[str, list[dict[str, object]]]) -> None:
    root = checked(examples[0])
    catalogue = load_rules()
    pages = {each.get("id", ""): each for each in by_class(root, "page")}
    assert sorted(pages) == sorted({f"rule-{each['code']}" for each in examples[1]})
    for name, shown in pages.items():
        loaded = catalogue.find(name.removeprefix("rule-"))
        assert loaded is not None
        headings = re.findall("^## (.*)", loaded.page, re.MULTILINE)
        assert [text_of(each) for each in shown.iter("h4")] == headings
        code = "".join(re.findall(r"^```python\n(.*?)^```", loaded.page, re.MULTILINE | re.DOTALL))
        assert [line for _, line in lines(shown)] == code.splitlines()


def test_pictures(examples: tuple[str, list[dict[str, object]]]) -> None:
    root = checked(examples[0])
    drawn = {article.get("data-rule"): by_class(article, "picture") for article in findings(root)}
    assert len(drawn["SHP101"]) == len(drawn["SHP203"]) == 1
    for figure in by_class(root, "picture"):
        (svg,) = figure.iter("svg")
        names = svg.get("aria-labelledby", "").split()
        told = {each.get("id"): text_of(each) for each in svg if each.tag in ("title", "desc")}
        assert svg.get("role") == "img" and sorted(told) == sorted(names) and all(told.values())
        assert svg.get("viewBox"), "attributes keep their case"
    assert ".shapelint-picture" in text_of(next(root.iter("style")))


def test_the_picture_of_a_rule_stands_behind_its_example(examples: tuple[str, list[dict[str, object]]]) -> None:
    (shown,) = [each for each in by_class(checked(examples[0]), "page") if each.get("id") == "rule-SHP101"]
    kinds = [each.get("class") or text_of(each) for each in shown if each.tag != "p"]
    at = kinds.index("Example")
    assert kinds[at : at + 4] == ["Example", "code", "picture", "Use instead"]
    assert "output[:, -1]" in text_of(shown[[each.get("class") for each in shown].index("picture")])


def test_a_layer_without_marks_is_shown_on_demand(examples: tuple[str, list[dict[str, object]]]) -> None:
    (article,) = [each for each in findings(checked(examples[0])) if each.get("data-rule") == "SHP601"]
    (more,) = by_class(article, "layer")
    assert more.tag == "details" and more.get("open") is None and by_class(more, "picture")


def test_a_picture_follows_imports(tmp_path: Path) -> None:
    layer = "nn.LSTM(8, 16, batch_first=True, bidirectional=True)"
    (tmp_path / "layers.py").write_text(f"from torch import nn\n\nlstm = {layer}\n")
    (tmp_path / "a.py").write_text(DEFECT.replace(f"lstm = {layer}", "from layers import lstm  # nn.LSTM"))
    root = checked(shapelint("check", "a.py", "--output-format", "html", cwd=tmp_path).stdout)
    (article,) = findings(root)
    assert len(by_class(article, "picture")) == 1


def test_standard_input(tmp_path: Path) -> None:
    made = shapelint("check", "-", "--output-format", "html", cwd=tmp_path, stdin=DEFECT.encode())
    root = checked(made.stdout)
    assert [each.get("data-file") for each in by_class(root, "file")] == ["<stdin>"]
    assert len(by_class(findings(root)[0], "picture")) == len(by_class(root, "diff")) == 1


def test_what_is_only_possible_has_no_picture(tmp_path: Path) -> None:
    """What stands there would be drawn in every case, the finding holds in some."""
    text = DEFECT.replace("bidirectional=True", "bidirectional=flag").replace("\nlstm", "\nflag = input()\nlstm")
    (tmp_path / "a.py").write_text(text)
    made = shapelint("check", "--output-format", "html", "--certainty", "possible", cwd=tmp_path)
    found = {each.get("data-rule"): each for each in findings(checked(made.stdout))}
    assert found["SHP101"].get("data-certainty") == "possible"
    assert not by_class(found["SHP101"], "picture")


def test_it_is_the_same_every_time(examples: tuple[str, list[dict[str, object]]]) -> None:
    for seed in ("1", "2"):
        again = shapelint(
            "check", "examples", "--output-format", "html", cwd=ROOT, env=environment(PYTHONHASHSEED=seed)
        )
        assert again.stdout == examples[0]


def test_the_policy_knows_the_script_and_the_style(examples: tuple[str, list[dict[str, object]]]) -> None:
    root = parsed(examples[0])
    (policy,) = [each.get("content", "") for each in root.iter("meta") if "http-equiv" in each.attrib]
    allowed = dict(part.split(maxsplit=1) for part in policy.split("; "))
    assert {name: allowed.pop(name) for name in ("default-src", "base-uri", "form-action")} == dict.fromkeys(
        ("default-src", "base-uri", "form-action"), "'none'"
    )
    for name, digest in allowed.items():
        text = text_of(next(root.iter(name.removesuffix("-src"))))
        assert digest == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    assert sorted(allowed) == ["script-src", "style-src"]


def test_nothing_found() -> None:
    root = checked(page())
    assert text_of(next(root.iter("h1"))) == "Nothing found in 1 file"
    assert not list(root.iter("form")) and not list(root.iter("article"))


def test_one_finding_needs_no_filter() -> None:
    root = checked(page(FINDING))
    assert not list(root.iter("form"))


def test_what_was_not_checked(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("import torch  # LSTM\nx = " + "1 + " * 700 + "1\n")
    made = shapelint("check", "deep.py", "nowhere.py", "--output-format", "html", cwd=tmp_path)
    assert made.returncode == 2
    (section,) = by_class(checked(made.stdout), "not-checked")
    assert [text_of(each).partition(":")[0] for each in section.iter("li")] == ["deep.py", "nowhere.py"]


def hostile() -> Diagnostic:
    """A finding whose every text is markup."""
    edit = Edit(MARKUP, Location(1, 1), Location(1, 2))
    return replace(
        FINDING,
        code="XSS101",
        name="hostile",
        message=f"{MARKUP} `{MARKUP}`",
        filename=f"{MARKUP}.py",
        location=Location(1, 1),
        end_location=Location(1, 9),
        fix=Fix(Applicability.UNSAFE, MARKUP, (edit,)),
        related=(related(MARKUP, 2, 1, 9),),
    )


def test_markup_stays_text(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    links = "![x](http://example.org/x.png) [y](javascript:alert(1)) <b>z</b>"
    docs = f"{MARKUP}\n\n## {MARKUP}\n{links}\n\n```html\n{MARKUP}\n```"
    module = f'r"""{docs}"""\nfrom shapelint.rule import Rule, Severity\n'
    module += 'RULE = Rule("XSS101", "hostile", Severity.ERROR, "</style><script>alert(1)</script>")\n'
    (rules / "xss101_hostile.py").write_text(module)
    text = f"{MARKUP}\n{MARKUP}\n"
    report = Report((hostile(), hostile()), 1, lambda _: Source("a.py", text), catalogue=load_rules((str(rules),)))
    root = checked("".join(render("html", replace(report, obstacles=((MARKUP, MARKUP),)))))
    assert not list(root.iter("b")) and not list(root.iter("img"))
    whole = text_of(root)
    assert whole.count(MARKUP) > 20
    (frame, _) = by_class(root, "frame")
    assert [line for _, line in lines(frame)] == [MARKUP, MARKUP]
    (shown,) = by_class(root, "page")
    assert [each.get("href") for each in shown.iter("a")] == ["http://example.org/x.png"]
    assert unescape(MARKUP) in [text_of(each) for each in shown.iter("h4")]


def test_a_file_with_markup_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "<script>alert(1)<"
    folder.mkdir()
    (folder / "script>.py").write_text(DEFECT.replace("last)", "last)  # </script><script>alert(1)</script>"))
    made = shapelint("check", ".", "--output-format", "html", cwd=tmp_path)
    root = checked(made.stdout)
    assert [each.get("data-file") for each in by_class(root, "file")] == ["<script>alert(1)</script>.py"]
    assert "# </script><script>alert(1)</script>" in text_of(by_class(root, "frame")[0])


@settings(deadline=None)
@given(st.text(), st.text(st.characters(codec="utf-8", exclude_characters="\r\n")), st.text())
def test_any_text_is_shown_as_it_is(message: str, line: str, name: str) -> None:
    found = replace(
        FINDING, message=message, filename=f"a{name}.py", location=Location(1, 1), end_location=Location(1, 4)
    )
    text = page(found, text=line)
    text.encode("ascii")
    root = checked(text)
    (heading,) = findings(root)[0].iter("h4")
    assert text_of(heading) == re.sub("`([^`]+)`", r"\1", clean(message)).replace("\r", "\u240d")


def frame(found: Diagnostic, text: str = TEXT, source: Source | None = None) -> list:
    return by_class(checked(page(found, text=text, source=source)), "frame")


def test_frame() -> None:
    found = replace(FINDING, related=(related("constructed here, `n=1`", 1, 8, 14), related("used here", 5, 8, 16)))
    (figure,) = frame(found)
    assert list(lines(figure)) == [(1, "lstm = LSTM()"), (4, "last = out[:, -1]"), (5, "return fc(last)")]
    assert marked(figure, "primary") == ["out[:, -1]"]
    assert marked(figure, "related") == ["LSTM()", "fc(last)"]
    assert [text_of(each) for each in by_class(figure, "label")] == ["constructed here, n=1", "used here"]
    assert len(by_class(figure, "gap")) == 1


def test_a_range_inside_another() -> None:
    (figure,) = frame(replace(FINDING, related=(related("of this", 4, 1, 18),)))
    assert marked(figure, "related") == ["last = "]
    assert marked(figure, "primary") == ["out[:, -1]"]
    (figure,) = frame(replace(FINDING, related=(related("of this", 4, 8, 11),)))
    assert marked(figure, "primary") == ["out[:, -1]"]


def test_a_range_over_rows_is_marked_whole() -> None:
    text = "x = f(\n    a,\n    b,\n    out[\n        -1\n\n    ],\n)\n"
    found = replace(FINDING, location=Location(4, 5), end_location=Location(7, 6))
    (figure,) = frame(found, text=text)
    assert marked(figure, "primary") == ["out[", "-1", "]"]
    assert [row for row, _ in lines(figure)] == [3, 4, 5, 6, 7, 8]
    long = "x = f(\n" + "    1,\n" * 30 + ")\n"
    found = replace(FINDING, location=Location(1, 5), end_location=Location(32, 2))
    (figure,) = frame(found, text=long)
    assert [row for row, _ in lines(figure)] == [1, 2, 31, 32]


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "mark"),
    [
        ("\tx = bad", 6, 9, "    x = bad", "bad"),
        ("'語' + bad", 7, 10, "'語' + bad", "bad"),
        ("'\x1b[31m' + bad", 11, 14, "'␛[31m' + bad", "bad"),
        ("'\u202e' + bad", 7, 10, "'\ufffd' + bad", "bad"),
        ("bad", 3, 90, "bad", "d"),
        ("bad", 4, 5, "bad ", " "),
        ("", 1, 1, " ", " "),
    ],
)
def test_what_a_line_holds(line: str, column: int, end: int, shown: str, mark: str) -> None:
    (figure,) = frame(replace(FINDING, location=Location(1, column), end_location=Location(1, end)), text=line)
    assert list(lines(figure)) == [(1, shown)]
    assert marked(figure, "primary") == [mark]


def test_indentation_that_all_rows_have_can_be_hidden() -> None:
    text = "\tif x:\n\t\tlast = out[:, -1]\n\n\t\treturn last\n"
    found = replace(FINDING, location=Location(2, 10), end_location=Location(2, 20), related=(related("a", 1, 5, 6),))
    (figure,) = frame(found, text=text)
    assert list(lines(figure)) == [(1, "    if x:"), (2, "        last = out[:, -1]")]
    margins = [text_of(each) for line in by_class(figure, "line") for each in by_class(line, "indent")]
    assert margins == ["    ", "    "]


def test_a_very_long_line_is_cut() -> None:
    line = "x = [" + "1, " * 2000 + "bad" + ", 1" * 2000 + "]"
    start = line.index("bad") + 1
    (figure,) = frame(replace(FINDING, location=Location(1, start), end_location=Location(1, start + 3)), text=line)
    assert marked(figure, "primary") == ["bad"]
    assert all(len(shown) < 200 for _, shown in lines(figure))


def test_a_file_that_has_gone() -> None:
    assert by_class(checked(page(FINDING, text=None)), "frame") == []
    assert [row for row, _ in lines(frame(FINDING, text="")[0])] == [4]


def test_cells_are_named() -> None:
    source = Source("n.ipynb", "lstm = LSTM()\nout = lstm()\nlast = out[:, -1]\n", (Cell(2, 1), Cell(5, 3)))
    found = replace(
        FINDING,
        filename="n.ipynb",
        cell=5,
        location=Location(1, 8),
        end_location=Location(1, 18),
        related=(related("constructed here (cell 2)", 1, 8, 14, 2),),
    )
    root = checked(page(found, source=source))
    own, other = by_class(root, "frame")
    assert [text_of(next(each.iter("figcaption"))) for each in (own, other)] == ["Cell 5", "Cell 2"]
    assert (marked(own, "primary"), marked(other, "related")) == (["out[:, -1]"], ["LSTM()"])
    assert [text_of(each) for each in by_class(root, "place")] == ["cell 5, line 1, column 8"]


def test_a_notebook(tmp_path: Path) -> None:
    cells = re.split(r"(?=lstm =|last =)", DEFECT)
    (tmp_path / "n.ipynb").write_text(notebook(("markdown", "text"), "%matplotlib inline", *cells))
    root = checked(shapelint("check", ".", "--output-format", "html", cwd=tmp_path).stdout)
    (article,) = findings(root)
    assert marked(by_class(article, "frame")[0], "primary") == ["output[:, -1]"]
    assert len(by_class(article, "picture")) == 1
    (diff,) = by_class(article, "diff")
    assert text_of(next(diff.iter("figcaption"))).startswith("Cell ")
    assert text_of(next(diff.iter("del"))) == "last = output[:, -1]"


EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_a_diff_is_what_fixing_does(path: Path) -> None:
    """Applying the diff as it is shown to the file gives what the fix gives."""
    data = path.read_bytes()
    for found in check_source(data.decode(), filename=str(path)):
        if found.fix is None:
            continue
        document = opened(data, str(path))
        assert document is not None
        after = split_lines(applied(document, [found]).text)
        root = checked(page(found, source=from_text(data.decode(), str(path))))
        (diff,) = by_class(root, "diff")
        before = split_lines(data.decode())
        removed = [(row, text) for line in by_class(diff, "removed") for row, text in lines(line)]
        added = [(row, text) for line in by_class(diff, "added") for row, text in lines(line)]
        assert removed and all(before[row - 1] == text for row, text in removed)
        kept = [line for row, line in enumerate(before, 1) if row not in dict(removed)]
        for row, text in added:
            kept.insert(row - 1, text)
        assert kept == after


@pytest.mark.parametrize(
    ("applicability", "command"),
    [(Applicability.SAFE, "shapelint check --fix"), (Applicability.UNSAFE, "shapelint check --fix --unsafe-fixes")],
)
def test_fixes_say_how_they_are_had(applicability: Applicability, command: str) -> None:
    edit = Edit("0", Location(4, 15), Location(4, 17))
    root = checked(page(replace(FINDING, fix=Fix(applicability, "take the `first` step", (edit,)))))
    (fix,) = by_class(root, "fix")
    assert text_of(next(fix.iter("summary"))) == "Fix take the first step"
    (how,) = by_class(fix, "how")
    assert command in [text_of(each) for each in how.iter("code")]
    assert text_of(next(fix.iter("ins"))) == "last = out[:, 0]"
    assert {each.get("open") for each in fix.iter("details")} == {None}


def test_a_fix_of_a_text_that_has_changed_is_told_without_a_diff() -> None:
    edit = Edit("0", Location(90, 15), Location(90, 17))
    root = checked(page(replace(FINDING, fix=Fix(Applicability.SAFE, "take it", (edit,)))))
    assert by_class(root, "fix") and not by_class(root, "diff")


def test_a_text_in_another_encoding() -> None:
    """The diff is of the text; what the file's own encoding makes of it does not matter."""
    edit = Edit("0", Location(2, 10), Location(2, 11))
    found = replace(
        FINDING, location=Location(2, 1), end_location=Location(2, 2), fix=Fix(Applicability.SAFE, "x", (edit,))
    )
    root = checked(page(found, text="# coding: latin-1\na = 'é' + 1\n"))
    assert [text_of(each) for tag in ("del", "ins") for each in root.iter(tag)] == ["a = 'é' + 1", "a = 'é' +01"]


def test_certainty_is_said() -> None:
    found = [replace(FINDING, certainty=each) for each in Certainty]
    root = checked(page(*found))
    said = [text_of(each) for each in by_class(root, "certainty")]
    assert said == ["holds always", "holds by default", "is possible"]


def test_choices_of_the_filter() -> None:
    other = replace(FINDING, severity=Severity.WARNING, code="SHP002", name="unused-suppression", filename="b.py")
    root = checked(page(FINDING, other))
    (form,) = root.iter("form")
    assert form.get("hidden") is not None, "only the script shows it"
    choices = {
        each.get("name"): [option.get("value") for option in each.iter("option")] for each in form.iter("select")
    }
    assert choices == {
        "rule": ["", "SHP002", "SHP101"],
        "file": ["", "model.py", "b.py"],
        "severity": ["", "error", "warning"],
    }
    (shown,) = form.iter("output")
    assert shown.get("aria-live") == "polite"
    labelled = {each.get("for") for each in form.iter("label")}
    assert labelled == {each.get("id") for tag in ("input", "select") for each in form.iter(tag)}


def test_many_findings() -> None:
    """500 in 50 files: each rule's page once, and no more than some kilobytes for a finding."""
    text = DEFECT + "\n" * 10
    (found,) = check_source(text, filename="a.py")
    many = [replace(found, filename=f"package/module_{number // 10}.py") for number in range(500)]
    report = Report(tuple(many), 60, lambda name: Source(name, text))
    root = checked(written := "".join(render("html", report)))
    assert len(findings(root)) == 500
    assert len(by_class(root, "page")) == 1
    assert len(written) < 500 * 20_000


def test_unreadable_names_are_told_by_their_bytes() -> None:
    root = checked(page(replace(FINDING, filename=os.fsdecode(b"\xff.py"))))
    assert [each.get("data-file") for each in by_class(root, "file")] == ["\\udcff.py"]


@pytest.mark.parametrize("name", ["report.css", "report.js"])
def test_packaged_texts_can_stand_in_a_page(name: str) -> None:
    text = packaged(name)
    assert text.isascii() and "\r" not in text
    assert "</" not in text and "<!--" not in text


def test_clean_program(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CLEAN)
    made = shapelint("check", "--output-format", "html", cwd=tmp_path)
    assert made.returncode == 0
    assert "Nothing found" in title(checked(made.stdout))
