"""What is nested too deeply is known as such, also where statements are passed over for being short."""

from __future__ import annotations

import ast

import pytest

from shapelint.depth import DEEPEST, SHORT, is_too_deep

NESTED = (
    ("-", "x", ""), ("a.", "b", ""), ("f(", "x", ")"), ("[", "", "]"), ("a[", "0", "]"), ("a[:", "b", "]"),
    ("not ", "x", ""), ("f(a=", "1", ")"), ("f(*", "x", ")"), ("f(**", "x", ")"), ("[*", "x", "]"), ("{**", "x", "}"),
    ("a+", "a", ""), ("lambda:", "x", ""), ("x if y else ", "z", ""), ("(a:=", "1", ")"), ("[i for i in ", "x", "]"),
    ("(yield ", "1", ")"), ("(await ", "x", ")"),
)  # fmt: skip
"""What can stand around an expression again and again: before it, the innermost, behind it."""


def depth(tree: ast.AST) -> int:
    """The levels of a tree."""
    level, levels = [tree], 0
    while level:
        level, levels = [child for node in level for child in ast.iter_child_nodes(node)], levels + 1
    return levels


@pytest.mark.parametrize(("before", "inner", "behind"), NESTED)
def test_what_is_short_is_not_deep(before: str, inner: str, behind: str) -> None:
    times = (SHORT - len(inner)) // len(before + behind)
    text = before * times + inner + behind * times
    tree = _parsed(text)
    statements_around = 2 * 100  # Python indents no more than 100 times, and a handler has a level of its own
    assert depth(tree) + statements_around < DEEPEST


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("inside", ["{}", "def f():\n    return {}", "class A:\n    def f(self):\n        x = [\n{}]"])
def test_what_is_deep_is_found(inside: str, end: str) -> None:
    deep = _parsed(inside.format(f"+{end if '[' in inside else ''}".join(["a"] * (DEEPEST + 50))))
    shallow = _parsed(inside.format("+".join(["a"] * (DEEPEST // 5))))
    assert is_too_deep([deep]) and is_too_deep(deep.body)
    assert not is_too_deep([shallow]) and not is_too_deep(shallow.body)


def test_operands_count() -> None:
    assert is_too_deep([_parsed(" and ".join(["a"] * (DEEPEST + 1)))])
    assert not is_too_deep([_parsed(" and ".join(["a"] * DEEPEST))])


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, RecursionError, MemoryError):
        pytest.skip("Python does not read it at all")
