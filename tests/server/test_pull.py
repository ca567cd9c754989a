"""Diagnostics that the client asks for, of a document and of all its folders."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from lsprotocol import types

from tests.command import CLEAN, DEFECT
from tests.server.editor import Editor, editor, line

PULLING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        inlay_hint=types.InlayHintWorkspaceClientCapabilities(refresh_support=True),
    ),
    notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities()),
)


async def pull(client: Editor, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
    return await client.text_document_diagnostic_async(params)


def test_a_document(tmp_path: Path) -> None:
    async def talk() -> None:
        async with editor(tmp_path, PULLING) as client:
            provider = client.answer.capabilities.diagnostic_provider
            assert isinstance(provider, types.DiagnosticOptions)
            assert provider.workspace_diagnostics and provider.inter_file_dependencies
            uri = client.open(tmp_path / "a.py", DEFECT)
            report = await pull(client, uri)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert [each.code for each in report.items] == ["SHP101"]
            again = await pull(client, uri, report.result_id)
            assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
            client.replace(uri, 2, (line(0), "# new\n"), (line(7), "if ("))
            broken = await pull(client, uri, report.result_id)
            assert isinstance(broken, types.RelatedFullDocumentDiagnosticReport)
            assert [(each.code, each.range.start.line) for each in broken.items] == [("SHP101", 6)]
            await asyncio.sleep(0.4)
            assert not client.published, "who pulls is not pushed to as well"

    asyncio.run(talk())


def test_the_workspace(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.py").write_text(DEFECT)
    (tmp_path / "shapelint.toml").write_text('exclude = ["c.py"]\n')

    async def talk() -> None:
        async with editor(tmp_path, PULLING) as client:
            uri = client.open(tmp_path / "a.py", CLEAN, version=5)
            report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            found = {each.uri.rpartition("/")[2]: each for each in report.items}
            assert sorted(found) == ["a.py", "b.py"]
            ids = []
            for name, version, codes in (("a.py", 5, []), ("b.py", None, ["SHP101"])):
                item = found[name]
                assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
                assert ([each.code for each in item.items], item.version) == (codes, version)
                ids.append(types.PreviousResultId(item.uri, str(item.result_id)))
            (tmp_path / "b.py").write_text(CLEAN)
            report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(ids))
            kinds = {each.uri: each.kind for each in report.items}
            assert kinds == {uri: "unchanged", (tmp_path / "b.py").as_uri(): "full"}

    asyncio.run(talk())


def test_folders_that_are_opened_and_closed(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "a.py").write_text(DEFECT)

    async def talk() -> None:
        async with editor(first, PULLING) as client:

            async def told(added: list[Path], removed: list[Path]) -> set[str]:
                event = types.WorkspaceFoldersChangeEvent(
                    [types.WorkspaceFolder(each.as_uri(), each.name) for each in added],
                    [types.WorkspaceFolder(each.as_uri(), each.name) for each in removed],
                )
                client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
                report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
                return {each.uri for each in report.items}

            uris = [(folder / "a.py").as_uri() for folder in (first, second)]
            assert await told([second], []) == set(uris)
            assert await told([], [first]) == {uris[1]}

    asyncio.run(talk())


WATCHING = types.ClientCapabilities(
    text_document=PULLING.text_document,
    workspace=types.WorkspaceClientCapabilities(
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    ),
)


def test_who_knows_everything_is_answered_when_there_is_something_new(tmp_path: Path) -> None:
    """Editors ask again as soon as they have an answer: it would never be quiet otherwise."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(DEFECT)
    removed = tmp_path / "b.py"

    async def talk() -> None:
        async with editor(tmp_path, WATCHING) as client:
            uri = client.open(tmp_path / "a.py", DEFECT)
            report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            ids = [types.PreviousResultId(each.uri, str(each.result_id)) for each in report.items]
            asked = asyncio.ensure_future(client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(ids)))
            client.replace(uri, 2, (line(0), "# what changes no finding's place\n"), (line(0), ""), (line(0), ""))
            client.replace(uri, 3, (None, DEFECT))
            done, _ = await asyncio.wait({asked}, timeout=4)
            assert not done, "nothing is new"
            removed.unlink()
            event = types.FileEvent(removed.as_uri(), types.FileChangeType.Deleted)
            client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
            items = {each.uri: each for each in (await asyncio.wait_for(asked, 30)).items}
            assert items[uri].kind == "unchanged"
            gone = items[removed.as_uri()]
            assert isinstance(gone, types.WorkspaceFullDocumentDiagnosticReport) and not gone.items
            ids = [types.PreviousResultId(each.uri, str(each.result_id)) for each in items.values()]
            client.workspace_diagnostic(types.WorkspaceDiagnosticParams(ids))  # the server ends though it waits

    asyncio.run(talk())


def cell(*lines: str, kind: str = "code") -> dict[str, object]:
    return {"cell_type": kind, "source": [f"{each}\n" for each in lines], "metadata": {}, "outputs": []}


def test_notebooks_that_are_not_open_are_told_of_by_the_rows_of_their_files(tmp_path: Path) -> None:
    lines = DEFECT.splitlines()
    cells = [cell("# LSTM", kind="markdown"), cell(*lines[:4]), cell(*lines[4:])]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1))
    (tmp_path / "b.ipynb").write_text("{")
    row = next(row for row, line in enumerate(path.read_text().splitlines()) if "last = output" in line)
    made = next(row for row, line in enumerate(path.read_text().splitlines()) if "nn.LSTM(" in line)

    async def talk() -> None:
        async with editor(tmp_path, PULLING) as client:
            report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            found = {each.uri: each for each in report.items}
            item = found[path.as_uri()]
            assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
            (one,) = item.items
            assert (one.code, one.range.start, one.range.end.line) == ("SHP101", types.Position(row, 0), row)
            assert one.message.endswith("(cell 3)")
            assert made in {each.location.range.start.line for each in one.related_information or ()}
            notebook = types.NotebookDocument(path.as_uri(), "jupyter-notebook", 1, [])
            client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, []))
            report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            item = next(each for each in report.items if each.uri == path.as_uri())
            assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
            assert not item.items, "its cells are told of while it is open"

    asyncio.run(talk())


def test_who_asks_is_told_when_to_ask_again(tmp_path: Path) -> None:
    async def talk() -> None:
        async with editor(tmp_path, PULLING, {"inlayHints": False}) as client:
            uri = client.open(tmp_path / "a.py", DEFECT)
            assert len((await pull(client, uri)).items) == 1  # type: ignore[union-attr]
            config = tmp_path / "shapelint.toml"
            config.write_text('ignore = ["SHP101"]\n')
            event = types.FileEvent(config.as_uri(), types.FileChangeType.Created)
            client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
            assert not (await pull(client, uri)).items  # type: ignore[union-attr]
            assert client.refreshed == [types.WORKSPACE_DIAGNOSTIC_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH]

    asyncio.run(talk())
