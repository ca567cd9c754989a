"""Configuration: what is read, and that everything that is not understood is an error that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapelint.config import ConfigError, Settings, enabled_codes, find_config, load_config
from shapelint.diagnostic import Certainty
from shapelint.rule import load_rules

CATALOGUE = load_rules()
ALL = frozenset(loaded.rule.code for loaded in CATALOGUE.rules)


def load(folder: Path, text: str, name: str = "pyproject.toml") -> Settings:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_config(path, CATALOGUE)


def test_everything(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        [tool.shapelint]
        select = ["SHP1", "state-batch-first"]
        extend-select = ["SHP301"]
        ignore = ["SHP103"]
        certainty = "possible"
        exclude = ["gen/"]
        [tool.shapelint.per-file-ignores]
        "tests/**" = ["ALL"]
        """,
    )
    assert settings == Settings(
        select=("SHP1", "state-batch-first"),
        extend_select=("SHP301",),
        ignore=("SHP103",),
        certainty=Certainty.POSSIBLE,
        exclude=("gen/",),
        per_file_ignores=(("tests/**", ("ALL",)),),
        root=tmp_path,
    )


def test_shapelint_toml(tmp_path: Path) -> None:
    assert load(tmp_path, 'ignore = ["SHP1"]', "shapelint.toml") == Settings(ignore=("SHP1",), root=tmp_path)


def test_empty(tmp_path: Path) -> None:
    assert load(tmp_path, "[tool.shapelint]") == load(tmp_path, "") == Settings(root=tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slect = []", "tool.shapelint.slect: unknown key, did you mean 'select'?"),
        ("per_file_ignores = {}", "did you mean 'per-file-ignores'?"),
        ("colour = 1", "unknown key; known are select, extend-select"),
        ("select = 'SHP1'", "tool.shapelint.select: must be a list of strings, is \"SHP1\""),
        ("exclude = [1]", "tool.shapelint.exclude: must be a list of strings, is [1]"),
        ("ignore = ['SHP999']", "tool.shapelint.ignore: there is no rule 'SHP999'\n"),
        ("ignore = ['SHP1 ']", "there is no rule 'SHP1 ', did you mean 'SHP1'?"),
        ("force-exclude = 'yes'", "tool.shapelint.force-exclude: must be true or false, is \"yes\""),
        ("select = ['bidirectional-last-stp']", "did you mean 'bidirectional-last-step'?"),
        ("select = ['']", "there is no rule ''"),
        ("certainty = 'posible'", "one of always, by-default, possible, is \"posible\", did you mean 'possible'?"),
        ("certainty = 'sure'", "one of always, by-default, possible, is \"sure\"\n"),
        ("exclude = true", "must be a list of strings, is true\n"),
        ("exclude = ['']", "tool.shapelint.exclude: the pattern \"\" fits no file"),
        ("exclude = ['!']", "tool.shapelint.exclude: the pattern \"!\" fits no file"),
        ("per-file-ignores = {'' = ['SHP1']}", "per-file-ignores.\"\": the pattern \"\" fits no file"),
        ("per-file-ignores = {'!a.py' = ['SHP1']}", "per-file-ignores.\"!a.py\": a pattern names the files in which"),
        ("certainty = 3", "tool.shapelint.certainty: must be one of"),
        ("per-file-ignores = []", "must be a table of patterns"),
        ("per-file-ignores = {'a/*' = ['E501']}", "tool.shapelint.per-file-ignores.\"a/*\": there is no rule 'E501'"),
        ("select = [", "not valid TOML"),
        ("x = 1\n[tool]\nshapelint = 3", "tool.shapelint: must be a table"),
    ],
)
def test_errors(tmp_path: Path, text: str, message: str) -> None:
    header = "" if "[tool]" in text else "[tool.shapelint]\n"
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, header + text)
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}: ")
    assert message in f"{caught.value}\n"


def test_a_table_in_shapelint_toml(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tool: unknown key; shapelint\.toml has the keys of .* at its top"):
        load(tmp_path, "[tool.shapelint]\nignore = []", "shapelint.toml")


def test_patterns_of_this_folder(tmp_path: Path) -> None:
    text = "exclude = ['./gen/', '!././a.py']\nper-file-ignores = {'./a.py' = ['ALL']}"
    found = load(tmp_path, text, "shapelint.toml")
    assert found.exclude == ("/gen/", "!/a.py")
    assert enabled_codes(found, CATALOGUE, str(tmp_path / "a.py")) == frozenset()
    assert enabled_codes(found, CATALOGUE, str(tmp_path / "b/a.py")) == ALL


def test_undecodable_and_missing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.shapelint]\nselect = ['\xff']")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(tmp_path / "pyproject.toml", CATALOGUE)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "nowhere.toml", CATALOGUE)


def test_the_nearest_that_is_meant(tmp_path: Path) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.shapelint]\n")
    (tmp_path / "a/pyproject.toml").write_text("[tool.other]\n")
    assert find_config(inner) == tmp_path / "pyproject.toml"
    (tmp_path / "a/shapelint.toml").write_text("")
    assert find_config(inner) == tmp_path / "a/shapelint.toml"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), ALL),
        (Settings(select=()), frozenset()),
        (Settings(select=("ALL",), ignore=("SHP",)), frozenset()),
        (Settings(select=("SHP301", "shp302")), frozenset({"SHP301", "SHP302"})),
        (Settings(select=("SHP30",), ignore=("SHP301",)), frozenset({"SHP302", "SHP303", "SHP304", "SHP305"})),
        (Settings(select=("SHP301",), ignore=("SHP3",)), frozenset({"SHP301"})),
        (Settings(select=("state-not-a-pair",), ignore=("SHP302",)), frozenset()),
        (Settings(ignore=("ALL",), extend_select=("SHP301",)), frozenset({"SHP301"})),
    ],
)
def test_selection(settings: Settings, expected: frozenset[str]) -> None:
    assert enabled_codes(settings, CATALOGUE) == expected


def test_the_command_line_wins() -> None:
    configured = Settings(select=("SHP1",), extend_select=("SHP301",), ignore=("SHP302",))
    assert configured.overridden(select=("SHP302",)) == Settings(select=("SHP302",))
    assert enabled_codes(configured.overridden(extend_select=("SHP302",)), CATALOGUE) >= {"SHP302", "SHP301", "SHP101"}
    assert "SHP101" not in enabled_codes(configured.overridden(ignore=("SHP101",)), CATALOGUE)
    assert configured.overridden(certainty=Certainty.ALWAYS).certainty is Certainty.ALWAYS


def test_certainty() -> None:
    assert [each for each in Certainty if Settings(certainty=Certainty.BY_DEFAULT).shows(each)] == [
        Certainty.ALWAYS,
        Certainty.BY_DEFAULT,
    ]


@pytest.mark.parametrize(
    ("pattern", "file", "is_ignored"),
    [
        ("tests/**", "tests/a/b.py", True),
        ("tests/**", "src/tests.py", False),
        ("legacy_*.py", "src/legacy_model.py", True),
        ("/model.py", "src/model.py", False),
    ],
)
def test_per_file_ignores(tmp_path: Path, pattern: str, file: str, *, is_ignored: bool) -> None:
    settings = Settings(per_file_ignores=((pattern, ("SHP1",)),), root=tmp_path)
    assert ("SHP101" not in enabled_codes(settings, CATALOGUE, str(tmp_path / file))) is is_ignored
    assert "SHP201" in enabled_codes(settings, CATALOGUE, str(tmp_path / file))


def test_per_file_ignores_wherever_a_path_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, link = tmp_path / "project", tmp_path / "link"
    for folder in (project / "src", project / "tests"):
        folder.mkdir(parents=True)
    link.symlink_to(project)
    monkeypatch.chdir(project / "src")
    for root in (project, link):
        (project / "shapelint.toml").write_text('per-file-ignores = { "/tests/**" = ["SHP1"] }')
        settings = load_config(root / "shapelint.toml", CATALOGUE)
        for file in ("../tests/a.py", str(project / "tests/a.py"), str(link / "tests/a.py")):
            assert "SHP101" not in enabled_codes(settings, CATALOGUE, file)
        for file in ("tests/a.py", str(tmp_path / "tests/a.py")):
            assert "SHP101" in enabled_codes(settings, CATALOGUE, file)


def test_a_file_that_is_a_link_is_meant_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/a.py").symlink_to(tmp_path / "a.py")
    settings = Settings(per_file_ignores=(("tests/**", ("SHP1",)),), root=tmp_path)
    assert "SHP101" not in enabled_codes(settings, CATALOGUE, str(tmp_path / "tests/a.py"))
