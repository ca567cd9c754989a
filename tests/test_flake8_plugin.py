"""The flake8 plugin, run by real flake8 from an installed wheel's entry point."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import DEFECT, ROOT, environment

OTHERS = "E,F,W,C90"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A file with a defect, and on the path what an installation would leave of the plugin's entry point."""
    information = tmp_path / "site/shapelint-0.1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: shapelint\nVersion: 0.1.0\n")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = project.partition('[project.entry-points."flake8.extension"]')[2].partition("[")[0]
    points = section.replace('"', "").strip()
    assert points.startswith("SHP = ")
    (information / "entry_points.txt").write_text(f"[flake8.extension]\n{points}\n")
    (tmp_path / "a.py").write_text(DEFECT)
    return tmp_path


def flake8(project: Path, *options: str, stdin: str | None = None) -> list[str]:
    command = [sys.executable, "-m", "flake8", "--isolated", *options]
    env = environment(PYTHONPATH=f"{ROOT}:{project / 'site'}")
    done = subprocess.run(
        command, cwd=project, env=env, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stderr == ""
    assert done.returncode == (1 if done.stdout else 0)
    return [" ".join(line.split(" ")[:2]) for line in done.stdout.splitlines()]


def test_columns_are_flake8s(project: Path) -> None:
    assert flake8(project, "a.py") == ["./a.py:6:8: SHP101".removeprefix("./")]
    (project / "a.py").write_text(
        DEFECT.replace("last = output", "last = '\U0001d11e é', output").replace("(last)", "(last[1])")
    )
    (found,) = flake8(project, "a.py", "--ignore", OTHERS)
    assert found == "a.py:6:15: SHP101", "in characters, as the command line has it"


def test_selection_is_flake8s(project: Path) -> None:
    assert flake8(project, "--ignore", "SHP1", "a.py") == []
    assert flake8(project, "--select", "SHP", "a.py") == ["a.py:6:8: SHP101"]
    assert flake8(project, "--select", "E", "a.py") == []


def test_noqa_is_flake8s(project: Path) -> None:
    def with_comment(comment: str, *options: str) -> list[str]:
        (project / "a.py").write_text(DEFECT.replace("[:, -1]", f"[:, -1]  {comment}"))
        return flake8(project, *options, "--extend-ignore", "E501", "a.py")

    assert with_comment("# noqa") == with_comment("# noqa: SHP101") == with_comment("# noqa: SHP1") == []
    assert with_comment("# shapelint: ignore[bidirectional-last-step]") == []
    assert with_comment("# noqa: SHP101", "--disable-noqa") == ["a.py:6:8: SHP101"]
    assert with_comment("# noqa: SHP201") == ["a.py:6:8: SHP101"], "whether it is of use is not asked here"
    rows = DEFECT.replace("last = output[:, -1]", "last = output[:, -1], '''\n    '''  # noqa: SHP101")
    (project / "a.py").write_text(rows.replace("(last)", "(last[0])"))
    assert flake8(project, "a.py") == [], "a comment behind a string speaks for its first row"


def test_configuration(project: Path) -> None:
    (project / "shapelint.toml").write_text('per-file-ignores = { "a.py" = ["SHP1"] }')
    assert flake8(project, "a.py") == []


def test_a_bad_configuration_is_told(project: Path) -> None:
    (project / "shapelint.toml").write_text("slect = []")
    (project / "b.py").write_text("import torch\n")
    assert flake8(project, "a.py", "b.py", "--extend-ignore", "F401") == ["a.py:1:1: SHP000"]


def test_standard_input(project: Path) -> None:
    assert flake8(project, "-", stdin=DEFECT) == ["stdin:6:8: SHP101"]


def test_a_file_that_does_not_parse_is_flake8s(project: Path) -> None:
    (project / "a.py").write_text("import torch\nprint 'LSTM'\n")
    assert [line.split()[-1] for line in flake8(project, "a.py")] == ["E999"]


def test_libcst_stays_out_of_files_without_layers(project: Path) -> None:
    program = (
        "import ast, sys\n"
        "from shapelint.flake8_plugin import Plugin\n"
        "print(list(Plugin(ast.parse(''), 'x.py', ['import torch\\n']).run()), 'libcst' in sys.modules)\n"
        "print(len(list(Plugin(ast.parse(''), 'x.py', open('a.py').readlines()).run())), 'libcst' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] False\n1 True\n"
