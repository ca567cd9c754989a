"""`python -m tests.benchmarks.editing [FILE]`: how long diagnostics take after a keystroke, and what memory they keep.

FILE is typed in as it is, whatever it holds; without it a module of 500 lines that is made of the examples. Times are
those from the keystroke to the diagnostics of its version at the client, without the pause that the server waits for.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from lsprotocol import types

from shapelint.server.publishing import DEBOUNCE
from tests.benchmarks.typed import Keystroke, keystrokes, module
from tests.server.editor import Editor, editor

BURST = 10
"""Keystrokes without a pause between them, where memory is measured."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.editing", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="what is typed in")
    parser.add_argument("--edits", type=int, default=200, help="keystrokes that are timed (default: %(default)s)")
    parser.add_argument("--long", type=int, default=10_000, help="keystrokes after which memory is measured, 0: not")
    options = parser.parse_args()
    text = module() if options.file is None else options.file.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "typed.py" if options.file is None else options.file.resolve()
        asyncio.run(_measure(path, text, options.edits, options.long))


async def _measure(path: Path, text: str, edits: int, long: int) -> None:
    print(f"{len(text.splitlines())} lines, {edits} keystrokes")
    async with editor(path.parent) as client:
        typing = _Typing(client, path, text)
        await typing.settle()
        times = [(await typing.timed(stroke), typing.parses) for stroke in keystrokes(text, edits)]
        _row("diagnostics", [each for each, _ in times])
        _row("  where the text parses", [each for each, parses in times if parses])
        _row("inlay hints, asked for then", typing.hints)
    if not long:
        return
    async with editor(path.parent) as client:
        typing = _Typing(client, path, text)
        for number, stroke in enumerate(keystrokes(text, long), 1):
            typing.strike(stroke)
            if number % BURST == 0 or number == long:
                await typing.settle()
            if number in (100, 1000, 3000, long):
                print(f"memory after {number:6} edits: {_memory(client):7.1f} MB", flush=True)


class _Typing:
    """Somebody at work in one file."""

    def __init__(self, client: Editor, path: Path, text: str) -> None:
        self.client, self.text, self.version = client, text, 1
        self.uri = client.open(path, text)
        self.hints: list[float] = []

    @property
    def parses(self) -> bool:
        try:
            ast.parse(self.text)
        except SyntaxError:
            return False
        return True

    def strike(self, stroke: Keystroke) -> None:
        self.version += 1
        begin, end = (self._position(offset) for offset in (stroke.begin, stroke.end))
        self.client.replace(self.uri, self.version, (types.Range(begin, end), stroke.put))
        self.text = stroke.apply(self.text)

    async def settle(self) -> None:
        """Wait for the diagnostics and ask for the hints, as an editor does."""
        await self.client.of_version(self.uri, self.version)
        self.client.published.clear()
        await self.client.hints(self.uri)

    async def timed(self, stroke: Keystroke) -> float:
        """Seconds from a keystroke to its diagnostics, beyond the pause."""
        started = time.perf_counter()
        self.strike(stroke)
        await self.client.of_version(self.uri, self.version)
        told = time.perf_counter()
        await self.client.hints(self.uri)
        self.hints.append(time.perf_counter() - told)
        self.client.published.clear()
        return told - started - DEBOUNCE

    def _position(self, offset: int) -> types.Position:
        before = self.text[:offset]
        return types.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


def _row(what: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=20, method="inclusive")
    print(f"{what:30} {len(seconds):4}  p50 {cuts[9] * 1000:6.0f} ms  p95 {cuts[18] * 1000:6.0f} ms", flush=True)


def _memory(client: Editor) -> float:
    """Megabytes that the server's process has in memory."""
    assert client._server is not None
    status = Path(f"/proc/{client._server.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


if __name__ == "__main__":
    main()
