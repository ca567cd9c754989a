"""Where execution goes after a statement."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import libcst as cst


class Flow(str, Enum):
    """Where execution goes after a statement: of several ways, the first of these that one of them takes."""

    NEXT = "next"
    CONTINUES = "continues"
    """To the next pass of the loop."""
    BREAKS = "breaks"
    """Out of the loop."""
    LEAVES = "leaves"
    """Out of the function, by `return` or `raise`."""


Body = cst.BaseSuite | Sequence[cst.BaseStatement | cst.BaseSmallStatement]
"""What a branch or a loop runs: an indented block, or statements in a row."""
