"""Notebooks: cells as one program, IPython's syntax out of the way, places by cell and row."""

from __future__ import annotations

import json
import re

import pytest

from shapelint import check_source
from shapelint.notebook import read_notebook
from shapelint.source import SourceError
from tests.command import DEFECT


def notebook(*cells: str | tuple[str, str], language: str = "python") -> str:
    """A notebook of code cells, or of (type, text)."""
    typed = [("code", cell) if isinstance(cell, str) else cell for cell in cells]
    made = [{"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)} for kind, text in typed]
    return json.dumps(
        {
            "cells": made,
            "metadata": {"language_info": {"name": language}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_cells_are_one_program() -> None:
    source = read_notebook(notebook("a = 1\nb = 2", ("markdown", "# LSTM"), "", "c = a"), "n.ipynb")
    assert source.text == "a = 1\nb = 2\n\nc = a\n"
    assert [source.place(row) for row in (1, 2, 3, 4)] == [(1, 1), (1, 2), (3, 1), (4, 1)]
    assert source.program_row(4, 1) == 4
    assert source.lines(1) == ["a = 1", "b = 2"]
    assert source.lines(4) == ["c = a"]


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ('!pip install torch\n!echo "it\'s"\nx = 1', "pass\npass\nx = 1"),
        ("files = !ls\nif files:\n    %time f()\n", "files = get_ipython()\nif files:\n    pass\n"),
        ("!python train.py \\\n    --epochs 3 \\\n    --lr 1\nx = 1", "pass\n\n\nx = 1"),
        ("names = !ls \\\n    data\n%run a.py \\", "names = get_ipython()\n\npass"),
        ("x = 1 + \\\n    2\n!ls", "x = 1 + \\\n    2\npass"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nfor f in *; do echo $f; done", "\n"),
        ("torch.nn.LSTM?", "pass"),
        ("cd ..\nimport torch", "pass\nimport torch"),
        ("pip install -q torch==2.0\nif x:\n    cd data/raw", "pass\nif x:\n    pass"),
        ("run = time\nls\ncat (1)", "run = time\nls\ncat (1)"),
        ("compile the model", "compile the model"),
        ("x = (a\n% b)", "x = (a\n% b)"),
        ("x = 7 % 2 # really?", "x = 7 % 2 # really?"),
        ("await f()", "await f()"),
        ("def (:", "def (:"),
    ],
)
def test_ipython_lines_are_blanked_and_no_line_moves(cell: str, python: str) -> None:
    assert read_notebook(notebook(cell), "n.ipynb").text == python + "\n"


def test_findings_are_by_cell_and_row() -> None:
    imports, layer, use = (part.strip() for part in re.split(r"(?=lstm =|last =)", DEFECT))
    text = notebook(("markdown", "LSTM"), imports, f"%matplotlib inline\n{layer}", use)
    (found,) = check_source(text, filename="n.ipynb")
    assert (found.code, found.cell, found.location.row, found.location.column) == ("SHP101", 4, 1, 8)
    assert [(each.cell, each.location.row) for each in found.related] == [(3, 2), (4, 2)]
    assert found.related[0].message.endswith("(cell 3)")
    assert "cell" not in found.related[1].message


def test_a_suppression_works_inside_its_cell() -> None:
    before, use = re.split(r"(?=last =)", DEFECT)
    text = notebook(before, use.replace("[:, -1]", "[:, -1]  # noqa: SHP101"))
    assert check_source(text, filename="n.ipynb") == []


def test_a_syntax_error_is_by_cell_and_row() -> None:
    (found,) = check_source(notebook("import torch", "\nlstm = torch.nn.LSTM(\n"), filename="n.ipynb")
    assert (found.code, found.cell, found.location.row) == ("SHP001", 2, 2)


@pytest.mark.parametrize("cells", [("l = nn.LSTM(3, 4)\nfoo(", "x = 3)"), ("@f\n\n, \ndef g(): pass")])
def test_a_cell_that_is_no_python_by_itself(cells: tuple[str, str]) -> None:
    (found,) = check_source(notebook("import torch.nn as nn  # LSTM", *cells), filename="n.ipynb")
    assert (found.code, found.cell, found.end_location.row) == ("SHP001", 2, cells[0].count("\n") + 1)


def test_other_languages_are_passed_over() -> None:
    text = notebook("using torch LSTM", language="julia")
    assert check_source(text, filename="n.ipynb") == []
    kernel = text.replace('"language_info": {"name"', '"kernelspec": {"language"')
    assert kernel != text and check_source(kernel, filename="n.ipynb") == []


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', '{"cells": [', "[" * 100_000])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(SourceError, match="not a notebook"):
        read_notebook(text, "n.ipynb")


def test_what_is_no_notebook_is_reported() -> None:
    (found,) = check_source("torch LSTM", filename="n.ipynb")
    assert found.code == "SHP001"
    assert "not a notebook" in found.message


def test_older_notebooks() -> None:
    text = json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}, 3]}], "nbformat": 3})
    assert read_notebook(text, "n.ipynb").text == "x = 1\n"
