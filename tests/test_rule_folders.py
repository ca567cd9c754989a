"""Rules of one's own: folders named on the command line and folders of installed packages work as shapelint's do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import DEFECT, environment, shapelint

RULE = '''\
"""A recurrent layer without a comment.

## What it finds
Any call of a recurrent layer, which is good enough for a test.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.interpreter.events import Called
from shapelint.rule import Finding, Rule, Severity

from ._words import MESSAGE

RULE = Rule("ACM101", "layer-called", Severity.WARNING, "a layer that is called")


def check(event: Called) -> Iterator[Finding]:
    yield Finding(event.node, MESSAGE)
'''
WORDS = 'MESSAGE = "a layer is called"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(DEFECT)
    write(tmp_path / "house_rules")
    return tmp_path


def write(folder: Path, **modules: str) -> None:
    """A folder of rules; without `modules` one rule and a module that it imports."""
    folder.mkdir()
    for name, text in (modules or {"acm101_layer_called": RULE, "_words": WORDS}).items():
        (folder / f"{name}.py").write_text(text)


def codes(project: Path, *options: str, **variables: str) -> list[str]:
    done = shapelint("check", "a.py", "--output-format", "json", *options, cwd=project, env=environment(**variables))
    assert done.stderr == ""
    return [each["code"] for each in json.loads(done.stdout)]


def test_a_folder_of_rules(project: Path) -> None:
    own = ("--rules", "house_rules")
    assert codes(project) == ["SHP101"]
    assert codes(project, *own) == ["ACM101", "SHP101"]
    assert codes(project, *own, "--jobs", "2") == ["ACM101", "SHP101"]
    assert codes(project, *own, "--select", "ACM") == codes(project, *own, "--select", "layer-called") == ["ACM101"]
    assert codes(project, *own, "--ignore", "ACM1") == ["SHP101"]
    assert shapelint("rule", "layer-called", *own, cwd=project).stdout.startswith("ACM101 layer-called (warning)\n")
    (project / "shapelint.toml").write_text('ignore = ["layer-called"]')
    assert codes(project, *own) == ["SHP101"]
    assert "there is no rule 'layer-called'" in shapelint("check", cwd=project).stderr


def test_a_changed_module_beside_a_rule_is_seen(project: Path) -> None:
    def said() -> str:
        return shapelint("check", "a.py", "--rules", "house_rules", "--select", "ACM101", cwd=project).stdout

    assert "a layer is called" in said()
    (project / "house_rules/_words.py").write_text(WORDS.replace("a layer", "some layer"))
    assert "some layer is called" in said()


def test_in_several_processes(project: Path) -> None:
    for number in range(12):
        (project / f"m{number}.py").write_text(DEFECT)
    done = shapelint("check", "--rules", "house_rules", "--jobs", "3", "--statistics", cwd=project)
    assert done.stdout == "13  ACM101  layer-called\n13  SHP101  bidirectional-last-step\n"


def test_suppression_and_sarif(project: Path) -> None:
    text = DEFECT.replace("5, 8))", "5, 8))  # noqa: ACM101")
    (project / "a.py").write_text(text)
    assert codes(project, "--rules", "house_rules") == ["SHP101"]
    assert codes(project) == ["SHP101"], "it may be another tool's code"
    options = ["--rules", "house_rules", "--ignore-noqa", "--output-format", "sarif"]
    (run,) = json.loads(shapelint("check", *options, cwd=project).stdout)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ACM101", "SHP101"]


def test_an_installed_package(project: Path) -> None:
    site = project / "site"
    site.mkdir()
    write(site / "acme_rules")
    (site / "acme_rules/__init__.py").write_text("")
    information = site / "acme_rules-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[shapelint.rules]\nacme = acme_rules\n")
    path = f"{environment()['PYTHONPATH']}:{site}"
    assert codes(project, PYTHONPATH=path) == ["ACM101", "SHP101"]
    (information / "entry_points.txt").write_text("[shapelint.rules]\nacme = nothing_like_it\n")
    done = shapelint("check", cwd=project, env=environment(PYTHONPATH=path))
    assert done.returncode == 2
    assert "entry point shapelint.rules: acme = 'nothing_like_it' is no package with rules in it" in done.stderr


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"acm101_layer_called": RULE.replace("._words", "._nothing")}, "acm101_layer_called.py:14: ModuleNotFound"),
        ({"acm101_layer_called": "def (:\n"}, "acm101_layer_called.py:1: invalid syntax"),
        ({"acm101_layer_called": "x = 1\n"}, "acm101_layer_called.py:1: the module has no RULE"),
        ({"notes": "x = 1\n"}, "notes.py:1: a rule module is named after its rule"),
        ({"shp101_other": RULE}, "shp101_other.py:1: SHP101 is already that of "),
        ({"acm101_bidirectional_last_step": RULE}, "bidirectional-last-step is already that of "),
        ({"_words": WORDS}, "there is no rule module in this folder"),
    ],
)
def test_what_is_no_rule(project: Path, modules: dict[str, str], words: str) -> None:
    write(project / "broken", **modules)
    done = shapelint("check", "a.py", "--rules", "broken", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and "Traceback" not in done.stderr
    listed = shapelint("rule", "--rules", "broken", cwd=project)
    assert (listed.returncode, listed.stdout, listed.stderr) == (2, "", done.stderr)


def test_no_such_folder(project: Path) -> None:
    for command in (["check", "a.py"], ["rule"]):
        done = shapelint(*command, "--rules", "nowhere", cwd=project)
        assert (done.returncode, done.stdout) == (2, "")
        assert "there is no such folder of rules" in done.stderr
