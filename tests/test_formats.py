"""Formats for other programs: each is read by a program or library that consumes it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from junitparser import JUnitXml
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from shapelint import check_source
from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Severity
from shapelint.report import FORMATS, Report, render
from shapelint.source import Source, from_text
from tests.command import CLEAN, DEFECT, environment, shapelint
from tests.test_notebook import notebook

TWICE = DEFECT + "again = output[:, -1]\nprint(nn.Linear(32, 2)(again))\n"
CELLS = tuple(part.strip() for part in re.split(r"(?=lstm =|last =)", DEFECT))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Files whose names, places and texts are awkward for one format or another."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a, b:c%d.py").write_text(TWICE)
    (tmp_path / "clean.py").write_text(CLEAN)
    (tmp_path / "n.ipynb").write_text(json.dumps(json.loads(notebook(("markdown", "text"), *CELLS)), indent=1))
    rows = DEFECT.replace("output[:, -1]", "output[\n    :, -1]")
    (tmp_path / "ü.py").write_text(f"# é\n{rows}", encoding="utf-8")
    (tmp_path / "unused.py").write_text(DEFECT.replace("5, 8))", "5, 8))  # noqa: SHP201") + "# <&>]]>\n")
    return tmp_path


def run(project: Path, output_format: str, *options: str, **variables: str) -> str:
    done = shapelint("check", "--output-format", output_format, *options, cwd=project, env=environment(**variables))
    assert done.returncode == 1, done.stderr
    return done.stdout


def as_json(project: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(project, "json"))
    assert len(found) == 6
    return found


def test_json_lines(project: Path) -> None:
    assert [json.loads(line) for line in run(project, "json-lines").splitlines()] == as_json(project)
    done = shapelint("check", "clean.py", "--output-format", "json-lines", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")


def test_json_says_in_which_cell_edits_and_related_places_are(project: Path) -> None:
    (found,) = [each for each in as_json(project) if each["cell"] is not None]
    assert [each["cell"] for each in found["fix"]["edits"]] == [4]  # type: ignore[index]
    assert [each["cell"] for each in found["related"]] == [3, 4]  # type: ignore[attr-defined]


COMMAND = re.compile(r"::(?P<kind>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)")


def annotations(text: str) -> list[dict[str, str]]:
    """Workflow commands as the runner reads them: split first, unescaped afterwards."""
    found = []
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        pairs = [pair.split("=", 1) for pair in command["properties"].split(",")]
        given = {"kind": command["kind"], **dict(pairs), "message": command["message"]}
        found.append({key: unescaped(value) for key, value in given.items()})
    return found


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github(project: Path) -> None:
    *found, last = annotations(run(project, "github"))
    assert last == {"kind": "notice", "title": "shapelint", "message": "6 findings in 4 of 5 files"}
    for each, expected in zip(found, as_json(project), strict=True):
        assert each["kind"] == expected["severity"]
        assert each["title"] == f"{expected['code']} {expected['name']}"
        assert str(project / each["file"]) == expected["filename"]
        assert str(expected["message"]) in each["message"]
    places = {each["file"]: each for each in found}
    commas = places["src/a, b:c%d.py"]
    assert [commas[key] for key in ("line", "col", "endLine", "endColumn")] == ["8", "9", "8", "22"]
    two_rows = places["ü.py"]
    assert [two_rows[key] for key in ("line", "endLine")] == ["7", "8"]
    assert "col" not in two_rows and "endColumn" not in two_rows


def test_github_rows_of_a_notebook_are_those_of_its_file(project: Path) -> None:
    (found,) = [each for each in annotations(run(project, "github")) if each.get("file") == "n.ipynb"]
    text = (project / "n.ipynb").read_text().splitlines()
    assert "last = output[:, -1]" in text[int(found["line"]) - 1]
    assert found["message"].startswith("n.ipynb:cell 4:1:8: SHP101 ")
    assert "col" not in found


def test_github_shows_ten_of_each_kind(project: Path) -> None:
    (project / "many.py").write_text(DEFECT + "print(nn.Linear(32, 2)(output[:, -1]))\n" * 20)
    assert "ten are shown as annotations" in annotations(run(project, "github"))[-1]["message"]
    assert "notice" not in [each["kind"] for each in annotations(run(project, "github", "--quiet"))]


def test_paths_are_relative_to_the_checkout(project: Path) -> None:
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        inside = shapelint(
            *("check", "--output-format", "github"), cwd=project / "src", env=environment(**{variable: str(project)})
        )
        assert annotations(inside.stdout)[0]["file"] == "src/a, b:c%d.py"


def gitlab(text: str) -> list[dict[str, object]]:
    """The issues of a code quality report, with everything that GitLab asks of them."""
    issues: list[dict[str, object]] = json.loads(text)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(issue["description"], str) and isinstance(issue["check_name"], str)
        match issue["location"]:
            case {"path": str(path), "lines": {"begin": int(begin), "end": int(end)}}:
                assert not path.startswith(("/", "./")) and 0 < begin <= end
            case _:
                pytest.fail(f"no location that GitLab reads: {issue}")
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(map(str, prints))) == len(prints)
    return issues


def test_gitlab(project: Path) -> None:
    issues = gitlab(run(project, "gitlab"))
    for issue, expected in zip(issues, as_json(project), strict=True):
        assert issue["check_name"] == expected["code"]
        assert str(expected["message"]) in str(issue["description"])
    assert {str(issue["severity"]) for issue in issues} == {"major", "minor"}
    assert json.loads(shapelint("check", "clean.py", "--output-format", "gitlab", cwd=project).stdout) == []


def test_fingerprints_do_not_depend_on_rows(project: Path) -> None:
    before = {str(issue["fingerprint"]) for issue in gitlab(run(project, "gitlab"))}
    for path in project.rglob("*.py"):
        path.write_text("# one more row\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    (project / "n.ipynb").write_text(notebook("x = 1", *CELLS))
    assert {str(issue["fingerprint"]) for issue in gitlab(run(project, "gitlab"))} == before
    (project / "clean.py").write_text(DEFECT)
    after = {str(issue["fingerprint"]) for issue in gitlab(run(project, "gitlab"))}
    assert before < after and len(after) == len(before) + 1


def test_junit(project: Path) -> None:
    report = JUnitXml.fromstring(run(project, "junit").encode())
    cases = [(suite.name, case) for suite in report for case in suite]
    for (path, case), expected in zip(cases, as_json(project), strict=True):
        assert str(project / path) == expected["filename"]
        assert case.name.startswith(f"{expected['code']} {expected['name']} at ")
        (failure,) = case.result
        assert (failure.message, failure.type) == (expected["message"], expected["severity"])
    assert (report.tests, report.failures, report.errors) == (6, 6, 0)
    done = shapelint("check", "clean.py", "--output-format", "junit", cwd=project)
    nothing = JUnitXml.fromstring(done.stdout.encode())
    assert (nothing.tests, nothing.failures) == (1, 0)


def test_junit_of_what_xml_cannot_hold() -> None:
    found = Diagnostic(
        *("SHP101", "bidirectional-last-step", "a \x1b[31m \udcff \ufffe \x00 <b> & \"c\" ]]> 'é'"),
        *(Severity.ERROR, Certainty.ALWAYS, "a\x07&.py", Location(1, 1), Location(1, 2)),
    )
    text = "".join(render("junit", Report((found,), 1, lambda _: None)))
    ((case,),) = JUnitXml.fromstring(text.encode("ascii"))
    assert case.result[0].message == "a \ufffd[31m \ufffd \ufffd \ufffd <b> & \"c\" ]]> 'é'"


def sarif(text: str) -> SarifLog:
    """The log, read by classes generated from the published schema, which refuse what it does not have."""
    return SarifLog.model_validate_json(text)


def test_sarif(project: Path) -> None:
    text = run(project, "sarif")
    (made,) = sarif(text).runs
    rules = made.tool.driver.rules or []
    assert made.columnKind is not None and made.columnKind.value == "unicodeCodePoints"
    for result, expected in zip(made.results or [], as_json(project), strict=True):
        assert result.ruleId == expected["code"] == rules[result.ruleIndex or 0].id
        assert result.level is not None and result.level.value == expected["severity"]
        place = result.locations[0].physicalLocation
        uri = urlsplit(place.artifactLocation.uri)
        assert (uri.scheme, uri.netloc, uri.query, uri.fragment) == ("", "", "", "")
        assert str(project / unquote(uri.path)) == expected["filename"]
        assert len(result.relatedLocations or []) == len(expected["related"])  # type: ignore[arg-type]
        if expected["cell"] is None:
            assert {"row": place.region.startLine, "column": place.region.startColumn} == expected["location"]
            assert {"row": place.region.endLine, "column": place.region.endColumn} == expected["end_location"]
    page = next(rule for rule in rules if rule.id == "SHP101").help
    assert "## Why it is wrong" in page.markdown
    assert {rule.id for rule in rules} == {"SHP101", "SHP002"}


def test_sarif_names_what_was_not_checked(project: Path) -> None:
    (project / "deep.py").write_text("import torch  # LSTM\nx = " + "1 + " * 700 + "1\n")
    for paths, names in (((".",), ["deep.py"]), (("src", "nowhere.py"), ["nowhere.py"]), (("src",), [])):
        text = shapelint("check", *paths, "--output-format", "sarif", cwd=project).stdout
        ((invocation,),) = [run.invocations for run in sarif(text).runs]
        notes = invocation.toolExecutionNotifications or []
        assert [note.locations[0].physicalLocation.artifactLocation.uri for note in notes] == names
        assert invocation.executionSuccessful is (not names)


def test_the_classes_refuse_what_is_no_sarif(project: Path) -> None:
    log = json.loads(run(project, "sarif"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startRow"] = 1
    with pytest.raises(ValueError, match="startRow"):
        sarif(json.dumps(log))


def test_sarif_tools_reads_it(project: Path, tmp_path: Path) -> None:
    (project / "all.sarif").write_text(run(project, "sarif"))
    command = [sys.executable, "-m", "sarif", "csv", "all.sarif", "--output", "all.csv"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=120)
    with (project / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["Code"] for row in rows) == ["SHP002"] + ["SHP101"] * 5
    assert "n.ipynb" in {row["Location"] for row in rows}


def test_sarif_fixes() -> None:
    """Applied as a consumer would, a fix gives the text that it is meant to give."""
    text = "a = 'ä𝄞'; b = c\n"
    edit = Edit("d", Location(1, 15), Location(1, 16))
    fix = Fix(Applicability.UNSAFE, "take d", (edit,))
    found = replace(check_source(DEFECT)[0], fix=fix, location=Location(1, 11), end_location=Location(1, 12))
    (made,) = sarif("".join(render("sarif", Report((found,), 1, lambda _: Source("a.py", text))))).runs
    ((result,),) = [made.results]
    (change,) = result.fixes[0].artifactChanges
    (replacement,) = change.replacements
    region = replacement.deletedRegion
    line = text.splitlines()[region.startLine - 1]
    changed = line[: region.startColumn - 1] + replacement.insertedContent.text + line[region.endColumn - 1 :]
    assert changed == "a = 'ä𝄞'; b = d"
    assert "unsafe" in result.fixes[0].description.text
    cell = replace(found, cell=1, filename="n.ipynb")
    program = from_text(notebook("a = 1"), "n.ipynb")
    (in_cell,) = sarif("".join(render("sarif", Report((cell,), 1, lambda _: program)))).runs
    assert not (in_cell.results or [])[0].fixes, "an edit of a cell is none of the file"


def test_a_file_elsewhere(project: Path) -> None:
    outside = str(project / "src/a, b:c%d.py")
    for output_format in ("github", "gitlab", "sarif", "junit"):
        done = shapelint("check", outside, "--output-format", output_format, cwd=project / "src")
        assert str(project) not in done.stdout
        (project / "other").mkdir(exist_ok=True)
        done = shapelint("check", outside, "--output-format", output_format, cwd=project / "other")
        assert str(project) in done.stdout
    log = json.loads(shapelint("check", outside, "--output-format", "sarif", cwd=project / "other").stdout)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///") and unquote(urlsplit(uri).path) == outside


@pytest.mark.parametrize("output_format", FORMATS)
def test_output_file(project: Path, output_format: str) -> None:
    expected = run(project, output_format)
    done = shapelint("check", "--output-format", output_format, "--output-file", "out.txt", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "shapelint: 6 findings in 4 of 5 files, written to out.txt\n"
    assert (project / "out.txt").read_text(encoding="utf-8") == expected


def test_output_file_that_cannot_be_written(project: Path) -> None:
    done = shapelint("check", "-o", "nowhere/out.txt", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "shapelint: error: nowhere/out.txt: cannot be written: No such file or directory\n"


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="this system has no such name for standard output")
def test_output_to_a_device(project: Path) -> None:
    assert shapelint("check", "-o", "/dev/stdout", cwd=project).stdout == run(project, "full")
    with (project / "out.txt").open("ab") as file:
        options = {"cwd": project, "env": environment(), "stderr": subprocess.DEVNULL, "check": False}
        subprocess.run([sys.executable, "-m", "shapelint", "check", "-o", "/dev/stdout"], stdout=file, **options)  # type: ignore[call-overload]
        file.write(b"more")
    assert (project / "out.txt").read_text(encoding="utf-8").endswith("more")


@pytest.mark.parametrize("output_format", FORMATS)
def test_quiet_verbose_and_statistics_fit_every_format(project: Path, output_format: str) -> None:
    loud = shapelint("check", "--output-format", output_format, "--verbose", "--quiet", cwd=project)
    quiet = shapelint("check", "--output-format", output_format, "--quiet", cwd=project)
    assert loud.stdout == quiet.stdout and "5 checked" in loud.stderr
    done = shapelint("check", "--output-format", output_format, "--statistics", cwd=project)
    if output_format in ("full", "concise"):
        assert done.stdout.splitlines()[0] == "5  SHP101  bidirectional-last-step"
    elif output_format in ("json", "json-lines"):
        text = done.stdout if output_format == "json" else f"[{','.join(done.stdout.splitlines())}]"
        assert [(each["code"], each["count"]) for each in json.loads(text)] == [("SHP101", 5), ("SHP002", 1)]
    else:
        assert done.returncode == 2 and f"not as {output_format}" in done.stderr


@pytest.mark.parametrize("output_format", FORMATS)
def test_any_locale(project: Path, output_format: str) -> None:
    (project / os.fsdecode(b"\xff.py")).write_text(DEFECT)
    for variables in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}):
        done = shapelint("check", "--output-format", output_format, cwd=project, env=environment(**variables))
        assert (done.returncode, done.stderr) == (1, "")
        done.stdout.encode("ascii")
