"""The keys of a configuration: what each is called, what it means, and what holds where it is not given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from shapelint.diagnostic import Certainty
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Key:
    """One key. `kind` is what its value is: rules, one of some words, patterns, true or false, or rules by pattern."""

    name: str
    kind: Literal["rules", "certainty", "patterns", "flag", "rules by pattern"]
    default: Sequence[str] | str | bool
    meaning: str
    example: str

    @property
    def words(self) -> Sequence[str]:
        """The default of a list."""
        return () if isinstance(self.default, bool) else self.default


OPTIONS = (
    Key(
        *("select", "rules", ("ALL",)),
        "The rules that are switched on: codes, beginnings of codes (`SHP1`), names, or `ALL`.",
        '["SHP1", "state-batch-first"]',
    ),
    Key(*("extend-select", "rules", ()), "Rules that are switched on beside those of `select`.", '["SHP804"]'),
    Key(
        *("ignore", "rules", ()),
        "Rules that are switched off. Of `select` and `ignore` the longer one wins: `SHP101` over `SHP1`.",
        '["SHP6"]',
    ),
    Key(
        *("certainty", "certainty", Certainty.BY_DEFAULT.value),
        "The least certain findings that are reported: those that hold `always`, those that hold `by-default` (with "
        "the default of a parameter or field), or those that are `possible` for some supported value.",
        '"always"',
    ),
    Key(
        *("exclude", "patterns", ()),
        "Files and folders that are not checked, as in `.gitignore`, relative to the configuration's folder. Folders "
        "such as `.git`, `.venv`, `build` never are, nor is what `.gitignore` names.",
        '["third_party/"]',
    ),
    Key(
        *("force-exclude", "flag", False),
        "Whether what `exclude` names, and folders such as `.venv` and `build`, are left out also where the command "
        "line names a file in them, as pre-commit does.",
        "true",
    ),
    Key(
        *("per-file-ignores", "rules by pattern", ()),
        "Rules that are switched off in the files that a pattern fits.",
        '{ "tests/**" = ["SHP1"] }',
    ),
)
KEYS = tuple(option.name for option in OPTIONS)


def toml(value: object) -> str:
    """A value as a configuration has it: strings, numbers, lists of them, true and false are in TOML as in JSON."""
    return json.dumps(value, ensure_ascii=False, default=str)
