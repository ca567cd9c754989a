"""What a run keeps for the next one: it is used where nothing changed, and only there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from shapelint import cache, engine, files, stamps, stored
from shapelint.cache import FOLDER, Cache
from shapelint.config import DEFAULTS, Settings
from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Related, Severity
from shapelint.kept import checksum
from shapelint.outcome import Outcome
from shapelint.parallel import check_files
from shapelint.rule import load_rules
from shapelint.server import configurations
from tests.command import CLEAN, DEFECT, environment, shapelint

HERE, THERE = Location(3, 5), Location(4, 2)
RICH = Diagnostic(
    *(
        "SHP101",
        "bidirectional-last-step",
        "a “message”\u2028",
        Severity.ERROR,
        Certainty.POSSIBLE,
        "a.py",
        HERE,
        THERE,
    ),
    cell=2,
    fix=Fix(
        Applicability.UNSAFE,
        "bind it",
        (Edit("h_n\n", HERE, HERE, cell=1), Edit("", HERE, THERE)),
        relies_on=(Edit("", THERE, THERE, cell=3),),
    ),
    related=(Related("made here", HERE, THERE), Related("read here", HERE, THERE, cell=7)),
    url="of the page",
)
LAYER = "from torch import nn\n\n\ndef layer():\n    return nn.LSTM(8, 16, batch_first=True, bidirectional={})\n"
USER = """\
import torch
from layer import layer

output, (h_n, c_n) = layer()(torch.randn(4, 5, 8))  # an LSTM
print(torch.nn.Linear(32, 2)(output[:, -1]))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file in it that has a finding."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "of user"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text(DEFECT)
    return folder


def codes(folder: Path, *arguments: str) -> list[str]:
    """The codes of what a run in a process of its own finds, with the use of LibCST as one more."""
    program = (
        "import sys; sys.argv = ['shapelint', 'check', '--output-format', 'json', *sys.argv[1:]]\n"
        "from shapelint.cli import run\n"
        "try:\n    run()\nfinally:\n    print('libcst' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment(XDG_CACHE_HOME=str(folder.parent / "of user")),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return [each["code"] for each in json.loads(done.stdout)] + ["parsed"] * ("True" in done.stderr)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.json"))


def test_what_did_not_change_is_not_parsed(project: Path) -> None:
    first = shapelint("check", cwd=project)
    assert codes(project) == ["SHP101"]
    assert (
        shapelint("check", cwd=project).stdout == first.stdout == shapelint("check", "--no-cache", cwd=project).stdout
    )
    assert {".gitignore", "CACHEDIR.TAG"} < {path.name for path in (project / FOLDER).iterdir()}


def test_what_changed_is_parsed(project: Path) -> None:
    assert codes(project) == ["SHP101", "parsed"]
    (project / "a.py").write_text(CLEAN)
    assert codes(project) == ["parsed"]
    assert codes(project) == []
    (project / "a.py").write_text(DEFECT)
    assert codes(project) == ["SHP101", "parsed"]


def test_each_file_has_its_own(project: Path) -> None:
    (project / "b.py").write_text(DEFECT)
    assert codes(project, "a.py") == ["SHP101", "parsed"]
    assert codes(project, "b.py") == ["SHP101", "parsed"]
    assert codes(project) == ["SHP101", "SHP101"]


def test_settings_have_their_own(project: Path) -> None:
    assert codes(project) == ["SHP101", "parsed"]
    assert codes(project, "--ignore", "SHP101") == ["parsed"]
    assert codes(project, "--ignore", "SHP101") == []
    (project / "shapelint.toml").write_text('per-file-ignores = { "a.py" = ["SHP1"] }\n')
    assert codes(project) == ["parsed"]
    assert len(kept(project)) == 3


def test_files_that_are_imported(project: Path) -> None:
    (project / "a.py").write_text(USER)
    assert codes(project, "a.py") == []
    (project / "layer.py").write_text(LAYER.format("True"))
    assert codes(project, "a.py") == ["SHP101", "parsed"]
    assert codes(project, "a.py") == ["SHP101"]
    (project / "layer.py").write_text(LAYER.format("False"))
    assert codes(project, "a.py") == ["SHP703", "parsed"]
    (project / "layer.py").unlink()
    assert codes(project, "a.py") == []


def test_what_makes_a_folder_a_package_or_a_project(project: Path) -> None:
    folder = project / "folder"
    folder.mkdir()
    (project / "a.py").unlink()
    (folder / "a.py").write_text(USER)
    (project / "layer.py").write_text(LAYER.format("True"))
    assert codes(project) == ["SHP101", "parsed"]
    (folder / "setup.py").touch()
    assert codes(project) == []
    (folder / "setup.py").unlink()
    assert codes(project) == ["SHP101", "parsed"]
    (folder / "layer.py").write_text(LAYER.format("False"))
    assert codes(project) == ["SHP703", "parsed"]
    (folder / "__init__.py").touch()
    assert codes(project) == ["SHP101", "parsed"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""), ("{", "{}"), ("\udcff", "{}"), ("null", "null"), ("[]", "{}"), ("[" * 100_000, "{}"), (None, "{"),
        ('{"state": 3, "files": {"%s": [null, [], null]}, "places": []}', "{}"),
        ('{"state": %state, "files": {"%s": 1}}', "{}"),
        ('{"state": %state, "files": [], "places": {}}', "{}"),
        ('{"state": %state, "files": {"%s": [%stamp, [0, -1, "a", 1.5], {}]}, "places": []}', "{}"),
        ('{"state": %state, "files": {"%s": [%stamp, [0], {}]}, "places": [[1, 2]]}', "{}"),
        ('{"state": %state, "files": {"%s": [%stamp, [0], {}]}, "places": [["\\u0000", [1]]]}', '{"%s": 3}'),
        ('{"state": %state, "files": {"%s": [%stamp, [], {"is_complete": true, "diagnostics": 3}]}}', "{}"),
        ('{"state": %state, "files": {"%s": [1, 2, 3]}}', '{"%s": ["%content", {}]}'),
        (
            '{"state": %state, "files": {"%s": [null, [], {"is_complete": true, "diagnostics": [{"code": 1}]}]}}',
            '{"%s": ["%content", {}]}',
        ),
    ],
)  # fmt: skip
def test_a_damaged_cache_is_none(project: Path, first: str | None, second: str) -> None:
    assert codes(project) == ["SHP101", "parsed"]
    path, of = kept(project)[0], project / "a.py"
    before = path.read_text().splitlines()[1]
    values = {"%state": json.dumps(json.loads(before)["state"]), "%stamp": str(stamps.stamp(str(of))), "%s": str(of)}
    values["%content"] = stamps.digest(of.read_bytes())
    text = "\n".join((before if first is None else first, second))
    for name, value in values.items():
        text = text.replace(name, value)
    data = text.encode(errors="surrogateescape")
    path.write_bytes(b"%s\n%s" % (checksum(data), data))
    assert codes(project) == ["SHP101", "parsed"]
    assert codes(project) == ["SHP101"]


def test_what_is_damaged_and_still_valid_is_not_believed(project: Path) -> None:
    assert codes(project) == ["SHP101", "parsed"]
    path = kept(project)[0]
    text = path.read_text()
    assert "SHP101" in text
    path.write_text(text.replace("SHP101", "SHP102"))
    assert codes(project) == ["SHP101", "parsed"]
    assert codes(project) == ["SHP101"]


def test_a_project_that_cannot_be_written(project: Path) -> None:
    (project / FOLDER).write_text("in the way")
    assert codes(project) == ["SHP101", "parsed"]
    assert codes(project) == ["SHP101"]
    assert (project / FOLDER).read_text() == "in the way"
    assert (
        "deleted"
        in shapelint("clean", cwd=project, env=environment(XDG_CACHE_HOME=str(project.parent / "of user"))).stderr
    )


def test_no_place_at_all(project: Path) -> None:
    (project / FOLDER).write_text("in the way")
    (project.parent / "of user").write_text("in the way")
    assert codes(project) == codes(project) == ["SHP101", "parsed"]


def test_nothing_is_kept_of_nothing(project: Path) -> None:
    assert codes(project, "--no-cache") == ["SHP101", "parsed"]
    (project / "a.py").write_text("import torch\n")
    assert codes(project) == []
    assert not (project / FOLDER).exists()


def test_clean(project: Path) -> None:
    codes(project)
    assert shapelint("clean", cwd=project).stderr == f"shapelint: deleted {FOLDER}\n"
    assert not (project / FOLDER).exists()
    assert shapelint("clean", cwd=project).stderr == "shapelint: there is no cache\n"
    assert (project / "a.py").read_text() == DEFECT


def test_runs_at_the_same_time(project: Path) -> None:
    for number in range(6):
        (project / f"m{number}.py").write_text(DEFECT)
    command = [sys.executable, "-m", "shapelint", "check", "-q", "--output-format", "concise"]
    running = [
        subprocess.Popen(command, cwd=project, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert {each.communicate(timeout=120)[0].count("SHP101") for each in running} == {7}
    assert codes(project) == ["SHP101"] * 7
    assert not [path for path in (project / FOLDER).iterdir() if path.name.startswith(".a") or path.suffix == ".tmp"]


def test_a_file_that_is_changed_while_it_is_checked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(project / "a.py")
    settings = replace(DEFAULTS, root=project)

    def keep(self: Cache, found: object) -> None:
        Path(path).write_text(CLEAN)
        original(self, found)  # type: ignore[arg-type]

    original = Cache.keep
    monkeypatch.setattr(Cache, "keep", keep)
    check_files([path], settings, cache=Cache(settings, load_rules()))
    assert not kept(project)


def test_only_so_many_states(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_STATES", 2)
    for code in ("SHP101", "SHP102", "SHP103"):
        settings = replace(DEFAULTS, root=project, ignore=(code,))
        check_files([str(project / "a.py")], settings, cache=Cache(settings, load_rules()))
    assert len(kept(project)) == 2


@pytest.fixture
def settled(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same project, all of whose files count as having been there for long."""
    monkeypatch.setattr(stamps, "SETTLED", 0)
    return project


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[str], set[str]]:
    """The codes of what is found in a folder, the names of the files that were read and of those that were analysed."""
    read, analysed = set(), set()

    def read_bytes(path: str) -> bytes | files.Unreadable:
        read.add(Path(path).name)
        return original(path)

    def check_file(path: str, settings: Settings) -> Outcome:
        analysed.add(Path(path).name)
        return check(path, settings)

    original, check = files.read_bytes, engine.check_file
    settings = replace(DEFAULTS, root=folder)
    with monkeypatch.context() as patch:
        patch.setattr(files, "read_bytes", read_bytes)
        patch.setattr(engine, "check_file", check_file)
        found = check_files(sorted(map(str, folder.glob("*.py"))), settings, 1, cache=Cache(settings, load_rules()))
    return [each.code for outcome in found for each in outcome.diagnostics], read, analysed


def test_what_was_not_touched_is_not_read(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled / "b.py").write_text("import torch\n")
    assert checked(settled, monkeypatch) == (["SHP101"], {"a.py", "b.py"}, {"a.py"})
    written = kept(settled)[0].stat().st_mtime_ns
    assert checked(settled, monkeypatch) == (["SHP101"], set(), set())
    assert kept(settled)[0].stat().st_mtime_ns == written


def test_what_was_touched_is_read(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(settled, monkeypatch)
    (settled / "a.py").touch()
    assert checked(settled, monkeypatch) == (["SHP101"], {"a.py"}, set())
    assert checked(settled, monkeypatch) == (["SHP101"], set(), set())


def test_the_same_size_and_an_old_time_hide_nothing(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(settled, monkeypatch)
    path = settled / "a.py"
    before = path.stat()
    path.write_text(DEFECT.replace("bidirectional=True", "bidirectional=0   "))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert checked(settled, monkeypatch) == (["SHP703"], {"a.py"}, {"a.py"})


def test_what_was_touched_just_now_is_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(project, monkeypatch)[1:] == ({"a.py"}, {"a.py"})
    assert checked(project, monkeypatch)[1:] == ({"a.py"}, set())


def test_of_a_folder_only_its_coming_and_going_is_watched(tmp_path: Path) -> None:
    mark = tmp_path / ".git"
    assert stamps.AskedPaths().watched(str(mark)) == str(tmp_path)
    mark.mkdir()
    assert stamps.AskedPaths().watched(str(mark)) == str(tmp_path)
    before = configurations.stamp(str(mark))
    (mark / "index").touch()
    assert configurations.stamp(str(mark)) == before is not None


def test_no_candidate_becomes_one(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled / "b.py").write_text("import torch\n")
    checked(settled, monkeypatch)
    (settled / "b.py").write_text(DEFECT)
    assert checked(settled, monkeypatch) == (["SHP101", "SHP101"], {"b.py"}, {"b.py"})
    (settled / "b.py").write_text("import torch\n")
    assert checked(settled, monkeypatch) == (["SHP101"], {"b.py"}, set())
    assert checked(settled, monkeypatch) == (["SHP101"], set(), set())


def test_files_that_come_and_go_around(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled / "a.py").write_text(USER)
    assert checked(settled, monkeypatch)[2] == {"a.py"}
    assert checked(settled, monkeypatch) == ([], {"a.py"}, set())  # the cache itself has come into the folder
    assert checked(settled, monkeypatch) == ([], set(), set())
    (settled / "unrelated.txt").write_text("")
    assert checked(settled, monkeypatch) == ([], {"a.py"}, set())
    (settled / "layer").mkdir()
    checked(settled, monkeypatch)
    (settled / "layer" / "__init__.py").write_text(LAYER.format("True"))
    assert checked(settled, monkeypatch)[::2] == (["SHP101"], {"a.py"})
    assert checked(settled, monkeypatch) == (["SHP101"], set(), set())
    (settled / "layer" / "__init__.py").write_text(LAYER.format("False"))
    assert checked(settled, monkeypatch)[::2] == (["SHP703"], {"a.py"})


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_whose_target_comes_to_be(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled / "a.py").write_text(USER)
    (settled / "layer.py").symlink_to(settled.parent / "elsewhere.py")
    checked(settled, monkeypatch)
    (settled.parent / "elsewhere.py").write_text(LAYER.format("True"))
    assert checked(settled, monkeypatch)[0] == ["SHP101"]


def test_files_that_are_gone_are_forgotten(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled / "b.py").write_text(DEFECT)
    checked(settled, monkeypatch)
    (settled / "b.py").unlink()
    (settled / "a.py").write_text(CLEAN)
    checked(settled, monkeypatch)
    assert str(settled / "b.py") not in kept(settled)[0].read_text()
    assert str(settled / "a.py") in kept(settled)[0].read_text()


def test_another_version_has_another_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {Cache(DEFAULTS, load_rules())._name}
    monkeypatch.setattr(cache, "__version__", "0.0.0")
    names.add(Cache(DEFAULTS, load_rules())._name)
    monkeypatch.setattr(sys, "version", "another Python")
    names.add(Cache(DEFAULTS, load_rules())._name)
    assert len(names) == 3


def test_outcomes_as_json_and_back() -> None:
    outcome = Outcome("a.py", (RICH, replace(RICH, fix=None, cell=None)), is_complete=False, consulted=("b.py",))
    assert stored.outcome(json.loads(json.dumps(stored.entry(outcome))), "a.py", ("b.py",)) == outcome


def test_every_field_of_the_test_differs_from_its_default() -> None:
    """So that a field that `stored` forgets fails the test above."""
    for value in (RICH, RICH.related[1], RICH.fix, RICH.fix.edits[0] if RICH.fix else None):
        assert is_dataclass(value)
        assert all(getattr(value, each.name) != each.default for each in fields(value))
