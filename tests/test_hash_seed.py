"""What is printed does not depend on the order of sets and symbols, which is another in each process."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from tests.command import environment, shapelint

PAIRS = list(combinations("abcdef", 2))
PROGRAM = "from torch import nn\n\n\nclass Layers(nn.Module):\n    def __init__(self, a, b, c, d, e, f):\n" + "".join(
    f"        self.{one}{other} = nn.LSTM(8, {one} if {one} > {other} else {other})\n" for one, other in PAIRS
)


def _printed(folder: Path, text: str) -> list[str]:
    """What is said of a program, for several orders of sets."""
    (folder / "program.py").write_text(text)
    return [
        shapelint("shapes", "program.py", cwd=folder, env=environment(PYTHONHASHSEED=str(seed))).stdout
        for seed in range(3)
    ]


def test_conditions_are_worded_alike(tmp_path: Path) -> None:
    printed = _printed(tmp_path, PROGRAM)
    assert "if" in printed[0] and len(set(printed)) == 1


ALIKE = """
from torch import nn


def f(x):
    out, _ = nn.LSTM(10, 20)(x)
    merged = out.view(x.size(-2) * x.size(-1), -1)
    return merged, out.expand(x.size(-1) * x.size(-2), x.size(-3), x.size(-2) * x.size(-1) + x.size(-2)), merged.view(
        x.size(-1), x.size(-2), -1
    )
"""
"""Of sizes whose keys have the same hash in every process: that of -1 is that of -2."""


def test_sizes_counted_from_the_end_are_worded_alike(tmp_path: Path) -> None:
    printed = _printed(tmp_path, ALIKE)
    assert "x.size(-1)*x.size(-2)" in printed[0] and len(set(printed)) == 1
