"""Configurations inside each other: a file's nearest one holds for it, whatever is checked with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapelint.run import Request, Result, RunError, files_of, run_check
from tests.command import DEFECT, shapelint

SHP101 = ("SHP101",)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same defect in `a.py`, where it is not to be reported, and below, in `sub/b.py` and `sub/deep/c.py`."""
    (tmp_path / "sub/deep").mkdir(parents=True)
    for name in ("a.py", "sub/b.py", "sub/deep/c.py"):
        (tmp_path / name).write_text(DEFECT)
    (tmp_path / "pyproject.toml").write_text('[tool.shapelint]\nignore = ["SHP101"]\n')
    (tmp_path / "sub/shapelint.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, **options: object) -> list[str]:
    return [each.filename for each in result(*paths, **options).diagnostics]


def result(*paths: str, **options: object) -> Result:
    return run_check(Request(paths=paths, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("use_cache", [False, True])
def test_the_nearest_holds_whatever_is_checked_with_it(project: Path, use_cache: bool) -> None:
    for _ in range(2):
        assert found(".", use_cache=use_cache) == ["sub/b.py", "sub/deep/c.py"]
        assert found("a.py", "sub/b.py", use_cache=use_cache) == ["sub/b.py"]
        assert found("sub/b.py", use_cache=use_cache) == ["sub/b.py"]
        assert found("sub/deep", use_cache=use_cache) == ["sub/deep/c.py"]
        assert found("a.py", use_cache=use_cache) == []


def test_it_says_what_is_left_out(project: Path) -> None:
    (project / "sub/shapelint.toml").write_text('exclude = ["/deep/"]\n')
    (project / "pyproject.toml").write_text('[tool.shapelint]\nexclude = ["b.py"]\n')
    assert files_of(Request()).files == ("a.py", "sub/b.py")
    assert files_of(Request(paths=("sub",))).files == ("sub/b.py",)


def test_the_command_line_is_on_top(project: Path) -> None:
    assert found(".", ignore=SHP101) == []
    assert found(".", isolated=True) == ["a.py", "sub/b.py", "sub/deep/c.py"]
    assert found(".", config="pyproject.toml") == []


def test_a_broken_one_fails_the_run_if_it_is_one(project: Path) -> None:
    (project / "sub/deep/pyproject.toml").write_text("[tool\n")
    assert found(".") == ["sub/b.py", "sub/deep/c.py"]
    (project / "sub/deep/pyproject.toml").write_text("[tool.shapelint\n")
    with pytest.raises(RunError, match=r"deep/pyproject\.toml: not valid TOML"):
        found(".")


def test_fixes_and_counts_go_by_it(project: Path) -> None:
    done = shapelint("check", "--fix", "--unsafe-fixes", cwd=project)
    assert done.returncode == 0, done.stdout
    assert (project / "a.py").read_text() == DEFECT
    assert (project / "sub/b.py").read_text() != DEFECT
    (project / "sub/b.py").write_text(DEFECT)
    assert shapelint("check", "--write-baseline", "counts.json", cwd=project).returncode == 0
    assert shapelint("check", "--baseline", "counts.json", cwd=project).returncode == 0
    (project / "sub/shapelint.toml").write_text('ignore = ["SHP101"]\n')
    assert shapelint("check", "--baseline", "counts.json", cwd=project).returncode == 0


def test_pictures_are_of_the_rules_that_are_switched_on(project: Path) -> None:
    def drawn(*arguments: str) -> str:
        return shapelint("picture", "--format", "text", *arguments, cwd=project).stdout

    assert "should take" not in drawn("a.py:6")
    assert "should take" in drawn("sub/b.py:6")
    assert "should take" in drawn("a.py:6", "--isolated") == drawn("a.py:6", "--config", "sub/shapelint.toml")


def test_shapes_follow_imports_up_to_its_folder(project: Path) -> None:
    (project / "sub/shapelint.toml").rename(project / "sub/setup.cfg")
    (project / "layers.py").write_text("from torch import nn\n\n\ndef make():\n    return nn.GRU(8, 16)  # GRU\n")
    user = "import torch\nfrom layers import make\n\ngru = make()\noutput, h_n = gru(torch.zeros(5, 4, 8))\n"
    (project / "sub/user.py").write_text(user)
    for arguments in (("sub/user.py",), ("sub/user.py", "--config", "pyproject.toml")):
        assert "(5, 4, 16)" in shapelint("shapes", *arguments, cwd=project).stdout
    assert "(5, 4, 16)" not in shapelint("shapes", "sub/user.py", "--isolated", cwd=project).stdout


@pytest.mark.parametrize("command", [["shapes", "a.py"], ["shapes", "--statistics"], ["picture", "a.py:6"]])
def test_a_configuration_that_is_none_is_said(project: Path, command: list[str]) -> None:
    (project / "pyproject.toml").write_text("[tool.shapelint]\nignored = []\n")
    done = shapelint(*command, cwd=project)
    assert (done.returncode, "pyproject.toml: tool.shapelint.ignored: unknown key" in done.stderr) == (2, True)
    assert shapelint(*command, "--isolated", cwd=project).returncode == 0
    done = shapelint(*command, "--isolated", "--config", "sub/shapelint.toml", cwd=project)
    assert (done.returncode, "--config and --isolated exclude each other" in done.stderr) == (2, True)
