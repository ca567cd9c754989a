"""The command line: exit codes, options, streams; every run is a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from click.testing import CliRunner

import shapelint as package
from shapelint import parallel
from shapelint.cli import main
from shapelint.commands.places import Place, place_of
from shapelint.commands.terminal import RunFailed
from shapelint.config import DEFAULTS
from shapelint.outcome import Outcome
from tests.command import CLEAN, DEFECT, concise, environment, shapelint
from tests.test_notebook import notebook

FOUND = "a.py:6:8: SHP101"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one defect in `a.py`, and a clean `b.py`."""
    (tmp_path / "a.py").write_text(DEFECT)
    (tmp_path / "b.py").write_text(CLEAN)
    return tmp_path


def in_shell(command: str, cwd: Path) -> tuple[int, str, str]:
    """Exit code, output and complaints of a line for bash, in which `shapelint` is this one."""
    line = f'shapelint() {{ "{sys.executable}" -m shapelint "$@"; }}; {command}'
    options = {"cwd": cwd, "capture_output": True, "text": True, "env": environment(), "timeout": 120, "check": False}
    done = subprocess.run(["bash", "-c", line], **options)  # type: ignore[call-overload]
    return done.returncode, done.stdout, done.stderr


def test_exit_codes(project: Path) -> None:
    assert shapelint("check", cwd=project).returncode == 1
    assert shapelint("check", "b.py", cwd=project).returncode == 0
    assert shapelint("check", "--exit-zero", cwd=project).returncode == 0
    (project / "a.py").write_text("import torch\nprint 'LSTM'\n")
    assert shapelint("check", cwd=project).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "SHP999"], "--select: there is no rule 'SHP999'"),
        (["--ignore", "bidirectional-last-stepp"], "did you mean 'bidirectional-last-step'?"),
        (["--extend-select", "E501"], "there is no rule 'E501'"),
        (["--config", "nowhere.toml"], "nowhere.toml: cannot be read"),
        (["--config", "a.py", "--isolated"], "exclude each other"),
        (["--config", "a.py"], "not valid TOML"),
        (["--output-format", "xml"], "'xml' is not one of"),
        (["--certainty", "never"], "'never' is not one of"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--nothing-like-it"], "--nothing-like-it"),
        (["--stdin-filename", "x.py"], "goes with the path `-`"),
        (["-", "a.py"], "standard input"),
    ],
)
def test_a_run_that_cannot_begin(project: Path, arguments: list[str], words: str) -> None:
    done = shapelint("check", *arguments, cwd=project)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_bad_configuration(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.shapelint]\nslect = []\n")
    done = shapelint("check", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "tool.shapelint.slect: unknown key, did you mean 'select'?" in done.stderr
    assert shapelint("check", "--isolated", cwd=project).returncode == 1


def test_a_path_that_does_not_exist(project: Path) -> None:
    done = shapelint("check", "nowhere.py", "a.py", "--output-format", "concise", cwd=project)
    assert done.returncode == 2
    assert done.stderr == "shapelint: error: nowhere.py: no such file or directory\n"
    assert done.stdout.startswith(FOUND), "the other files are checked"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_unreadable_file(project: Path) -> None:
    (project / "b.py").chmod(0)
    done = shapelint("check", "--output-format", "concise", cwd=project)
    assert done.returncode == 2
    assert "b.py: permission denied" in done.stderr
    assert done.stdout.startswith(FOUND)


def test_a_path_that_is_too_long(project: Path) -> None:
    done = shapelint("check", "a" * 300, "a.py", "--output-format", "concise", cwd=project)
    assert (done.returncode, done.stderr) == (2, f"shapelint: error: {'a' * 300}: file name too long\n")
    assert done.stdout.startswith(FOUND)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no way here to be a root without a root's permissions")
def test_a_folder_that_cannot_be_looked_into(project: Path) -> None:
    (project / "closed").mkdir(mode=0)
    plain = "" if os.geteuid() else "setpriv --bounding-set=-dac_override,-dac_read_search "
    for arguments in ("closed", "closed/z.py", "- --stdin-filename closed/z.py"):
        command = f'{plain}"{sys.executable}" -m shapelint check {arguments} <a.py'
        assert in_shell(command, project) == (2, "", f"shapelint: error: {project}/closed: permission denied\n")


@pytest.mark.skipif(os.name == "nt", reason="this system keeps the folder that somebody is in")
def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    gone = "mkdir gone; cd gone; rmdir ../gone;"
    assert in_shell(f"{gone} shapelint check 2>&1", tmp_path)[:2] == (
        2, "shapelint: error: the current folder: no such file or directory\n",
    )  # fmt: skip
    assert in_shell(f"{gone} shapelint --version", tmp_path)[:2] == (0, f"shapelint {package.__version__}\n")


def test_a_folder_named_on_the_command_line_like_a_file(project: Path) -> None:
    (project / "x.py").mkdir()
    done = shapelint("check", "x.py", cwd=project)
    assert (done.returncode, done.stderr) == (0, "shapelint: warning: there is no Python file to check\n")


def test_a_file_that_could_not_be_analysed(project: Path) -> None:
    (project / "c.py").write_text("import torch  # LSTM\nx = " + "1 + " * 700 + "1\n")
    done = shapelint("check", "--output-format", "concise", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith(FOUND)
    assert done.stderr == "shapelint: warning: c.py was not analysed: it is nested too deeply to be followed\n"
    assert shapelint("check", "c.py", cwd=project).returncode == 0


def test_verbose_tells_the_cause(project: Path) -> None:
    program = (
        "import shapelint.judge, sys\n"
        "def judged(*_): raise RuntimeError('broken rule')\n"
        "shapelint.judge.judged = judged\n"
        "sys.argv = ['shapelint', 'check', *sys.argv[1:]]\n"
        "from shapelint.cli import run\nrun()"
    )
    command = [sys.executable, "-c", program]
    options = {"cwd": project, "capture_output": True, "text": True, "env": environment(), "check": False}
    quiet = subprocess.run(command, **options)  # type: ignore[call-overload]
    loud = subprocess.run([*command, "--verbose"], **options)  # type: ignore[call-overload]
    assert quiet.returncode == loud.returncode == 0
    assert "a.py was not analysed: RuntimeError: broken rule" in quiet.stderr
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


def test_selection(project: Path) -> None:
    assert concise("--select", "SHP2", cwd=project) == []
    assert concise("--select", "SHP2,SHP101", cwd=project) == [FOUND]
    assert concise("--select", "SHP2", "--select", "bidirectional-last-step", cwd=project) == [FOUND]
    assert concise("--ignore", "SHP1", cwd=project) == []
    assert concise("--ignore", "SHP1", "--extend-select", "SHP101", cwd=project) == [FOUND]


def test_configuration(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.shapelint]\nignore = ["SHP1"]\n')
    assert concise(cwd=project) == []
    assert concise("--isolated", cwd=project) == [FOUND]
    assert concise("--extend-select", "SHP1", cwd=project) == [FOUND]
    (project / "other.toml").write_text("")
    assert concise("--config", "other.toml", cwd=project) == [FOUND]
    (project / "pyproject.toml").write_text('[tool.shapelint.per-file-ignores]\n"a.py" = ["SHP101"]\n')
    assert concise(cwd=project) == []
    assert concise("a.py", cwd=project.parent) == [], "there is no such file there"
    assert concise(f"{project.name}/a.py", cwd=project.parent) == [], "the configuration is that of the files"


def test_exclude(project: Path) -> None:
    (project / "shapelint.toml").write_text('exclude = ["a.py"]')
    assert concise(cwd=project) == []
    assert concise("a.py", cwd=project) == [FOUND]


def test_standard_input(project: Path) -> None:
    assert concise("-", cwd=project, stdin=DEFECT.encode()) == ["<stdin>:6:8: SHP101"]
    assert concise("-", "--stdin-filename", "src/m.py", cwd=project, stdin=DEFECT.encode()) == ["src/m.py:6:8: SHP101"]
    (project / "shapelint.toml").write_text('per-file-ignores = {"src/*" = ["SHP1"]}')
    assert concise("-", "--stdin-filename", "src/m.py", cwd=project, stdin=DEFECT.encode()) == []
    assert concise("-", cwd=project, stdin=b"\xff torch LSTM") == ["<stdin>:1:1: SHP001"]
    assert concise("-", cwd=project) == []
    full = shapelint("check", "-", cwd=project, stdin=DEFECT.encode()).stdout
    assert "6 | last = output[:, -1]" in full


def test_json(project: Path) -> None:
    done = shapelint("check", "--output-format", "json", cwd=project)
    (found,) = json.loads(done.stdout)
    assert list(found) == [
        *("code", "name", "message", "severity", "certainty", "filename", "location", "end_location"),
        *("cell", "fix", "related", "url"),
    ]
    assert found["filename"] == str(project / "a.py")
    assert found["location"] == {"row": 6, "column": 8}
    assert found["end_location"] == {"row": 6, "column": 21}
    assert (found["severity"], found["certainty"]) == ("error", "always")
    assert (found["cell"], found["url"]) == (None, None)
    assert found["fix"]["applicability"] == "unsafe"
    (edit,) = found["fix"]["edits"]
    assert list(edit) == ["content", "location", "end_location", "cell"]
    assert edit["cell"] is None and found["related"][0]["cell"] is None
    assert (edit["location"], edit["end_location"]) == (found["location"], found["end_location"])
    assert edit["content"] == "torch.cat((h_n[-2], h_n[-1]), dim=-1)"
    assert list(found["related"][0]) == ["message", "location", "end_location", "cell"]
    assert json.loads(shapelint("check", "b.py", "--output-format", "json", cwd=project).stdout) == []


def test_statistics(project: Path) -> None:
    (project / "c.py").write_text(DEFECT + "# noqa: SHP201\n")
    done = shapelint("check", "--statistics", cwd=project)
    assert done.stdout == "2  SHP101  bidirectional-last-step\n1  SHP002  unused-suppression\n"
    assert done.returncode == 1
    done = shapelint("check", "--statistics", "--output-format", "json", cwd=project)
    assert json.loads(done.stdout)[0] == {"code": "SHP101", "name": "bidirectional-last-step", "count": 2}


def test_quiet(project: Path) -> None:
    assert shapelint("check", "--quiet", "b.py", cwd=project).stdout == ""
    assert shapelint("check", "b.py", cwd=project).stdout == "Nothing found in 1 file.\n"


def test_color(project: Path) -> None:
    def is_colored(*options: str, **variables: str) -> bool:
        return "\x1b[" in shapelint("check", *options, cwd=project, env=environment(**variables)).stdout

    assert not is_colored()
    assert is_colored("--color", "always")
    assert is_colored(FORCE_COLOR="1")
    assert not is_colored("--color", "never", FORCE_COLOR="1")
    assert not is_colored(FORCE_COLOR="1", NO_COLOR="1")
    assert is_colored("--color", "always", NO_COLOR="1")


def test_a_stream_that_cannot_encode(project: Path) -> None:
    (project / "ü.py").write_text(DEFECT.replace("last = output", "last = 'ü', output"))
    done = shapelint("check", "ü.py", cwd=project, env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"))
    assert done.returncode == 1
    assert "\\xfc" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_goes_away(project: Path) -> None:
    for number in range(40):
        (project / f"m{number}.py").write_text(DEFECT * 5)
    command = f'"{sys.executable}" -m shapelint check --jobs 1 ; echo "exit $?" >&2'
    done = subprocess.run(
        ["bash", "-c", f"( {command} ) | head -n 1"],
        cwd=project,
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "exit 1\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", ["check", "check --diff --unsafe-fixes", "check - --fix <a.py", "rule", "--help"])
def test_standard_output_that_cannot_be_written(project: Path, command: str) -> None:
    for stdout in ("/dev/full", "&-"):
        code, _, said = in_shell(f"shapelint {command} >{stdout}", project)
        assert code == 2
        assert said.startswith("shapelint: error: ") and len(said.splitlines()) == 1


def test_closed_streams(project: Path) -> None:
    assert in_shell("shapelint check - <&-", project)[::2] == (
        2, "shapelint: error: standard input cannot be read: Bad file descriptor\n",
    )  # fmt: skip
    assert in_shell("shapelint check -o out.txt >&- 2>&-", project) == (1, "", "")
    assert in_shell("shapelint check nowhere.py 2>&-", project)[0] == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_is_read_once(project: Path) -> None:
    os.mkfifo(project / "pipe.py")
    assert len(concise(cwd=project)) == 1, "in a folder it is passed over"
    options = "--output-format concise"
    for paths in ("<(cat a.py)", "/dev/stdin < <(cat a.py)", "pipe.py & cat a.py > pipe.py; wait $!"):
        assert in_shell(f"shapelint check {options} {paths}", project)[1].startswith("<stdin>:6:8: SHP101"), paths
    code, found, said = in_shell(f"shapelint check {options} a.py <(cat a.py)", project)
    assert (code, found.startswith(FOUND)) == (2, True)
    assert said.endswith(": neither a file nor a folder; a pipe is checked alone\n")
    assert "--add-noqa needs files" in in_shell("shapelint check --add-noqa <(cat a.py)", project)[2]
    assert "output[:, -1]" in in_shell("shapelint shapes <(cat a.py)", project)[1]


def test_parallel_is_serial(project: Path) -> None:
    for number in range(12):
        (project / f"m{number}.py").write_text(DEFECT if number % 3 else DEFECT + "# noqa: SHP201\n")
    (project / "broken.py").write_text("torch LSTM")
    (project / "deep.py").write_text("import torch  # LSTM\nx = " + "1 + " * 700 + "1\n")
    runs = [shapelint("check", "--output-format", "json", "--jobs", jobs, cwd=project) for jobs in ("1", "2", "7")]
    assert len({run.stdout for run in runs}) == 1
    assert len({run.stderr for run in runs}) == 1
    places = [(each["filename"], each["location"]["row"]) for each in json.loads(runs[0].stdout)]
    assert places == sorted(places)
    assert len(places) == 1 + 1 + 12 + 4


@pytest.mark.parametrize(("most", "expected"), [(61, 61), (None, 100)])
def test_no_more_processes_than_windows_can_wait_for(
    monkeypatch: pytest.MonkeyPatch, most: int | None, expected: int
) -> None:
    asked: list[int] = []

    def in_processes(paths: list[str], settings: object, workers: int, progress: object) -> list[Outcome]:
        asked.append(workers)
        return [Outcome(path) for path in paths]

    monkeypatch.setattr(parallel, "MOST_PROCESSES", most)
    monkeypatch.setattr(parallel, "_known", lambda path, cache: None)
    monkeypatch.setattr(parallel, "_in_processes", in_processes)
    assert len(parallel.check_files(map(str, range(1000)), DEFAULTS, jobs=100)) == 1000
    assert asked == [expected]


def test_an_interruption_waits_for_no_file() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), parallel._pool(2) as pool:
        futures = [pool.submit(time.sleep, 100) for _ in range(9)]
        raise KeyboardInterrupt
    ended = [each.cancelled() or each.exception(timeout=50) for each in futures]
    assert all(each is True or isinstance(each, BrokenProcessPool) for each in ended)
    assert time.monotonic() - begun < 50


def test_version_and_help(tmp_path: Path) -> None:
    assert shapelint("--version", cwd=tmp_path).stdout == f"shapelint {package.__version__}\n"
    assert "..." not in shapelint("--help", cwd=tmp_path).stdout.partition("Commands:")[2]
    for arguments in (["check", "-h"], ["rule", "--help"], ["shapes", "--help"]):
        done = shapelint(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: shapelint")


def test_rule(tmp_path: Path) -> None:
    by_code = shapelint("rule", "shp002", cwd=tmp_path)
    assert by_code.returncode == 0
    assert by_code.stdout == shapelint("rule", "unused-suppression", cwd=tmp_path).stdout
    assert by_code.stdout.startswith("SHP002 unused-suppression (warning)\n\n")
    assert "\nWhy it is wrong\n" in by_code.stdout
    assert "\n    import torch\n" in by_code.stdout
    assert "```" not in by_code.stdout
    listed = shapelint("rule", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted(line.split()[0] for line in listed)
    assert any(line.startswith("SHP101  bidirectional-last-step") for line in listed)
    command = [sys.executable, "-OO", "-m", "shapelint", "rule", "shp002"]
    without = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment(), check=False)
    assert without.stdout == by_code.stdout, "Python drops the docstring"
    everything = shapelint("rule", "--all", cwd=tmp_path).stdout
    assert all(f"{line.split()[0]} {line.split()[1]} (" in everything for line in listed)


@pytest.mark.parametrize("arguments", [["rule", "--all", "SHP101"], ["config", "--schema", "select"], ["clean", "x"]])
def test_what_does_not_go_together_or_is_not_there(project: Path, arguments: list[str]) -> None:
    (project / ".shapelint_cache").mkdir()
    done = shapelint(*arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert any(words in done.stderr for words in ("it goes without", "x: no such file or directory"))
    assert (project / ".shapelint_cache").is_dir()


def test_no_such_rule(tmp_path: Path) -> None:
    done = shapelint("rule", "bidirectional-laststep", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "shapelint: error: there is no rule 'bidirectional-laststep', did you mean 'bidirectional-last-step'?\n"
    )


def test_the_beginning_of_several_rules(tmp_path: Path) -> None:
    done = shapelint("rule", "SHP80", cwd=tmp_path)
    assert done.stderr == "shapelint: error: 'SHP80' names several rules: SHP801, SHP802, SHP803, SHP804\n"


def test_shapes(project: Path) -> None:
    everything = shapelint("shapes", "a.py", cwd=project)
    assert everything.returncode == 0
    assert "output[:, -1]" in everything.stdout
    one = shapelint("shapes", "a.py:6", cwd=project).stdout
    assert "output[:, -1]" in one
    assert "nn.LSTM" not in one
    column = shapelint("shapes", "a.py:6:20", cwd=project)
    assert (column.returncode, column.stdout) == (2, "") and "'a.py:6:20' names a column" in column.stderr
    assert json.loads(shapelint("shapes", "a.py", "--output-format", "json", cwd=project).stdout)


def test_shapes_of_a_notebook_are_by_cell(tmp_path: Path) -> None:
    before, use = DEFECT.split("last =")
    (tmp_path / "n.ipynb").write_text(notebook(("markdown", "LSTM"), before, f"x = 1\nlast ={use}"))
    found = shapelint("shapes", "n.ipynb:cell 3:2", cwd=tmp_path).stdout.splitlines()
    assert found[0] == "n.ipynb:cell 3:2:8  output[:, -1]"
    assert not [line for line in found if "cell 2" in line]
    cell = json.loads(shapelint("shapes", "n.ipynb:cell 3", "--output-format", "json", cwd=tmp_path).stdout)
    assert [list(each)[-1] for each in cell] == ["cell"] * len(cell)
    assert {(each["cell"], each["location"]["row"]) for each in cell} == {(3, 2)}
    for place, words in (
        ("n.ipynb:2", "rows of a notebook are those of a cell: .*n.ipynb:cell N:LINE"),
        ("n.ipynb:cell 1:1", "there is no code cell 1"),
        ("n.ipynb:cell 3:9", "cell 3 has no line 9: it has 3"),
        ("n.ipynb:cell 3:1:9", "cell 3:1 has no column 9: it has 5"),
    ):
        with pytest.raises(RunFailed, match=words):
            place_of(f"{tmp_path}/{place}").source()


def test_a_name_that_looks_like_a_place(tmp_path: Path) -> None:
    path = tmp_path / "a.py:3"
    assert place_of(str(path)) == Place(str(tmp_path / "a.py"), row=3)
    path.touch()
    for text in (str(path), f"a.py:{'9' * 5000}"):
        assert place_of(text) == Place(text)


@pytest.mark.parametrize("arguments", [["shapes", "a.py"], ["picture", "a.py:6"]])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OverflowError("too\nlarge"), "OverflowError: too"),
        (RecursionError("deep"), "it is nested too deeply to be followed"),
    ],
)
def test_an_error_inside_ends_what_shows_a_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], error: Exception, words: str
) -> None:
    def interpret(*_: object) -> None:
        raise error

    monkeypatch.chdir(project)
    for user in ("shapelint.shapes", "shapelint.picture.program"):
        monkeypatch.setattr(f"{user}.interpret", interpret)
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.output) == (2, f"shapelint: error: a.py was not analysed: {words}\n")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("0", "there is no line 0: the file has 7"),
        ("8", "there is no line 8: the file has 7"),
        ("7:99", "line 7 has no column 99: it has 29"),
    ],
)
def test_a_place_that_is_not_there(project: Path, place: str, words: str) -> None:
    for command in ["picture"] if ":" in place else ["shapes", "picture"]:
        done = shapelint(command, f"a.py:{place}", cwd=project)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"shapelint: error: a.py: {words}\n"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("nowhere.py", None, "nowhere.py: no such file or directory"),
        ("nowhere.py:14", None, "nowhere.py: no such file or directory"),
        ("x.py", b"print 'x'\n", "x.py:1:1: syntax error: "),
        ("x.py", b"'\xff'", "x.py:1:2: not utf-8 text"),
        ("x.py", b"from torch import nn\nnn.LSTM(1, 2)\nx = " + b"[" * 190 + b"]" * 190, "it is nested too deep"),
    ],
)
def test_shapes_of_what_cannot_be_read(tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = shapelint("shapes", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
