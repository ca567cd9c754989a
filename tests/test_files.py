"""Which files are checked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from shapelint.config import Settings
from shapelint.files import Unreadable, discover, is_candidate, read_bytes


def tree(root: Path, *names: str) -> None:
    """Empty files."""
    for name in names:
        write(root / name, "")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(root: Path, *arguments: str, settings: Settings | None = None) -> list[str]:
    """What is discovered, relative to `root`."""
    files = discover([str(root / argument) for argument in arguments or (".",)], settings or Settings()).files
    return [Path(os.path.relpath(file, root)).as_posix() for file in files]


def test_suffixes_and_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.pyi", "a/n.ipynb", "a/text.txt", "a/c.pyc", "c", "Makefile")
    assert found(tmp_path) == ["a/n.ipynb", "a/z.pyi", "b.py"]


def test_usual_folders_are_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, ".git/a.py", ".venv/a.py", "node_modules/x/a.py", "build/a.py", "src/a.py", "src/__pycache__/a.py")
    write(tmp_path / "my-environment/pyvenv.cfg", "")
    tree(tmp_path, "my-environment/lib/a.py")
    assert found(tmp_path) == ["src/a.py"]
    assert found(tmp_path, "build") == ["build/a.py"], "a folder that is named is walked"


@pytest.mark.parametrize("has_git", [True, False])
def test_gitignore(tmp_path: Path, *, has_git: bool) -> None:
    if has_git:
        (tmp_path / ".git").mkdir()
    write(tmp_path / ".gitignore", "generated/\n*_pb2.py\n/top.py\n!kept_pb2.py\n")
    write(tmp_path / "pkg/.gitignore", "local.py\n!again_pb2.py\n")
    tree(tmp_path, "top.py", "a_pb2.py", "kept_pb2.py", "generated/a.py", "local.py")
    tree(tmp_path, "pkg/top.py", "pkg/local.py", "pkg/again_pb2.py", "pkg/b_pb2.py", "pkg/generated/kept_pb2.py")
    assert found(tmp_path) == ["kept_pb2.py", "local.py", "pkg/again_pb2.py", "pkg/top.py"]


def test_gitignore_above_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / ".gitignore", "*.py\n")
    write(tmp_path / "project/.gitignore", "skipped.py\n")
    tree(tmp_path, "project/src/a.py", "project/src/skipped.py")
    monkeypatch.chdir(tmp_path / "project")
    assert found(tmp_path / "project", "src") == ["src/a.py"], "the project's counts, that of its parent does not"
    (tmp_path / ".git").mkdir()
    assert found(tmp_path / "project", "src") == [], "in a checkout all of them count"


def test_a_gitignore_that_a_path_only_passes_by(tmp_path: Path) -> None:
    write(tmp_path / "a/.gitignore", "*.py\n")
    tree(tmp_path, "b/a.py")
    assert found(tmp_path, "a/../b", settings=Settings(root=tmp_path)) == ["b/a.py"]


def test_a_named_file_is_always_checked(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "*")
    tree(tmp_path, "a.py", ".venv/b.py", "script")
    settings = Settings(exclude=("*.py",), root=tmp_path)
    assert found(tmp_path, "a.py", ".venv/b.py", "script", settings=settings) == ["a.py", ".venv/b.py", "script"]


def test_force_exclude_holds_for_what_is_named(tmp_path: Path) -> None:
    root = tmp_path / "build"
    tree(root, "third_party/deep/a.py", ".venv/b.py", "src/a.py", "src/gen.py", "script")
    names = ("third_party/deep/a.py", "third_party/deep", ".venv", ".venv/b.py", "src/a.py", "src/gen.py", "script")
    settings = Settings(exclude=("third_party/", "/src/gen.py"), force_exclude=True, root=root)
    assert found(root, *names, settings=settings) == ["src/a.py", "script"]
    assert found(root, settings=settings) == ["src/a.py"]
    elsewhere = replace(settings, root=tmp_path / "elsewhere")
    assert found(root, *names, settings=elsewhere) == [".venv/b.py", "src/a.py", "src/gen.py", "script"]
    assert len(found(root, *names, settings=replace(settings, force_exclude=False))) == 5


def test_exclude(tmp_path: Path) -> None:
    tree(tmp_path, "third_party/a.py", "src/third_party/a.py", "src/gen/a.py", "src/gen_test.py", "a.py")
    settings = Settings(exclude=("/third_party", "src/gen/", "*_test.py"), root=tmp_path)
    assert found(tmp_path, settings=settings) == ["a.py", "src/third_party/a.py"]
    assert found(tmp_path, "src", settings=settings) == ["src/third_party/a.py"], "patterns are relative to the root"


def test_exclude_by_way_of_a_link(tmp_path: Path) -> None:
    tree(tmp_path, "project/gen/a.py", "project/a.py")
    (tmp_path / "link").symlink_to(tmp_path / "project")
    settings = Settings(exclude=("/gen",), root=tmp_path / "project")
    assert found(tmp_path / "link", settings=settings) == ["a.py"]


def test_every_file_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b/c.py")
    assert found(tmp_path, "b/c.py", ".", "a.py", "b") == ["b/c.py", "a.py"]


def test_a_folder_with_a_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "x.py/y.py")
    assert found(tmp_path) == found(tmp_path, "x.py") == ["x.py/y.py"]


def test_links(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "pkg/loop").symlink_to(tmp_path)
    (tmp_path / "pkg/gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "pkg/link.py").symlink_to(tmp_path / "pkg/a.py")
    (tmp_path / "pkg/itself.py").symlink_to("itself.py")
    assert found(tmp_path) == ["pkg/a.py", "pkg/link.py"]


def test_missing(tmp_path: Path) -> None:
    result = discover([str(tmp_path / "nowhere"), "nul\0byte"], Settings())
    assert [each.path for each in result.unreadable] == [str(tmp_path / "nowhere"), "nul\0byte"]
    assert result.unreadable[0].reason == "no such file or directory"
    assert "null" in result.unreadable[1].reason
    assert result.files == ()


def test_read_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.py", "x")
    assert read_bytes(str(tmp_path / "a.py")) == b"x"
    assert isinstance(read_bytes(str(tmp_path)), Unreadable)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"import torch\nnn.LSTM(1, 2)", True),
        (b"from torch.nn import GRUCell", True),
        (b"import torch\ngetattr(nn, 'RNN')", True),
        (b"import torch\nnn.Linear(1, 2)", False),
        (b"from keras.layers import LSTM", False),
        (b"", False),
    ],
)
def test_gate(data: bytes, *, expected: bool) -> None:
    assert is_candidate(data) is expected
