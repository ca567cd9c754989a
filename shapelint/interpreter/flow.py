"""Where execution goes after a statement."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import libcst as cst


class Flow(str, Enum):
    """Where execution goes after a statement."""

    NEXT = "next"
    LEAVES = "leaves"
    """The function returns or raises."""
    LOOP = "loop"
    """`break` or `continue`."""


Body = cst.BaseSuite | Sequence[cst.BaseStatement | cst.BaseSmallStatement]
"""What a branch or a loop runs: an indented block, or statements in a row."""
