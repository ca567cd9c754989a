"""The set-ups in `examples/editors/`: they start the server, in words that their editors know, with settings it takes.

Helix, Sublime Text and Zed are not run here: their files are read as they read them, and the keys are those of their
documentation. Neovim, Emacs and VS Code have tests of their own.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from shapelint.commands.server import server
from shapelint.server import client
from tests.command import ROOT, shapelint

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EDITORS = ROOT / "examples" / "editors"
COMMAND = ["shapelint", "server"]
SETTINGS = {"inlayHints": True}
TABLE = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.DOTALL)


def read(name: str) -> str:
    return (EDITORS / name).read_text(encoding="utf-8")


def commented_json(name: str) -> Any:
    """A file of JSON with comments of whole lines, which Sublime Text and Zed take."""
    lines = read(name).splitlines()
    return json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))


def documented() -> dict[str, Any]:
    """The settings in the table of the README, with their defaults."""
    (table,) = TABLE.findall(read("README.md"))
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| \S.* \|$", table, flags=re.MULTILINE)
    assert len(rows) == len(table.splitlines()) - 2
    return {name: json.loads(default) for name, default in rows}


def matched() -> set[str]:
    """The keys that the server looks for in what a client sends as settings."""
    tree = ast.parse(Path(client.__file__).read_text(encoding="utf-8"))
    patterns = (node for node in ast.walk(tree) if isinstance(node, ast.MatchMapping))
    return {str(key.value) for each in patterns for key in each.keys if isinstance(key, ast.Constant)} - {"shapelint"}


def test_the_command_exists(tmp_path: Path) -> None:
    done = shapelint(*COMMAND[1:], "--help", cwd=tmp_path)
    assert done.returncode == 0 and "language server protocol" in done.stdout


def test_every_option_is_documented() -> None:
    options = {name for each in server.params for name in each.opts}
    assert options == set(re.findall(r"^\| `(--\w+)", read("README.md"), flags=re.MULTILINE))


def test_every_setting_is_documented() -> None:
    assert set(documented()) == matched()


def test_every_file_is_listed() -> None:
    text = read("README.md")
    listed = set(re.findall(r"\]\(([^)#]+)\)", text))
    there = {each.name for each in EDITORS.iterdir()} - {"README.md"}
    assert {each.split("/")[0] for each in listed} == there


def test_helix() -> None:
    held = tomllib.loads(read("helix-languages.toml"))
    assert held.keys() == {"language-server", "language"}
    assert held["language-server"] == {"shapelint": {"command": COMMAND[0], "args": COMMAND[1:], "config": SETTINGS}}
    (python,) = held["language"]
    assert python.keys() == {"name", "language-servers"} and python["name"] == "python"
    assert python["language-servers"][-1] == "shapelint" and "ruff" in python["language-servers"]


def test_sublime_text() -> None:
    held = commented_json("sublime-text.sublime-settings")
    assert held.keys() == {"shapelint"}
    entry = held["shapelint"]
    assert entry.keys() == {"enabled", "command", "selector", "settings"}
    assert entry["enabled"] is True and entry["command"] == COMMAND and entry["selector"] == "source.python"
    assert entry["settings"] == {f"shapelint.{name}": value for name, value in SETTINGS.items()}


def test_zed() -> None:
    held = commented_json("zed-settings.json")
    assert held.keys() == {"languages", "lsp"}
    ((name, known),) = held["lsp"].items()
    assert known["binary"] == {"path": COMMAND[0], "arguments": COMMAND[1:]}
    assert known["initialization_options"] == SETTINGS
    python = held["languages"]["Python"]
    assert name in python["language_servers"] and python["inlay_hints"] == {"enabled": True}
    assert name == "pylsp", "Zed starts only what it knows by name"


@pytest.mark.parametrize(
    ("name", "command", "options"),
    [
        ("neovim.lua", "{ 'shapelint', 'server' }", "{ inlayHints = true }"),
        ("emacs.el", '"shapelint" "server"', ":initializationOptions (:inlayHints t)"),
    ],
)
def test_programs(name: str, command: str, options: str) -> None:
    assert command in read(name) and options in read(name)


def test_vscode() -> None:
    properties = json.loads(read("vscode/package.json"))["contributes"]["configuration"]["properties"]
    assert properties["shapelint.command"]["default"] == COMMAND
    sent = {name: default for name, default in documented().items() if f"shapelint.{name}" in properties}
    assert sent == {name: properties[f"shapelint.{name}"]["default"] for name in sent} == documented()


def test_what_is_sent_is_taken() -> None:
    """The settings as each editor sends them: plain, or under the server's name."""
    for sent in (SETTINGS, {"shapelint": SETTINGS}):
        assert client.wants_hints(sent) is True
