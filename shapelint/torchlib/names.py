"""What torch calls its things, and what programs call its recurrent layers."""

from __future__ import annotations

import re

LAYER_NAME = re.compile("^(?!.*cell).*(rnn|lstm|gru|recurrent)", re.IGNORECASE)
"""What an expression that works out a class's name is called, where that class is a recurrent layer: `rnn_type`."""


def canonical(path: str) -> str:
    """A dotted path without the private modules that torch re-exports from."""
    return "torch.nn." + path.rpartition(".")[2] if path.startswith("torch.nn.modules.") else path
