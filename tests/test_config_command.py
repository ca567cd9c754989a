"""`shapelint config` and the JSON schema: both say what the code does."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from shapelint.config import ConfigError, Settings, load_config
from shapelint.config_keys import KEYS, OPTIONS
from shapelint.rule import load_rules
from tests.command import ROOT, shapelint
from tests.schema import SCHEMA, written

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

NO_KEYS = {"root", "rules", "ignore_noqa"}
"""What the place of the configuration and the command line alone say."""


def validator() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def test_the_file_is_what_the_code_gives() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == written(), "run `python -m tests.schema`"


def test_every_setting_has_a_key() -> None:
    names = {field.name for field in fields(Settings)}
    assert {name.replace("_", "-") for name in names - NO_KEYS} == set(KEYS)


def test_defaults_are_those_of_the_code(tmp_path: Path) -> None:
    lines = [f"{key.name} = {json.dumps(key.default)}" for key in OPTIONS if key.kind != "rules by pattern"]
    (tmp_path / "shapelint.toml").write_text("\n".join(lines))
    loaded = load_config(tmp_path / "shapelint.toml", load_rules())
    assert loaded == Settings(select=("ALL",), root=tmp_path)


@pytest.mark.parametrize("key", OPTIONS, ids=KEYS)
def test_examples_are_read_and_valid(key: object, tmp_path: Path) -> None:
    text = f"{key.name} = {key.example}"  # type: ignore[attr-defined]
    (tmp_path / "shapelint.toml").write_text(text)
    assert load_config(tmp_path / "shapelint.toml", load_rules()) != Settings(root=tmp_path)
    assert list(validator().iter_errors(tomllib.loads(text))) == []


def test_the_readmes_configuration_is_valid() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(\[tool\.shapelint\].*?)```", readme, re.DOTALL)
    assert list(validator().iter_errors(tomllib.loads(text)["tool"]["shapelint"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "slect = []",
        "select = 'SHP1'",
        "ignore = [3]",
        "certainty = 'posible'",
        "exclude = {}",
        "force-exclude = 'yes'",
        "per-file-ignores = []",
        "per-file-ignores = {'a/*' = 'SHP1'}",
        "select = ['what is this']",
    ],
)
def test_the_schema_refuses_what_the_code_refuses(text: str, tmp_path: Path) -> None:
    (tmp_path / "shapelint.toml").write_text(text)
    with pytest.raises(ConfigError):
        load_config(tmp_path / "shapelint.toml", load_rules())
    assert list(validator().iter_errors(tomllib.loads(text))) != []


def test_the_command(tmp_path: Path) -> None:
    done = shapelint("config", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split(" = ")[0] for line in done.stdout.splitlines() if line and line[0] != " "] == list(KEYS)
    words = " ".join(done.stdout.split())
    assert all(key.meaning in words for key in OPTIONS)
    one = shapelint("config", "certainty", cwd=tmp_path).stdout
    assert one.startswith('certainty = "by-default"\n    The least certain')
    assert shapelint("config", "--schema", cwd=tmp_path).stdout == SCHEMA.read_text(encoding="utf-8")
    wrong = shapelint("config", "slect", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "shapelint: error: there is no key 'slect', did you mean 'select'?\n"
