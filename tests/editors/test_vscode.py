"""The VS Code extension: its types, its package, and what is in it with the real server.

VS Code itself is not needed: the bundled language client, which does nearly all, runs in Node.js with as much of the
editor's API as it asks for (`vscode_api.js`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shapelint import __version__
from tests.command import DEFECT, ROOT, environment
from tests.server.test_command import WITHOUT

EXTENSION = ROOT / "examples" / "editors" / "vscode"
SESSION = Path(__file__).with_name("vscode_session.js")
PATIENCE = 600
QUICKLY = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefer-offline", "--fetch-retries=1")
SERVER = [sys.executable, "-m", "shapelint", "server"]


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension, with what npm brings."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("Node.js and npm are not installed")
    version = run("node", "--version", cwd=ROOT).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < 20:
        pytest.skip(f"Node.js 20 or later is needed, this is {version}")
    folder = tmp_path_factory.mktemp("extension") / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    installed = run("npm", "install", *QUICKLY, cwd=folder)
    if installed.returncode != 0:
        reason = [line for line in installed.stderr.splitlines() if "npm error" in line or "ERR!" in line]
        pytest.skip(f"npm cannot install what the extension needs: {' '.join(reason[:2])}")
    return folder


def session(extension: Path, tmp_path: Path, command: list[str]) -> dict[str, Any]:
    """What came of one session with a file that has a defect."""
    (tmp_path / "a.py").write_text(DEFECT)
    bundle = extension / "dist" / "extension.js"
    done = run("node", str(SESSION), str(bundle), str(tmp_path / "a.py"), json.dumps(command), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_package(extension: Path, tmp_path: Path) -> None:
    types = run("npm", "run", "check", cwd=extension)
    assert types.returncode == 0, types.stdout
    packaged = run("npm", "run", "package", cwd=extension)
    assert packaged.returncode == 0, packaged.stdout + packaged.stderr
    (package,) = extension.glob("*.vsix")
    with zipfile.ZipFile(package) as files:
        inside = {name.removeprefix("extension/") for name in files.namelist() if name.startswith("extension/")}
        files.extractall(tmp_path)
    assert inside == {"package.json", "readme.md", "LICENSE.txt", "dist/extension.js"}
    manifest = json.loads((tmp_path / "extension" / "package.json").read_text())
    assert (tmp_path / "extension" / manifest["main"]).is_file()

    unpacked = session(tmp_path / "extension", tmp_path, SERVER)
    assert unpacked["told"] == []
    assert unpacked["first"] == unpacked["again"] == [[5, 7, "SHP101"]], "also after a restart"
    assert unpacked["hints"] == [": (4, 5, 32)", ": (2, 4, 16)", ": (2, 4, 16)", ": (4, 32)"]


def test_what_is_missing_is_told(extension: Path, tmp_path: Path) -> None:
    assert run("npm", "run", "bundle", cwd=extension).returncode == 0
    nowhere = str(tmp_path / "shapelint")
    install = 'pip install "shapelint[server]"'
    told = session(extension, tmp_path, [nowhere, "server"])["told"]
    assert told == [f"shapelint: `{nowhere}` is not on the PATH: {install}, or set shapelint.command"]
    told = session(extension, tmp_path, [str(tmp_path), "server"])["told"]
    assert told == [f"shapelint: `{tmp_path}` cannot be started (EACCES): {install}, or set shapelint.command"]
    told = session(extension, tmp_path, [sys.executable, "-c", WITHOUT])["told"]
    assert told == [f"shapelint: the server needs pygls and lsprotocol: {install}"]
    told = session(extension, tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])["told"]
    assert told == [f"shapelint: `{sys.executable} -c raise SystemExit(3)` ended with 3"]


def test_its_manifest_names_what_its_code_has() -> None:
    """No setting and no command in one of them only; the user alone says what is run."""
    manifest = json.loads((EXTENSION / "package.json").read_text())
    assert manifest["version"] == __version__
    code = (EXTENSION / "extension.js").read_text()
    readme = (EXTENSION / "README.md").read_text()
    settings = manifest["contributes"]["configuration"]["properties"]
    for command in manifest["contributes"]["commands"]:
        assert f"registerCommand('{command['command']}'" in code
        assert f"{command['category']}: {command['title']}" in readme
    for name, setting in settings.items():
        assert f"| `{name}` | `{json.dumps(setting['default'])}` |" in readme
    assert settings["shapelint.command"]["scope"] == "machine"
    assert (EXTENSION / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
