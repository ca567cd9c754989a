"""`picture --format text` and `check --pictures`, as a terminal gets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import CLEAN, DEFECT, environment, shapelint
from tests.test_notebook import notebook

PICTURE = """\
lstm = LSTM(8, 16, batch_first=True, bidirectional=True)
                 ┌────── output (4, 5, 32) ───────┐
                   ↑      ↑      ↑      ↑      ↑
layer 0          ┌───┐  ┌───┐  ┌───┐  ┌───┐  ┌────┐      ┐
 ← backward [1]←─│✓2 │←─│   │←─│   │←─│   │←─│ 2  │←─0   │ h_n, c_n
                 ├───┤  ├───┤  ├───┤  ├───┤  ├────┤      │ (2, 4, 16)
 → forward    0─→│   │─→│   │─→│   │─→│   │─→│1 ✓1│─→[0] │
                 └───┘  └───┘  └───┘  └───┘  └────┘      ┘
                   ↑      ↑      ↑      ↑      ↑
step               1      2      3      4      5
index             [0]    [1]    [2]    [3]    [4]
                 └────────────────────────────────┘
                   torch.randn(4, 5, 8) (4, 5, 8)
h_0, c_0 (2, 4, 16) zeros
takes output[:, -1]
    1  forward final state
    2  backward direction's first step
should take torch.cat((h_n[-2], h_n[-1]), dim=-1)
    ✓1 forward final state
    ✓2 backward final state
"""
INDENTED = "".join(f"    {line}\n" for line in PICTURE.splitlines())
IN_ASCII = PICTURE.translate(str.maketrans("─│┌┐└┘├┤→←↑✓", "-|++++++><^v"))

POSSIBLE = """\
from torch import nn

def last(lstm_is_bidirectional, x):
    output, _ = nn.LSTM(8, 16, bidirectional=lstm_is_bidirectional)(x)
    return nn.Linear(16, 2)(output[-1])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(DEFECT)
    (tmp_path / "clean.py").write_text(CLEAN)
    return tmp_path


def test_picture(folder: Path) -> None:
    done = shapelint("picture", "a.py:6", "--format", "text", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, PICTURE, "")
    latin = environment(PYTHONIOENCODING="iso-8859-1")
    assert shapelint("picture", "a.py:6", "--format", "text", cwd=folder, env=latin).stdout == IN_ASCII
    shapelint("picture", "a.py:6", "--format", "text", "-o", "a.txt", cwd=folder, env=latin)
    assert (folder / "a.txt").read_text(encoding="utf-8") == PICTURE


def test_names_that_ascii_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT.replace("output", "ausgänge"), encoding="utf-8")
    done = shapelint("picture", "a.py:6", "--format", "text", cwd=tmp_path, env=environment(PYTHONIOENCODING="ascii"))
    assert "takes ausg\\xe4nge[:, -1]\n" in done.stdout


def test_check_draws_below_each_finding(folder: Path) -> None:
    without = shapelint("check", ".", cwd=folder)
    done = shapelint("check", "--pictures", ".", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count(INDENTED) == 1
    assert done.stdout.replace(f"\n{INDENTED}", "") == without.stdout, "nothing else is another"
    assert "\n    lstm = LSTM(" not in without.stdout
    drawn = shapelint("check", "--pictures", ".", cwd=folder, env=environment(PYTHONIOENCODING="ascii"))
    assert "".join(f"    {line}\n" for line in IN_ASCII.splitlines()) in drawn.stdout


def test_to_a_file(folder: Path) -> None:
    shapelint("check", "--pictures", "-o", "r.txt", cwd=folder, env=environment(PYTHONIOENCODING="ascii"))
    assert INDENTED in (folder / "r.txt").read_text(encoding="utf-8")


def test_standard_input_and_notebooks(folder: Path) -> None:
    done = shapelint("check", "--pictures", "-", cwd=folder, stdin=DEFECT.encode())
    assert INDENTED in done.stdout
    (folder / "b.ipynb").write_text(notebook("import torch\n", DEFECT))
    assert INDENTED in shapelint("check", "--pictures", "b.ipynb", cwd=folder).stdout


def test_nothing_is_drawn_where_nothing_is_marked(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from torch import nn\n\nlstm = nn.LSTM(8, 16, dropout=0.5)\nprint 'x'\n")
    (tmp_path / "b.py").write_text("from torch import nn\n\nlstm = nn.LSTM(8, 16, dropout=0.5)\n")
    done = shapelint("check", "--pictures", ".", cwd=tmp_path)
    assert done.stdout.replace("\r", "") == shapelint("check", ".", cwd=tmp_path).stdout
    assert "2 findings" in done.stdout


def test_what_is_possible_only_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(POSSIBLE)
    done = shapelint("check", "--pictures", "--certainty", "possible", "a.py", cwd=tmp_path)
    assert ", possible]" in done.stdout
    assert "│" not in done.stdout


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--output-format", "concise"], "--output-format concise"),
        (["--output-format", "json"], "--output-format json"),
        (["--statistics"], "--statistics"),
    ],
)
def test_reports_that_hold_no_pictures_say_so(folder: Path, options: list[str], shown: str) -> None:
    done = shapelint("check", "--pictures", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: --pictures are drawn in full and html reports; not with {shown}\n" in done.stderr


def test_html_has_them_in_any_case(folder: Path) -> None:
    done = shapelint("check", "--output-format", "html", cwd=folder)
    assert "<svg" in done.stdout
    assert shapelint("check", "--pictures", "--output-format", "html", cwd=folder).stdout == done.stdout


def test_json_is_what_it_was(folder: Path) -> None:
    found = json.loads(shapelint("check", "--output-format", "json", cwd=folder).stdout)
    assert "picture" not in found[0]
