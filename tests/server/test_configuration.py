"""The configuration is the one that `check` finds, is read again when it changes, and never brings code in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.command import DEFECT
from tests.server.editor import FULL, Editor, Talk, editor


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


def test_nothing_in_the_opened_folder_is_run(tmp_path: Path) -> None:
    trap = "import pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\n"
    for name in ("libcst", "pathspec", "cattrs", "acm101_layer_called"):
        (tmp_path / f"{name}.py").write_text(trap)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "acm101_layer_called.py").write_text(trap)
    (tmp_path / "shapelint.toml").write_text('rules = ["rules"]\nexclude = ["x"]\n')

    async def talk() -> None:
        async with editor(tmp_path, FULL, command=("-m", "shapelint", "server")) as client:
            uri = client.open(tmp_path / "a.py", DEFECT)
            assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"]
            assert len(client.messages) == 1 and "rules: unknown key" in client.messages[0]

    asyncio.run(talk())
    assert not list(tmp_path.rglob("*.ran"))
