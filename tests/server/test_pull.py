"""Diagnostics that the client asks for, of a document and of all its folders."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.command import CLEAN, DEFECT
from tests.server.editor import Editor, editor, line

PULLING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
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
