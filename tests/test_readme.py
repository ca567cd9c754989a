"""README's table of rules is the one that the modules give."""

from __future__ import annotations

from tests.readme import README, written


def test_table_of_rules() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text, "run `python -m tests.readme`"
