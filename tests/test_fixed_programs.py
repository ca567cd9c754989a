"""Fixing never breaks: every fixed fixture and example parses, is fixed for good, and has less to find."""

from __future__ import annotations

import ast
import runpy
import warnings
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest

from shapelint import check_source
from shapelint.config import Settings
from shapelint.diagnostic import Diagnostic
from shapelint.engine import check_bytes
from shapelint.fixes import Fixed, fixed, is_applicable
from tests.command import ROOT
from tests.test_fixtures import PROGRAMS

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
DEFECTIVE = [path for path in EXAMPLES if not path.stem.endswith("_fixed")]


@cache
def mended(path: Path) -> Fixed:
    check = partial(check_bytes, filename=path.name, settings=Settings())
    return fixed(path.read_bytes(), path.name, check, unsafe=True)


def found_in(text: str | bytes, path: Path) -> list[Diagnostic]:
    return check_source(text if isinstance(text, str) else text.decode(), filename=path.name)


@cache
def changed() -> list[Path]:
    """The programs in which something is fixed."""
    return [path for path in [*PROGRAMS, *EXAMPLES] if mended(path).applied]


def test_enough_is_fixed_to_mean_something() -> None:
    codes = Counter(each.code for path in changed() for each in mended(path).applied)
    assert len(codes) >= 14
    assert codes.total() >= 60


@pytest.mark.parametrize("path", [*PROGRAMS, *EXAMPLES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_offered_is_applied_and_the_rest_is_untouched(path: Path) -> None:
    before, done = found_in(path.read_bytes(), path), mended(path)
    offered = [each for each in before if is_applicable(each, unsafe=True)]
    if not done.applied:
        assert done.data == path.read_bytes()
    else:
        ast.parse(done.data)
    left = found_in(done.data, path)
    assert tuple(left) == done.outcome.diagnostics
    assert mended_again(done, path) == done.data
    known, now = (Counter(each.code for each in found) for found in (before, left))
    assert not now - known, "a finding came up"
    assert len(done.applied) >= len(offered) - len([each for each in left if each.fix]), "a fix was lost"
    assert known - Counter(each.code for each in done.applied) == now, "a finding is not gone, or went unasked"


def mended_again(done: Fixed, path: Path) -> bytes:
    check = partial(check_bytes, filename=path.name, settings=Settings())
    return fixed(done.data, path.name, check, unsafe=True).data


@pytest.mark.parametrize("path", DEFECTIVE, ids=lambda path: path.stem)
def test_a_fixed_example_runs(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    done = mended(path)
    if not done.applied:
        pytest.skip("nothing here has a fix")
    (tmp_path / path.name).write_bytes(done.data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        runpy.run_path(str(tmp_path / path.name), run_name="__main__")
