"""The example programs: each planted defect is reported, nothing else is, and every program runs under torch."""

from __future__ import annotations

import re
import runpy
import warnings
from pathlib import Path

import pytest

from shapelint import check_source
from shapelint.config import Settings
from shapelint.diagnostic import Certainty

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))
CORRECTED = [path for path in EXAMPLES if path.stem.endswith("_fixed")]
EXPECTED = re.compile(r"# expect: (SHP\d+(?:, SHP\d+)*)$")


def expected(text: str) -> list[tuple[int, str]]:
    """The markers of a program: line and code."""
    found = []
    for row, line in enumerate(text.splitlines(), 1):
        marker = EXPECTED.search(line)
        if marker is not None:
            found += [(row, code) for code in marker[1].split(", ")]
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reports_what_is_planted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [(each.location.row, each.code) for each in check_source(text, filename=str(path))]
    assert found == expected(text)


@pytest.mark.parametrize("path", CORRECTED, ids=lambda path: path.stem)
def test_no_rule_fires_on_a_corrected_twin_whatever_its_values_are(path: Path) -> None:
    settings = Settings(certainty=Certainty.POSSIBLE)
    assert check_source(path.read_text(encoding="utf-8"), filename=str(path), settings=settings) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_runs_without_any_complaint(path: Path) -> None:
    pytest.importorskip("torch")
    codes = {code for _, code in expected(path.read_text(encoding="utf-8"))}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if "SHP601" in codes:  # the one defect here that torch warns of
            warnings.filterwarnings("ignore", message="dropout option adds dropout")
        runpy.run_path(str(path), run_name="__main__")


def test_each_defect_has_a_corrected_twin() -> None:
    names = {path.stem for path in EXAMPLES}
    defective = {path.stem for path in EXAMPLES if expected(path.read_text(encoding="utf-8"))}
    assert names == defective | {f"{name}_fixed" for name in defective}


def test_each_family_of_rules_has_an_example() -> None:
    codes = {code for path in EXAMPLES for _, code in expected(path.read_text(encoding="utf-8"))}
    assert {code[:4] for code in codes} == {f"SHP{family}" for family in range(1, 9)}
