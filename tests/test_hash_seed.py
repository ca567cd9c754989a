"""What is printed does not depend on the order of sets, which is another in each process."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from tests.command import environment, shapelint

PAIRS = list(combinations("abcdef", 2))
PROGRAM = "from torch import nn\n\n\nclass Layers(nn.Module):\n    def __init__(self, a, b, c, d, e, f):\n" + "".join(
    f"        self.{one}{other} = nn.LSTM(8, {one} if {one} > {other} else {other})\n" for one, other in PAIRS
)


def test_conditions_are_worded_alike(tmp_path: Path) -> None:
    (tmp_path / "compared.py").write_text(PROGRAM)
    printed = [
        shapelint("shapes", "compared.py", cwd=tmp_path, env=environment(PYTHONHASHSEED=str(seed))).stdout
        for seed in range(3)
    ]
    assert "if" in printed[0] and len(set(printed)) == 1
