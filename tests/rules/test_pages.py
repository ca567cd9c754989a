"""Every rule's page is executed.

The Example gives this rule on the marked lines and runs under torch, without a word or with the error or warning that
the page quotes after it; the cure is clean under all rules, whatever unresolved values are, and runs; the Proof holds.
"""

from __future__ import annotations

import re
import warnings

import pytest

from shapelint.config import Settings
from shapelint.diagnostic import Certainty, Diagnostic
from shapelint.engine import check_source
from shapelint.rule import LoadedRule, load_rules

HEADINGS = ("What it finds", "Why it is wrong", "Example", "Use instead", "Proof")
FIXABLE_HEADINGS = (*HEADINGS, "Fix safety")
RULES = load_rules().rules
_MARKER = re.compile(r"# (?P<code>[A-Z]+[0-9]+)\s*$")

each_rule = pytest.mark.parametrize("loaded", RULES, ids=[loaded.rule.code for loaded in RULES])


def sections(page: str) -> dict[str, str]:
    """Heading -> text, in the order of the page."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(section: str) -> list[str]:
    """The fenced Python blocks of a section."""
    return re.findall(r"^```python\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)


def marked(program: str) -> list[tuple[int, str]]:
    """Line and code of every `# SHPxxx` at the end of a line."""
    rows = enumerate(program.splitlines(), 1)
    return [(row, found["code"]) for row, line in rows if (found := _MARKER.search(line))]


def reported(program: str) -> list[tuple[int, str]]:
    """Line and code of everything that all rules report."""
    return [(each.location.row, each.code) for each in _check(program)]


def _check(program: str, settings: Settings | None = None) -> list[Diagnostic]:
    return check_source(program, filename="example.py", settings=settings or Settings())


@each_rule
def test_headings(loaded: LoadedRule) -> None:
    assert tuple(sections(loaded.page)) in (HEADINGS, FIXABLE_HEADINGS)


@each_rule
def test_first_line_says_what_the_page_is_about(loaded: LoadedRule) -> None:
    first, blank, *_ = loaded.page.splitlines()
    assert first.endswith(".")
    assert blank == ""


@each_rule
def test_example(loaded: LoadedRule) -> None:
    programs = blocks(sections(loaded.page)["Example"])
    assert programs, "the Example has no fenced python block"
    for program in programs:
        expected = marked(program)
        assert {code for _, code in expected} == {loaded.rule.code}, "the Example marks this rule, and only this one"
        assert reported(program) == expected


def quoted(section: str) -> list[str]:
    """The errors and warnings that a section quotes beside its programs: `TypeError: ...`, on one line each."""
    prose = re.sub(r"^```python\n.*?^```$", "", section, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(text.split()) for text in re.findall(r"`(\w+(?:Error|Warning)(?::[^`]*)?)`", prose)]


def said_by(program: str) -> list[str]:
    """What a program says when it is run: its warnings, then its error, by class and message."""
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(compile(program, "<example>", "exec"), {"__name__": "__main__"})
        except Exception as error:
            text = error.msg if isinstance(error, SyntaxError) else str(error)
            said.append(f"{type(error).__name__}: {text}".removesuffix(": "))
    return [f"{each.category.__name__}: {each.message}" for each in caught] + said


@each_rule
def test_example_runs_or_says_what_the_page_quotes(loaded: LoadedRule) -> None:
    section = sections(loaded.page)["Example"]
    assert [line for program in blocks(section) for line in said_by(program)] == quoted(section)


@each_rule
def test_use_instead(loaded: LoadedRule) -> None:
    programs = blocks(sections(loaded.page)["Use instead"])
    assert programs, "Use instead has no fenced python block"
    for program in programs:
        compile(program, "use_instead.py", "exec")
        assert _check(program, Settings(certainty=Certainty.POSSIBLE)) == []


@each_rule
def test_use_instead_runs_without_a_word(loaded: LoadedRule) -> None:
    assert [line for program in blocks(sections(loaded.page)["Use instead"]) for line in said_by(program)] == []


@each_rule
def test_proof(loaded: LoadedRule) -> None:
    programs = blocks(sections(loaded.page)["Proof"])
    assert programs, "the Proof has no fenced python block"
    for program in programs:
        assert "assert" in program, "a Proof that asserts nothing proves nothing"
        exec(compile(program, f"<proof of {loaded.rule.code}>", "exec"), {"__name__": "__proof__"})
