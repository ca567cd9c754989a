"""`shapelint picture`: what it writes, and what it says where it cannot."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.command import environment, shapelint
from tests.test_notebook import notebook

PROGRAM = """import torch
from torch import nn

lstm = nn.LSTM(4, 6, bidirectional=True)
out, (h, c) = lstm(torch.randn(5, 3, 4))
last = out[-1]
print(nn.Linear(12, 2)(last))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(PROGRAM)
    (tmp_path / "broken.py").write_text("import torch\nprint 'LSTM'\n")
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\n")
    return tmp_path


def test_svg_on_standard_output_and_in_a_file(folder: Path) -> None:
    done = shapelint("picture", "model.py:6", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert ElementTree.fromstring(done.stdout).get("role") == "img"
    again = shapelint("picture", "model.py:6", "-o", "picture.svg", cwd=folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (folder / "picture.svg").read_text(encoding="utf-8") == done.stdout


def test_svg_is_utf_8_whatever_the_terminal_has(folder: Path) -> None:
    (folder / "model.py").write_text(PROGRAM.replace("lstm", "größe"), encoding="utf-8")
    expected = shapelint("picture", "model.py:5", cwd=folder).stdout
    assert "größe" in expected
    for encoding in ("cp1252", "ascii"):
        again = shapelint("picture", "model.py:5", cwd=folder, env=environment(PYTHONIOENCODING=encoding))
        assert again.stdout == expected, encoding


def test_a_column(folder: Path) -> None:
    assert "<title id=\"title\">out</title>" in shapelint("picture", "model.py:6:8", cwd=folder).stdout


def test_a_cell_of_a_notebook(folder: Path) -> None:
    before, use = PROGRAM.split("last =")
    (folder / "n.ipynb").write_text(notebook(before, f"\nlast ={use}"))
    drawn = shapelint("picture", "model.py:6", cwd=folder).stdout
    assert shapelint("picture", "n.ipynb:cell 2:2", cwd=folder).stdout == drawn
    assert '<title id="title">out</title>' in shapelint("picture", "n.ipynb:cell 2:2:8", cwd=folder).stdout
    said = shapelint("picture", "n.ipynb:cell 2:1", cwd=folder).stderr
    assert "cell 2:1 holds no recurrent layer and nothing that comes out of one; cell 1:4, cell 1:5, cell 2:2, " in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["model.py"], "names no line"),
        (["model.py:x"], "names no line"),
        (["model.py:cell 1:4"], "model.py: it is no notebook"),
        (["nothing.py:3"], "nothing.py: no such file"),
        (["model.py:99"], "model.py: there is no line 99: the file has 7"),
        (["model.py:6:99"], "model.py: line 6 has no column 99: it has 14"),
        (["model.py:1"], "line 1 holds no recurrent layer and nothing that comes out of one; lines 4, 5, 6, 7 do"),
        (["broken.py:1"], "broken.py:2:1: syntax error"),
        (["latin.py:1"], "latin.py:1:6: not utf-8 text"),
        (["model.py:6", "-o", "no/such/folder.svg"], "no/such/folder.svg: cannot be written: No such file"),
        (["model.py:6", "--format", "png"], "'png' is not one of"),
        ([], "Missing argument"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(folder: Path, arguments: list[str], said: str) -> None:
    done = shapelint("picture", *arguments, cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
