"""Hover and inlay hints, also while the text does not parse, and the words of suppressed rules."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.editor import Editor, Talk, editor, line

PROGRAM = """\
import torch
from torch import nn

lstm = nn.LSTM(8, hidden, num_layers=2, batch_first=True, bidirectional=True)
output, (h_n, _) = lstm(x)
last = h_n[-2]
print(torch.cat((last, h_n[-1]), dim=-1), x)  # noqa: SHP101, E501
"""

CALL = """\
output (B, T, 2*hidden) [forward | backward]
h_n    (4, B, hidden)   [layer 0 forward | layer 0 backward | layer 1 forward | layer 1 backward]
c_n    (4, B, hidden)   [layer 0 forward (cell) | layer 0 backward (cell) | layer 1 forward (cell) \
| layer 1 backward (cell)]"""

LAYER = "LSTM(8, hidden, num_layers=2, batch_first=True, bidirectional=True)"

LAST = """\
lstm = LSTM(8, hidden, num_layers=2, batch_first=True, bidirectional=True)
                 ┌── output (B, T, 2*hidden) ──┐
                   ↑      ↑      ↑           ↑
layer 1          ┌───┐  ┌───┐  ┌───┐       ┌───┐      ┐
 ← backward [3]←─│   │←─│   │←─│   │←─...←─│   │←─0   │
                 ├───┤  ├───┤  ├───┤       ├───┤      │
 → forward    0─→│   │─→│   │─→│   │─→...─→│ 1 │─→[2] │
                 └───┘  └───┘  └───┘       └───┘      │ h_n, c_n
                   ↑      ↑      ↑           ↑        │ (4, B, hidden)
layer 0          ┌───┐  ┌───┐  ┌───┐       ┌───┐      │
 ← backward [1]←─│   │←─│   │←─│   │←─...←─│   │←─0   │
                 ├───┤  ├───┤  ├───┤       ├───┤      │
 → forward    0─→│   │─→│   │─→│   │─→...─→│   │─→[0] │
                 └───┘  └───┘  └───┘       └───┘      ┘
                   ↑      ↑      ↑           ↑
step               1      2      3    ...    T
index             [0]    [1]    [2]        [T-1]
                 └──────── x (B, T, 8) ────────┘
h_0, c_0 (4, B, hidden) zeros
takes h_n[-2]
    1  forward final state of the last layer"""
"""Of `h_n[-2]`."""

HINTS = [(4, 6, ": (B, T, 2*hidden)"), (4, 12, ": (4, B, hidden)"), (5, 4, ": (B, hidden)")]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (3, 11, f"{LAYER}\n\na call returns\n{CALL}"),
        (4, 3, "(B, T, 2*hidden) [forward | backward]"),
        (4, 19, f"{LAYER}\n\na call returns\n{CALL}"),
        (4, 26, CALL),
        (5, 11, "(B, hidden) [forward final state of the last layer]"),
        (6, 10, "(B, 2*hidden) [forward final state | backward final state]"),
        (6, 18, "(B, hidden) [forward final state of the last layer]"),
        (6, 43, None),
        (0, 8, None),
        (99, 0, None),
    ],
)
def test_hover(server: Talk, tmp_path: Path, row: int, column: int, words: str | None) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        assert await client.hover(uri, row, column) == words
        client.close(uri)

    server(talk(server.editor))


def test_a_picture_stands_below_the_words(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        told = "(B, hidden) [forward final state of the last layer]"
        assert await client.hover_blocks(uri, 5, 13) == [told, LAST]
        assert await client.hover_blocks(uri, 5, 1) == [told, LAST.replace("takes h_n[-2]", "takes last")]
        (_, whole) = await client.hover_blocks(uri, 6, 10)
        assert "│ 2 │←─│   │" in whole and "│ 1 │─→[2]" in whole
        assert len(await client.hover_blocks(uri, 3, 11)) == 1, "a layer has no cells that could be marked"
        assert len(await client.hover_blocks(uri, 4, 26)) == 1, "nor has all that a call returns"

    server(talk(server.editor))


def test_a_picture_is_of_the_text_as_it_is(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        assert len(await client.hover_blocks(uri, 5, 13)) == 2
        client.replace(uri, 2, (line(5, 11, 13), "-1"))
        (_, other) = await client.hover_blocks(uri, 5, 13)
        assert other.endswith("takes h_n[-1]\n    1  backward final state of the last layer")
        client.replace(uri, 3, (line(7), "x = ("))
        assert len(await client.hover_blocks(uri, 5, 13)) == 1, "what does not parse is not drawn"

    server(talk(server.editor))


def test_a_picture_that_is_too_long_is_left_out(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM.replace("num_layers=2", "num_layers=4"))
        assert await client.hover_blocks(uri, 5, 13) == ["(B, hidden) [forward final state of the last layer]"]

    server(talk(server.editor))


def test_hover_over_a_suppression(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        at = PROGRAM.splitlines()[6].index("SHP101")
        told = await client.hover(uri, 6, at + 2)
        assert told is not None and told.startswith("[SHP101](file:")
        assert told.endswith("`bidirectional-last-step`: a bidirectional output's last step as a summary")
        assert await client.hover(uri, 6, PROGRAM.splitlines()[6].index("E501")) is None

    server(talk(server.editor))


def test_hints_are_of_targets_in_the_range(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        assert await client.hints(uri) == HINTS
        assert await client.hints(uri, (5, 6)) == HINTS[2:]
        place = types.Range(types.Position(5, 0), types.Position(6, 0))
        params = types.InlayHintParams(types.TextDocumentIdentifier(uri), place)
        (hint,) = await client.text_document_inlay_hint_async(params) or ()
        assert isinstance(hint.tooltip, types.MarkupContent)
        assert hint.tooltip.value == "```text\n(B, hidden) [forward final state of the last layer]\n```"

    server(talk(server.editor))


def test_hints_and_hover_stay_while_the_text_does_not_parse(server: Talk, tmp_path: Path) -> None:
    async def talk(client: Editor) -> None:
        uri = client.open(tmp_path / "a.py", PROGRAM)
        assert await client.hints(uri) == HINTS
        client.replace(uri, 2, (line(3), "\n\n"), (line(7), "x = ("))
        assert await client.hints(uri) == [(6, 6, HINTS[0][2]), (6, 12, HINTS[1][2]), (7, 9, HINTS[2][2])]
        assert await client.hover(uri, 7, 16) == "(B, hidden) [forward final state of the last layer]"
        client.replace(uri, 3, (line(7, 0, 5), ""))
        assert await client.hints(uri) == [(row + 2, column, label) for row, column, label in HINTS]

    server(talk(server.editor))


def test_hints_are_off_by_one_setting_and_text_is_plain_for_clients_that_want_it(tmp_path: Path) -> None:
    async def talk() -> None:
        without = types.ClientCapabilities()
        async with editor(tmp_path, without, {"inlayHints": False}) as client:
            uri = client.open(tmp_path / "a.py", PROGRAM)
            assert await client.hints(uri) == []
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(5, 11))
            found = await client.text_document_hover_async(params)
            assert found is not None and isinstance(found.contents, types.MarkupContent)
            assert found.contents.kind == types.MarkupKind.PlainText
            assert found.contents.value == f"(B, hidden) [forward final state of the last layer]\n\n{LAST}"
            on = types.DidChangeConfigurationParams({"shapelint": {"inlayHints": True}})
            client.workspace_did_change_configuration(on)
            assert await client.hints(uri) == HINTS

    asyncio.run(talk())


def test_a_tooltip_that_is_asked_for_is_the_hover(tmp_path: Path) -> None:
    resolving = types.ClientInlayHintResolveOptions(["tooltip"])
    capabilities = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            inlay_hint=types.InlayHintClientCapabilities(resolve_support=resolving),
        )
    )

    async def talk() -> None:
        async with editor(tmp_path, capabilities) as client:
            uri = client.open(tmp_path / "a.py", PROGRAM)
            place = types.Range(types.Position(5, 0), types.Position(6, 0))
            document = types.TextDocumentIdentifier(uri)
            (hint,) = await client.text_document_inlay_hint_async(types.InlayHintParams(document, place)) or ()
            assert hint.tooltip is None
            told = await client.inlay_hint_resolve_async(hint)
            over = await client.text_document_hover_async(types.HoverParams(document, hint.position))
            assert over is not None and told.tooltip == over.contents
            assert "takes last" in str(told.tooltip)

    asyncio.run(talk())
