"""The second gate: code that names a recurrent layer goes on, prose that does is done with."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from shapelint import check_source
from shapelint.layer_names import names_a_layer

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
