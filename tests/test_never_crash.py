"""Whatever is fed in, the answer is a list of diagnostics: spoiled programs, everybody else's code, hopeless files."""

from __future__ import annotations

import random
import subprocess
import sys
import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from shapelint.interpreter.entry import interpret
from shapelint.syntax import TooDeep, problem
from tests.command import DEFECT, ROOT, environment, shapelint
from tests.mutations import PROGRAMS, complaint, mutated

WHOLE_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
options = ["--isolated", "--no-cache", "--jobs", "1", "--verbose", "--output-format", "concise"]
sys.argv = ["shapelint", "check", *options, *sys.stdin.read().splitlines()]
from shapelint.cli import run
run()
"""


@pytest.mark.parametrize("path", PROGRAMS, ids=[str(path.relative_to(ROOT)) for path in PROGRAMS])
def test_mutated_candidates(path: Path) -> None:
    dice = random.Random(path.name)
    text = path.read_text(encoding="utf-8")
    for _ in range(6):
        program = mutated(text, dice)
        assert complaint(program) is None, program


def test_five_thousand_mutated_candidates() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutations", "--count", "5000", "--seed", "1"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def every_file(folder: str) -> list[str]:
    """The Python files below a folder."""
    return sorted(str(path) for path in Path(folder).rglob("*.py") if path.is_file())


@pytest.mark.parametrize("folder", ["site-packages", "test"])
def test_everybody_elses_code(folder: str) -> None:
    """The whole program over the installed packages and the standard library's own tests, syntax errors and all."""
    paths = sysconfig.get_paths()
    top = paths["purelib"] if folder == "site-packages" else f"{paths['stdlib']}/test"
    files = every_file(top)
    if not files:
        pytest.skip(f"there is no {top}")
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_PROGRAM],
        input="\n".join(files),
        env=environment(),
        capture_output=True,
        text=True,
        errors="replace",
        timeout=1800,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert f"{len(files)} checked, 0 not analysed, 0 not read" in done.stderr


def test_every_syntax() -> None:
    """The standard library's tests of Python's own syntax, through the interpreter although no layer is in them."""
    folder = Path(sysconfig.get_paths()["stdlib"]) / "test"
    found = [path for path in sorted(folder.glob("test_*.py")) if 2_000 < path.stat().st_size < 40_000]
    if not found:
        pytest.skip(f"there is no {folder}")
    for path in random.Random(1).sample(found, min(40, len(found))):
        text = path.read_text(encoding="utf-8", errors="replace")
        if problem(text) is None:
            interpret(cst.parse_module(text))


HOPELESS = {
    "brackets": f"x = {'(' * 150}{')' * 150}\n",
    "operators": f"x = {'-' * 400}1\n",
    "a sum": f"x = {' + '.join(['1'] * 2000)}\n",
    "attributes": f"x = a{'.b' * 900}\n",
    "branches": "".join(f"{' ' * i}if a{i}:\n" for i in range(95)) + f"{' ' * 95}pass\n",
    "functions": "".join(f"{' ' * i}def f{i}():\n" for i in range(95)) + f"{' ' * 95}pass\n",
    "a long line": f"x = [{', '.join(map(str, range(20_000)))}]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOPELESS)
def test_a_hopeless_file_costs_itself_only(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT + HOPELESS[name])
    (tmp_path / "b.py").write_text(DEFECT)
    done = shapelint("check", "--isolated", "--no-cache", "--verbose", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    found = [line.partition(" ")[0] for line in done.stdout.splitlines() if " SHP101 " in line]
    is_named = "a.py was not analysed: it is nested too deeply to be followed" in done.stderr
    assert found == (["b.py:6:8:"] if is_named else ["a.py:6:8:", "b.py:6:8:"])
    assert "Traceback" not in done.stderr


def test_a_file_that_is_nested_too_deeply_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT + HOPELESS["a sum"])
    (tmp_path / "b.py").write_text(DEFECT)
    done = shapelint("check", "--isolated", "--no-cache", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "SHP" in line] == ["b.py"]
    assert "a.py was not analysed: it is nested too deeply to be followed" in done.stderr


def test_a_file_that_takes_too_long_is_named(tmp_path: Path) -> None:
    work = "".join(f"    a{i} = [b + {i} for b in range(8)]\n" for i in range(700))
    (tmp_path / "a.py").write_text(f"{DEFECT}def f(x):\n{work}    return x\n")
    (tmp_path / "b.py").write_text(DEFECT)
    done = shapelint("check", "--isolated", "--no-cache", "--verbose", "--output-format", "concise", cwd=tmp_path)
    assert "a.py was analysed in part" in done.stderr
    assert "b.py" not in done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "SHP101" in line] == ["a.py", "b.py"]


def test_what_is_too_deep_is_refused_before_it_is_followed() -> None:
    with pytest.raises(TooDeep):
        problem(HOPELESS["a sum"])
