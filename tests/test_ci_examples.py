"""The set-ups in `examples/` are what the services and pre-commit take, and name commands that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import CLEAN, DEFECT, ROOT, shapelint

EXAMPLES = ROOT / "examples"


def refused(*command: str | Path) -> str:
    """What a validator says against a file; nothing for a valid one."""
    line = [sys.executable, "-m", *map(str, command)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "name"), [("vendor.github-workflows", "github-workflow.yml"), ("vendor.gitlab-ci", "gitlab-ci.yml")]
)
def test_schemas(schema: str, name: str, tmp_path: Path) -> None:
    assert refused("check_jsonschema", "--builtin-schema", schema, EXAMPLES / name) == ""
    spoiled = (
        (EXAMPLES / name).read_text().replace("steps:", "step:").replace("script:\n    - shap", "scripts:\n    - shap")
    )
    (tmp_path / name).write_text(spoiled)
    assert refused("check_jsonschema", "--builtin-schema", schema, tmp_path / name)


def test_pre_commit(tmp_path: Path) -> None:
    path = EXAMPLES / "pre-commit-config.yaml"
    assert refused("pre_commit", "validate-config", path) == ""
    assert refused("pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml") == ""
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (repository,) = yaml.safe_load(path.read_text())["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == hooks == {"shapelint", "shapelint-fix"}


@pytest.mark.parametrize("name", ["github-workflow.yml", "gitlab-ci.yml"])
def test_commands(name: str, tmp_path: Path) -> None:
    """Every call of shapelint in the file runs, finds what there is, and writes the file that is then picked up."""
    commands = re.findall(r"- (?:run: )?shapelint (.*)", (EXAMPLES / name).read_text())
    assert commands
    for text, code in ((CLEAN, 0), (DEFECT, 1)):
        (tmp_path / "a.py").write_text(text)
        for command in commands:
            done = shapelint(*command.split(), cwd=tmp_path)
            assert done.returncode == (0 if "--exit-zero" in command else code), done.stderr
            written = re.search(r"--output-file (\S+)", command)
            if written is not None:
                assert (tmp_path / written[1]).exists()
                assert (EXAMPLES / name).read_text().count(written[1]) == 2
