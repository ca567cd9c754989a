"""Notebooks: cells are one program, each with its own diagnostics, hints and edits."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, Talk, edited, line

CODE, MARKUP = types.NotebookCellKind.Code, types.NotebookCellKind.Markup
FIRST = "%matplotlib inline\nfrom torch import nn\nimport torch\n"
LAYER = "lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)\noutput, (h_n, c_n) = lstm(torch.randn(4, 5, 8))"
LAST = "last = output[:, -1]\nprint(nn.Linear(32, 2)(last))"


def opened(client: Editor, path: Path) -> tuple[str, list[str]]:
    """A notebook of four cells, one of them prose; its address and those of the cells."""
    uri = path.as_uri()
    texts = [(CODE, "python", FIRST), (MARKUP, "markdown", "# An LSTM"), (CODE, "python", LAYER)]
    texts.append((CODE, "python", LAST))
    cells = [f"vscode-notebook-cell:{path}#{number}" for number in range(len(texts))]
    made = [types.NotebookCell(kind, cell) for (kind, _, _), cell in zip(texts, cells, strict=True)]
    notebook = types.NotebookDocument(uri, "jupyter-notebook", 1, made)
    items = [types.TextDocumentItem(cell, lang, 1, text) for (_, lang, text), cell in zip(texts, cells, strict=True)]
    client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, items))
    return uri, cells


def change(client: Editor, uri: str, version: int, cells: types.NotebookDocumentCellChanges) -> None:
    params = types.DidChangeNotebookDocumentParams(
        types.VersionedNotebookDocumentIdentifier(version, uri), types.NotebookDocumentChangeEvent(cells=cells)
    )
    client.notebook_document_did_change(params)


def test_cells_are_one_program(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri, cells = opened(client, tmp_path / "a.ipynb")
        (found,) = await client.of_version(cells[3], 1)
        assert (found.code, found.range) == ("SHP101", line(0, 7, 20))
        related = {(each.location.uri, each.location.range.start.line) for each in found.related_information or ()}
        assert related == {(cells[2], 0), (cells[3], 1)}
        assert await client.of_version(cells[2], 1) == []
        assert await client.hints(cells[2]) == [
            (1, 6, ": (4, 5, 32)"),
            (1, 12, ": (2, 4, 16)"),
            (1, 17, ": (2, 4, 16)"),
        ]
        assert await client.hover(cells[3], 0, 9) == "(4, 5, 32) [forward | backward]"
        fixes = await client.actions(cells[3], line(0, 10), [types.CodeActionKind.QuickFix])
        fix = fixes["take the final states from `h_n` (changes what is computed)"]
        assert edited(LAST, fix, cells[3]) == LAST.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")
        ignore = fixes["ignore SHP101 (bidirectional-last-step) on this line"]
        assert edited(LAST, ignore, cells[3]).splitlines()[0] == "last = output[:, -1]  # noqa: SHP101"
        assert cells[1] not in {each.uri for each in client.published}
        closed = types.DidCloseNotebookDocumentParams(
            types.NotebookDocumentIdentifier(uri), [types.TextDocumentIdentifier(cell) for cell in cells]
        )
        client.notebook_document_did_close(closed)
        assert not (await client.until(lambda each: each.uri == cells[3] and each.version is None)).diagnostics

    server(talk(server.editor))


def test_changes_in_cells_and_of_cells(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri, cells = opened(client, tmp_path / "b.ipynb")
        await client.of_version(cells[3], 1)
        one = types.NotebookDocumentCellContentChanges(
            types.VersionedTextDocumentIdentifier(2, cells[3]),
            [types.TextDocumentContentChangePartial(line(0), "# typed\n(")],
        )
        change(client, uri, 2, types.NotebookDocumentCellChanges(text_content=[one]))
        (stale,) = await client.of_version(cells[3], 2)
        assert stale.range == line(1, 8, 21), "while a cell does not parse the last findings stay"
        one = types.NotebookDocumentCellContentChanges(
            types.VersionedTextDocumentIdentifier(3, cells[3]),
            [types.TextDocumentContentChangePartial(line(1, 0, 1), "")],
        )
        change(client, uri, 3, types.NotebookDocumentCellChanges(text_content=[one]))
        assert [each.range for each in await client.of_version(cells[3], 3)] == [line(1, 7, 20)]
        client.published.clear()
        new = f"{cells[3]}-new"
        structure = types.NotebookDocumentCellChangeStructure(
            types.NotebookCellArrayChange(3, 1, [types.NotebookCell(CODE, new)]),
            [types.TextDocumentItem(new, "python", 1, "print(h_n[-1].view(2, 8).shape, output[:, -1].sum())")],
            [types.TextDocumentIdentifier(cells[3])],
        )
        change(client, uri, 4, types.NotebookDocumentCellChanges(structure=structure))
        gone = await client.until(lambda each: each.uri == cells[3])
        assert not gone.diagnostics
        assert await client.hover(new, 0, 34) == "(4, 5, 32) [forward | backward]"
        await client.of_version(new, 1)

    server(talk(server.editor))


def test_saving_tells_of_what_does_not_parse(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri, cells = opened(client, tmp_path / "c.ipynb")
        await client.of_version(cells[3], 1)
        typed = [types.TextDocumentContentChangePartial(line(0), "if (\n")]
        which = types.VersionedTextDocumentIdentifier(2, cells[3])
        one = types.NotebookDocumentCellContentChanges(which, typed)
        change(client, uri, 2, types.NotebookDocumentCellChanges(text_content=[one]))
        (stale,) = await client.of_version(cells[3], 2)
        assert stale.code == "SHP101"
        client.notebook_document_did_save(types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(uri)))
        await client.until(lambda each: each.uri == cells[3] and [d.code for d in each.diagnostics] == ["SHP001"])

    server(talk(server.editor))
