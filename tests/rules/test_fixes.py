"""The fix of every page's Example: afterwards it is clean, runs under torch and computes what Use instead computes."""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from functools import partial

import pytest
import torch

from shapelint.config import Settings
from shapelint.diagnostic import Applicability
from shapelint.engine import check_bytes, check_source
from shapelint.fixes import Fixed, fixed
from shapelint.rule import LoadedRule, load_rules
from tests.rules.test_pages import blocks, marked, sections

RULES = load_rules().rules
FIXED = [
    "SHP002", "SHP101", "SHP103", "SHP104", "SHP202", "SHP203", "SHP205", "SHP206", "SHP208", "SHP301", "SHP305",
    "SHP401", "SHP501", "SHP502", "SHP601", "SHP602", "SHP702", "SHP801",
]  # fmt: skip
RESULTS = {"SHP601": "output", "SHP602": "output"}
"""What is compared, where it is not the value whose shape Use instead prints."""

each_rule = pytest.mark.parametrize("loaded", RULES, ids=[loaded.rule.code for loaded in RULES])
each_fixed = pytest.mark.parametrize(
    "loaded", [loaded for loaded in RULES if "Fix safety" in sections(loaded.page)], ids=lambda loaded: loaded.rule.code
)


def example(loaded: LoadedRule) -> str:
    """The first program of the page's Example."""
    return blocks(sections(loaded.page)["Example"])[0]


def fixed_example(loaded: LoadedRule) -> Fixed:
    """What `--fix --unsafe-fixes` makes of it."""
    check = partial(check_bytes, filename="example.py", settings=Settings())
    return fixed(example(loaded).encode(), "example.py", check, unsafe=True)


def printed(program: str) -> str:
    """What the program prints the shape of, or prints, first; where it prints nothing, its last expression."""
    values = [node.value for node in ast.parse(program).body if isinstance(node, ast.Expr)]
    prints = [each for each in values if isinstance(each, ast.Call) and ast.unparse(each.func) == "print"]
    shown = prints[0].args[0] if prints else values[-1]
    inner = shown.value if isinstance(shown, ast.Attribute) and shown.attr == "shape" else shown
    return ast.unparse(inner)


def result(program: str, expression: str) -> object:
    """The value of an expression in a program that was run, with the same random numbers each time."""
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        exec(compile(program, "<program>", "exec"), names)
        torch.manual_seed(1)
        return eval(expression, names)


def same(left: object, right: object) -> bool:
    if isinstance(left, torch.Tensor) and isinstance(right, torch.Tensor):
        return left.shape == right.shape and torch.allclose(left, right, atol=1e-6)
    return left == right


def test_these_rules_have_fixes() -> None:
    assert {loaded.rule.code for loaded in RULES if "Fix safety" in sections(loaded.page)} >= set(FIXED)


@each_rule
def test_a_page_tells_of_its_fix(loaded: LoadedRule) -> None:
    offered = [each.fix for program in blocks(sections(loaded.page)["Example"]) for each in check_source(program)]
    if "Fix safety" in sections(loaded.page):
        assert offered
        assert all(offered), "every finding of the Example has a fix"
        words = {fix.applicability.value.capitalize() for fix in offered if fix is not None}
        assert sections(loaded.page)["Fix safety"].split()[0].strip(":,") in words
    else:
        assert not any(offered)


@each_fixed
def test_the_fixed_example_is_clean(loaded: LoadedRule) -> None:
    program = example(loaded)
    found = fixed_example(loaded)
    assert [each.code for each in found.applied] == [code for _, code in marked(program)]
    assert found.outcome.diagnostics == ()
    assert check_source(found.data.decode()) == []


@each_fixed
def test_the_fixed_example_computes_what_the_page_says_is_right(loaded: LoadedRule) -> None:
    right = blocks(sections(loaded.page)["Use instead"])[0]
    mended = fixed_example(loaded).data.decode()
    wanted = RESULTS.get(loaded.rule.code) or printed(right)
    own = printed(mended) if loaded.rule.code == "SHP801" else wanted
    assert same(result(mended, own), result(right, wanted))


@each_fixed
def test_only_an_unsafe_fix_changes_what_is_computed(loaded: LoadedRule) -> None:
    right = blocks(sections(loaded.page)["Use instead"])[0]
    mended = fixed_example(loaded)
    wanted = RESULTS.get(loaded.rule.code) or printed(right)
    programs = (example(loaded), mended.data.decode())
    own = [printed(each) if loaded.rule.code == "SHP801" else wanted for each in programs]
    is_safe = all(each.fix is not None and each.fix.applicability is Applicability.SAFE for each in mended.applied)
    try:
        before = result(example(loaded), own[0])
    except (RuntimeError, TypeError, ValueError):
        assert not is_safe
        return
    assert same(before, result(mended.data.decode(), own[1])) is is_safe


@each_fixed
def test_a_fix_is_titled_in_the_house_style(loaded: LoadedRule) -> None:
    for each in check_source(example(loaded)):
        assert each.fix is not None
        assert each.fix.message[0].islower()
        assert not each.fix.message.endswith(".")
