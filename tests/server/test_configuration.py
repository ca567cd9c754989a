"""The configuration is the one that `check` finds, is read again when it changes, and never brings code in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.command import DEFECT, shapelint
from tests.server.editor import FULL, Editor, Talk, editor, line


def changed_files(client: Editor, path: Path) -> None:
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


def test_it_is_found_and_read_again(server: Talk, tmp_path: Path) -> None:
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.shapelint]\nignore = ["SHP101"]\n')
    (tmp_path / "inner").mkdir()

    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "inner" / "a.py", DEFECT)
        assert await client.of_version(uri, 1) == []
        client.published.clear()
        config.write_text("[tool.shapelint]\n")
        changed_files(client, config)
        found = await client.until(lambda each: each.uri == uri)
        assert [each.code for each in found.diagnostics] == ["SHP101"]
        client.published.clear()
        (tmp_path / "inner" / "shapelint.toml").write_text('[per-file-ignores]\n"a.py" = ["SHP1"]\n')
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert not (await client.until(lambda each: each.uri == uri)).diagnostics

    server(talk(server.editor))


def test_a_broken_one_is_told_and_the_last_good_one_stays(server: Talk, tmp_path: Path) -> None:
    config = tmp_path / "shapelint.toml"
    config.write_text('ignore = ["SHP101"]\n')

    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT)
        assert await client.of_version(uri, 1) == []
        client.published.clear()
        client.messages.clear()
        config.write_text("ignoer = []\n")
        changed_files(client, config)
        assert not (await client.until(lambda each: each.uri == uri)).diagnostics
        assert client.messages == [f"shapelint: {config}: ignoer: unknown key, did you mean 'ignore'?"]

    server(talk(server.editor))


def test_the_files_that_matter_are_watched(server: Talk) -> None:
    async def talk(client: Editor) -> None:
        (registration,) = client.watched
        assert registration.method == "workspace/didChangeWatchedFiles"

    server(talk(server.editor))


def test_the_one_of_a_new_file_counts_without_being_told_of_it(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT)
        assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"]
        config = tmp_path / "shapelint.toml"
        config.write_text('ignore = ["SHP101"]\n')
        client.replace(uri, 2, (line(0), "\n"))
        assert await client.of_version(uri, 2) == []
        config.unlink()
        client.replace(uri, 3, (line(0), "\n"))
        assert [each.code for each in await client.of_version(uri, 3)] == ["SHP101"]

    server(talk(server.editor))


def test_what_is_left_out_has_no_diagnostics_but_shapes(tmp_path: Path) -> None:
    (tmp_path / "shapelint.toml").write_text('exclude = ["old/"]\n')
    (tmp_path / ".gitignore").write_text("notes.py\n")
    (tmp_path / "venv" / "lib").mkdir(parents=True)
    elsewhere = tmp_path.parent / "site-packages" / "library"

    async def talk() -> None:
        async with editor(tmp_path) as client:
            for path in (tmp_path / "old" / "a.py", tmp_path / "venv" / "lib" / "a.py", elsewhere / "a.py"):
                uri = client.open(path, DEFECT)
                assert await client.of_version(uri, 1) == [], path
                assert await client.actions(uri, line(5, 0, 30)) == {}
                assert await client.actions(uri, line(5), ["source.fixAll"]) == {}
                assert (5, 4, ": (4, 32)") in await client.hints(uri)
            for path in (tmp_path / "notes.py", tmp_path / "a.py", tmp_path.parent / "a.py"):
                uri = client.open(path, DEFECT)
                assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"], path

    asyncio.run(talk())


TRAP = "import pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\n"
IMPORTED = ("click", "json", "pygls", "lsprotocol", "libcst", "pathspec", "tomllib", "cattrs", "concurrent", "ast")
RULE = """\
\"\"\"A layer is called.\"\"\"
from __future__ import annotations
from shapelint.interpreter.events import Called
from shapelint.rule import Finding, Rule, Severity
RULE = Rule("ACM101", "layer-called", Severity.WARNING, "a layer is called")
def check(event: Called):
    yield Finding(event.node, "this calls a layer")
"""


def test_nothing_in_the_opened_folder_is_run(tmp_path: Path) -> None:
    for name in (*IMPORTED, "acm101_layer_called"):
        (tmp_path / f"{name}.py").write_text(TRAP)
    (tmp_path / "shapelint").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "acm101_layer_called.py").write_text(TRAP)
    (tmp_path / "shapelint.toml").write_text('rules = ["rules"]\nexclude = ["x"]\n')

    async def talk() -> None:
        options = {"rules": ["rules"], "shapelint": {"rules": [str(tmp_path / "rules")]}}
        async with editor(tmp_path, FULL, options, command=("-m", "shapelint", "server")) as client:
            uri = client.open(tmp_path / "a.py", DEFECT)
            assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"]
            assert len(client.messages) == 1 and "rules: unknown key" in client.messages[0]

    asyncio.run(talk())
    assert not list(tmp_path.rglob("*.ran"))


def test_the_users_own_command_names_rules(tmp_path: Path) -> None:
    project, rules = tmp_path / "project", tmp_path / "house_rules"
    project.mkdir()
    rules.mkdir()
    (rules / "acm101_layer_called.py").write_text(RULE)
    (project / "shapelint.toml").write_text('select = ["ACM101"]\n')

    async def talk() -> None:
        command = ("-m", "shapelint", "server", "--rules", str(rules))
        async with editor(project, FULL, command=command) as client:
            uri = client.open(project / "a.py", DEFECT + "# noqa: ACM101\n")
            (found,) = await client.of_version(uri, 1)
            assert (found.code, found.range.start.line, client.messages) == ("ACM101", 4, [])
            assert found.code_description is not None
            assert found.code_description.href == (rules / "acm101_layer_called.py").as_uri()
            assert "a layer is called" in (await client.hover(uri, 7, 10) or "")

    asyncio.run(talk())


def test_rules_in_a_folder_that_any_project_could_have_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "acm101_layer_called.py").write_text(TRAP)
    done = shapelint("server", "--rules", "rules", cwd=tmp_path)
    assert done.returncode == 2
    assert "'rules' is no absolute path: it would be one of whatever folder is opened" in done.stderr
    assert not list(tmp_path.rglob("*.ran"))
