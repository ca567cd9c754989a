"""Columns in the encoding that both sides agree on: emoji, combining characters, tabs, form feeds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from shapelint.server.texts import Change, Text, changed, difference, moved
from tests.server.editor import editor, line

PROGRAM = """\
import torch
from torch import nn
\x0c
lstm = nn.LSTM(8, 16, batch_first=True, bidirectional=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
if True:
\tnote = "🙂e\u0301 \u2028"; last = output[:, -1]
\tprint(nn.Linear(32, 2)(last))
"""
ROW = PROGRAM.split("\n")[6]
ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def units(text: str, encoding: str) -> int:
    codec, size = ENCODINGS[encoding]
    return len(text.encode(codec)) // size


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [(None, "utf-16"), (["utf-8", "utf-16"], "utf-8"), (["utf-32", "utf-8"], "utf-32"), (["utf-7"], "utf-16")],
)
def test_columns(tmp_path: Path, offered: list[str] | None, agreed: str) -> None:
    begin, end = (units(ROW[: ROW.index(each)], agreed) for each in ("output", "]"))

    async def talk() -> None:
        general = None if offered is None else types.GeneralClientCapabilities(position_encodings=offered)
        async with editor(tmp_path, types.ClientCapabilities(general=general)) as client:
            assert client.answer.capabilities.position_encoding == agreed
            uri = client.open(tmp_path / "a.py", PROGRAM)
            (found,) = await client.of_version(uri, 1)
            assert found.range == line(6, begin, end + 1)
            assert (await client.hints(uri))[-1] == (6, begin - 3, ": (4, 32)")
            assert (await client.hover(uri, 6, begin) or "").splitlines()[0] == "(4, 5, 32) [forward | backward]"
            client.replace(uri, 2, (line(6, begin, end + 1), "h_n[-1]"), (line(6, 1, 1), "🙂 = 1; ".replace("🙂", "é")))
            assert (await client.hints(uri))[-1][1] == begin - 3 + units("é = 1; ", agreed)

    asyncio.run(talk())


TEXTS = st.text(alphabet="ab \t🙂é\u0301\x0c\u2028\n\r", max_size=20)


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)), st.data())
@settings(max_examples=150, deadline=None)
def test_there_and_back(content: str, encoding: str, data: st.DataObject) -> None:
    text = Text("", 1, content, encoding)
    offset = data.draw(st.integers(0, len(content)))
    if content[offset - 1 : offset + 1] != "\r\n" and text.line_end(text.position(offset).line) >= offset:
        assert text.offset(text.position(offset)) == offset
    row, column = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 30))
    assert 0 <= text.offset(types.Position(row, column)) <= len(content)


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_difference_makes_one_text_the_other(before: str, after: str) -> None:
    change = difference(before, after)
    put = after[change.begin : change.begin + change.length]
    assert before[: change.begin] + put + before[change.end :] == after
    whole = types.TextDocumentContentChangeWholeDocument(after)
    text, changes = changed(Text("", 1, before), [whole], 2)
    assert (text.content, text.version, changes) == (after, 2, [change])


@given(TEXTS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_stretch_is_moved_with_its_text(content: str, data: st.DataObject) -> None:
    begin, end, a, b = sorted(data.draw(st.lists(st.integers(0, len(content)), min_size=4, max_size=4)))
    for place, stretch in (((a, b), (begin, end)), ((begin, end), (a, b))):
        if place[0] < place[1] and not max(place[0], stretch[0]) < min(place[1], stretch[1]):
            put = data.draw(TEXTS)
            after = content[: stretch[0]] + put + content[stretch[1] :]
            span = moved(*place, [Change(*stretch, len(put))])
            assert span is not None and after[span[0] : span[1]] == content[place[0] : place[1]]
