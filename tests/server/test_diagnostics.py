"""What is published: where, for which version, when, and what happens while a text does not parse."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

from lsprotocol import types

from tests.command import CLEAN, DEFECT
from tests.server.editor import Editor, Talk, line

UNUSED = "import torch\nfrom torch import nn\n\nlstm = nn.LSTM(8, 16, dropout=0.5)\nx = 1  # noqa: SHP101\n"


def test_a_finding(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT, version=7)
        (found,) = await client.of_version(uri, 7)
        assert (found.code, found.source, found.severity) == ("SHP101", "shapelint", types.DiagnosticSeverity.Error)
        assert found.range == line(5, 7, 20)
        assert "backward half" in found.message
        assert found.code_description is not None
        page = Path(urlparse(found.code_description.href).path)
        assert page.name == "shp101_bidirectional_last_step.py" and page.is_file()
        related = {each.location.range.start.line for each in found.related_information or ()}
        assert related == {3, 6}
        assert all(each.location.uri == uri for each in found.related_information or ())
        client.close(uri)
        cleared = await client.until(lambda each: each.uri == uri and each.version is None)
        assert not cleared.diagnostics

    server(talk(server.editor))


def test_what_is_unnecessary_is_tagged(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", UNUSED)
        found = await client.of_version(uri, 1)
        assert [each.code for each in found] == ["SHP601", "SHP002"]
        assert all(list(each.tags or ()) == [types.DiagnosticTag.Unnecessary] for each in found)
        assert all(each.severity == types.DiagnosticSeverity.Warning for each in found)

    server(talk(server.editor))


def test_changes_are_waited_for_and_the_last_version_is_told(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", CLEAN)
        assert await client.of_version(uri, 1) == []
        for version in range(2, 12):
            client.replace(uri, version, (line(0), "#"))
        client.replace(uri, 12, (None, DEFECT))
        assert [each.code for each in await client.of_version(uri, 12)] == ["SHP101"]
        versions = [each.version for each in client.published if each.uri == uri]
        assert len(versions) < 6, "what is typed at once is checked once, or nearly so"

    server(talk(server.editor))


def test_while_the_text_does_not_parse_the_last_findings_stay(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT)
        assert [each.range for each in await client.of_version(uri, 1)] == [line(5, 7, 20)]
        client.replace(uri, 2, (line(4), "# a line\n"), (line(6), "if ("))
        (stale,) = await client.of_version(uri, 2)
        assert (stale.code, stale.range) == ("SHP101", line(6, 11, 24))
        client.replace(uri, 3, (line(6, 0, 4), ""))
        (fresh,) = await client.of_version(uri, 3)
        assert fresh.range == line(6, 7, 20)
        client.replace(uri, 4, (line(6, 7, 20), "("))
        assert await client.of_version(uri, 4) == [], "its text has gone"

    server(talk(server.editor))


def test_a_syntax_error_is_told_of_what_was_opened_or_saved(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", DEFECT + "if (\n")
        assert [each.code for each in await client.of_version(uri, 1)] == ["SHP001"]
        client.replace(uri, 2, (line(0), "\n"))
        assert await client.of_version(uri, 2) == []
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await client.until(lambda each: each.uri == uri and [d.code for d in each.diagnostics] == ["SHP001"])

    server(talk(server.editor))


def test_open_texts_win_over_files(server: Talk, tmp_path: Path) -> None:
    layers = "from torch import nn\n\ndef layer():\n    return nn.LSTM(8, 16, batch_first=True, TWO)\n"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "layers.py").write_text(layers.replace("TWO", "bidirectional=False"))
    used = DEFECT.replace("nn.LSTM(8, 16, batch_first=True, bidirectional=True)", "layer()  # an LSTM")
    used = used.replace("import torch\n", "import torch\nfrom layers import layer\n")

    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "use.py", used)
        on_disk = [each.code for each in await client.of_version(uri, 1)]
        assert "SHP101" not in on_disk
        other = client.open(tmp_path / "layers.py", layers.replace("TWO", "bidirectional=True"))
        await client.until(lambda each: each.uri == uri and "SHP101" in [d.code for d in each.diagnostics])
        client.published.clear()
        client.close(other)
        await client.until(lambda each: each.uri == uri and [d.code for d in each.diagnostics] == on_disk)

    server(talk(server.editor))


def test_other_languages_are_left_alone(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = (tmp_path / "notes.md").as_uri()
        client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", 1, DEFECT))
        )
        assert await client.hover(uri, 3, 9) is None
        other = client.open(tmp_path / "a.py", DEFECT)
        await client.of_version(other, 1)
        assert uri not in {each.uri for each in client.published}

    server(talk(server.editor))
