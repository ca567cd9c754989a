"""README's table of rules is the one that the modules give, and its commands print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

from shapelint.report import FORMATS
from tests.command import DEFECT, ROOT, environment, shapelint
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


def test_what_picture_draws() -> None:
    text = README.read_text(encoding="utf-8")
    (shown,) = re.findall(r"\$ shapelint (picture [^\n]+)\n(.*?)```", text, re.DOTALL)
    assert shapelint(*shown[0].split(), cwd=ROOT, env=environment(PYTHONIOENCODING="utf-8")).stdout == shown[1]


def test_what_config_prints() -> None:
    text = README.read_text(encoding="utf-8")
    (shown,) = re.findall(r"\$ shapelint (config \w+)\n(.*?)```", text, re.DOTALL)
    assert shapelint(*shown[0].split(), cwd=ROOT).stdout == shown[1]


def test_every_format_is_named() -> None:
    text = README.read_text(encoding="utf-8")
    table = text.partition("### Formats")[2].partition("###")[0]
    assert [name for name in FORMATS if f"`{name}`" not in table] == []


def test_the_rule_of_ones_own_works(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8").partition("### Rules of your own")[2]
    (module,) = re.findall(r"```python\n(.*?)```", text.partition("\n### ")[0], re.DOTALL)
    (name,) = re.findall(r"As `(\w+\.py)`", text)
    (tmp_path / "house_rules").mkdir()
    (tmp_path / "house_rules" / name).write_text(module)
    (tmp_path / "a.py").write_text(DEFECT)
    done = shapelint("check", "a.py", "--rules", "house_rules", "--statistics", cwd=tmp_path)
    assert "1  ACM101  layer-called" in done.stdout.splitlines(), done.stderr
