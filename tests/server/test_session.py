"""Work that typing has made needless is not done."""

from __future__ import annotations

import asyncio
import time

import pytest

from shapelint.expressions import Expression
from shapelint.server.analysis import Analysis, Result
from shapelint.server.program import Program
from shapelint.server.session import Session
from shapelint.server.texts import Change, Text


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
