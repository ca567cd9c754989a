"""What is put together from statements is what LibCST makes of the whole text, and keeps what an edit leaves alone."""

from __future__ import annotations

import random
from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from shapelint.statements import Statements
from shapelint.syntax import tree_of
from tests.command import ROOT

FOLDERS = (ROOT / "tests" / "fixtures", ROOT / "shapelint")
PARSING = [path for folder in FOLDERS for path in sorted(folder.glob("*/*.py")) if tree_of(path.read_text("utf-8"))]
PROGRAMS = PARSING[::12]

LAYOUTS = [
    "x = 1",
    "# a\n\n# b\nx = 1\n\n# c\ny = 2\n# d\n",
    "def f():\n    pass\n    # in\n\n    # in as well\n# out\n\ndef g():\n    pass\n    # end\n\n\n",
    "class A:\n    def f(self):\n        pass\n        # f\n    # g\n    def g(self):\n        pass\n    # A\nx = 1\n",
    '@d\n\n# c\nclass A(B,\n  C):  # c\n\n    # first\n    """doc"""\n    x = 1; y = 2\n\n    @d\n    def f(s): pass\n',
    "class B:\n\tx = 1\n\n\tdef f(self):\n\t\tpass\n\t\t\n\n\tdef g(self):\n\t\tpass\n\t\n\ny = 1\n",
    "if a:\n  b\nelif c:\n  d\nelse:\n  e\n  # in\n# out\nx = '''\nclass A:\n  y = 1\n'''; z = 1\n",
    "class A:\n  x = 1\n  class B:\n    y = 2\n    # in B\n  # in A\n\n\nclass C:\n  z = 3",
    "class A:\n    async def f(self):\n        async with x:\n            pass\n\n\n    y = (\n1)\n\n# end\n",
]
FALLING_BACK = [
    "",
    "# nothing\n",
    "x = 1\r\nclass A:\r\n    y = 1\r\n",
    "class A: pass\nclass B:\n\tx = 1\n",
    "class A:\n  x = 1\nclass B:\n    y = 1\n",
    "def f():\n    pass\n  # half\nx = 1\n",
    "x = 1\n    ",
    "x = 1\n# no end",
]


def read(statements: Statements, text: str) -> tuple[cst.Module, bool]:
    """The module of a text, compared with that of the whole, and whether its positions are known."""
    module, positions = statements.module(text)
    assert module.code == text
    assert module.deep_equals(cst.parse_module(text))
    if positions is not None:
        places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
        assert {node: positions[node] for node in places if node is not module} == {
            node: place for node, place in places.items() if node is not module
        }
        assert len(list(positions)) >= len(places) - 1
        assert cst.Name("elsewhere") not in positions
    return module, positions is not None


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_layout(text: str) -> None:
    assert read(Statements(), text)[1]


@pytest.mark.parametrize("text", FALLING_BACK)
def test_where_it_is_not_sure_the_whole_text_is_parsed(text: str) -> None:
    assert not read(Statements(), text)[1]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_while_a_program_is_edited(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    chance, statements = random.Random(path.name), Statements()
    read(statements, text)
    tried = 0
    while tried < 4:
        lines = text.splitlines(keepends=True)
        at = chance.randrange(len(lines))
        new = chance.choice(["", "\n", "    # a comment\n", "# a comment\n", lines[at] * 2, chance.choice(lines)])
        edited = "".join([*lines[:at], new, *lines[at + 1 :]])
        if edited and tree_of(edited) is not None:
            tried += 1
            read(statements, edited)
            text = edited if chance.random() < 0.7 else text


def test_what_an_edit_leaves_alone_keeps_its_nodes() -> None:
    text = "import a\n\nclass A:\n    def f(self):\n        pass\n\n    def g(self):\n        pass\n\nx = 1\nx = 1\n"
    statements = Statements()
    before, _ = read(statements, text)
    after, _ = read(statements, text.replace("def g(self):\n", "def g(self):\n        # new\n"))
    again, _ = read(statements, text)
    assert [one is other for one, other in zip(before.body, after.body, strict=True)] == [True, False, True, True]
    methods = [each.body[1].body.body for each in (before, after, again)]  # type: ignore[union-attr]
    assert methods[0][0] is methods[1][0] is methods[2][0]
    assert methods[0][1] is methods[2][1] is not methods[1][1], "what is taken back is known still"
    assert before.body[2] is not before.body[3], "the same text twice is two statements"


def test_it_keeps_nothing_for_ever() -> None:
    statements = Statements()
    for number in range(100):
        statements.module(f"x = {number}\n" + "y = 1\n" * (number % 3))
    assert sum(map(len, statements._kept.values())) < 15
