"""The second gate: code that names or imports a recurrent layer goes on, prose that names one is done with."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from shapelint import Settings, check_source
from shapelint.domain.recurrent import Kind
from shapelint.files import is_candidate
from shapelint.layer_names import names_a_layer
from shapelint.project import ProjectFiles
from shapelint.reach import may_reach_a_layer

NAMED = (
    "import torch.nn as nn\nnn.LSTM(8, 16)",
    "from torch.nn import GRU as G",
    "from torch.nn import *\nLSTM(8, 16)",
    "from model import CRNN",
    "from model import EncoderRNN as Encoder",
    "import rnn.LSTM",
    "class BiLSTM: pass",
    "def RNN(): pass",
    "def make(kind='LSTM'): pass",
    "kinds = {'GRU': 1}",
    "import torch.nn as nn\ndef make(kind): return getattr(nn, kind.upper())",
    "from torch import nn as N\nN2 = getattr(N, kind.upper())",
    "import torch\ngetattr(torch.nn, kind.upper())",
    "import torch\nvars(torch.nn)[kind]",
    "f(RNN=1)",
    "global RNNS",
    "isinstance(m, nn.modules.RNNBase)",
    "nn.LSTMCell(8, 16), nn.LSTM(8, 16)",
    "f'{a}LSTM'",
)
PROSE = (
    '"""An LSTM."""',
    "def f():\n    '''Feeds the GRU.'''\n",
    "x = 1  # for RNNs",
    "parser.add_argument('--hidden', help='the size of the LSTM')",
    "import torch.nn as nn\ncell = nn.LSTMCell(8, 16)",
    "from torch.nn import GRUCell",
    "getattr(args, kind)",
    "lstm = load()",
)


@pytest.mark.parametrize("kind", Kind.__members__)
def test_each_kind_of_layer_passes_both_gates(kind: str) -> None:
    source = f"import torch\ntorch.nn.{kind}(8, 16)\n"
    assert is_candidate(source.encode())
    assert names_a_layer(ast.parse(source))


@pytest.mark.parametrize("text", NAMED)
def test_code_that_names_one(text: str) -> None:
    assert names_a_layer(ast.parse(text))


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_names_one(text: str) -> None:
    assert not names_a_layer(ast.parse(text))


def test_a_suppression_beside_prose_is_unused() -> None:
    text = dedent('''
        """Gives torch's LSTM its input."""
        x = 1  # shapelint: ignore[SHP101]
    ''')
    assert [found.code for found in check_source(text)] == ["SHP002"]


def test_a_long_way_through_a_project_is_not_gone_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    (tmp_path / "a.py").write_text("from m import f0\n")
    chain = "".join(f"def f{i}(): return f{i + 1}()\n" for i in range(3000))
    (tmp_path / "m.py").write_text(f'"""torch and its LSTM"""\n{chain}')
    project = ProjectFiles(str(tmp_path / "a.py"), Settings())
    assert may_reach_a_layer(ast.parse("from m import f0"), project)


def test_what_is_imported_matters_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    text = "from torch import nn\nlayer = nn.LSTM(8, 16)\nclass Encoder: of = layer\nother = 1\n"
    (tmp_path / "m.py").write_text(text)
    project = ProjectFiles(str(tmp_path / "a.py"), Settings())
    for text, reaches in (
        ("from m import Encoder", True), ("from m import other", False), ("from m import *\nEncoder()", True),
        ("from m import *\nother", False), ("import m\nm.Encoder()", True), ("import m\nm.other", False),
        ("def f():\n    from m import Encoder as E", True), ("from elsewhere import Encoder", False),
    ):  # fmt: skip
        assert may_reach_a_layer(ast.parse(text), project) is reaches, text


def test_a_module_that_another_file_imports_matters_by_what_is_read_of_it(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    (tmp_path / "m.py").write_text("from torch import nn\nlayer = nn.LSTM(8, 16)\nother = 1\n")
    (tmp_path / "n.py").write_text(
        "import m\nimport m as l\nmade = m.layer\nalso = l.layer\nother = m.other\n\ndef make():\n    return m.layer\n"
    )
    project = ProjectFiles(str(tmp_path / "a.py"), Settings())
    for text, reaches in (
        ("from n import made", True), ("from n import also", True), ("import n\nn.make()", True),
        ("from n import other", False), ("import n, m\nn.other\nm.layer", True), ("import n\nn.other", False),
        ("import n\nn.m.layer", True), ("from n import m\nm.layer", True), ("from n import m\nm.other", False),
    ):  # fmt: skip
        assert may_reach_a_layer(ast.parse(text), project) is reaches, text
