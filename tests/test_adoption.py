"""How a project with findings begins: baseline, comments, what a run would do; through the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shapelint.commands.adoption import add_noqa
from shapelint.rule import load_rules
from shapelint.run import Request, run_check
from tests.command import CLEAN, DEFECT, ROOT, concise, environment, shapelint

ALSO = "again = output[:, -1]\nprint(nn.Linear(32, 2)(again))\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two files with one finding each, and one without."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text(DEFECT)
    (tmp_path / "b.py").write_text(DEFECT)
    (tmp_path / "c.py").write_text(CLEAN)
    return tmp_path


def counts(project: Path) -> dict[str, dict[str, int]]:
    files: dict[str, dict[str, int]] = json.loads((project / "base.json").read_text())["files"]
    return files


def baseline(project: Path, *arguments: str) -> tuple[int, list[str], str]:
    reporting = [] if "--diff" in arguments else ["--output-format", "concise"]
    done = shapelint("check", "--baseline", "base.json", *reporting, *arguments, cwd=project)
    return done.returncode, [line.split(": ")[0] for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def counted(project: Path) -> Path:
    done = shapelint("check", "--write-baseline", "base.json", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "shapelint: 2 findings in 2 files counted into base.json\n"
    assert counts(project) == {"b.py": {"SHP101": 1}, "src/a.py": {"SHP101": 1}}
    return project


def test_what_is_counted_is_not_reported(counted: Path) -> None:
    assert baseline(counted) == (0, [], "")
    (counted / "b.py").write_text("# moved\n\n" + DEFECT)
    assert baseline(counted) == (0, [], "")
    (counted / "c.py").write_text(DEFECT)
    assert baseline(counted) == (1, ["c.py:6:8"], "")
    (counted / "src/a.py").write_text(DEFECT + ALSO)
    code, found, said = baseline(counted, "src")
    assert (code, found) == (1, ["src/a.py:6:8", "src/a.py:8:9"])
    assert said == "shapelint: note: src/a.py has 2 findings of SHP101, the baseline 1: all of them are reported\n"


def test_what_is_counted_does_not_remain_after_fixing(counted: Path) -> None:
    unused = "nn.LSTM(1, 2, dropout=0.5)\n"
    (counted / "c.py").write_text(CLEAN + unused)
    more = "(2 more can be fixed with --unsafe-fixes)"
    code, _, said = baseline(counted, "--diff")
    assert (code, said) == (1, f"shapelint: 1 would be fixed, 0 would remain {more}\n")
    assert baseline(counted, "--fix") == (0, [], f"shapelint: 1 fixed, 0 remaining {more}\n")


def test_paths_are_those_of_the_baselines_folder(counted: Path) -> None:
    done = shapelint("check", ".", "--baseline", "../base.json", cwd=counted / "src")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing found in 1 file.\n", "")


def test_a_stale_baseline_fails_and_says_how_to_prune_it(counted: Path) -> None:
    before = (counted / "base.json").read_text()
    (counted / "b.py").write_text(CLEAN)
    code, found, said = baseline(counted)
    assert (code, found) == (1, [])
    assert said.splitlines()[0] == (
        "shapelint: error: base.json is stale: b.py has 0 findings of SHP101, the baseline 1"
    )
    assert "`shapelint check --baseline base.json --prune-baseline`" in said
    assert (counted / "base.json").read_text() == before
    assert baseline(counted, "--prune-baseline") == (0, [], "shapelint: base.json pruned: 1 finding fewer\n")
    assert counts(counted) == {"src/a.py": {"SHP101": 1}}
    assert baseline(counted) == (0, [], "")


def test_quiet(counted: Path) -> None:
    (counted / "b.py").write_text(CLEAN)
    assert baseline(counted, "--prune-baseline", "--quiet") == (0, [], "")
    for options in (["--write-baseline", "base.json"], ["--add-noqa"]):
        done = shapelint("check", "--quiet", *options, cwd=counted)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_pruning_raises_no_count(counted: Path) -> None:
    (counted / "b.py").write_text(CLEAN)
    (counted / "c.py").write_text(DEFECT)
    assert baseline(counted, "--prune-baseline")[:2] == (1, ["c.py:6:8"])
    assert counts(counted) == {"src/a.py": {"SHP101": 1}}


@pytest.mark.skipif(os.name == "nt", reason="this system does not limit the size of files")
def test_a_write_that_fails_leaves_the_old_file(counted: Path) -> None:
    before = (counted / "base.json").read_text()
    (counted / "b.py").write_text(CLEAN)
    for options in ("--baseline base.json --prune-baseline", "--write-baseline base.json", "-o base.json"):
        command = f'ulimit -f 0; "{sys.executable}" -m shapelint check --no-cache {options}'
        done = subprocess.run(
            ["bash", "-c", command], cwd=counted, env=environment(), capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, ""), options
        assert "base.json: cannot be written: File too large" in done.stderr
        assert (counted / "base.json").read_text() == before
        assert sorted(each.name for each in counted.iterdir() if each.is_file()) == ["b.py", "base.json", "c.py"]


def test_a_run_that_cannot_tell_calls_nothing_stale(counted: Path) -> None:
    (counted / "b.py").write_text(CLEAN)
    for arguments in (["src"], ["--select", "SHP2"], ["--ignore", "SHP101"], ["--certainty", "always"]):
        assert baseline(counted, *arguments) == (0, [], ""), arguments
    (counted / "b.py").unlink()
    for arguments in (["src"], ["src/a.py"], ["--select", "SHP2"]):
        assert baseline(counted, *arguments) == (0, [], ""), arguments
    code, found, said = baseline(counted)
    assert (code, found) == (1, [])
    assert "stale: b.py has 0 findings of SHP101" in said, "what is not there has no findings"


def test_nothing_is_counted_where_not_everything_can_be_read(project: Path) -> None:
    done = shapelint("check", "--write-baseline", "base.json", ".", "nowhere.py", cwd=project)
    assert (done.returncode, done.stderr.splitlines()) == (2, [
        "shapelint: error: base.json is not written: not everything could be read",
        "shapelint: error: nowhere.py: no such file or directory",
    ])  # fmt: skip
    assert not (project / "base.json").exists()


def test_writing_again_keeps_what_was_not_seen(counted: Path) -> None:
    (counted / "b.py").write_text(DEFECT + ALSO + "x = 1  # noqa: SHP999\n")
    for options in (["b.py", "--select", "SHP002"], ["c.py"]):
        shapelint("check", "--write-baseline", "base.json", *options, cwd=counted)
    assert counts(counted) == {"b.py": {"SHP002": 1, "SHP101": 1}, "src/a.py": {"SHP101": 1}}
    (counted / "src/a.py").unlink()
    shapelint("check", "b.py", "--write-baseline", "base.json", cwd=counted)
    assert "src/a.py" in counts(counted)
    shapelint("check", "--write-baseline", "base.json", cwd=counted)
    assert counts(counted) == {"b.py": {"SHP002": 1, "SHP101": 2}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "base.json: no such file; --write-baseline base.json makes it"),
        ("{", "base.json: not a baseline: Expecting"),
        ("[]", "base.json: not a baseline: version, certainty and counts by file and code are expected"),
        ('{"version": 2}', "a baseline of version 2; this shapelint reads version 1"),
        ('{"version": 1, "certainty": "always", "files": {"a.py": {"SHP101": "1"}}}', "counts by file and code"),
        ('{"version": 1, "certainty": "never", "files": {}}', "counts by file and code"),
    ],
)
def test_what_is_no_baseline(project: Path, text: str | None, words: str) -> None:
    if text is not None:
        (project / "base.json").write_text(text)
    code, found, said = baseline(project)
    assert (code, found) == (2, [])
    assert words in said and "Traceback" not in said


def test_without_a_baseline_nothing_is_written(project: Path) -> None:
    text = CLEAN + "nn.LSTM(1, 2, dropout=0.5)\n"
    (project / "c.py").write_text(text)
    assert baseline(project, "--fix")[0] == 2
    assert (project / "c.py").read_text() == text


def test_add_noqa(project: Path) -> None:
    (project / "d.py").write_bytes(DEFECT.replace("\n", "\r\n").encode())
    (project / "d.py").chmod(0o754)
    done = shapelint("check", "--add-noqa", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "shapelint: `# noqa` for 3 findings added in 3 files\n"
    expected = DEFECT.replace("[:, -1]", "[:, -1]  # noqa: SHP101").replace("\n", "\r\n").encode()
    assert (project / "d.py").read_bytes() == expected
    assert (project / "d.py").stat().st_mode & 0o777 == 0o754
    assert (project / "c.py").read_text() == CLEAN
    assert concise(cwd=project) == []
    assert len(concise("--ignore-noqa", cwd=project)) == 3
    assert "0 findings added in 0 files" in shapelint("check", "--add-noqa", cwd=project).stderr
    (project / "e.py").write_text("import torch\nprint 'LSTM'\n")
    done = shapelint("check", "--add-noqa", cwd=project)
    assert done.returncode == 1
    assert "error: e.py:2: no comment can be added for SHP001" in done.stderr
    assert shapelint("check", "--add-noqa", "--exit-zero", cwd=project).returncode == 0


def test_add_noqa_to_a_file_that_cannot_be_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith("b.py"))
    result = run_check(Request(paths=(str(project),), isolated=True))
    assert add_noqa(result, is_quiet=False, is_zero=True) == 2
    assert capsys.readouterr().err.splitlines() == [
        "shapelint: `# noqa` for 1 finding added in 1 file",
        f"shapelint: error: {project / 'b.py'}: not written: permission denied",
    ]
    assert (project / "b.py").read_text() == DEFECT


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--prune-baseline"], "--prune-baseline goes with --baseline"),
        (["--baseline", "x", "--write-baseline", "y"], "--baseline and --write-baseline exclude each other"),
        (["--add-noqa", "--fix"], "--add-noqa and --fix exclude each other"),
        (["--ignore-noqa", "--fix"], "--ignore-noqa and --fix exclude each other"),
        (["-", "--add-noqa"], "--add-noqa needs files"),
        (["-", "--show-files"], "--show-files needs files; standard input is none"),
        (["--write-baseline", "x", "-o", "y"], "--write-baseline and --output-file exclude each other"),
        (["--write-baseline", "x", "--output-format", "full"], "--output-format exclude each other"),
        (["--diff", "--statistics"], "--diff and --statistics exclude each other"),
        (["--baseline", "x", "--prune-baseline", "--diff"], "--prune-baseline and --diff exclude each other"),
        (["--show-files", "--fix"], "--fix and --show-files exclude each other"),
        (["--show-files", "--show-settings"], "--show-files and --show-settings exclude each other"),
        (["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
        (["--select", ""], "it names no rule"),
        (["--config", ""], "'--config': the name is empty"),
        (["a.py", ""], "the name is empty"),
        (["--write-baseline", "nowhere/x.json"], "nowhere/x.json: cannot be written"),
    ],
)
def test_contradictions(project: Path, arguments: list[str], words: str) -> None:
    done = shapelint("check", *arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_show_files(project: Path) -> None:
    (project / "shapelint.toml").write_text('exclude = ["c.py"]')
    assert shapelint("check", "--show-files", cwd=project).stdout.splitlines() == ["b.py", str(Path("src/a.py"))]
    done = shapelint("check", "--show-files", "src", "nowhere", cwd=project)
    assert (done.returncode, done.stdout) == (2, f"{Path('src/a.py')}\n")
    assert "nowhere: no such file or directory" in done.stderr


def test_show_settings(project: Path) -> None:
    text = 'select = ["SHP1", "SHP2"]\nignore = ["SHP101"]\n[per-file-ignores]\n"b.py" = ["ALL"]\n'
    (project / "shapelint.toml").write_text(text)
    lines = shapelint("check", "--show-settings", "--extend-select", "SHP601", cwd=project).stdout.splitlines()
    assert lines[:9] == [
        f"# configuration: {project / 'shapelint.toml'}",
        'select = ["SHP1", "SHP2"]',
        'extend-select = ["SHP601"]',
        'ignore = ["SHP101"]',
        'certainty = "by-default"',
        "exclude = []",
        "force-exclude = false",
        'per-file-ignores = { "b.py" = ["ALL"] }',
        f"# {len(lines) - 9} of {len(load_rules().entries)} rules are switched on:",
    ]
    assert "#   SHP601 dropout-without-effect" in lines and "#   SHP102 first-step-summary" in lines
    assert not [line for line in lines if "SHP101 " in line or "SHP3" in line]
    bad = shapelint("check", "--show-settings", "--select", "SHP9", cwd=project)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert shapelint("check", "--show-settings", "--isolated", cwd=project).stdout.startswith("# configuration: none\n")


def _can_be_interrupted() -> None:
    """A shell's background jobs ignore SIGINT, and so would everything that the tests start there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_watch(project: Path) -> None:
    command = [sys.executable, "-m", "shapelint", "check", "--watch", "--output-format", "concise", "c.py"]
    options = {"cwd": project, "env": environment(PYTHONUNBUFFERED="1"), "text": True}
    options["preexec_fn"] = _can_be_interrupted
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as process:  # type: ignore[call-overload]
        patience = threading.Timer(120, process.kill)
        patience.start()
        assert "watching for changes" in process.stderr.readline()
        (project / "notes.txt").write_text("nothing to check")
        (project / "c.py").write_text(DEFECT)
        assert process.stdout.readline().startswith("c.py:6:8: SHP101")
        assert process.stderr.readline() == "shapelint: changed: c.py\n"
        assert "watching for changes" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=100) == 130
        patience.cancel()
        assert "Traceback" not in process.stderr.read()


def test_watching_needs_its_library(project: Path) -> None:
    planted = project / "planted"
    planted.mkdir()
    (planted / "watchfiles.py").write_text("raise ImportError\n")
    env = environment(PYTHONPATH=f"{ROOT}{os.pathsep}{planted}")
    done = shapelint("check", "--watch", "c.py", cwd=project, env=env)
    assert done.returncode == 2
    assert "--watch needs the package watchfiles: pip install 'shapelint[watch]'" in done.stderr
