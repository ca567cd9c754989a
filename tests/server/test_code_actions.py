"""What can be done about a finding: its fix, a comment, the rule's page, all safe fixes at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from shapelint import check_source
from tests.command import DEFECT
from tests.server.editor import Editor, Talk, edited, editor, line

DROPOUT = "from torch import nn\n\na = nn.LSTM(8, 16, dropout=0.5)\nb = nn.GRU(8, 16, dropout=0.5)\n"
QUICK = [types.CodeActionKind.QuickFix]


def codes(text: str) -> list[str]:
    return [each.code for each in check_source(text)]


def test_an_unsafe_fix(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT, version=3)
        found = await client.actions(uri, line(5, 10))
        fix = found["take the final states from `h_n` (changes what is computed)"]
        assert fix.kind == types.CodeActionKind.QuickFix and not fix.is_preferred
        assert fix.edit is not None
        (change,) = fix.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit) and change.text_document.version == 3
        after = edited(DEFECT, fix, uri)
        assert "torch.cat((h_n[-2], h_n[-1]), dim=-1)" in after
        assert codes(after) == []
        assert await client.actions(uri, line(0, 0)) == {}, "nothing is found there"

    server(talk(server.editor))


def test_a_safe_fix_is_preferred_and_all_of_them_go_together(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DROPOUT)
        found = await client.actions(uri, line(2, 0, 30))
        (fix,) = [each for each in found.values() if each.is_preferred]
        assert codes(edited(DROPOUT, fix, uri)) == ["SHP601"]
        everything = found["shapelint: apply all safe fixes"]
        assert everything.kind == "source.fixAll.shapelint"
        assert edited(DROPOUT, everything, uri) == DROPOUT.replace(", dropout=0.5", "")
        for only in ("source", "source.fixAll", "source.fixAll.shapelint"):
            assert list(await client.actions(uri, line(0), [only])) == ["shapelint: apply all safe fixes"]
        assert await client.actions(uri, line(0), ["source.fixAll.ruff"]) == {}
        assert "shapelint: apply all safe fixes" not in await client.actions(uri, line(2, 0, 30), QUICK)

    server(talk(server.editor))


def test_there_is_no_fix_for_what_is_suppressed_and_none_while_the_text_does_not_parse(
    server: Talk, tmp_path: Path
) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DROPOUT.replace("0.5)", "0.5)  # noqa: SHP601"))
        assert await client.actions(uri, line(2, 0, 30), ["source.fixAll"]) == {}
        client.replace(uri, 2, (None, DROPOUT))
        assert len(await client.actions(uri, line(2, 0, 30))) == 4
        client.replace(uri, 3, (line(3), "if ("))
        assert await client.actions(uri, line(2, 0, 30)) == {}

    server(talk(server.editor))


def test_ignoring_on_this_line(server: Talk, tmp_path: Path) -> None:
    text = DEFECT.replace("[:, -1]", "[:, -1]  # noqa: E501")

    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", text)
        found = await client.actions(uri, line(5, 0, 30), QUICK)
        after = edited(text, found["ignore SHP101 (bidirectional-last-step) on this line"], uri)
        assert after == text.replace("# noqa: E501", "# noqa: E501, SHP101")
        assert codes(after) == []

    server(talk(server.editor))


def test_opening_the_page(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT)
        found = await client.actions(uri, line(5, 10))
        command = found["open the page of SHP101 (bidirectional-last-step)"].command
        assert command is not None
        params = types.ExecuteCommandParams(command.command, command.arguments)
        await client.workspace_execute_command_async(params)
        assert [each.rpartition("/")[2] for each in client.shown] == ["shp101_bidirectional_last_step.py"]

    server(talk(server.editor))


def test_clients_without_versions_get_plain_changes_and_the_page_in_a_line(tmp_path: Path) -> None:
    async def talk() -> None:
        async with editor(tmp_path, types.ClientCapabilities()) as client:
            uri = client.open(tmp_path / "a.py", DROPOUT)
            fix = next(each for each in (await client.actions(uri, line(2, 0, 30))).values() if each.is_preferred)
            assert fix.edit is not None and fix.edit.document_changes is None
            assert codes(edited(DROPOUT, fix, uri)) == ["SHP601"]
            params = types.ExecuteCommandParams("shapelint.openPage", ["SHP601"])
            await client.workspace_execute_command_async(params)
            summary = "SHP601 dropout-without-effect: `dropout` in a recurrent layer of one layer"
            assert client.messages == [summary]

    asyncio.run(talk())
