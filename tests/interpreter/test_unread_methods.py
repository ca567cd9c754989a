"""Methods of other files' classes: a body that is parsed late is the same, one that nobody follows is not parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from shapelint import Settings
from shapelint.engine import check_file
from shapelint.interpreter.bodies import attributes_set
from shapelint.interpreter.excerpts import Excerpts
from shapelint.interpreter.unread_methods import Unread
from shapelint.lines import split_lines
from tests.command import ROOT

FOLDERS = ("shapelint/domain", "tests/oracle", "tests/fixtures/realcode")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
UNUSUAL = '''
class Unusual(  # a comment
    Base,
):
    """What it is."""

    # above
    @decorated(
        by="more than one line",
    )
    def method(self, a=1, *rest, key: int = 2, **others) -> None:  # beside
        # below
        text = """
not indented
"""
        self.a, (self.b, *self.c) = self.d[0], text = self.e.f, (1, 2)
        self.g: int = 1
        self.h += 1
        # further below

        # last

    def of_one_line(self): self.i = 1; self.j = 2

    def first_on_its_line(self): pass; \\
        x = [
            1,
            2,
            3,
        ]

    async def waits(self):
        await self.a()
        await self.b()
        await self.c()
        await self.d()
        await self.e()

    class Inner:
        def method(self):
            self.a = 1
            self.b = 2
            self.c = 3
            self.d = 4
            self.e = 5

    if True:
        def conditional(self):
            self.a = 1
            self.b = 2
            self.c = 3
            self.d = 4
            self.e = 5

    def unindented(self):
        return [
1, 2,
3, 4,
5, 6,
]
    def nested(self):
        @self.register
        def inner():
            self.a = 1
            self.b = 2
            self.c = 3
            self.d = 4
    x = 1
'''


def methods(node: object) -> list[cst.FunctionDef]:
    """The methods of a class."""
    assert isinstance(node, cst.ClassDef)
    return [each for each in node.body.body if isinstance(each, cst.FunctionDef)]


def unread_of(text: str) -> Iterator[tuple[cst.FunctionDef, cst.FunctionDef, Unread]]:
    """Each method that is left unread: as it is parsed with all of the file, with its class, and what is behind it."""
    excerpts = Excerpts(split_lines(text), ast.parse(text))
    for whole in (each for each in cst.parse_module(text).body if isinstance(each, cst.ClassDef)):
        (number,) = excerpts.binders(whole.name.value)
        found = excerpts.statement(number)
        for method, signature in zip(methods(whole), methods(found), strict=True):
            unread = excerpts.unread(signature)
            if unread is not None:
                yield method, signature, unread
            else:
                assert method.deep_equals(signature)


def _without_comments_around(method: cst.FunctionDef) -> cst.FunctionDef:
    assert isinstance(method.body, cst.IndentedBlock)
    return method.with_changes(leading_lines=(), body=method.body.with_changes(footer=()))


def _is_same(text: str) -> int:
    number = 0
    for method, signature, unread in unread_of(text):
        assert unread.whole is not None and unread.whole is unread.whole
        assert unread.whole.deep_equals(_without_comments_around(method))
        assert unread.attributes_set == attributes_set(method)
        assert method.with_changes(body=signature.body).deep_equals(signature)
        assert [cst.Module([]).code_for_node(each).split()[-1] for each in signature.body.body] == ["..."]
        number += 1
    return number


def test_a_late_body_is_the_same() -> None:
    assert _is_same(UNUSUAL) == 3
    assert sum(_is_same(path.read_text("utf-8")) for path in FILES) > 40


ENCODER = """
from torch import nn


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = nn.LSTM(
            width, 16,
            batch_first=True,
            bidirectional=True,
        )

    def forward(self, x):
        # what comes out
        # of the layer
        # is given
        # back
        return self.rnn(x)

    def unused(self):
        a = 1
        b = 2
        c = 3
        d = 4
        return unused_name


    def reset(self):
        self.a = 1
        self.b = 2
        self.c = 3
        self.d = 4
        {reset}
"""
USER = """
from encoder import Encoder
from torch import nn  # of which it has an LSTM


class Tagger(Encoder):
    def __init__(self):
        super().__init__(8)
        self.is_plain = True

    def forward(self, x):
        output, (h_n, _) = super().forward(x)
        if self.is_plain:
            return output[:, -1]
        return h_n[0]
"""


@pytest.fixture
def tagger(tmp_path: Path) -> Path:
    """A program that uses a class of another file of its project."""
    (tmp_path / "setup.py").touch()
    (tmp_path / "encoder.py").write_text(ENCODER.format(reset="pass"), "utf-8")
    (tmp_path / "tagger.py").write_text(USER, "utf-8")
    return tmp_path / "tagger.py"


def _codes(path: Path) -> list[str]:
    outcome = check_file(str(path), Settings())
    assert outcome.failure is None
    return [each.code for each in outcome.diagnostics]


def test_only_what_is_followed_is_parsed(tagger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse, parsed = cst.parse_module, []

    def noted(text: str) -> cst.Module:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(cst, "parse_module", noted)
    assert _codes(tagger) == ["SHP101"]
    assert "self.rnn(x)" in "".join(parsed) and "def unused(self)" in "".join(parsed)
    assert "unused_name" not in "".join(parsed)


def test_a_body_that_cannot_be_read_is_unknown(tagger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = cst.parse_module

    def refusing(text: str) -> cst.Module:
        return parse("(" if "self.rnn(x)" in text else text)

    monkeypatch.setattr(cst, "parse_module", refusing)
    assert _codes(tagger) == []


@pytest.mark.parametrize(("reset", "codes"), [
    ("self.e = 5", ["SHP101"]),
    ("self.is_plain = False", ["SHP101", "SHP202"]),
    ("self.f, (self.is_plain, *_) = 1, (2, 3)", ["SHP101", "SHP202"]),
])  # fmt: skip
def test_what_an_unread_method_sets_may_have_changed(tagger: Path, reset: str, codes: list[str]) -> None:
    (tagger.parent / "encoder.py").write_text(ENCODER.format(reset=reset), "utf-8")
    assert _codes(tagger) == codes
