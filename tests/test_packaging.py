"""What is installed is what was written: the wheel and the pre-commit hook."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import CLEAN, DEFECT, ROOT, environment
from tests.test_notebook import notebook

SHIPPED = (
    *("shapelint", "rules", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"),
    *(".pre-commit-hooks.yaml", ".gitignore"),
)


def command(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command without this checkout on the path."""
    env = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", **variables)
    if "PYTHONPATH" not in variables:
        del env["PYTHONPATH"]
    line = [str(argument) for argument in arguments]
    return subprocess.run(line, cwd=cwd, capture_output=True, text=True, env=env, timeout=600, check=False)


def succeed(*arguments: str | Path, cwd: Path, **variables: str) -> str:
    done = command(*arguments, cwd=cwd, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is now, without what building and testing leave behind."""
    folder = tmp_path_factory.mktemp("project")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def installed(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel, and a folder into which it was installed without its dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    succeed(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", copy, cwd=folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    succeed(sys.executable, "-m", "pip", "install", "--no-deps", "--target", folder / "site", wheel, cwd=folder)
    return wheel, folder / "site"


def test_the_wheel_carries_the_rules(installed: tuple[Path, Path]) -> None:
    names = set(zipfile.ZipFile(installed[0]).namelist())
    for path in (ROOT / "rules").glob("*.py"):
        assert f"shapelint/rules/{path.name}" in names
    for path in (ROOT / "shapelint").rglob("*.py"):
        assert path.relative_to(ROOT).as_posix() in names
    assert "shapelint/py.typed" in names
    assert not [name for name in names if not name.startswith(("shapelint/", "shapelint-"))]


def test_the_wheel_works(installed: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    options = ["check", "--output-format", "json"]
    done = command(sys.executable, "-m", "shapelint", *options, cwd=tmp_path, PYTHONPATH=str(installed[1]))
    assert [each["code"] for each in json.loads(done.stdout)] == ["SHP101"]
    where = "import shapelint, shapelint.rule as r; print(shapelint.__file__, *r.load_rules().rules[0].path.split())"
    printed = succeed(sys.executable, "-c", where, cwd=tmp_path, PYTHONPATH=str(installed[1]))
    assert printed.count(str(installed[1])) == 2, "both the package and its rules are the installed ones"


def test_the_checkout_wins_where_it_is_the_current_folder(installed: tuple[Path, Path], copy: Path) -> None:
    where = "import sys; sys.path.insert(0, '.'); import shapelint.rule as r; print(r.load_rules().rules[0].path)"
    printed = succeed(sys.executable, "-c", where, cwd=copy, PYTHONPATH=str(installed[1]))
    assert Path(printed.strip()).is_relative_to(copy / "rules")


@pytest.fixture
def scratch(copy: Path, tmp_path: Path) -> Path:
    """A repository that uses the hook of a clone of this project."""
    hooks = tmp_path / "shapelint"
    shutil.copytree(copy, hooks, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    project = tmp_path / "project"
    project.mkdir()
    for folder in (hooks, project):
        succeed("git", "init", "-q", cwd=folder)
    _commit(hooks)
    revision = succeed("git", "rev-parse", "HEAD", cwd=hooks).strip()
    config = f"repos:\n- repo: {hooks.as_posix()}\n  rev: {revision}\n  hooks:\n  - id: shapelint\n"
    (project / ".pre-commit-config.yaml").write_text(config)
    return project


def _commit(folder: Path) -> None:
    succeed("git", "add", "-A", cwd=folder)
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    succeed("git", *identity, "commit", "-q", "-m", "all", cwd=folder)


def test_the_pre_commit_hook(scratch: Path, tmp_path: Path) -> None:
    (scratch / "good.py").write_text(CLEAN)
    (scratch / "notes.txt").write_text(DEFECT)
    _commit(scratch)
    run = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    home = str(tmp_path / "home")
    clean = command(*run, cwd=scratch, PRE_COMMIT_HOME=home)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    for name, text in (("bad.py", DEFECT), ("stub.pyi", DEFECT), ("bad.ipynb", notebook(DEFECT))):
        (scratch / name).write_text(text)
    _commit(scratch)
    found = command(*run, cwd=scratch, PRE_COMMIT_HOME=home)
    assert found.returncode == 1
    for place in ("bad.py:6:8", "stub.pyi:6:8", "bad.ipynb:cell 1:6:8"):
        assert f"--> {place}" in found.stdout
    assert "3 findings in 3 of 4 files." in found.stdout
