"""Work that typing has made needless is not done, and work that fails takes no other answer with it."""

from __future__ import annotations

import asyncio
import time

import pytest
from lsprotocol import types

from shapelint.expressions import Expression
from shapelint.server.analysis import Analysis, Result
from shapelint.server.language_server import build
from shapelint.server.program import Program
from shapelint.server.session import Session
from shapelint.server.texts import Change, Text
from tests.command import DEFECT


def test_requests_of_texts_that_are_gone_are_answered_from_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def read(analysis: Analysis) -> Result[Expression]:
        looked_at.append(analysis.program.revision)
        time.sleep(0.1)
        return Result(analysis.program, (), False, frozenset())

    monkeypatch.setattr(Analysis, "read", read)

    async def talk() -> None:
        session = Session(lambda message: None)
        program = Program("untitled:a", "<a>", {None: Text("untitled:a", 0, "")})
        session.open(program)
        asked = []
        for version in range(1, 21):
            program = program.next({None: Text("untitled:a", version, "x" * version)})
            session.change(program, [("untitled:a", Change(version - 1, version - 1, 1))])
            asked.append(asyncio.ensure_future(session.expressions(program)))
            await asyncio.sleep(0.005)
        for answer in await asyncio.gather(*asked):
            assert answer is not None
            assert answer[1].now.revision == answer[0].program.revision
        assert looked_at[-1] == 20 and len(looked_at) <= 8
        session.close(program.uri)
        assert await session.expressions(program) is None

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("broken", "is_shown"),
    [
        ("shapelint.server.analysis.expressions_of", False),
        ("shapelint.picture.expression.picture_of", True),
        ("shapelint.expressions.shape_words", False),
        ("shapelint.expressions.block_words", False),
    ],
)
def test_an_error_inside_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str, is_shown: bool
) -> None:
    def fails(*_: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(broken, fails)
    monkeypatch.setattr("shapelint.server.language_server._Talk.folders", lambda _: [])
    uri = "untitled:a"
    document = types.TextDocumentIdentifier(uri)
    everywhere = types.Range(types.Position(0, 0), types.Position(9, 0))

    async def talk() -> None:
        features = build().protocol.fm.features
        session: Session = features[types.TEXT_DOCUMENT_HOVER].func.__self__.session
        session.open(Program(uri, f"<{uri}>", {None: Text(uri, 0, DEFECT)}))
        params = types.HoverParams(document, types.Position(5, 8))
        shown = await features[types.TEXT_DOCUMENT_HOVER](params)
        assert (shown is not None) == is_shown
        hints = await features[types.TEXT_DOCUMENT_INLAY_HINT](types.InlayHintParams(document, everywhere))
        assert bool(hints) == is_shown

    asyncio.run(talk())
    assert "OverflowError: too large" in caplog.text
