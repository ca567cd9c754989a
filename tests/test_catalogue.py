"""The catalogue: found by its files, looked up by code, beginning or name, and strict about what a rule is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shapelint import rule
from shapelint.rule import RuleError, RuleFile, load_rules
from shapelint.rule_folders import PACKAGE, RuleFolder, mount, own_folder

HEAD = """\
from __future__ import annotations
from shapelint.rule import Rule, Severity
"""
CARD = 'RULE = Rule("SHP999", "made-up", Severity.ERROR, "made up")\n'


def codes(selector: str) -> list[str]:
    return [entry.code for entry in load_rules().matching(selector)]


def test_lookup() -> None:
    catalogue = load_rules()
    assert codes("SHP101") == codes("shp101") == codes("bidirectional-last-step") == ["SHP101"]
    assert set(codes("SHP0")) == {"SHP001", "SHP002"}
    assert codes("SHP") == codes("ALL") == [entry.code for entry in catalogue.entries] == sorted(codes("ALL"))
    assert codes("") == codes("SHP1*") == codes("E") == codes("bidirectional") == []
    for wanted in ("SHP101", "shp101", "bidirectional-last-step"):
        found = catalogue.find(wanted)
        assert found is not None
        assert found.rule.code == "SHP101"
    assert catalogue.find("SHP1") is None
    assert catalogue.nearest("SPH101") == "SHP101"
    assert (catalogue.nearest(" SHP1 "), catalogue.nearest("SHP999")) == ("SHP1", None)
    assert catalogue.nearest("bidirectional-last-stp") == "bidirectional-last-step"


def test_every_rule_loads_and_only_the_engine_has_none_without_a_check() -> None:
    loaded = load_rules().rules
    assert {each.rule.code for each in loaded if each.check is None} == {"SHP001", "SHP002"}
    assert all(each.events for each in loaded if each.check is not None)
    assert all(sys.modules[each.check.__module__].__package__ == "shapelint.rules" for each in loaded if each.check)


def load(
    folder: Path, text: str, name: str = "shp999_made_up.py", monkeypatch: pytest.MonkeyPatch | None = None
) -> object:
    """Load one module as the catalogue would."""
    (folder / name).write_text(HEAD + text)
    mount(RuleFolder(folder, PACKAGE))
    try:
        return RuleFile("SHP999", "made-up", folder / name).load()
    finally:
        sys.modules.pop(f"shapelint.rules.{Path(name).stem}", None)
        mount(RuleFolder(own_folder(), PACKAGE))


def test_events_of_a_union(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, f"from shapelint.interpreter.events import *\n{CARD}def check(event: Indexed | Called): ...\n"
    )
    assert isinstance(loaded, rule.LoadedRule)
    assert loaded.events == ("Indexed", "Called")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\n", 1, "no RULE"),
        (CARD.replace("made-up", "other"), 1, "RULE is SHP999 other"),
        (CARD.replace("SHP999", "SHP998"), 1, "RULE is SHP998 made-up"),
        (CARD + "check = 3\n", 1, "not a function"),
        (CARD + "\n\ndef check(): ...\n", 6, "exactly one parameter"),
        (CARD + "def check(event: Called, x: int): ...\n", 4, "exactly one parameter"),
        (CARD + "def check(*, event: Called): ...\n", 4, "exactly one parameter"),
        (CARD + "def check(event): ...\n", 4, "no annotation"),
        (CARD + "def check(event: Nothing): ...\n", 4, "'Nothing' is not an event"),
        (CARD + "def check(event: Called | int): ...\n", 4, "'int' is not an event"),
        (CARD + "1 / 0\n", 4, "ZeroDivisionError"),
        (CARD + "def (:\n", 4, "invalid syntax"),
        ("import nothing_like_it\n", 3, "ModuleNotFoundError"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(RuleError, match=words) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'shp999_made_up.py'}:{line}: ")


def test_file_names(tmp_path: Path) -> None:
    for name in ("shp999_made_up.py", "_wording.py", "__init__.py", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in rule.rule_files(tmp_path)] == ["shp999_made_up.py"]
    with pytest.raises(RuleError, match="named after its rule"):
        rule._entry(tmp_path / "helpers.py")
