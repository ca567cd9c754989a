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

IDENTITY = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


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
    assert {"shapelint/py.typed", "shapelint/config.schema.json"} <= names
    assert "shapelint/report/rule_pictures.txt" in names
    assert {"shapelint/report/web/report.css", "shapelint/report/web/report.js"} <= names
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


@pytest.fixture(scope="session")
def hooks(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """A clone of this project that holds the hooks, its revision, and where pre-commit keeps what it installs."""
    folder = tmp_path_factory.mktemp("hooks")
    clone = folder / "shapelint"
    shutil.copytree(copy, clone, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    succeed("git", "init", "-q", cwd=clone)
    succeed("git", "add", "-A", cwd=clone)
    succeed("git", *IDENTITY, "commit", "-q", "-m", "all", cwd=clone)
    return clone, succeed("git", "rev-parse", "HEAD", cwd=clone).strip(), folder / "home"


class Project:
    """A repository that uses the hooks."""

    def __init__(self, folder: Path, hooks: tuple[Path, str, Path]) -> None:
        self.folder = folder
        self._clone, self._revision, self._home = hooks
        folder.mkdir()
        self.git("init", "-q")

    def use(self, *ids: str, **arguments: list[str]) -> None:
        """Configure the hooks with these ids; `arguments` by id, with `_` for `-`."""
        lines = [f"repos:\n- repo: {self._clone.as_posix()}\n  rev: {self._revision}\n  hooks:"]
        for name in ids:
            lines.append(f"  - id: {name}\n    args: {json.dumps(arguments.get(name.replace('-', '_'), []))}")
        (self.folder / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")
        self.git("add", ".pre-commit-config.yaml")

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return command("git", *IDENTITY, *arguments, cwd=self.folder, PRE_COMMIT_HOME=str(self._home))

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pre_commit", *arguments]
        return command(*line, cwd=self.folder, PRE_COMMIT_HOME=str(self._home))

    def shapelint(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return command(sys.executable, "-m", "shapelint", *arguments, cwd=self.folder, PYTHONPATH=str(ROOT))

    def write(self, **files: str) -> None:
        """Write and stage modules."""
        for name, text in files.items():
            (self.folder / f"{name}.py").write_text(text)
        self.git("add", "-A")

    def commit(self) -> tuple[bool, str]:
        """Commit what is staged: whether the hooks let it pass, and what they said."""
        before = self.git("rev-parse", "--verify", "-q", "HEAD").stdout
        done = self.git("commit", "-m", "more")
        assert (done.returncode == 0) is (self.git("rev-parse", "--verify", "-q", "HEAD").stdout != before)
        return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path, hooks: tuple[Path, str, Path]) -> Project:
    return Project(tmp_path / "project", hooks)


def test_the_pre_commit_hook(project: Project) -> None:
    project.use("shapelint")
    project.write(good=CLEAN)
    (project.folder / "notes.txt").write_text(DEFECT)
    clean = project.pre_commit("run", "--all-files")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    for name, text in (("bad.py", DEFECT), ("stub.pyi", DEFECT), ("bad.ipynb", notebook(DEFECT))):
        (project.folder / name).write_text(text)
    project.git("add", "-A")
    found = project.pre_commit("run", "--all-files")
    assert found.returncode == 1
    for place in ("bad.py:6:8", "stub.pyi:6:8", "bad.ipynb:cell 1:6:8"):
        assert f"--> {place}" in found.stdout
    assert "3 findings in 3 of 4 files." in found.stdout


def test_a_project_takes_it_up(project: Project) -> None:
    project.use("shapelint")
    assert project.pre_commit("install").returncode == 0
    project.write(old=DEFECT)
    passed, said = project.commit()
    assert not passed
    assert "error[SHP101]: the backward half of `output[:, -1]`" in said
    assert project.shapelint("check", "--write-baseline", "counts.json").returncode == 0
    project.use("shapelint", shapelint=["--baseline", "counts.json"])
    project.write()
    assert project.commit()[0]
    project.write(new=DEFECT)
    passed, said = project.commit()
    assert not passed and "--> new.py:6:8" in said and "old.py" not in said
    assert project.shapelint("check", "--fix", "--unsafe-fixes", "new.py").returncode == 0
    project.write()
    assert project.commit()[0]
    project.write(old=CLEAN)
    passed, said = project.commit()
    assert not passed and "counts.json is stale: old.py has 0 findings of SHP101, the baseline 1" in said
    assert project.shapelint("check", "--baseline", "counts.json", "--prune-baseline").returncode == 0
    project.write()
    assert project.commit()[0]


def test_the_hook_that_fixes(project: Project) -> None:
    project.use("shapelint-fix", "shapelint")
    assert project.pre_commit("install").returncode == 0
    project.write(a="from torch import nn\n\nlstm = nn.LSTM(8, 16, dropout=0.5)\n")
    passed, said = project.commit()
    assert not passed and "files were modified by this hook" in said
    project.write()
    assert project.commit()[0]
    assert (project.folder / "a.py").read_text() == "from torch import nn\n\nlstm = nn.LSTM(8, 16)\n"
    project.write(b=DEFECT)
    passed, said = project.commit()
    assert not passed and "files were modified" not in said, "what changes the program is not done unasked"
    project.use("shapelint-fix", shapelint_fix=["--unsafe-fixes"])
    assert not project.commit()[0]
    project.write()
    assert project.commit()[0]
