"""README's table of rules is the one that the modules give, and its commands print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

from tests.command import ROOT, shapelint
from tests.readme import README, written


def test_table_of_rules() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text, "run `python -m tests.readme`"


def test_commands_print_what_it_shows(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    shown = r"```python\n([^`]*)```\n\n```console\n\$ shapelint shapes encoder.py\n(.*?)```"
    ((program, listing),) = re.findall(shown, text, re.DOTALL)
    (tmp_path / "encoder.py").write_text(program, encoding="utf-8")
    assert shapelint("shapes", "encoder.py", cwd=tmp_path).stdout == listing
    (finding,) = re.findall(r"\$ shapelint check (examples/\w+\.py)\n(.*?)```", text, re.DOTALL)
    assert shapelint("check", finding[0], cwd=ROOT).stdout == finding[1]
